"""What other rules would change, as the page of the rules shows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from events.models import Event
from foundation.text.decimals import with_own_point
from scoring.boards.board_words import place_text
from scoring.points.differences import Differences, MovedPerson, Stand
from scoring.points.exact import decimal_text
from scoring.points.rule_checks import ActivityFacts, doubts
from scoring.points.rules import StandingsRules
from scoring.points.standings import Standings
from scoring.standings.what_if import what_if

MOST_ROWS = 10
"""Of one board in a preview; the rest is counted."""
MOST_BOARDS = 12

ALSO_CHANGED: list[Callable[[Event, Standings], list[str]]] = []
"""What apps above this one would have to change: from the event and the standings by the other
rules to sentences. Filled by their AppConfig.
"""


class PreviewRow(NamedTuple):
    """A person or a group; before and after as texts, such as "2 · 17.5"."""

    name: str
    group: str
    before: str
    after: str


class PreviewBoard(NamedTuple):
    """A board on which places change. more: how many rows are not shown."""

    gender: str
    category: str
    rows: list[PreviewRow]
    more: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What rules would change. doubts: what is hardly meant so, a sentence each. also: what else
    would not be true any more.
    """

    differences: Differences
    doubts: list[str]
    also: list[str]

    @property
    def boards(self) -> list[PreviewBoard]:
        return [
            PreviewBoard(
                board.gender,
                board.category,
                list(map(_preview_of_person, board.rows[:MOST_ROWS])),
                max(0, len(board.rows) - MOST_ROWS),
            )
            for board in self.differences.overall[:MOST_BOARDS]
        ]

    @property
    def more_boards(self) -> int:
        return max(0, len(self.differences.overall) - MOST_BOARDS)

    @property
    def groups(self) -> list[PreviewRow]:
        return [
            PreviewRow(row.name, "", _stand_text(row.before), _stand_text(row.after))
            for row in self.differences.groups
        ]


def _preview_of_person(row: MovedPerson) -> PreviewRow:
    person = row.person
    stands = [_stand_text(stand, is_guest=person.is_guest) for stand in (row.before, row.after)]
    return PreviewRow(person.name, person.group, *stands)


def _stand_text(stand: Stand | None, *, is_guest: bool = False) -> str:
    if stand is None:
        return "–"
    if stand.place is None:
        return _("no place")
    place = place_text(stand.place, is_guest=is_guest)
    if stand.total is None:
        return place
    return f"{place} · {with_own_point(decimal_text(stand.total))}"


def preview_of(
    event: Event, rules: StandingsRules, facts: Mapping[int, ActivityFacts], version: int
) -> Preview:
    """facts: of the event's activities. version: the one in force.

    Raises ValidationError where the rules could not be applied.
    """
    tried = what_if(event=event, rules=rules, version=version)
    also = [sentence for find in ALSO_CHANGED for sentence in find(event, tried.after)]
    return Preview(tried.differences, doubts_about(rules, facts), also)


def doubts_about(rules: StandingsRules, facts: Mapping[int, ActivityFacts]) -> list[str]:
    """What whoever chose these rules will hardly mean, a sentence each."""
    if rules.has_standings:
        return doubts(rules, facts)
    return [
        _(
            "By these rules there are no standings at all: switch on below that everybody or the"
            " groups are ranked."
        )
    ]
