"""What pages of boards share: they are narrowed to a gender and a category, and kept as HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string

from foundation.web import versioned_cache
from scoring.boards.leaderboard import Versions


@dataclass
class BoardsPage:
    """Boards, all or narrowed to a gender and a category ("" is all).

    `asked_*` come from the query and may be out of date; `gender` and `category` are "" where no
    such board exists.
    """

    versions: Versions
    asked_gender: str
    asked_category: str
    language: str

    @property
    def name(self) -> str:
        """Of what is shown, unlike that of any other page: a part of the key in the cache."""
        raise NotImplementedError  # each page has its own

    @property
    def boards(self) -> Sequence[Mapping[str, Any]]:
        """All of them, as the API gives them."""
        raise NotImplementedError  # each page has its own

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

    @property
    def etag(self) -> str:
        asked = (self.asked_gender, self.asked_category)
        return self.versions.etag("html", self.name, *asked, self.language)

    def shown(self) -> list[Mapping[str, Any]]:
        """The boards of the gender and the category."""
        return [
            board
            for board in self.boards
            if self.gender in {"", board["gender"]}
            and self.category in {"", board["age_category_name"]}
        ]

    def kept_html(self, template: str, context: Mapping[str, Any]) -> bytes:
        """The template as HTML, UTF-8; kept for each language and choice as long as it holds.

        context: what it needs beside `event_id` and `boards`, those that are shown.
        """
        gender, category = self.gender, self.category
        choice = (["", *self.genders].index(gender), ["", *self.categories].index(category))
        key = f"{self.name}:{self.language}:{choice[0]}:{choice[1]}"
        made_from = self.versions.etag("html", gender, category)
        if (at_hand := versioned_cache.get(key, made_from)) is not None:
            return at_hand
        every = {"event_id": self.versions.event_id, "boards": self.shown(), **context}
        html = render_to_string(template, every).encode()
        versioned_cache.keep(key, made_from, html)
        return html
