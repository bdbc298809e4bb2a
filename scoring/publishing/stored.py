"""What is decided about an event's publication, as it is stored."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from events.models import Activity, Event
from foundation.web.form_fields import midnight
from scoring.boards.leaderboard import people_of
from scoring.engine.ranking import BoardKey, board_key, in_order
from scoring.models import BoardState, Publication
from scoring.publishing.gate import BOARD, OPEN, BoardId, BoardRule, Plan
from scoring.rules.activity_rules import switches_of

UNDECIDED = BoardRule(OPEN)


def publication_of(event: Event) -> Publication:
    """The event's publication; closed, and made, where nobody has asked for it before."""
    publication, _made = Publication.objects.get_or_create(event=event)
    publication.event = event
    return publication


def plan_of(publication: Publication) -> Plan:
    """Everything that the gate needs to know, in one query."""
    states = BoardState.objects.filter(publication=publication.pk).order_by("pk")
    return Plan(
        is_public=publication.is_public,
        names=publication.names,
        numbers_from=end_of(publication.names_until),
        frozen_at=publication.frozen_at,
        is_indexed=publication.is_indexed,
        boards={id_of(state): rule_in(state) for state in states},
    )


def id_of(part: BoardState) -> BoardId:
    """Which board a state or an amendment is about."""
    return BoardId(part.kind, part.activity_id or 0, part.gender, part.category)


def rule_in(state: BoardState) -> BoardRule:
    return BoardRule(state.state, state.hold_until, state.official_at, state.changed_at)


def end_of(day: date | None) -> datetime | None:
    """The first moment after the day, in the zone of this installation."""
    if day is None or day == date.max:
        return None
    return midnight(day + timedelta(days=1))


def possible_boards(event: Event) -> dict[BoardId, Activity]:
    """Every board that there can be, in order: of each activity those of the people there are."""
    people, bands = people_of(event)
    switches = switches_of(event)
    keys = in_order({board_key(person, switches) for person in people.values()}, bands)
    activities = event.activities.order_by("order", "pk")
    return {BoardId(BOARD, each.pk, *key): each for each in activities for key in keys}


def waited_for(event: Event) -> dict[BoardKey, set[int]]:
    """Whose results are waited for, on this board of each activity: all who have not withdrawn."""
    people, _bands = people_of(event)
    switches = switches_of(event)
    found: dict[BoardKey, set[int]] = {}
    for pk, person in people.items():
        if not person.is_withdrawn:
            found.setdefault(board_key(person, switches), set()).add(pk)
    return found


def rule_for(rules: Mapping[BoardId, BoardRule], board: BoardId) -> BoardRule:
    """What was decided about the board; it is open where nothing was."""
    return rules.get(board, UNDECIDED)
