"""What an event's rules for diplomas look at: its people, boards and standings.

Where a board is public and shows the results of an earlier moment (it is official, or the event is
frozen), its places are those that were published. What was published only the gate knows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from diplomas.awards.winners import Kind, signatures_of
from events.models import Activity, Event
from scoring.boards.board_words import board_words
from scoring.boards.leaderboard import Everybody, people_of, results_of
from scoring.engine import ranking
from scoring.engine.ranking import Board, BoardKey, in_order
from scoring.models import Publication
from scoring.points.standings import Standings, make_standings
from scoring.progress.tally import Tally
from scoring.publishing.amendments import moved
from scoring.publishing.gate import BOARD, Opened, Opening, opening
from scoring.publishing.results_at import (
    boards_from,
    last_entries,
    places_in,
    places_of,
    standings_at,
)
from scoring.publishing.stored import plan_of, waited_for
from scoring.rules.activity_rules import method_of
from scoring.standings.results import counted, tallies
from scoring.standings.stored_rules import rules_of


class PlaceNow(NamedTuple):
    """Whose place would be another one by the results of now. None: no place."""

    name: str
    published: int | None
    now: int | None


class PublishedBoard(NamedTuple):
    """A board whose awards follow what was published. as_of: the moment whose results it shows.

    board: as `winners.Winner.board`; of standings no more than the kind.
    """

    board: tuple
    name: str
    as_of: datetime
    moves: list[PlaceNow]


class Published(NamedTuple):
    """What of an event is public, and what that depends on beside results and people: made_from."""

    made_from: tuple[int, int]
    opening: Opening


def published(event: Event) -> Published | None:
    """None where the event has no public page. One query, two where it has."""
    publication = Publication.objects.filter(event=event, is_public=True).first()
    if publication is None:
        return None
    plan, now = plan_of(publication), timezone.now()
    opened = opening(plan, now)
    return opened and Published((publication.version, plan.moments_passed(now)), opened)


class Results:
    """Read once, each when it is needed.

    activities: all there are, where not given. standings: those of now or as they were published,
    where not given.
    """

    def __init__(
        self,
        event: Event,
        activities: Sequence[Activity] | None = None,
        standings: Standings | None = None,
    ):
        self.event = event
        self._activities = activities
        self._other_standings = standings

    @cached_property
    def everybody(self) -> Everybody:
        return people_of(self.event)

    @cached_property
    def of_event(self) -> dict[str, Any]:
        """What every diploma of the event says."""
        return {
            "event": self.event.name,
            "date": self.event.date,
            "event_place": self.event.place,
            "organisation": self.event.organisation.name,
            "signatures": signatures_of(self.event),
        }

    @cached_property
    def activities(self) -> Sequence[Activity]:
        if self._activities is None:
            return list(self.event.activities.order_by("order", "pk"))
        return self._activities

    @cached_property
    def opening(self) -> Opening | None:
        """What is public; None where nothing is."""
        found = published(self.event)
        return found and found.opening

    @cached_property
    def boards_now(self) -> dict[int, list[Board]]:
        """Activity id -> its boards, of all in one query."""
        people, bands = self.everybody
        results = results_of(self.activities)
        return {
            each.pk: ranking.boards(results[each.pk], people, bands, method_of(each, self.event))
            for each in self.activities
        }

    @cached_property
    def boards(self) -> dict[int, list[Board]]:
        """The same with the places that count for awards: two queries more for each activity with
        boards that show another moment than now.
        """
        return {each.pk: self._boards_of(each) for each in self.activities}

    def _boards_of(self, activity: Activity) -> list[Board]:
        now = self.boards_now[activity.pk]
        earlier = self._earlier(activity.pk)
        if not earlier:
            return now
        found = {BoardKey(each.gender, each.category): each for each in now}
        method = method_of(activity, self.event)
        for moment in set(earlier.values()):
            entries = last_entries(activity.pk, moment)
            of_moment = {
                BoardKey(each.gender, each.category): each
                for each in boards_from(entries, self.everybody, method)
            }
            for key in (key for key, cutoff in earlier.items() if cutoff == moment):
                found[key] = of_moment.get(key) or Board(*key)
        _people, bands = self.everybody
        return [found[key] for key in in_order(found, bands)]

    @cached_property
    def _cutoffs(self) -> dict[int, dict[BoardKey, datetime]]:
        """Activity id -> its boards that show the results of an earlier moment."""
        found: dict[int, dict[BoardKey, datetime]] = {}
        for key, each in (self.opening.boards if self.opening else {}).items():
            if key.kind == BOARD and each.cutoff is not None:
                board = BoardKey(key.gender, key.category)
                found.setdefault(key.activity_id, {})[board] = each.cutoff
        return found

    def _earlier(self, activity_id: int) -> dict[BoardKey, datetime]:
        return self._cutoffs.get(activity_id, {})

    def as_of(self, activity_id: int, board: Board) -> datetime | None:
        """The moment whose results the board shows; None: those of now."""
        return self._earlier(activity_id).get(BoardKey(board.gender, board.category))

    @cached_property
    def waited_for(self) -> dict[BoardKey, set[int]]:
        return waited_for(self.event)

    @cached_property
    def _standings_now(self) -> tuple[Standings | None, dict[BoardKey, Tally]]:
        rules = rules_of(self.event)
        if not rules.has_standings:
            return None, {}
        made_of = counted(self.event, rules)
        return make_standings(*made_of, rules), tallies(made_of, rules)

    def _published_standings(self, opened: Opened | None) -> Standings | None:
        """Those of the moment that the public sees, where that is not now. What is held back counts
        all the same: it is until diplomas are handed out, and they are printed before.
        """
        if self._other_standings is not None or opened is None:
            return None
        counting_all = replace(self.opening, held=frozenset())
        if counting_all.is_of_now or not rules_of(self.event).has_standings:
            return None
        return standings_at(self.event, counting_all, opened)

    @cached_property
    def _published_overall(self) -> Standings | None:
        return self._published_standings(self.opening.overall if self.opening else None)

    @cached_property
    def _published_groups(self) -> Standings | None:
        return self._published_standings(self.opening.groups if self.opening else None)

    @property
    def overall(self) -> Standings | None:
        """By which the overall standings give awards; None where the event has none."""
        return self._other_standings or self._published_overall or self._standings_now[0]

    @property
    def groups(self) -> Standings | None:
        """The same of groups."""
        return self._other_standings or self._published_groups or self._standings_now[0]

    @property
    def overall_as_of(self) -> datetime | None:
        """As `as_of`, of the overall standings."""
        return _moment(self.opening.overall) if self._published_overall else None

    @property
    def groups_as_of(self) -> datetime | None:
        return _moment(self.opening.groups) if self._published_groups else None

    @property
    def overall_tallies(self) -> dict[BoardKey, Tally]:
        """Overall board -> results in, out of those expected; none where those to come change
        nothing.
        """
        is_now = self._other_standings is None and self._published_overall is None
        return self._standings_now[1] if is_now else {}

    @property
    def group_tallies(self) -> dict[BoardKey, Tally]:
        is_now = self._other_standings is None and self._published_groups is None
        return self._standings_now[1] if is_now else {}

    def published_boards(self) -> Iterator[PublishedBoard]:
        """Those whose awards follow what was published, with what is different by now."""
        people, _bands = self.everybody
        names = {pk: person.name for pk, person in people.items()}
        for activity in self.activities:
            now = {BoardKey(b.gender, b.category): b for b in self.boards_now[activity.pk]}
            then = {BoardKey(b.gender, b.category): b for b in self.boards[activity.pk]}
            for key, moment in self._earlier(activity.pk).items():
                words = f"{activity.name} – {board_words(*key)}"
                places = [places_of(each[key]) if key in each else [] for each in (then, now)]
                board = (Kind.ACTIVITY, activity.pk, *key)
                yield PublishedBoard(board, words, moment, _moves(places, names))
        if self._published_overall:
            moves = self._moves_in(self._published_overall, names, is_groups=False)
            words = _("Overall standings")
            yield PublishedBoard((Kind.OVERALL,), words, self.overall_as_of, moves)
        if self._published_groups:
            of_groups = dict(self.event.groups.values_list("pk", "name"))
            moves = self._moves_in(self._published_groups, of_groups, is_groups=True)
            words = _("Standings of groups")
            yield PublishedBoard((Kind.GROUP,), words, self.groups_as_of, moves)

    def _moves_in(
        self, standings: Standings, names: dict[int, str], *, is_groups: bool
    ) -> list[PlaceNow]:
        both = (standings, self._standings_now[0])
        places = [places_in(each, is_groups=is_groups) if each else [] for each in both]
        return _moves(places, names)


def _moment(opened: Opened) -> datetime:
    """Of standings that show parts of an earlier moment, since when they do."""
    return opened.cutoff or opened.since or timezone.now()


def _moves(places: Sequence[Any], names: dict[int, str]) -> list[PlaceNow]:
    """places: as published, and now."""
    return [PlaceNow(names.get(pk, "–"), old, new) for pk, old, new in moved(*places)]
