"""Who share an overall place by all rules, so that only people or a lot set them apart."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from django.db.models import F

from events.models import Event
from scoring.boards.leaderboard import people_of
from scoring.engine.ranking import BoardPerson
from scoring.models import StandingsVersion
from scoring.points.overall import OverallBoard
from scoring.points.rules import StandingsRules, TieBreak, TieDecision
from scoring.points.ties import decision_about, lot, without_lots_and_decisions
from scoring.standings.results import standings_of
from scoring.standings.stored_rules import read_decision


class OpenTie(NamedTuple):
    """Participants of a board who share a place before anybody decides.

    people: in their order of now, by name where they stay equal. decision: the one that applies.
    has_lot: whether a lot decides where there is none.
    """

    gender: str
    category: str
    place: int
    people: list[BoardPerson]
    decision: TieDecision | None
    has_lot: bool

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(person.participant_id for person in self.people)

    @property
    def key(self) -> str:
        """The same text as long as the same people are tied."""
        return "-".join(map(str, sorted(self.ids)))

    @property
    def numbers(self) -> dict[int, int]:
        """Participant id -> where among the tied, from 1, as was decided; {} before it was."""
        if self.decision is None:
            return {}
        nth_of = self.decision.nth_of
        steps = sorted({nth_of[pk] for pk in self.ids})
        return {pk: steps.index(nth_of[pk]) + 1 for pk in self.ids}


class MadeDecision(NamedTuple):
    """A decision that is a part of the rules, and which of them it is, from 1.

    people: whom it names, in order, who stay equal together. applies: whether they are tied now.
    version: of the rules with which it was made.
    """

    number: int
    people: list[list[BoardPerson]]
    reason: str
    applies: bool
    version: StandingsVersion | None


def ties_of(event: Event, rules: StandingsRules) -> list[OpenTie]:
    """All ties of the overall standings of now, board by board, the best places first."""
    if not rules.overall.enabled:
        return []
    standings = standings_of(event, without_lots_and_decisions(rules))
    return [tie for board in standings.overall for tie in _ties_on(board, rules)]


def _ties_on(board: OverallBoard, rules: StandingsRules) -> Iterator[OpenTie]:
    has_lot = TieBreak.LOT in rules.overall.tie_breaks
    for place, tied in groupby(board.placed, key=lambda row: row.place):
        people = [row.total.person for row in tied]
        if len(people) < 2:
            continue
        decision = decision_about((each.participant_id for each in people), rules.decisions)
        if decision is not None:
            nth_of = decision.nth_of
            people.sort(key=lambda person: nth_of[person.participant_id])
        elif has_lot:
            people.sort(key=lambda person: lot(rules.lot_seed, person.participant_id))
        yield OpenTie(board.gender, board.category, place, people, decision, has_lot)


def decisions_of(
    event: Event, rules: StandingsRules, ties: Sequence[OpenTie]
) -> list[MadeDecision]:
    """Every decision of the rules, the latest first. Whom the event has no more is left out."""
    if not rules.decisions:
        return []
    versions = event.standings_versions.annotate(decisions=F("rules__decisions"))
    made_in: dict[TieDecision, StandingsVersion] = {}
    for version in versions.defer("rules").select_related("made_by").order_by("number"):
        for written in version.decisions or ():
            made_in.setdefault(read_decision(written), version)
    everybody, _bands = people_of(event)
    applied = {tie.decision for tie in ties}
    found = []
    for number, decision in enumerate(rules.decisions, start=1):
        named = ([everybody[pk] for pk in ids if pk in everybody] for ids in decision.order)
        people = [together for together in named if together]
        applies, version = decision in applied, made_in.get(decision)
        found.append(MadeDecision(number, people, decision.reason, applies, version))
    return found[::-1]
