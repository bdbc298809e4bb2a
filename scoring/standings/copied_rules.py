"""The rules of standings of an event that is made as a copy of another."""

import dataclasses
import secrets

from events.models import Event
from scoring.models import StandingsVersion
from scoring.points.rules import ActivityTieBreak, StandingsRules
from scoring.standings.applying import SEED_BYTES
from scoring.standings.stored_rules import current_version, rules_in, stored_dict


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
