"""The big screen of a hall: a page for anybody that pages through open boards by itself, or shows
a ceremony as it goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from foundation.kept.ready_answers import ReadyAnswer, ready
from foundation.web import versioned_cache
from foundation.web.form_fields import number_in
from scoring.ceremony.public_slide import running_ceremony, slide_html
from scoring.models import Ceremony
from scoring.public.answers import html_answer, html_tag, seen_by_anybody
from scoring.public.look import look_of
from scoring.public.public_json import head_of
from scoring.public.versions import PublicVersions
from scoring.screens.screen_settings import ScreenSettings
from scoring.screens.slides import Slide, narrowed, outlines, rows_of, slides


@dataclass(frozen=True)
class ScreenPage:
    """One slide of a screen. asked: which, counted from 1; they go round."""

    versions: PublicVersions
    settings: ScreenSettings
    asked: int

    @cached_property
    def ceremony(self) -> Ceremony | None:
        """The running one that the screen shows; a query only where it is to show one."""
        if not self.settings.shows_ceremony:
            return None
        return running_ceremony(self.versions.event_id)

    @cached_property
    def slides(self) -> list[Slide]:
        return slides(outlines(self.versions), self.settings.boards, self.settings.rows)

    @property
    def count(self) -> int:
        return 1 if self.ceremony else len(self.slides)

    @property
    def number(self) -> int:
        """That of the slide, from 1; 0 where nothing is open."""
        if self.ceremony:
            return 1
        return (self.asked - 1) % self.count + 1 if self.slides else 0

    @property
    def previous(self) -> int:
        return self.number - 1 or self.count

    @property
    def next(self) -> int:
        return self.number % self.count + 1 if self.count else 1

    @property
    def is_held(self) -> bool:
        """Whether it stays with the slide; a ceremony goes on by its own steps."""
        return self.settings.is_held and not self.ceremony

    def answer(self) -> ReadyAnswer:
        """The slide alone, as HTML."""
        if self.ceremony:
            board = slide_html(self.versions, self.ceremony)
        else:
            board = self._board_html() if self.slides else ""
        context = {"screen": self, "board": board}
        return ready(render_to_string("scoring/screens/_slide_part.html", context).encode())

    def _board_html(self) -> str:
        """Kept: of each slide for each language and number of rows."""
        slide = self.slides[self.number - 1]
        outline, versions = slide.outline, narrowed(self.versions, slide)
        parts = (outline.tab, outline.number, slide.part, self.settings.rows, get_language())
        key = f"public-slide:{versions.event_id}:{':'.join(map(str, parts))}"

        def make() -> str:
            is_part = slide.last - slide.first < outline.row_count
            context = {"outline": outline, "rows": rows_of(versions, slide), "is_part": is_part}
            return render_to_string("scoring/screens/_board_part.html", context)

        return versioned_cache.kept(key, versions.etag("slide", *slide), make)


@login_not_required
@require_safe
def screen(request, slug):
    """?screen= one that organisers steer; or ?board= a tab or a board, as often as there are some,
    and ?seconds= ?rows= ?theme= how. ?lang= the language, ?page= which slide comes first, ?pause=1
    stays with it.
    """
    with seen_by_anybody(request):
        page = _asked_for(request, slug)
        slide = page.answer()
        context: Mapping[str, Any] = {
            "screen": page,
            "settings": page.settings,
            "head": head_of(page.versions),
            "look": look_of(page.versions),
            "is_indexed": page.versions.plan.is_indexed,
            "slide": slide.body.decode(),
            "etag": html_tag(slide, is_indexed=page.versions.plan.is_indexed),
            "slug": slug,
            "turned": page.settings.query(page=page.next),
            "goes_to": page.settings.query(page=page.number if page.is_held else page.next),
            "turned_back": page.settings.query(page=page.previous),
            "held": page.settings.query(page=page.number, pause=not page.settings.is_paused),
        }
        body = render_to_string("scoring/screens/screen.html", context, request).encode()
        return html_answer(ready(body), None, is_indexed=page.versions.plan.is_indexed)


@login_not_required
@require_safe
def screen_live(request, slug):
    """A slide alone, asked for again and again: 304 without a body while nothing changed."""
    with seen_by_anybody(request):
        page = _asked_for(request, slug)
        return html_answer(page.answer(), None, is_indexed=page.versions.plan.is_indexed)


def _asked_for(request: HttpRequest, slug: str) -> ScreenPage:
    versions = PublicVersions.at_address(slug)
    asked = number_in(request.GET.get("page"), 1)
    return ScreenPage(versions, ScreenSettings.asked_for(request.GET, versions.event_id), asked)
