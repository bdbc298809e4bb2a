"""What pages of boards share: they are narrowed to a gender and a category, and kept as HTML."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from foundation.web import versioned_cache
from foundation.web.etags import answer
from scoring.boards.board_words import category_words, gender_words
from scoring.boards.leaderboard import Versions


class Chip(NamedTuple):
    """A link that narrows boards. query: of the address that it leads to."""

    query: str
    words: str
    is_chosen: bool


@dataclass
class BoardsPage(ABC):
    """Boards, all or narrowed to a gender and a category ("" is all).

    `asked_*` come from the query and may be out of date; `gender` and `category` are "" where no
    such board exists.
    """

    versions: Versions
    asked_gender: str
    asked_category: str
    language: str

    @property
    @abstractmethod
    def name(self) -> str:
        """Of what is shown, unlike that of any other page: a part of the key in the cache."""

    @property
    @abstractmethod
    def tab(self) -> Mapping[str, str]:
        """By which field of the query it is asked for, beside the gender and the category."""

    @property
    @abstractmethod
    def boards(self) -> Sequence[Mapping[str, Any]]:
        """All of them, as the API gives them."""

    @cached_property
    def choices(self) -> dict[str, list[str]]:
        """Field of a query -> what boards can be narrowed to by it."""
        return self.kept("choices", self.read_choices)

    def read_choices(self) -> dict[str, list[str]]:
        return {
            "gender": [*dict.fromkeys(board["gender"] for board in self.boards)],
            "category": [*dict.fromkeys(board["age_category_name"] for board in self.boards)],
        }

    @property
    def asked(self) -> dict[str, str]:
        """Field of the query -> what it asks for, be it there or not."""
        return {"gender": self.asked_gender, "category": self.asked_category}

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The same, "" where there is no such choice."""
        return {
            field: value if value in self.choices[field] else ""
            for field, value in self.asked.items()
        }

    @property
    def gender(self) -> str:
        return self.chosen["gender"]

    @property
    def category(self) -> str:
        return self.chosen["category"]

    @property
    def shown(self) -> dict[str, str]:
        """What it shows, as fields of a query; "" is all of a kind."""
        return {**self.tab, **self.chosen}

    @property
    def query(self) -> str:
        """By which just this is asked for, even after what comes first has become another."""
        return _query(self.shown)

    def is_asked_for(self, query: Mapping[str, str]) -> bool:
        """Whether it shows what the query names, not something instead of what is gone."""
        return all(query.get(name) in (None, "", value) for name, value in self.shown.items())

    @property
    def gender_chips(self) -> list[Chip]:
        return self.chips("gender", _("All"), gender_words)

    @property
    def category_chips(self) -> list[Chip]:
        return self.chips("category", _("All ages"), category_words)

    def chips(self, field: str, every: str, words: Callable[[str], str]) -> list[Chip]:
        """Links to each choice of the field, and to all of them; none where there is only one.

        every: how the link to all is called. words: how one of the choices is.
        """
        shown, values = self.shown, self.choices[field]
        if len(values) < 2:
            return []
        return [
            Chip(_query({**shown, field: value}), text, value == shown[field])
            for value, text in [("", every), *((value, words(value)) for value in values)]
        ]

    @property
    def etag(self) -> str:
        return self.versions.etag("html", self.name, *self.chosen.values(), self.language)

    def shows(self, board: Mapping[str, Any]) -> bool:
        """Whether it is of the gender and the category that are chosen."""
        gender, category = board["gender"], board["age_category_name"]
        return self.gender in {"", gender} and self.category in {"", category}

    def narrowed(self) -> list[Mapping[str, Any]]:
        """The boards that are shown."""
        return list(filter(self.shows, self.boards))

    def kept(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` finds in the boards: kept, for boards are long to read."""
        return versioned_cache.kept(f"{self.name}:{name}", self.versions.etag(name), make)

    @property
    def variant(self) -> str:
        """Of what is chosen of it in this language: a part of the key in the cache."""
        numbers = (
            1 + self.choices[field].index(value) if value else 0
            for field, value in self.chosen.items()
        )
        return ":".join(map(str, (self.name, self.language, *numbers)))

    def made_from(self, *choice: str) -> Any:
        """What the HTML of this choice is made from."""
        return self.versions.etag("html", *choice)

    @abstractmethod
    def html(self) -> bytes:
        """Chips and boards, as `kept_html` has them."""

    def kept_html(
        self,
        template: str,
        context: Callable[[], Mapping[str, Any]],
        finish: Callable[[bytes], Any] = bytes,
    ) -> Any:
        """The template as HTML, UTF-8, or what `finish` makes of it; kept for each language and
        choice as long as it holds.

        context: what it needs beside `event_id`, `page` and `boards`, those that are shown; asked
        for only where the HTML is not at hand.
        """
        made_from = self.made_from(*self.chosen.values())

        def make() -> Any:
            every = {"event_id": self.versions.event_id, "page": self, "boards": self.narrowed()}
            return finish(render_to_string(template, {**every, **context()}).encode())

        return versioned_cache.kept(self.variant, made_from, make)


def live_answer(request: HttpRequest, page: BoardsPage) -> HttpResponse:
    """Chips and boards alone, for a page that shows them; 304 without a body while nothing changed.

    404 where what was asked for is no more: what the page shows may not become something else.
    """
    if not page.is_asked_for(request.GET):
        raise Http404
    return answer(request, page.etag, page.html, content_type="text/html; charset=utf-8")


def _query(fields: Mapping[str, str]) -> str:
    return urlencode({name: value for name, value in fields.items() if value})
