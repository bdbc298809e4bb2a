"""Standings of an event from what is stored: fetched slim, made in Python.

What everybody has in one activity depends on the event's version (people, switches, rules) and the
activity's `results_version`, so it is kept under these two: one changed activity is read anew, the
others are at hand.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models import F

from events.models import Activity, Event
from foundation.web import versioned_cache
from scoring.boards.leaderboard import Everybody, people_of, results_of
from scoring.engine.ranking import BoardKey, board_key, boards, in_order
from scoring.models import Record
from scoring.points.overall import board_switches
from scoring.points.rules import Absence, ActivityRules, StandingsRules
from scoring.points.schemes import Earnings, earned_by_all, entrants
from scoring.points.standings import Competition, Standings, make_standings
from scoring.points.totals import ActivityEarned
from scoring.progress.tally import Tally
from scoring.rules.activity_rules import method_of, switches_of


class ActivityPart(NamedTuple):
    """What the standings need of one activity. moved: participant id -> the group that a result was
    made for, where today's is another one.
    """

    earned: Earnings
    moved: dict[int, int]


class Counted(NamedTuple):
    """What standings are made of: what there is in each activity that counts, and who competes."""

    activities: list[ActivityEarned]
    competition: Competition

    @property
    def ids(self) -> list[int]:
        """Of the activities, in the order of every total's contributions."""
        return [each.rules.activity_id for each in self.activities]


def standings_of(
    event: Event,
    rules: StandingsRules,
    *,
    keeps: bool = True,
    activities: Mapping[int, Activity] | None = None,
) -> Standings:
    """The standings as they are now, by these rules; arguments as `counted` has them."""
    return make_standings(*counted(event, rules, keeps=keeps, activities=activities), rules)


def counted(
    event: Event,
    rules: StandingsRules,
    *,
    keeps: bool = True,
    activities: Mapping[int, Activity] | None = None,
) -> Counted:
    """What counts by these rules now.

    keeps: whether they are the event's own, so that what was computed may be kept with its version.
    activities: all of the event's, where they are at hand already.
    """
    people, bands = people_of(event)
    if activities is None:
        activities = event.activities.in_bulk()
    counting = [each for each in rules.counting if each.activity_id in activities]
    absences = rules.overall.absences
    parts = _parts(event, activities, counting, absences, (people, bands), keeps=keeps)
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
    return Counted(added, competition)


def tallies(made_of: Counted, rules: StandingsRules) -> dict[BoardKey, Tally]:
    """Overall board -> results in, out of those expected, in its order.

    Expected of everybody who competes, in every activity that counts; so there are boards on which
    nobody has a result yet.
    """
    competition, activities = made_of.competition, made_of.activities
    switches = board_switches(competition.switches, rules.overall)
    scored: Counter[BoardKey] = Counter()
    expected: Counter[BoardKey] = Counter()
    for pk, person in competition.people.items():
        if person.competes:
            key = board_key(person, switches)
            scored[key] += sum(pk in each.earned for each in activities)
            expected[key] += len(activities)
    return {key: Tally(scored[key], expected[key]) for key in in_order(expected, competition.bands)}


def _parts(
    event: Event,
    activities: Mapping[int, Activity],
    counting: Sequence[ActivityRules],
    absences: Iterable[Absence],
    everybody: Everybody,
    *,
    keeps: bool,
) -> dict[int, ActivityPart]:
    """Activity id -> its part, read only where it is not at hand."""
    rules = {each.activity_id: each for each in counting}

    def make(missing: Iterable[int]) -> Iterable[tuple[int, ActivityPart]]:
        wanted = [rules[pk] for pk in missing]
        return _make_parts(event, activities, wanted, absences, everybody)

    if not keeps:
        return dict(make(rules))
    made_from = {pk: (event.version, activities[pk].results_version) for pk in rules}
    return versioned_cache.kept_each("standings-part", made_from, make)


def _make_parts(
    event: Event,
    activities: Mapping[int, Activity],
    missing: Sequence[ActivityRules],
    absences: Iterable[Absence],
    everybody: Everybody,
) -> Iterator[tuple[int, ActivityPart]]:
    """(activity id, part) of these activities: in two queries, however many they are."""
    people, bands = everybody
    ids = [each.activity_id for each in missing]
    moved, results = _moved(ids), results_of([activities[pk] for pk in ids])
    competing = entrants(people.values(), switches_of(event))  # all activities split alike
    for each in missing:
        pk = each.activity_id
        method = method_of(activities[pk], event)
        found = boards(results[pk], people, bands, method)
        earned = earned_by_all(found, each.scheme, method, competing, absences)
        yield pk, ActivityPart(earned, moved.get(pk, {}))


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
