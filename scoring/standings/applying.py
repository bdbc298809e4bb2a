"""Rules of standings put into force, taken back, and copied along with their event."""

import dataclasses
import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.trail import audit
from events.models import Event
from events.rules.locks import changeable_event
from events.rules.reasons import checked_reason
from scoring.models import StandingsVersion
from scoring.models.standings import LONGEST_REASON
from scoring.points.rule_checks import faults
from scoring.points.rules import ActivityTieBreak, StandingsRules
from scoring.standings.stored_rules import (
    current_version,
    facts_of,
    fitted,
    number_of,
    rules_in,
    stored_dict,
)

SEED_BYTES = 16


@transaction.atomic
def apply_rules(
    *,
    event: Event,
    rules: StandingsRules,
    places: str | None = None,
    version: int,
    reason: str = "",
    by: User | None,
) -> StandingsVersion | None:
    """Put the rules into force as a new version; returns the one in force afterwards, None where
    the event was never given any and these change nothing.

    places: how the event numbers places from now on (`Event.Places`); None: as it does.
    version: the number of the version that whoever changes it has seen, 0 where there was none.
    The seed of lots is made with the first version, and stays.
    Raises ValidationError with the faults by their field, code "conflict" where the version is not
    in force any more, and code "archived" where the event is only read.
    """
    event = changeable_event(event.pk)
    in_force = check_seen(event, version)
    check_rules(event, rules, places)
    return _write(
        event, in_force, rules, places or event.places, reason, "APPLY_STANDINGS_RULES", by
    )


@transaction.atomic
def undo_rules(
    *, event: Event, version: int, reason: str = "", by: User | None
) -> StandingsVersion | None:
    """Apply again what was in force before this version, the one in force, as a new version.

    Undone in its turn, the version is in force again. Raises ValidationError as `apply_rules`
    does, and one sentence where what was before does not fit the event any more.
    """
    event = changeable_event(event.pk)
    undone = check_seen(event, version)
    if undone is None:
        raise ValidationError(_("The event has no rules of standings yet that could be undone."))
    before = event.standings_versions.filter(number=undone.number - 1).first()
    rules = rules_in(before, event)
    if found := faults(rules, facts_of(event)):
        text = _("What was before does not fit the activities of today any more: %(faults)s")
        sentences = " ".join(dict.fromkeys(sentence for _path, sentence in found))
        raise ValidationError(text % {"faults": sentences})
    places = undone.places_before or event.places
    return _write(event, undone, rules, places, reason, "UNDO_STANDINGS_RULES", by)


def check_seen(event: Event, version: int) -> StandingsVersion | None:
    """The version in force; raises ValidationError, code "conflict", where it is not this one."""
    in_force = current_version(event)
    if number_of(in_force) != version:
        text = _(
            "The rules of the standings were changed by a colleague meanwhile. Load them again,"
            " look at what is different, and repeat your change."
        )
        raise ValidationError(text, code="conflict")
    return in_force


def check_rules(event: Event, rules: StandingsRules, places: str | None) -> None:
    """Raises ValidationError, with the faults by their field, where the rules do not fit."""
    errors: dict[str, list[str]] = {}
    for path, sentence in faults(rules, facts_of(event)):
        errors.setdefault(path, []).append(sentence)
    if places is not None and places not in Event.Places.values:
        errors["places"] = [_("Choose one of the ways to number places.")]
    if errors:
        raise ValidationError(errors)


def _write(
    event: Event,
    in_force: StandingsVersion | None,
    rules: StandingsRules,
    places: str,
    reason: str,
    action: str,
    by: User | None,
) -> StandingsVersion | None:
    reason = checked_reason(reason, longest=LONGEST_REASON)
    now = rules_in(in_force, event)
    seed = now.lot_seed or secrets.token_hex(SEED_BYTES)
    written = stored_dict(dataclasses.replace(fitted(rules, event), lot_seed=seed))
    before = stored_dict(dataclasses.replace(now, lot_seed=seed))
    if written == before and places == event.places:
        return in_force
    made = StandingsVersion(
        event=event,
        number=number_of(in_force) + 1,
        rules=written,
        places_before=event.places if places != event.places else "",
        reason=reason,
        made_by=by,
    )
    if places != event.places:
        event.places = places
        event.save(update_fields=["places"])
    made.save()
    _log(made, action, by)
    return made


def _log(made: StandingsVersion, action: str, by: User | None) -> None:
    event = made.event
    if action == "UNDO_STANDINGS_RULES":
        text = (
            gettext_noop(
                "%(event)s: the last change of the rules of standings was undone, which made"
                " version %(number)s, because: %(reason)s"
            )
            if made.reason
            else gettext_noop(
                "%(event)s: the last change of the rules of standings was undone, which made"
                " version %(number)s"
            )
        )
    elif made.reason:
        text = gettext_noop(
            "%(event)s: version %(number)s of the rules of standings, because: %(reason)s"
        )
    else:
        text = gettext_noop("%(event)s: version %(number)s of the rules of standings")
    values = {"event": event, "number": made.number, "reason": made.reason}
    changes = {"places": [made.places_before, event.places]} if made.places_before else None
    audit.log(
        actor=by,
        action=action,
        target=event,
        detail=audit.Sentence(text, values),
        changes=changes,
    )


def copy_rules(event: Event, new: Event) -> None:
    """Give the new event the rules of the first one, as `events.life.copying` asks.

    They are its first version, with lots of their own and without decisions about people, who are
    others there. An event that was never given any leaves the copy without. The audit trail has no
    row of it: it is a part of the event, whose row it has.
    """
    current = current_version(event)
    if current is None:
        return
    # Copies were made in the order of the ids.
    first, second = (
        each.activities.order_by("pk").values_list("pk", flat=True) for each in (event, new)
    )
    rules = _moved(rules_in(current, event), dict(zip(first, second, strict=True)))
    rules = dataclasses.replace(rules, lot_seed=secrets.token_hex(SEED_BYTES), decisions=())
    StandingsVersion.objects.create(
        event=new, number=1, rules=stored_dict(rules), made_by=new.created_by
    )


def _moved(rules: StandingsRules, new_ids: dict[int, int]) -> StandingsRules:
    """The rules with other ids of activities."""
    return dataclasses.replace(
        rules,
        activities=tuple(
            dataclasses.replace(each, activity_id=new_ids[each.activity_id])
            for each in rules.activities
        ),
        overall=dataclasses.replace(
            rules.overall,
            tie_breaks=tuple(
                ActivityTieBreak(new_ids[each.activity_id])
                if isinstance(each, ActivityTieBreak)
                else each
                for each in rules.overall.tie_breaks
            ),
        ),
    )
