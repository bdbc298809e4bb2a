"""Which printed diplomas are not true any more, and who should have one by now.

Results, names, categories and rules may change after the printing. What is true now depends on the
event's version and the results' versions, so it is kept under these.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from diplomas.awards.awarding import awarded, overall_winners
from diplomas.awards.places import published
from diplomas.awards.rules import rules_of, token_of
from diplomas.awards.winners import SIGNATURES, Award, Winner, k_of_m_words, signatures_of
from diplomas.issued.facts import Facts, is_still_true
from diplomas.issued.issuing import CURRENT, OWN_REASONS, award_of
from diplomas.models import AwardRule, Diploma
from events.models import Event
from foundation.text.decimals import with_own_point
from foundation.web import versioned_cache
from scoring.points.standings import Standings

Awards = Mapping[Award, Facts]
"""Who wins what, and what the diploma says of it."""
BoardOf = tuple[str, int | None, str, str]
"""(kind, activity id, gender, category)."""


class Now(NamedTuple):
    """rule_of: the id of the rule that gives it; None of one that every event has."""

    facts: Awards
    rule_of: Mapping[Award, int | None]


class Outdated(NamedTuple):
    """A diploma to take back. now: what it would say today; None: it would not be printed."""

    diploma: Diploma
    now: Facts | None

    @property
    def differences(self) -> list[tuple[str, Any, Any]]:
        """(name of a fact, as it was printed, as it is today), of those that differ."""
        if self.now is None:
            return []
        printed = self.diploma.facts
        return [
            (name, printed[name], value)
            for name, value in self.now.items()
            if name in printed and printed[name] != value
        ]


@dataclass(frozen=True, slots=True)
class Comparison:
    """outdated: to take back. missing: who should have one, from the first to the last place of a
    board for which some were printed; of those for taking part, by a rule that was printed for
    everybody once: one for a single child calls for no others. Not who had a true one that was
    taken back on purpose.
    """

    outdated: Sequence[Outdated]
    missing: Mapping[Award, Facts]

    @property
    def to_print(self) -> set[Award]:
        """Whose diplomas are printed next: the missing ones, and those that say something else."""
        again = {award_of(each.diploma) for each in self.outdated if each.now is not None}
        return again | set(self.missing)

    def __bool__(self):
        return bool(self.outdated or self.missing)


def compare(event: Event) -> Comparison:
    """What was printed with what is true now; one query where nothing was."""
    diplomas = list(Diploma.objects.filter(event=event).order_by("pk"))
    if not diplomas:
        return Comparison([], {})
    current = [each for each in diplomas if each.state in CURRENT]
    rules = rules_of(event)
    stated = {name for each in current for name in each.facts}
    return _compared(
        diplomas, current, _now(event, {each.kind for each in diplomas}, rules, stated), rules
    )


def outdated_by(event: Event, standings: Standings) -> list[Outdated]:
    """Which diplomas of the overall standings and of groups would not be true by other ones."""
    kinds = (Diploma.Kind.OVERALL, Diploma.Kind.GROUP)
    printed = Diploma.objects.filter(event=event, kind__in=kinds, state__in=CURRENT)
    current = list(printed.order_by("pk"))
    now = _awards(overall_winners(event, standings, kinds)).facts if current else {}
    return list(_outdated(current, now))


def _compared(
    diplomas: Sequence[Diploma],
    current: Sequence[Diploma],
    now: Now,
    rules: Iterable[AwardRule],
) -> Comparison:
    outdated = list(_outdated(current, now.facts))
    places: dict[BoardOf, list[int]] = {}
    for each in diplomas:
        places.setdefault(_board(award_of(each), each.facts), []).append(each.facts["place"])
    printed_rules = {rule.pk for rule in rules if rule.is_printed}
    refused = {
        award_of(each): each.facts
        for each in diplomas
        if each.state not in CURRENT and each.reason not in OWN_REASONS
    }
    has_one = {award_of(each) for each in current}
    missing = {}
    for award, facts in now.facts.items():
        if award in has_one or (award in refused and is_still_true(refused[award], facts)):
            continue
        if award.kind == Diploma.Kind.PARTICIPATION:
            is_called_for = now.rule_of[award] in printed_rules
        else:
            printed = places.get(_board(award, facts), ())
            is_called_for = bool(printed) and min(printed) <= facts["place"] <= max(printed)
        if is_called_for:
            missing[award] = facts
    return Comparison(outdated, missing)


def _outdated(current: Iterable[Diploma], now: Awards) -> Iterator[Outdated]:
    for diploma in current:
        facts = now.get(award_of(diploma))
        if facts is None or not is_still_true(diploma.facts, facts):
            yield Outdated(diploma, facts)


def _board(award: Award, facts: Facts) -> BoardOf:
    return award.kind, award.activity_id, facts["gender"], facts["category"]


def _now(
    event: Event, kinds: Iterable[str], rules: Sequence[AwardRule], stated: Container[str]
) -> Now:
    """Of these kinds: everybody has them by all of the rules, whichever board was printed.

    stated: facts that some diploma states; what none does is not looked up.
    """
    kinds = sorted(kinds)
    versions = event.activities.order_by("pk").values_list("pk", "results_version")
    public = published(event)
    made_from = (
        event.version,
        tuple(versions),
        token_of(rules),
        public and public.made_from,
        event.organisation.name if "organisation" in stated else "",
        signatures_of(event) if any(name in stated for name in SIGNATURES) else (),
    )
    key = f"awards:{event.pk}:{'-'.join(kinds)}"
    return versioned_cache.kept(key, made_from, lambda: _awards(awarded(event, kinds)))


def _awards(found: Sequence[Winner]) -> Now:
    return Now(
        {each.award: each.facts() for each in found}, {each.award: each.rule_id for each in found}
    )


def fact_words() -> dict[str, str]:
    """Name of a fact -> what people call it."""
    return {
        "name": _("name"),
        "group": _("group"),
        "place": pgettext("diploma", "place"),
        "gender": _("gender"),
        "own_gender": _("gender"),
        "category": _("age category"),
        "value": _("result"),
        "measure": _("unit"),
        "activity": _("activity"),
        "event": _("event"),
        "date": _("date"),
        "event_place": _("place of the event"),
        "organisation": _("organisation"),
        "is_tied": _("shared place"),
        "k_of_m": _("results in activities"),
        **{name: _("who signs") for name in SIGNATURES},
    }


def fact_text(name: str, value: Any) -> str:
    """A fact as people read it."""
    if name == "is_tied":
        return _("yes") if value else _("no")
    if name == "k_of_m":
        return k_of_m_words(value)
    return with_own_point(str(value)) if name == "value" else str(value)
