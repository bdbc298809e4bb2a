"""How much is scored: read for whole pages at once, in a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from events.models import Activity, Group, Participant
from foundation.text.names import alphabetical
from scoring.models import Record


@dataclass(frozen=True, slots=True)
class ActivityProgress:
    """Results entered in an activity out of those expected: everybody who has not withdrawn."""

    activity: Activity
    scored: int
    expected: int

    @property
    def is_complete(self) -> bool:
        return self.scored >= self.expected > 0


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group with its activities, as pages show it."""

    group: Group
    expected: int
    activities: list[ActivityProgress]

    @property
    def complete_count(self) -> int:
        return sum(progress.is_complete for progress in self.activities)


def group_cards(groups: Iterable[Group]) -> list[GroupCard]:
    """A card per group, alphabetically within each event. Groups should come with their event."""
    groups = sorted(groups, key=lambda group: (group.event_id, alphabetical(group.name)))
    ids = [group.pk for group in groups]
    activities: dict[int, list[Activity]] = {}
    for activity in Activity.objects.filter(event__in={group.event_id for group in groups}):
        activities.setdefault(activity.event_id, []).append(activity)
    expected = Counter(
        Participant.objects.expected().filter(group__in=ids).values_list("group_id", flat=True)
    )
    scored = _scored(ids)
    return [
        GroupCard(
            group,
            expected[group.pk],
            [
                ActivityProgress(activity, scored[group.pk, activity.pk], expected[group.pk])
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
            before = sums.get(part.activity.pk)
            sums[part.activity.pk] = ActivityProgress(
                part.activity,
                part.scored + (before.scored if before else 0),
                part.expected + (before.expected if before else 0),
            )
    return list(sums.values())


def scored_count(group: Group, activity: Activity) -> int:
    """How many of the group's participants have a result in the activity."""
    return _scored([group.pk])[group.pk, activity.pk]


def _scored(group_ids: list[int]) -> Counter:
    """(group id, activity id) -> results of participants who have not withdrawn."""
    rows = (
        Record.objects.filter(participant__group__in=group_ids)
        .exclude(participant__status=Participant.Status.WITHDRAWN)
        .order_by()
        .values_list("participant__group_id", "activity_id")
        .annotate(count=Count("pk"))
    )
    return Counter({(group_id, activity_id): count for group_id, activity_id, count in rows})
