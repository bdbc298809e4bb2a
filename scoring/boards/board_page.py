"""The leaderboard as a page shows it: one activity, made from the same bytes the API sends."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from scoring.boards.boards_page import BoardsPage
from scoring.boards.leaderboard import Versions, activity_parts


@dataclass
class BoardPage(BoardsPage):
    """The boards of one activity."""

    activity_id: int

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
            request.GET.get("gender", ""),
            request.GET.get("category", ""),
            get_language(),
            activity_id,
        )

    @property
    def name(self) -> str:
        return f"boards:{self.activity_id}"

    @property
    def tab(self) -> Mapping[str, str]:
        return {"activity": str(self.activity_id)}

    @cached_property
    def activity(self) -> dict:
        """The activity's part of the leaderboard, as the API gives it."""
        part = activity_parts(self.versions).get(self.activity_id)
        return json.loads(part) if part else {"categories": [], "unit": ""}  # just deleted

    @property
    def boards(self) -> Sequence[Mapping[str, Any]]:
        return self.activity["categories"]

    def html(self) -> bytes:
        return self.kept_html(
            "scoring/boards/_boards_part.html", lambda: {"unit": self.activity["unit"]}
        )
