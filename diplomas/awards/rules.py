"""The rules of who gets a diploma: those of an event, ready-made ones, and what each says."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from diplomas.models import AwardRule
from events.models import Event
from scoring.boards.board_words import board_words
from scoring.engine.ranking import ALL_AGES, UNASSIGNED

Scope = AwardRule.Scope
MEDALS = {"scope": Scope.ACTIVITIES, "last_place": 3}
OVERALL = {"scope": Scope.OVERALL, "last_place": 3}


class ReadyRule(NamedTuple):
    """A rule to take as it is. what: the fields in which it differs from an empty one."""

    key: str
    words: Promise
    what: Mapping[str, Any]


READY = [
    ReadyRule("medals", gettext_lazy("Medals: places 1 to 3 of every activity"), MEDALS),
    ReadyRule("overall", gettext_lazy("Places 1 to 3 of the overall standings"), OVERALL),
    ReadyRule("groups", gettext_lazy("Every group, by its place"), {"scope": Scope.GROUPS}),
    ReadyRule("everybody", gettext_lazy("Everybody, for taking part"), {"scope": Scope.EVERYBODY}),
    ReadyRule(
        "each-one",
        gettext_lazy("One for each child: its best activity"),
        {"scope": Scope.ACTIVITIES, "most_each": 1},
    ),
]
BY_KEY = {ready.key: ready for ready in READY}

FIELDS = (
    "name",
    "scope",
    "activities",
    "boards",
    "last_place",
    "minimum",
    "most_each",
    "has_guests",
    "template_id",
)
"""What a rule says, without where it stands."""


def default_rules(event: Event) -> list[AwardRule]:
    """Of an event without any of its own, not saved: medals, and those of the overall standings."""
    return [
        AwardRule(event=event, order=order, **what)
        for order, what in enumerate((MEDALS, OVERALL), start=1)
    ]


def rules_of(event: Event) -> list[AwardRule]:
    """In their order: the first that gives somebody something is the one that counts."""
    return list(AwardRule.objects.filter(event=event).order_by("order", "pk")) or default_rules(
        event
    )


def fields_of(rule: AwardRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in FIELDS}


def token_of(rules: Iterable[AwardRule]) -> str:
    """The same for the same rules: what somebody saw before they were changed."""
    content = [[rule.pk, fields_of(rule)] for rule in rules]
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()[:16]


def rule_sentence(rule: AwardRule, names: Mapping[int, str] | None = None) -> str:
    """Who gets a diploma by it. names: activity id -> name; without them chosen ones are counted,
    as those are that are deleted.
    """
    if rule.name and names is None:
        return rule.name
    parts = [_whom(rule, names or {}), *_conditions(rule)]
    return ", ".join(parts)


def problems_of(rules: Sequence[AwardRule], event: Event) -> dict[int, str]:
    """Order of a rule -> what it names that is not there any more, as a sentence; of those alone
    that do. Two queries where one may.
    """
    if not any(rule.boards or rule.activities for rule in rules):
        return {}
    activities = set(event.activities.values_list("pk", flat=True))
    categories = {ALL_AGES, UNASSIGNED}
    if not event.ignores_age:
        categories |= set(event.age_categories.values_list("name", flat=True))
    found = {}
    for rule in rules:
        named = dict.fromkeys(category for _gender, category in rule.boards or ())
        gone = [category for category in named if category not in categories]
        sentences = []
        if gone:
            text = ngettext(
                "It names a category that is not there any more: %(names)s.",
                "It names categories that are not there any more: %(names)s.",
                len(gone),
            )
            sentences.append(text % {"names": ", ".join(gone)})
        if count := len(set(rule.activities or ()) - activities):
            text = ngettext(
                "%(count)d activity of it was deleted.",
                "%(count)d activities of it were deleted.",
                count,
            )
            sentences.append(text % {"count": count})
        if sentences:
            found[rule.order] = " ".join(sentences)
    return found


def _whom(rule: AwardRule, names: Mapping[int, str]) -> str:
    what = {
        Scope.ACTIVITIES: _activities(rule.activities, names),
        Scope.OVERALL: _("the overall standings"),
        Scope.GROUPS: _("the standings of groups"),
    }.get(Scope(rule.scope))
    if what is None:
        return _("Everybody, for taking part")
    if rule.last_place is None:
        return _("Every place: %(what)s") % {"what": what}
    if rule.last_place == 1:
        return _("1st place: %(what)s") % {"what": what}
    return _("Places 1 to %(last)d: %(what)s") % {"last": rule.last_place, "what": what}


def _activities(ids: Sequence[int] | None, names: Mapping[int, str]) -> str:
    if ids is None:
        return _("every activity")
    found = [names[pk] for pk in ids if pk in names]
    if found:
        return ", ".join(found)
    text = ngettext("%(count)d chosen activity", "%(count)d chosen activities", len(ids))
    return text % {"count": len(ids)}


def _conditions(rule: AwardRule) -> list[str]:
    found = []
    if rule.boards is not None:
        found.append(_("only %(boards)s") % {"boards": "; ".join(map(_board, rule.boards))})
    if rule.minimum > 1:
        text = _("where at least %(count)d compete")
        found.append(text % {"count": rule.minimum})
    if rule.most_each is not None:
        text = ngettext(
            "%(count)d for each person, the best one",
            "%(count)d for each person, the best ones",
            rule.most_each,
        )
        found.append(text % {"count": rule.most_each})
    if rule.has_guests:
        found.append(_("guests too"))
    return found


def _board(board: Sequence[str]) -> str:
    return board_words(*board)
