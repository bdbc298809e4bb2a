"""Overall and group standings as a page shows them, made from the same bytes the API sends."""

import json
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from foundation.web import versioned_cache
from scoring.boards.leaderboard import Head, Versions
from scoring.standings.standings_json import standings_json

OVERALL, GROUPS = "overall", "groups"


@dataclass
class StandingsPage:
    """One of the two tabs, the overall boards narrowed to a gender and a category ("" is all).

    `asked_*` come from the query and may be out of date.
    """

    versions: Versions
    head: Head
    tab: str
    asked_gender: str
    asked_category: str
    language: str

    @classmethod
    def asked_for(cls, request: HttpRequest, versions: Versions, head: Head) -> "StandingsPage":
        """The page that the query asks for; where there are group standings alone, those."""
        asks_groups = request.GET.get("board") == GROUPS
        tab = GROUPS if head.has_groups and (asks_groups or not head.has_overall) else OVERALL
        return cls(
            versions,
            head,
            tab,
            request.GET.get("gender", ""),
            request.GET.get("category", ""),
            get_language(),
        )

    @cached_property
    def standings(self) -> dict:
        """As the API gives them."""
        return json.loads(standings_json(self.versions))

    @property
    def is_groups(self) -> bool:
        return self.tab == GROUPS

    @cached_property
    def genders(self) -> list[str]:
        return list(dict.fromkeys(board["gender"] for board in self.standings["overall"]))

    @cached_property
    def categories(self) -> list[str]:
        boards = self.standings["overall"]
        return list(dict.fromkeys(board["age_category_name"] for board in boards))

    @property
    def gender(self) -> str:
        return self.asked_gender if self.asked_gender in self.genders else ""

    @property
    def category(self) -> str:
        return self.asked_category if self.asked_category in self.categories else ""

    @property
    def etag(self) -> str:
        asked = (self.tab, self.asked_gender, self.asked_category)
        return self.versions.etag("standings-html", *asked, self.language)

    def html(self) -> bytes:
        """The tables as HTML, UTF-8; kept for each language and choice as long as they hold."""
        made_from = self.versions.etag("standings-html", self.tab, self.gender, self.category)
        choice = f"{self.genders.index(self.gender) if self.gender else ''}"
        choice += f":{self.categories.index(self.category) if self.category else ''}"
        key = f"standings-html:{self.versions.event_id}:{self.tab}:{self.language}:{choice}"
        if (at_hand := versioned_cache.get(key, made_from)) is not None:
            return at_hand
        html = render_to_string("scoring/standings/_standings_part.html", self._context()).encode()
        versioned_cache.keep(key, made_from, html)
        return html

    def _context(self) -> dict:
        every = self.standings["overall"]
        boards = [
            board
            for board in every
            if self.gender in {"", board["gender"]}
            and self.category in {"", board["age_category_name"]}
        ]
        rows = [row for board in every for row in board["rows"]]
        return {
            "is_groups": self.is_groups,
            "event_id": self.versions.event_id,
            "boards": boards,
            "groups": self.standings["groups"],
            "done": sum(row["done"] for row in rows),
            "of": sum(row["of"] for row in rows),
        }
