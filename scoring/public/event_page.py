"""The public page of an event: one tab of what is open, narrowed as somebody asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from foundation.text.names import fold
from foundation.web import versioned_cache
from scoring.public.open_boards import OpenActivity, ShownPerson, open_activities
from scoring.public.open_standings import open_standings
from scoring.public.public_json import ROW_ARRAYS, ReadyAnswer, etag_of
from scoring.public.versions import PublicVersions
from scoring.publishing.gate import NameForm

OVERALL, GROUPS = "overall", "groups"
MOST_FOUND = 50
LONGEST_SOUGHT = 100


class Tab(NamedTuple):
    """key: of the query. name: of an activity; "" where the key says all."""

    key: str
    name: str = ""


@dataclass
class PublicPage:
    """`asked_*` come from the query and may be anything; `gender` and `category` are "" where no
    such board is open.
    """

    versions: PublicVersions
    asked_tab: str
    asked_gender: str
    asked_category: str

    @classmethod
    def asked_for(cls, request: HttpRequest, versions: PublicVersions) -> "PublicPage":
        return cls(
            versions,
            request.GET.get("board", ""),
            request.GET.get("gender", ""),
            request.GET.get("category", ""),
        )

    @cached_property
    def activities(self) -> list[OpenActivity]:
        return open_activities(self.versions)

    @cached_property
    def tabs(self) -> list[Tab]:
        opened = self.versions.opening
        tabs = [Tab(OVERALL)] if opened.overall else []
        tabs += [Tab(GROUPS)] if opened.groups else []
        return tabs + [Tab(str(each.activity_id), each.name) for each in self.activities]

    @cached_property
    def tab(self) -> Tab | None:
        """The one that is asked for, else the first; None where nothing is open."""
        by_key = {tab.key: tab for tab in self.tabs}
        return by_key.get(self.asked_tab) or next(iter(self.tabs), None)

    @cached_property
    def activity(self) -> OpenActivity | None:
        """That of the tab."""
        wanted = self.tab.key if self.tab else ""
        return next((each for each in self.activities if str(each.activity_id) == wanted), None)

    @cached_property
    def boards(self) -> Sequence[Mapping[str, Any]]:
        """All of the tab; there are none of groups."""
        if self.activity:
            return self.activity.boards
        if self.tab and self.tab.key == OVERALL:
            return open_standings(self.versions)[OVERALL]["boards"]
        return []

    @cached_property
    def genders(self) -> list[str]:
        return list(dict.fromkeys(board["gender"] for board in self.boards))

    @cached_property
    def categories(self) -> list[str]:
        return list(dict.fromkeys(board["age_category_name"] for board in self.boards))

    @property
    def gender(self) -> str:
        return self.asked_gender if self.asked_gender in self.genders else ""

    @property
    def category(self) -> str:
        return self.asked_category if self.asked_category in self.categories else ""

    @cached_property
    def boards_html(self) -> ReadyAnswer:
        """The boards that are shown, with the ETag of just them; kept for each choice."""
        tab = self.tab.key if self.tab else ""
        language = get_language()
        numbers = (
            ["", *self.genders].index(self.gender),
            ["", *self.categories].index(self.category),
        )
        key = f"public-html:{self.versions.event_id}:{tab}:{language}:{numbers[0]}:{numbers[1]}"
        made_from = (
            *self.versions.made_from,
            tuple(self.versions.activities.items()),
            self.gender,
            self.category,
        )
        if (at_hand := versioned_cache.get(key, made_from)) is None:
            body = self._boards_html().encode()
            at_hand = (body, etag_of(body))
            versioned_cache.keep(key, made_from, at_hand)
        return ReadyAnswer(*at_hand)

    def _boards_html(self) -> str:
        standings = open_standings(self.versions) if self.tab else {}
        context = {
            "tab": self.tab,
            "unit": self.activity.unit if self.activity else "",
            "boards": [board for board in self.boards if self._is_shown(board)],
            "overall": standings.get(OVERALL),
            "groups": standings.get(GROUPS),
        }
        return render_to_string("scoring/public/_boards_part.html", context)

    def _is_shown(self, board: Mapping[str, Any]) -> bool:
        return self.gender in {"", board["gender"]} and self.category in {
            "",
            board["age_category_name"],
        }


def found_people(versions: PublicVersions, sought: str) -> list[ShownPerson]:
    """Who stands on an open board under a name with these letters, or under just this number where
    numbers are shown: nobody is found by what is not shown.
    """
    sought = fold(sought[:LONGEST_SOUGHT])
    if not sought:
        return []
    boards = [board for each in open_activities(versions) for board in each.boards]
    boards += (open_standings(versions)[OVERALL] or {}).get("boards", [])
    by_code = {
        row["code"]: ShownPerson(row["name"], row["group_name"], row["code"])
        for board in boards
        for name in ROW_ARRAYS
        for row in board.get(name, ())
    }
    if versions.opening.names == NameForm.NUMBER:
        found = [who for who in by_code.values() if fold(who.name) == sought]
    else:
        found = [who for who in by_code.values() if sought in fold(who.name)]
    return sorted(found, key=lambda who: (fold(who.name), fold(who.group_name), who.code))
