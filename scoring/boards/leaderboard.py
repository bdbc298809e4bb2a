"""Leaderboards: fetched slim, ranked in Python, kept as ready bytes under their versions.

An activity's part of the board depends on two numbers: the event's version (people, groups,
categories, names, switches) and the activity's `results_version`. Both change in the transaction
of the change itself, so a part is kept with them and never needs to be invalidated: a read that
starts after a commit asks for other versions. The versions are read first and the data after
them, so what is kept with a version is never older than it.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef

from accounts.models import User
from events.ages import birth_order
from events.ages.ages import age_of
from events.ages.bands import Band
from events.models import Activity, Event, Participant
from foundation.text.names import fold_case
from foundation.web import versioned_cache
from scoring.engine import ranking
from scoring.engine.ranking import Board, BoardPerson, Result
from scoring.engine.values import Rule, canonical, display
from scoring.models import Record
from scoring.rules.activity_rules import method_of, rule_of

Everybody = tuple[dict[int, BoardPerson], list[Band]]
"""Everybody whom boards of an event can name, by participant id, and its age categories."""


@dataclass(frozen=True, slots=True)
class Versions:
    """What an event's board is made from right now: the one query of a warm read."""

    event_id: int
    event: int
    activities: dict[int, int]
    can_manage: bool = False

    @classmethod
    def visible_to(cls, user: User, event_id: int) -> "Versions":
        """Raises Event.DoesNotExist where the user may not see the event."""
        managed = Event.objects.manageable_by(user).filter(pk=OuterRef("pk"))
        rows = list(
            Event.objects.visible_to(user)
            .filter(pk=event_id)
            .annotate(is_managed=Exists(managed))
            .order_by("activities__order", "activities__pk")
            .values_list("version", "is_managed", "activities__pk", "activities__results_version")
        )
        if not rows:
            raise Event.DoesNotExist
        activities = {pk: version for _event, _managed, pk, version in rows if pk is not None}
        return cls(event_id, rows[0][0], activities, rows[0][1])

    def of(self, *activity_ids: int) -> "Versions":
        """The same, narrowed to some of the activities."""
        narrowed = {pk: self.activities[pk] for pk in activity_ids}
        return replace(self, activities=narrowed)

    def etag(self, *variant: object) -> str:
        """A strong ETag of whatever is made from these versions in the given variant."""
        made_from = (
            versioned_cache.FORMAT,
            self.event_id,
            self.event,
            *self.activities.items(),
            *variant,
        )
        return f'"{hashlib.sha256(repr(made_from).encode()).hexdigest()[:32]}"'


@contextmanager
def event_there(refusal: Exception) -> Iterator[None]:
    """Raises `refusal` where the event is not to be seen, or is deleted while a board is read."""
    try:
        yield
    except Event.DoesNotExist as error:
        raise refusal from error


@dataclass(frozen=True, slots=True)
class Head:
    """The event's part of a leaderboard. `activities`: id -> name, in order.

    has_overall, has_groups: whether its rules give standings of these.
    """

    event_id: int
    event_name: str
    has_age_categories: bool
    activities: dict[int, str]
    has_overall: bool
    has_groups: bool


def leaderboard_json(versions: Versions, *, unranked: bool = False) -> bytes:
    """The whole leaderboard as the API gives it, UTF-8.

    unranked: also the categories in which nobody is ranked. Clients that draw a table for each
    category and know of ranked participants only would show empty ones.
    """
    head = head_of(versions)
    fields = {
        "event_id": head.event_id,
        "event_name": head.event_name,
        "has_age_categories": head.has_age_categories,
    }
    parts = activity_parts(versions) if unranked else _ranked_parts(versions)
    return _bytes(fields)[:-1] + b', "activities": [' + b", ".join(parts.values()) + b"]}"


def head_of(versions: Versions) -> Head:
    """The event's own part, read once per version of the event."""
    key = f"head:{versions.event_id}"
    return versioned_cache.kept(key, versions.event, lambda: _head(versions.event_id))


def _head(event_id: int) -> Head:
    event = Event.objects.get(pk=event_id)
    rules = event.standings_versions.order_by("-number").values_list("rules", flat=True).first()
    return Head(
        event_id=event.pk,
        event_name=event.name,
        has_age_categories=not event.ignores_age and event.age_categories.exists(),
        activities=dict(event.activities.values_list("pk", "name")),
        has_overall=bool(rules and rules["overall"]["enabled"]),
        has_groups=bool(rules and rules["groups"]["enabled"]),
    )


def activity_parts(versions: Versions) -> dict[int, bytes]:
    """Activity id -> its part of the board as JSON in UTF-8; computed only where not at hand."""
    return _kept_parts(versions, "board", lambda missing: _make_parts(versions, missing))


def _ranked_parts(versions: Versions) -> dict[int, bytes]:
    """The same without the categories in which nobody is ranked; kept as well."""

    def make(missing: Sequence[int]) -> Iterable[tuple[int, bytes]]:
        for pk, whole in activity_parts(versions.of(*missing)).items():
            part = json.loads(whole)
            part["categories"] = [board for board in part["categories"] if board["participants"]]
            yield pk, _bytes(part)

    return _kept_parts(versions, "ranked", make)


def _kept_parts(
    versions: Versions,
    name: str,
    make: Callable[[Sequence[int]], Iterable[tuple[int, bytes]]],
) -> dict[int, bytes]:
    """Activity id -> the part of this name; `make` makes those that are not at hand."""
    made_from = {pk: (versions.event, version) for pk, version in versions.activities.items()}
    return versioned_cache.kept_each(name, made_from, make)


def activity_boards(activity: Activity, everybody: Everybody | None = None) -> list[Board]:
    """All boards of one activity as they are now, for whoever needs more than bytes.

    everybody: what `people_of` gives for its event, where that is at hand.
    """
    event = activity.event
    people, categories = everybody or people_of(event)
    [results] = results_of([activity]).values()
    return ranking.boards(results, people, categories, method_of(activity, event))


def people_of(event: Event) -> Everybody:
    """Everybody a board can name, by participant id, and the categories; once per version."""
    return people_at(event.pk, event.version, lambda: event)


def people_at(event_id: int, version: int, event: Callable[[], Event]) -> Everybody:
    """The same of an event of which no more than its version is at hand; `event` reads it."""
    return versioned_cache.kept(f"people:{event_id}", version, lambda: _everybody(event()))


def _everybody(event: Event) -> Everybody:
    categories = [
        Band(*row)
        for row in event.age_categories.order_by("min_age", "sort_key").values_list(
            "name", "min_age", "max_age"
        )
    ]
    return dict(_people(event, categories)), categories


def _people(event: Event, categories: Sequence[Band]) -> Iterable[tuple[int, BoardPerson]]:
    day = event.ages_on
    # Slim rows: thousands of models would cost twice as much.
    columns = [
        "pk", "display_name", "sort_key", "gender", "age", "birth_date", "birth_year", "status",
        "group__name", "group_id", "last_name", "external_id", "is_hidden",
        "erased_at", "birth_order",
    ]  # fmt: skip
    spelled: dict[str, str] = {}  # one board for a gender, whatever the capitals
    for row in event.participants.order_by("pk").values_list(*columns, named=True):
        age = age_of(row.birth_date, row.birth_year, row.age, day)
        yield (
            row.pk,
            BoardPerson(
                participant_id=row.pk,
                name=row.display_name,
                sorts_as=row.sort_key,
                group=row.group__name,
                gender=spelled.setdefault(fold_case(row.gender), row.gender),
                age=age,
                category=ranking.category_of(age, categories),
                is_guest=row.status == Participant.Status.GUEST,
                is_withdrawn=row.status == Participant.Status.WITHDRAWN,
                group_id=row.group_id,
                born=birth_order.parts_in(row.birth_order)
                or birth_order.parts_of(row.birth_date, row.birth_year),
                surname=row.last_name,
                number=row.external_id or "",
                is_hidden=row.is_hidden,
                is_erased=row.erased_at is not None,
            ),
        )


def _make_parts(versions: Versions, activity_ids: Sequence[int]) -> Iterable[tuple[int, bytes]]:
    event = Event.objects.get(pk=versions.event_id)
    people, categories = people_of(event)
    for activity in Activity.objects.filter(pk__in=activity_ids).order_by():
        rule = rule_of(activity)
        [results] = results_of([activity]).values()
        boards = ranking.boards(results, people, categories, method_of(activity, event))
        part = {
            "activity_id": activity.pk,
            "activity_name": activity.name,
            "evaluation_type": activity.evaluation_type,
            "unit": activity.unit,
            "categories": [_board(board, rule) for board in boards],
        }
        yield activity.pk, _bytes(part)


def results_of(
    activities: Collection[Activity], participant_ids: Collection[int] | None = None
) -> dict[int, list[Result]]:
    """Activity id -> its results, of all or of these participants: one slim query, with what ranks
    and nothing else.
    """
    found: dict[int, list[Result]] = {activity.pk: [] for activity in activities}
    columns = ["activity_id", "participant_id", "value", "status"]
    if any(
        each.ties_by_attempts or each.combine == Activity.Combine.HEIGHTS for each in activities
    ):
        columns.append("attempts")
    rows = Record.objects.filter(activity__in=activities)
    if participant_ids is not None:
        rows = rows.filter(participant__in=participant_ids)
    for activity_id, *row in rows.order_by().values_list(*columns):
        found[activity_id].append(Result(*row))
    return found


def _board(board: Board, rule: Rule) -> dict:
    """One board as the API gives it; guests and the unranked in arrays of their own."""
    ranked, guests = [], []
    for person, place, value in board.placed:
        row = {
            "rank": place,
            **_person(person),
            "value": canonical(value, rule),
            "display_value": display(value, rule),
        }
        (guests if person.is_guest else ranked).append(row)
    unranked = [
        {
            **_person(person),
            "status": str(status),
            "value": None if value is None else canonical(value, rule),
            "display_value": None if value is None else display(value, rule),
        }
        for person, status, value in board.unplaced
    ]
    return {
        "gender": board.gender,
        "age_category_name": board.category,
        "participants": ranked,
        "guests": guests,
        "unranked": unranked,
    }


def _person(person: BoardPerson) -> dict:
    return {
        "participant_id": person.participant_id,
        "display_name": person.name,
        "gender": person.gender or None,
        "age": person.age,
        "group_name": person.group,
    }


def _bytes(data: dict) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()
