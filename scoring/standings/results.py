"""Standings of an event from what is stored: fetched slim, made in Python.

What everybody has in one activity depends on the event's version (people, switches, rules) and the
activity's `results_version`, so it is kept under these two: one changed activity is read anew, the
others are at hand.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import F

from events.models import Activity, Event
from foundation.web import versioned_cache
from scoring.boards.leaderboard import activity_boards, people_of
from scoring.models import Record
from scoring.points.rules import Absence, ActivityRules, StandingsRules
from scoring.points.schemes import Earned, earned_by_all, entrants
from scoring.points.standings import Competition, Standings, make_standings
from scoring.points.totals import ActivityEarned
from scoring.rules.activity_rules import method_of, switches_of


class ActivityPart(NamedTuple):
    """What the standings need of one activity. moved: participant id -> the group that a result was
    made for, where today's is another one.
    """

    earned: dict[int, Earned]
    moved: dict[int, int]


def standings_of(
    event: Event,
    rules: StandingsRules,
    *,
    keeps: bool = True,
    activities: Mapping[int, Activity] | None = None,
) -> Standings:
    """The standings as they are now, by these rules.

    keeps: whether they are the event's own, so that what was computed may be kept with its version.
    activities: all of the event's, where they are at hand already.
    """
    people, bands = people_of(event)
    if activities is None:
        activities = event.activities.in_bulk()
    counting = [each for each in rules.counting if each.activity_id in activities]
    parts = _parts(event, activities, counting, rules.overall.absences, keeps=keeps)
    competition = Competition(
        people=people,
        bands=bands,
        names=dict(event.groups.order_by("sort_key", "pk").values_list("pk", "name")),
        moved={
            (pk, participant): group
            for pk, part in parts.items()
            for participant, group in part.moved.items()
        },
        switches=switches_of(event),
    )
    added = [
        ActivityEarned(
            each, method_of(activities[each.activity_id], event), parts[each.activity_id].earned
        )
        for each in counting
    ]
    return make_standings(added, competition, rules)


def _parts(
    event: Event,
    activities: Mapping[int, Activity],
    counting: Sequence[ActivityRules],
    absences: Iterable[Absence],
    *,
    keeps: bool,
) -> dict[int, ActivityPart]:
    """Activity id -> its part, read only where it is not at hand."""
    keys = {each.activity_id: f"standings-part:{each.activity_id}" for each in counting}
    made_from = {key: (event.version, activities[pk].results_version) for pk, key in keys.items()}
    at_hand = versioned_cache.get_many(made_from) if keeps else {}
    missing = [each for each in counting if keys[each.activity_id] not in at_hand]
    moved = _moved([each.activity_id for each in missing])
    made = {
        keys[each.activity_id]: ActivityPart(
            _earned(event, activities[each.activity_id], each, absences),
            moved.get(each.activity_id, {}),
        )
        for each in missing
    }
    if keeps:
        versioned_cache.keep_many(made, made_from)
    return {pk: (made | at_hand)[key] for pk, key in keys.items()}


def _earned(
    event: Event, activity: Activity, rules: ActivityRules, absences: Iterable[Absence]
) -> dict[int, Earned]:
    activity.event = event  # known; not to be fetched once more
    method = method_of(activity, event)
    people, _bands = people_of(event)
    return earned_by_all(
        activity_boards(activity),
        rules.scheme,
        method,
        entrants(people.values(), method),
        absences,
    )


def _moved(activity_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """Activity id -> participant id -> the group a result was made for, if not today's."""
    found: dict[int, dict[int, int]] = {}
    rows = (
        Record.objects.filter(activity__in=activity_ids, entry__group_at_entry__isnull=False)
        .exclude(entry__group_at_entry=F("participant__group"))
        .order_by()
        .values_list("activity_id", "participant_id", "entry__group_at_entry_id")
    )
    for activity_id, participant_id, group_id in rows:
        found.setdefault(activity_id, {})[participant_id] = group_id
    return found
