"""Stations with the groups that come to them, read for whole pages at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from events.models import Activity, Group
from scoring.progress.progress import station_tallies
from scoring.progress.tally import Tally


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """How far a group is in one activity."""

    group: Group
    tally: Tally


@dataclass(frozen=True, slots=True)
class StationCard:
    """An activity with every group of its event, as pages show it."""

    activity: Activity
    groups: list[GroupProgress]

    @property
    def tally(self) -> Tally:
        return sum((each.tally for each in self.groups), Tally())

    @property
    def unfinished(self) -> list[GroupProgress]:
        return [each for each in self.groups if each.tally.is_unfinished]

    @property
    def complete(self) -> list[GroupProgress]:
        return [each for each in self.groups if not each.tally.is_unfinished]

    @property
    def to_do(self) -> Group | None:
        """The first group with missing results."""
        return self.unfinished[0].group if self.unfinished else None

    @property
    def first(self) -> Group | None:
        """The group to begin at: with missing results, else the first one."""
        return self.groups[0].group if self.groups else None


def station_cards(activities: Iterable[Activity]) -> list[StationCard]:
    """A card per activity, in the order given, in three queries.

    Groups with missing results stand first, each kind by name; those without anybody are left out.
    """
    activities = list(activities)
    events = {activity.event_id for activity in activities}
    groups: dict[int, list[Group]] = {event_id: [] for event_id in events}
    for group in Group.objects.filter(event__in=events).order_by("sort_key", "pk"):
        groups[group.event_id].append(group)
    tallies = station_tallies(activities)
    return [
        StationCard(activity, _progress(groups[activity.event_id], activity, tallies))
        for activity in activities
    ]


def _progress(
    groups: list[Group], activity: Activity, tallies: dict[tuple[int, int], Tally]
) -> list[GroupProgress]:
    found = [
        GroupProgress(group, tallies[group.pk, activity.pk])
        for group in groups
        if (group.pk, activity.pk) in tallies
    ]
    return sorted(found, key=lambda each: not each.tally.is_unfinished)
