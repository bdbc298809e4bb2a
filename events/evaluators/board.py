"""The pool, the groups and the stations of an event with their evaluators, and the load of each."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from accounts.models import SignInCode, User
from events.models import Activity, Event, EventEvaluator, Group
from events.models.querysets import is_expected


@dataclass(frozen=True, slots=True)
class CodeState:
    """The newest code of a team: what it can be used for, and since or until when."""

    status: str
    label: str
    when: datetime


@dataclass(slots=True)
class ScoringPerson:
    """An evaluator of the event. group: the one they score, if any. activities: of their stations.
    load: their share of the cells of the group. code: of the newest card, for teams that ever had
    one.
    """

    user: User
    group: Group | None
    activities: list[Activity] = field(default_factory=list)
    load: int = 0
    code: CodeState | None = None


@dataclass(slots=True)
class GroupColumn:
    """A group with those who score it. cells: participants × activities; scored: how many of them
    are entered.
    """

    group: Group
    participants: int
    cells: int
    scored: int = 0
    people: list[ScoringPerson] = field(default_factory=list)

    @property
    def able(self) -> int:
        """How many of its evaluators may sign in."""
        return sum(person.user.is_active for person in self.people)

    @property
    def share(self) -> int:
        """Cells for each who may sign in, rounded up; all of them where nobody may."""
        return -(-self.cells // max(1, self.able))


@dataclass(slots=True)
class StationColumn:
    """An activity with those who score it for every group."""

    activity: Activity
    people: list[ScoringPerson] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Board:
    event: Event
    pool: list[ScoringPerson]
    columns: list[GroupColumn]
    stations: list[StationColumn]

    @property
    def activities(self) -> int:
        return len(self.stations)

    @property
    def everybody(self) -> list[ScoringPerson]:
        """By name."""
        people = [*self.pool, *(person for column in self.columns for person in column.people)]
        return sorted(people, key=lambda person: (person.user.sort_key, person.user.pk))

    @property
    def people(self) -> int:
        return len(self.pool) + sum(len(column.people) for column in self.columns)

    @property
    def lacking(self) -> list[GroupColumn]:
        """Groups with results that nobody who may sign in enters."""
        return [column for column in self.columns if not column.group.is_covered]

    @property
    def station_choices(self) -> int:
        """The number of options in all lists of people at stations."""
        return self.people * self.activities

    @property
    def choices(self) -> int:
        """The number of options in all lists of groups on the page."""
        return self.people * len(self.columns)


def board_of(event: Event, at: datetime | None = None) -> Board:
    """The board as it is now. Six queries, however many people, groups and stations there are."""
    stations = {each.pk: StationColumn(each) for each in event.activities.all()}
    scored = _scored(event)
    columns = {
        group.pk: GroupColumn(
            group, group.expected, group.expected * len(stations), scored.get(group.pk, 0)
        )
        for group in _groups(event)
    }
    pool = []
    people = _people(event, stations)
    codes = newest_codes([person.user for person in people if person.user.is_team], at)
    for person in people:
        person.code = codes.get(person.user.pk)
        (columns[person.group.pk].people if person.group else pool).append(person)
    for column in columns.values():
        for person in column.people:
            person.load = column.share if person.user.is_active else 0
    return Board(event, pool, list(columns.values()), list(stations.values()))


def newest_codes(teams: list[User], at: datetime | None = None) -> dict[int, CodeState]:
    """The user's id -> the state of their newest code, for those who have one. One query."""
    at = at or timezone.now()
    codes = SignInCode.objects.filter(user__in=[team.pk for team in teams]).order_by("pk")
    return {code.user_id: _state(code, at) for code in codes}  # the last one stays


def _groups(event: Event) -> list[Group]:
    expected = Count("participants", filter=is_expected("participants__"))
    groups = event.groups.with_cover().annotate(expected=expected)
    return list(groups.order_by("sort_key", "pk"))


def _scored(event: Event) -> dict[int, int]:
    """Id of a group -> how many results of those expected are in."""
    people = event.participants.expected().order_by().values("group_id")
    return dict(people.annotate(count=Count("records")).values_list("group_id", "count"))


def _people(event: Event, stations: dict[int, StationColumn]) -> list[ScoringPerson]:
    """Everybody of the pool, by name; those who have stations are put into these columns too."""
    members = (
        EventEvaluator.objects.filter(event=event)
        .select_related("user", "group_assignment__group")
        .prefetch_related("stations")
        .order_by("user__sort_key", "user_id")
    )
    people = []
    for member in members:
        assignment = getattr(member, "group_assignment", None)
        person = ScoringPerson(member.user, assignment.group if assignment else None)
        people.append(person)
        theirs = {station.activity_id for station in member.stations.all()}
        for pk, column in stations.items():
            if pk in theirs:
                column.people.append(person)
                person.activities.append(column.activity)
    return people


def _state(code: SignInCode, at: datetime) -> CodeState:
    status = SignInCode.Status(code.status_at(at))
    when = code.used_at or code.revoked_at or code.expires_at
    return CodeState(status.value, status.label, when)
