"""How much is scored: read for whole pages at once, in a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from events.models import Activity, Group, Participant
from scoring.models import Record, ScoredQuerySet
from scoring.progress.tally import Tally


@dataclass(frozen=True, slots=True)
class ActivityProgress:
    """How far an activity is, in one group or in several together."""

    activity: Activity
    tally: Tally


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group with its activities, as pages show it."""

    group: Group
    expected: int
    activities: list[ActivityProgress]

    @property
    def complete_count(self) -> int:
        return sum(progress.tally.is_complete for progress in self.activities)


def group_cards(groups: Iterable[Group]) -> list[GroupCard]:
    """A card per group, alphabetically within each event. Groups should come with their event."""
    groups = sorted(groups, key=lambda group: (group.event_id, group.sort_key, group.pk))
    ids = [group.pk for group in groups]
    activities: dict[int, list[Activity]] = {}
    for activity in Activity.objects.filter(event__in={group.event_id for group in groups}):
        activities.setdefault(activity.event_id, []).append(activity)
    expected = _expected(group__in=ids)
    scored = _scored(Record.objects.filter(participant__group__in=ids))
    return [
        GroupCard(
            group,
            expected[group.pk],
            [
                ActivityProgress(activity, Tally(scored[group.pk, activity.pk], expected[group.pk]))
                for activity in activities.get(group.event_id, [])
            ],
        )
        for group in groups
    ]


def total(cards: Iterable[GroupCard]) -> list[ActivityProgress]:
    """The cards of one event's groups added up: one progress per activity, in order."""
    sums: dict[int, ActivityProgress] = {}
    for card in cards:
        for part in card.activities:
            before = sums.get(part.activity.pk, ActivityProgress(part.activity, Tally()))
            sums[part.activity.pk] = ActivityProgress(part.activity, before.tally + part.tally)
    return list(sums.values())


def group_tallies(activity: Activity) -> dict[int, Tally]:
    """Id of a group -> how far it is in the activity; only of groups with somebody expected."""
    expected = _expected(event=activity.event_id)
    scored = _scored(Record.objects.filter(activity=activity))
    return {pk: Tally(scored[pk, activity.pk], count) for pk, count in expected.items()}


def station_tallies(activities: Sequence[Activity]) -> dict[tuple[int, int], Tally]:
    """(group id, activity id) -> how far the group is in the activity, of groups with somebody
    expected; in two queries.
    """
    expected = _expected(event__in={activity.event_id for activity in activities})
    scored = _scored(Record.objects.filter(activity__in=activities))
    return {
        (group_id, activity.pk): Tally(scored[group_id, activity.pk], count)
        for activity in activities
        for group_id, count in expected.items()
    }


def group_tally(group: Group, activity: Activity) -> Tally:
    """How far this group is in this activity, in one query."""
    has_result = Exists(Record.objects.filter(activity=activity, participant=OuterRef("pk")))
    people = Participant.objects.expected().filter(group=group).order_by()
    found = list(people.values_list(has_result, flat=True))
    return Tally(sum(found), len(found))


def _expected(**of) -> Counter:
    """Group id -> how many results each activity expects of it."""
    people = Participant.objects.expected().filter(**of).order_by()
    return Counter(people.values_list("group_id", flat=True))


def _scored(records: ScoredQuerySet) -> Counter:
    """(group id, activity id) -> how many of the records are among those expected."""
    rows = (
        records.expected()
        .order_by()
        .values_list("participant__group_id", "activity_id")
        .annotate(count=Count("pk"))
    )
    return Counter({(group_id, activity_id): count for group_id, activity_id, count in rows})
