"""The big screen of a hall: a page for anybody that pages through open boards by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from foundation.web import versioned_cache
from scoring.public.answers import html_answer, seen_by_anybody
from scoring.public.public_json import ReadyAnswer, head_of, ready
from scoring.public.versions import PublicVersions
from scoring.screens.slides import Slide, narrowed, outlines, rows_of, slides

SECONDS, LEAST_SECONDS, MOST_SECONDS = 12, 4, 300
"""How long a slide stays, unless the address says otherwise."""
ROWS, ROW_CHOICES = 10, (6, 8, 10, 12)
"""How many rows fill a screen: screen.css has a size of type for each."""
THEMES = ("dark", "light")
MOST_CHOSEN = 200


@dataclass(frozen=True)
class ScreenSettings:
    """What a screen shows, and how. boards: tabs or boards by their keys; none is all.

    What an address asks for in vain is replaced by what is usual: nobody is at the screen to read
    a refusal.
    """

    boards: tuple[str, ...] = ()
    seconds: int = SECONDS
    rows: int = ROWS
    theme: str = THEMES[0]
    language: str = ""
    is_paused: bool = False

    @classmethod
    def asked_for(cls, query: QueryDict) -> "ScreenSettings":
        theme, language = query.get("theme"), query.get("lang", "")
        rows = number_in(query.get("rows"), ROWS)
        return cls(
            boards=tuple(filter(None, query.getlist("board")[:MOST_CHOSEN])),
            seconds=min(max(number_in(query.get("seconds"), SECONDS), LEAST_SECONDS), MOST_SECONDS),
            rows=rows if rows in ROW_CHOICES else ROWS,
            theme=theme if theme in THEMES else THEMES[0],
            language=language if language in dict(settings.LANGUAGES) else "",
            is_paused=bool(query.get("pause")),
        )

    def query(self, **changes: object) -> str:
        """The address's query by which just this is shown, or with changes."""
        fields: dict[str, object] = {"board": self.boards, "seconds": self.seconds}
        fields |= {"rows": self.rows, "theme": self.theme}
        if self.language:
            fields["lang"] = self.language
        if self.is_paused:
            fields["pause"] = 1
        return urlencode(
            {key: each for key, each in (fields | changes).items() if each}, doseq=True
        )


@dataclass(frozen=True)
class ScreenPage:
    """One slide of a screen. asked: which, counted from 1; they go round."""

    versions: PublicVersions
    settings: ScreenSettings
    asked: int

    @cached_property
    def slides(self) -> list[Slide]:
        return slides(outlines(self.versions), self.settings.boards, self.settings.rows)

    @property
    def count(self) -> int:
        return len(self.slides)

    @property
    def number(self) -> int:
        """That of the slide, from 1; 0 where nothing is open."""
        return (self.asked - 1) % self.count + 1 if self.slides else 0

    @property
    def previous(self) -> int:
        return self.number - 1 or self.count

    @property
    def next(self) -> int:
        return self.number % self.count + 1 if self.slides else 1

    def answer(self) -> ReadyAnswer:
        """The slide alone, as HTML."""
        board = self._board_html() if self.slides else ""
        context = {"screen": self, "board": board}
        return ready(render_to_string("scoring/screens/_slide_part.html", context).encode())

    def _board_html(self) -> str:
        """Kept: of each slide for each language and number of rows."""
        slide = self.slides[self.number - 1]
        outline, versions = slide.outline, narrowed(self.versions, slide)
        parts = (outline.tab, outline.number, slide.part, self.settings.rows, get_language())
        key = f"public-slide:{versions.event_id}:{':'.join(map(str, parts))}"
        made_from = versions.etag("slide", *slide)
        if (at_hand := versioned_cache.get(key, made_from)) is not None:
            return at_hand
        is_part = slide.last - slide.first < outline.row_count
        context = {"outline": outline, "rows": rows_of(versions, slide), "is_part": is_part}
        html = render_to_string("scoring/screens/_board_part.html", context)
        versioned_cache.keep(key, made_from, html)
        return html


@login_not_required
@require_safe
def screen(request, slug):
    """?board= a tab or a board, as often as there are some; ?seconds= ?rows= ?theme= ?lang= how;
    ?page= which slide comes first, ?pause=1 stays with it.
    """
    with seen_by_anybody(request):
        page = _asked_for(request, slug)
        slide = page.answer()
        context: Mapping[str, Any] = {
            "screen": page,
            "settings": page.settings,
            "head": head_of(page.versions),
            "is_indexed": page.versions.plan.is_indexed,
            "slide": slide.body.decode(),
            "etag": slide.etag,
            "slug": slug,
            "turned": page.settings.query(page=page.next),
            "turned_back": page.settings.query(page=page.previous),
            "held": page.settings.query(page=page.number, pause=not page.settings.is_paused),
        }
        body = render_to_string("scoring/screens/screen.html", context, request).encode()
        return html_answer(request, ready(body), page.versions)


@login_not_required
@require_safe
def screen_live(request, slug):
    """A slide alone, asked for again and again: 304 without a body while nothing changed."""
    with seen_by_anybody(request):
        page = _asked_for(request, slug)
        return html_answer(request, page.answer(), page.versions)


def number_in(text: str | None, otherwise: int) -> int:
    """The whole number in a query, of at most six digits."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else otherwise


def _asked_for(request: HttpRequest, slug: str) -> ScreenPage:
    versions = PublicVersions.at_address(slug)
    asked = number_in(request.GET.get("page"), 1)
    return ScreenPage(versions, ScreenSettings.asked_for(request.GET), asked)
