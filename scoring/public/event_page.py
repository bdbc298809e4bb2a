"""The public page of an event: one tab of what is open, narrowed as somebody asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.kept.ready_answers import ReadyAnswer, ready
from foundation.text.names import alphabetical, fold
from foundation.web import versioned_cache
from scoring.boards.board_words import total_header
from scoring.boards.boards_page import BoardsPage, Chip
from scoring.public.open_boards import (
    OpenActivity,
    ShownPerson,
    news_of,
    open_activities,
    open_boards,
)
from scoring.public.open_standings import open_standings
from scoring.public.public_json import rows_of, with_rows
from scoring.public.versions import PublicVersions
from scoring.publishing.gate import NameForm

OVERALL, GROUPS = "overall", "groups"
MOST_FOUND = 20
LONGEST_SOUGHT = 100


@dataclass
class PublicPage(BoardsPage):
    """One tab of what is open, by its key, of everybody or of one group ("" is all).

    asked_language: that of the address, "" without one.
    """

    versions: PublicVersions
    asked_tab: str
    asked_language: str
    asked_group: str = ""
    is_embedded: ClassVar[bool] = False

    @classmethod
    def asked_for(cls, request: HttpRequest, versions: PublicVersions) -> "PublicPage":
        language = request.GET.get("lang", "")
        page = cls(
            versions,
            request.GET.get("gender", ""),
            request.GET.get("category", ""),
            get_language(),
            request.GET.get("board", ""),
            language if language in dict(settings.LANGUAGES) else "",
            request.GET.get("group", ""),
        )
        if page.activity:  # another's results are no news here
            page.versions = versions.of(page.activity.activity_id)
        return page

    @property
    def name(self) -> str:
        return f"public:{self.versions.event_id}:{self.key}:{self.asked_language}"

    @property
    def tab(self) -> dict[str, str]:
        return {"board": self.key, "lang": self.asked_language}

    @property
    def asked(self) -> dict[str, str]:
        return {**super().asked, "group": self.asked_group}

    @cached_property
    def choices(self) -> dict[str, list[str]]:
        """Of an activity no result changes them."""
        if not self.activity:
            return super().choices
        boards = self.activity.boards
        return {
            "gender": [*dict.fromkeys(key.gender for key in boards)],
            "category": [*dict.fromkeys(key.category for key in boards)],
            "group": [*self.activity.groups],
        }

    def read_choices(self) -> dict[str, list[str]]:
        """Groups as well, of those who stand on the boards."""
        groups = {row["group_name"] for board in self.boards for row in rows_of(board)}
        return {**super().read_choices(), "group": sorted(groups - {""}, key=alphabetical)}

    @property
    def group_chips(self) -> list[Chip]:
        return self.chips("group", _("All groups"), str)

    def narrowed(self) -> list[Mapping[str, Any]]:
        """With the rows of the group alone, in the places that they have among all."""
        group, boards = self.chosen["group"], self._of_choice()
        if not group:
            return boards
        narrowed = (with_rows(each, lambda row: row["group_name"] == group) for each in boards)
        return list(filter(None, narrowed))

    def _of_choice(self) -> list[Mapping[str, Any]]:
        """The boards of the gender and category; only these are made."""
        return open_boards(self.versions, self._takes) if self.activity else super().narrowed()

    def made_from(self, *choice: str) -> Any:
        """News on another board of the activity are none here."""
        if self.activity:
            return *choice, *news_of(self.versions, self.activity, self._takes)
        return super().made_from(*choice)

    def _takes(self, _activity_id: int, gender: str, category: str) -> bool:
        return self.gender in {"", gender} and self.category in {"", category}

    @cached_property
    def activities(self) -> list[OpenActivity]:
        return open_activities(self.versions)

    @cached_property
    def standings(self) -> dict[str, Any]:
        """As the API gives them."""
        return open_standings(self.versions)

    @cached_property
    def names(self) -> dict[str, str]:
        """Key of a tab -> what it is called, of all that are open."""
        opened = self.versions.opening
        names = {OVERALL: _("Overall")} if opened.overall else {}
        names |= {GROUPS: _("Groups")} if opened.groups else {}
        return names | {str(each.activity_id): each.name for each in self.activities}

    @cached_property
    def key(self) -> str:
        """Of the tab that is asked for, else of the first; "" where nothing is open."""
        return self.asked_tab if self.asked_tab in self.names else next(iter(self.names), "")

    @property
    def heading(self) -> str:
        """What the tab is called; "" without one."""
        return self.names.get(self.key, "")

    @property
    def tabs(self) -> list[Chip]:
        return [
            Chip(urlencode({**self._language, "board": key}), name, key == self.key)
            for key, name in self.names.items()
        ]

    @property
    def _language(self) -> dict[str, str]:
        return {"lang": self.asked_language} if self.asked_language else {}

    @cached_property
    def activity(self) -> OpenActivity | None:
        """That of the tab."""
        return next((each for each in self.activities if str(each.activity_id) == self.key), None)

    @property
    def boards(self) -> Sequence[Mapping[str, Any]]:
        """All of the tab; there are none of groups."""
        if self.activity:
            return open_boards(self.versions)
        return self.standings["overall"] if self.key == OVERALL else []

    template: ClassVar[str] = "scoring/public/_boards_part.html"
    """Tabs, chips and boards."""

    @property
    def ways_on(self) -> str:
        """Tabs and chips as HTML; of an activity no result changes them."""

        def make() -> str:
            return render_to_string("scoring/public/_ways_on_part.html", {"page": self})

        if not self.activity:
            return make()
        key = f"ways-on:{self.variant}"
        return versioned_cache.kept(key, self.versions.made_from, make)

    def answer(self) -> ReadyAnswer:
        return self.kept_html(self.template, self._context, ready)

    def html(self) -> bytes:
        return self.answer().body

    def _context(self) -> dict[str, Any]:
        query = urlencode(self._language)
        standings = self.standings if self.key in {OVERALL, GROUPS} else None
        return {
            "unit": self.activity.unit if self.activity else "",
            "standings": standings,
            "total_header": total_header(standings) if standings else "",
            "ending": f"?{query}" if query else "",
        }


def found_people(versions: PublicVersions, sought: str) -> list[ShownPerson]:
    """Who stands on an open board under a name with these letters, or under just this number where
    numbers are shown: nobody is found by what is not shown.
    """
    sought = fold(sought[:LONGEST_SOUGHT])
    if not sought:
        return []
    boards = open_boards(versions)
    boards += open_standings(versions)["overall"]
    by_code = {
        row["code"]: ShownPerson(row["name"], row["group_name"], row["code"])
        for board in boards
        for row in rows_of(board)
    }
    if versions.opening.names == NameForm.NUMBER:
        found = [who for who in by_code.values() if fold(who.name) == sought]
    else:
        found = [who for who in by_code.values() if sought in fold(who.name)]
    return sorted(found, key=lambda who: (fold(who.name), fold(who.group_name), who.code))
