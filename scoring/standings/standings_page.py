"""Overall and group standings as a page shows them, made from the same bytes the API sends."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from scoring.boards.board_words import total_header
from scoring.boards.boards_page import BoardsPage
from scoring.boards.leaderboard import Head, Versions, head_of
from scoring.points.rules import TieBreak
from scoring.points.ties import DECISION
from scoring.progress.tally import Tally
from scoring.standings.standings_json import standings_json

OVERALL, GROUPS = "overall", "groups"


@dataclass
class StandingsPage(BoardsPage):
    """One of the two tabs: the overall boards, or the groups."""

    which: str

    @classmethod
    def asked_for(
        cls, request: HttpRequest, versions: Versions, head: Head
    ) -> "StandingsPage | None":
        """The page that the query asks for; where there are group standings alone, those. None
        where the event has neither.
        """
        if not (head.has_overall or head.has_groups):
            return None
        asks_groups = request.GET.get("board") == GROUPS
        which = GROUPS if head.has_groups and (asks_groups or not head.has_overall) else OVERALL
        return cls(
            versions,
            request.GET.get("gender", ""),
            request.GET.get("category", ""),
            get_language(),
            which,
        )

    @property
    def name(self) -> str:
        return f"standings:{self.versions.event_id}:{self.which}"

    @property
    def tab(self) -> Mapping[str, str]:
        return {"board": self.which}

    @cached_property
    def standings(self) -> dict:
        """As the API gives them."""
        return json.loads(standings_json(self.versions))

    @property
    def is_groups(self) -> bool:
        return self.which == GROUPS

    @property
    def boards(self) -> Sequence[Mapping[str, Any]]:
        return [] if self.is_groups else self.standings["overall"]

    @property
    def has_ties(self) -> bool:
        """Whether an overall place is shared, or would be but for a lot or the organisers."""
        return self.kept("has-ties", self._find_ties)

    def _find_ties(self) -> bool:
        for board in self.boards:
            ranks = [row["rank"] for row in board["rows"] if row["rank"] is not None]
            if len(set(ranks)) < len(ranks):
                return True
            if any(row.get("decided_by") in (TieBreak.LOT, DECISION) for row in board["rows"]):
                return True
        return False

    def html(self) -> bytes:
        return self.kept_html("scoring/standings/_standings_part.html", self._context)

    def _context(self) -> Mapping[str, Any]:
        return {
            "is_groups": self.is_groups,
            "groups": self.standings["groups"],
            "counts_nothing": not self.standings["activity_ids"],
            "tally": self.tally,
            "total_header": total_header(self.standings),
            "names": head_of(self.versions).activities,
        }

    @property
    def tally(self) -> Tally:
        """Results in, out of those expected, on the boards that are shown; of groups on all."""
        boards = filter(self.shows, self.standings["progress"])
        return sum((Tally(each["entered"], each["expected"]) for each in boards), Tally())
