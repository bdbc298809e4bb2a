"""The leaderboard as a page shows it: one activity, made from the same bytes the API sends."""

import json
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from foundation.web import versioned_cache
from scoring.boards.leaderboard import Versions, activity_parts


@dataclass
class BoardPage:
    """The boards of one activity, all or narrowed to a gender and a category ("" is all).

    `asked_*` come from the query and may be out of date; `gender` and `category` are "" where no
    such board exists.
    """

    versions: Versions
    activity_id: int
    asked_gender: str
    asked_category: str
    language: str

    @classmethod
    def asked_for(cls, request: HttpRequest, versions: Versions) -> "BoardPage | None":
        """The page that the query asks for; the first activity by default, None without any."""
        if not versions.activities:
            return None
        asked = request.GET.get("activity", "")
        known = {str(pk): pk for pk in versions.activities}
        activity_id = known.get(asked, next(iter(versions.activities)))
        return cls(
            versions.of(activity_id),
            activity_id,
            request.GET.get("gender", ""),
            request.GET.get("category", ""),
            get_language(),
        )

    @cached_property
    def activity(self) -> dict:
        """The activity's part of the leaderboard, as the API gives it."""
        part = activity_parts(self.versions).get(self.activity_id)
        return json.loads(part) if part else {"categories": [], "unit": ""}  # just deleted

    @cached_property
    def genders(self) -> list[str]:
        return list(dict.fromkeys(board["gender"] for board in self.activity["categories"]))

    @cached_property
    def categories(self) -> list[str]:
        boards = self.activity["categories"]
        return list(dict.fromkeys(board["age_category_name"] for board in boards))

    @property
    def gender(self) -> str:
        return self.asked_gender if self.asked_gender in self.genders else ""

    @property
    def category(self) -> str:
        return self.asked_category if self.asked_category in self.categories else ""

    @property
    def etag(self) -> str:
        asked = (self.asked_gender, self.asked_category)
        return self.versions.etag("html", *asked, self.language)

    def html(self) -> bytes:
        """The boards as HTML, UTF-8; kept for each language and choice as long as they hold."""
        gender, category = self.gender, self.category
        choice = (["", *self.genders].index(gender), ["", *self.categories].index(category))
        key = f"boards:{self.activity_id}:{self.language}:{choice[0]}:{choice[1]}"
        made_from = self.versions.etag("html", gender, category)
        if (at_hand := versioned_cache.get(key, made_from)) is not None:
            return at_hand
        boards = [
            board
            for board in self.activity["categories"]
            if gender in {"", board["gender"]} and category in {"", board["age_category_name"]}
        ]
        context = {
            "event_id": self.versions.event_id,
            "boards": boards,
            "unit": self.activity["unit"],
        }
        html = render_to_string("scoring/boards/_boards_part.html", context).encode()
        versioned_cache.keep(key, made_from, html)
        return html
