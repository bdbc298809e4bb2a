"""The pool and the groups of an event with their evaluators, and the load of each."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from accounts.models import SignInCode, User
from events.models import Event, EventEvaluator, Group
from events.models.querysets import is_expected


@dataclass(frozen=True, slots=True)
class CodeState:
    """The newest code of a team: what it can be used for, and since or until when."""

    status: str
    label: str
    when: datetime


@dataclass(slots=True)
class ScoringPerson:
    """An evaluator of the event. group: the one they score, if any. load: their
    share of the cells of the group. code: of the newest card, for teams that ever had one.
    """

    user: User
    group: Group | None
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


@dataclass(frozen=True, slots=True)
class Board:
    event: Event
    pool: list[ScoringPerson]
    columns: list[GroupColumn]
    activities: int

    @property
    def people(self) -> int:
        return len(self.pool) + sum(len(column.people) for column in self.columns)

    @property
    def lacking(self) -> list[GroupColumn]:
        """Groups that nobody who may sign in scores."""
        return [column for column in self.columns if not column.able]

    @property
    def choices(self) -> int:
        """The number of options in all lists of groups on the page."""
        return self.people * len(self.columns)


def board_of(event: Event, at: datetime | None = None) -> Board:
    """The board as it is now. Five queries, however many people and groups there are."""
    activities = event.activities.count()
    scored = _scored(event)
    columns = {
        group.pk: GroupColumn(
            group, group.expected, group.expected * activities, scored.get(group.pk, 0)
        )
        for group in _groups(event)
    }
    pool = []
    people = _people(event)
    codes = newest_codes([person.user for person in people if person.user.is_team], at)
    for person in people:
        person.code = codes.get(person.user.pk)
        (columns[person.group.pk].people if person.group else pool).append(person)
    for column in columns.values():
        for person in column.people:
            person.load = column.share if person.user.is_active else 0
    return Board(event, pool, list(columns.values()), activities)


def newest_codes(teams: list[User], at: datetime | None = None) -> dict[int, CodeState]:
    """The user's id -> the state of their newest code, for those who have one. One query."""
    at = at or timezone.now()
    codes = SignInCode.objects.filter(user__in=[team.pk for team in teams]).order_by("pk")
    return {code.user_id: _state(code, at) for code in codes}  # the last one stays


def _groups(event: Event) -> list[Group]:
    expected = Count("participants", filter=is_expected("participants__"))
    return list(event.groups.annotate(expected=expected).order_by("sort_key", "pk"))


def _scored(event: Event) -> dict[int, int]:
    """Id of a group -> how many results of those expected are in."""
    people = event.participants.expected().order_by().values("group_id")
    return dict(people.annotate(count=Count("records")).values_list("group_id", "count"))


def _people(event: Event) -> list[ScoringPerson]:
    members = EventEvaluator.objects.filter(event=event).select_related(
        "user", "group_assignment__group"
    )
    people = []
    for member in members.order_by("user__sort_key", "user_id"):
        assignment = getattr(member, "group_assignment", None)
        people.append(ScoringPerson(member.user, assignment.group if assignment else None))
    return people


def _state(code: SignInCode, at: datetime) -> CodeState:
    status = SignInCode.Status(code.status_at(at))
    when = code.used_at or code.revoked_at or code.expires_at
    return CodeState(status.value, status.label, when)
