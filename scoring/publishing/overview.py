"""What the public sees of an event, as its organisers read it: in one sentence, and by board."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event
from scoring.boards.board_words import board_words
from scoring.boards.leaderboard import people_of
from scoring.models import Publication, Record
from scoring.progress.tally import Tally
from scoring.publishing.gate import (
    BOARD,
    GROUPS_ID,
    OFFICIAL,
    OVERALL_ID,
    PUBLISHED,
    SHOWN,
    BoardId,
    BoardRule,
    Opening,
    Plan,
    opening,
)
from scoring.publishing.stored import plan_of, possible_boards, rule_for, waited_for
from scoring.standings.stored_rules import rules_of

NOTHING_EXPECTED = Tally()


@dataclass(frozen=True)
class BoardLine:
    """A board as the page lists it. activity: its name, "" for standings, of which no result is
    expected.
    """

    board: BoardId
    activity: str
    name: str
    rule: BoardRule
    is_shown: bool
    tally: Tally = NOTHING_EXPECTED

    @property
    def key(self) -> str:
        """Its name in a form."""
        return self.board.key


class BoardCounts(NamedTuple):
    """How many boards stand where. held: by an organiser, until later. waiting: complete, and not
    published.
    """

    live: int
    official: int
    held: int
    waiting: int


class Overview:
    """Read once for a page."""

    def __init__(self, publication: Publication, now: datetime):
        self.publication, self.now = publication, now
        self.event: Event = publication.event
        self.plan: Plan = plan_of(publication)
        self.opening: Opening = opening(self.plan.open_to_all(), now)
        self.lines = [*self._of_activities(), *self._of_standings()]

    @property
    def to_publish(self) -> list[BoardLine]:
        """Boards that are complete and not published yet."""
        return [
            line for line in self.lines if line.tally.is_complete and line.rule.state not in SHOWN
        ]

    @property
    def counts(self) -> BoardCounts:
        shown = Counter(each.state for each in self.opening.boards.values())
        held = len(self.opening.held)
        return BoardCounts(shown[PUBLISHED], shown[OFFICIAL], held, len(self.to_publish))

    @property
    def hidden_count(self) -> int:
        """How many participants the public never sees."""
        people, _bands = people_of(self.event)
        return sum(person.is_hidden for person in people.values())

    @property
    def named_count(self) -> int:
        """How many participants are not erased."""
        people, _bands = people_of(self.event)
        return sum(not person.is_erased for person in people.values())

    @property
    def sentence(self) -> str:
        return sentence(self.publication, self.opening)

    @property
    def uncounted(self) -> bool:
        """Whether standings are public that count results of boards which are not."""
        shows_standings = bool(self.opening.overall or self.opening.groups)
        return shows_standings and any(
            not line.is_shown and line.board.activity_id and line.tally.scored
            for line in self.lines
        )

    def _of_activities(self) -> Iterable[BoardLine]:
        tallies = self._tallies()
        for board, activity in possible_boards(self.event).items():
            name = board_words(board.gender, board.category)
            yield self._line(board, activity.name, name, tallies.get(board, NOTHING_EXPECTED))

    def _of_standings(self) -> Iterable[BoardLine]:
        rules = rules_of(self.event)
        wanted = {
            OVERALL_ID: (_("Overall standings"), rules.overall.enabled),
            GROUPS_ID: (_("Standings of groups"), rules.groups.enabled),
        }
        for board, (name, is_enabled) in wanted.items():
            if is_enabled or board in self.plan.boards:
                yield self._line(board, "", name)

    def _line(
        self, board: BoardId, activity: str, name: str, tally: Tally = NOTHING_EXPECTED
    ) -> BoardLine:
        rule = rule_for(self.plan.boards, board)
        return BoardLine(board, activity, name, rule, board in self.opening.boards, tally)

    def _tallies(self) -> dict[BoardId, Tally]:
        """Of every board on which a result is expected."""
        records = Record.objects.filter(activity__event=self.event).order_by()
        scored: dict[int, set[int]] = {}
        for activity_id, participant_id in records.values_list("activity_id", "participant_id"):
            scored.setdefault(activity_id, set()).add(participant_id)
        expected = waited_for(self.event).items()
        return {
            BoardId(BOARD, pk, *key): Tally(len(ids & scored.get(pk, set())), len(ids))
            for pk in self.event.activities.values_list("pk", flat=True)
            for key, ids in expected
        }


def sentence(publication: Publication, opened: Opening) -> str:
    """What the public sees now, in one sentence."""
    count = len(opened.boards)
    if not publication.is_public:
        return _("The public sees nothing: the page is switched off.")
    if not count:
        return _("The public sees the name of the event, and no results yet.")
    text = ngettext("The public sees %(count)d board.", "The public sees %(count)d boards.", count)
    return text % {"count": count}


def overview_of(event: Event, now: datetime) -> Overview:
    """For a page that only shows it: nothing is made where nobody has asked for it before."""
    publication = Publication.objects.filter(event=event).first() or Publication(event=event)
    publication.event = event
    return Overview(publication, now)
