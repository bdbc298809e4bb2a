"""What a template's diplomas look like, on the screen: as SVG, which browsers draw with the fonts
that are printed, and as a small picture.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from diplomas.awards.composing import page_of
from diplomas.awards.winners import Winner
from diplomas.fonts import FontSet
from diplomas.looks.backgrounds import DATA_URL
from diplomas.looks.pieces import Page
from diplomas.models import DiplomaTemplate
from diplomas.models.looks import StoredLook
from diplomas.previews.subjects import subject_of
from diplomas.previews.svg import Surroundings, fonts_of, svg_of
from diplomas.previews.thumbnails import thumbnail
from diplomas.previews.web_fonts import content_of, is_for_everybody, style_sheet, version_of
from diplomas.printing.letters import fonts_for
from diplomas.printing.page_objects import shown_look
from diplomas.printing.pdf import diplomas_pdf
from diplomas.printing.pdf_answer import problem_of
from foundation.web.etags import answer
from foundation.web.organiser_pages import organiser_page

A_YEAR = 365 * 24 * 3600


class Composed(NamedTuple):
    """A page with the fonts that it was composed with."""

    template: DiplomaTemplate
    look: StoredLook
    winner: Winner
    own: FontSet
    page: Page


def of_template(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of a template's preview, which is composed for it: for who manages the event; of which
    version, as `shown_look` has it. What would be too much work has a sentence in its place.
    """

    @organiser_page
    @require_safe
    @wraps(view)
    def of_composed(request, event_pk, template_pk, **more):
        event, template, look = shown_look(request, event_pk, template_pk)
        if problem := problem_of(look):
            return HttpResponse(problem, status=422, content_type="text/plain")
        winner = subject_of(request, event)
        own = fonts_for(look, [winner])
        page = page_of(look, winner, own)
        return view(request, Composed(template, look, winner, own, page), **more)

    return of_composed


@of_template
def preview(request: HttpRequest, composed: Composed) -> HttpResponse:
    """A diploma by this template; ?participant= as `subject_of` has it."""
    template, look, winner, own, page = composed
    has_background = DATA_URL.match(look.bg_image_url)
    around = Surroundings(
        title=_("Diploma: %(name)s") % {"name": winner.name},
        language=get_language(),
        style_sheet=_with_query(request, _address(template, "preview-fonts")),
        background=_with_query(request, _address(template, "background")) if has_background else "",
    )
    content = svg_of(page, own, around)
    return answer(request, _tag(content), lambda: content, content_type="image/svg+xml")


@of_template
def preview_fonts(request: HttpRequest, composed: Composed) -> HttpResponse:
    """The style sheet of the preview that has the same query."""

    def address_of(name: str) -> str:
        if is_for_everybody(name):
            return f"{reverse('diplomas:font', args=[name])}?v={version_of(name)}"
        return _with_query(request, _address(composed.template, "template-font", name))

    content = style_sheet(fonts_of(composed.page, composed.own), address_of).encode()
    return answer(request, _tag(content), lambda: content, content_type="text/css")


@of_template
def template_font(request: HttpRequest, composed: Composed, name: str) -> HttpResponse:
    """A font of the template's own, with the letters that the preview with this query needs."""
    if is_for_everybody(name) or name not in fonts_of(composed.page, composed.own):
        raise Http404
    return _font(name)  # its name changes with what is in it


@require_safe
def font(request, name):
    """One of the product's or the system's, for whoever is signed in."""
    if not is_for_everybody(name):
        raise Http404
    return _font(name)


@of_template
def template_thumbnail(request: HttpRequest, composed: Composed) -> HttpResponse:
    """A small picture of the preview."""
    pdf = diplomas_pdf(composed.look, [composed.winner])
    version = request.GET.get("version", "")
    content = thumbnail(f"{composed.template.pk}:{version}:{get_language()}", pdf)
    return answer(request, _tag(content), lambda: content, content_type="image/png")


def _address(template: DiplomaTemplate, page: str, *more: str) -> str:
    return reverse(f"diplomas:{page}", args=[template.event_id, template.pk, *more])


def _with_query(request: HttpRequest, address: str) -> str:
    return f"{address}?{request.GET.urlencode()}" if request.GET else address


def _tag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _font(name: str) -> HttpResponse:
    response = HttpResponse(content_of(name), content_type="font/ttf")
    patch_cache_control(response, private=True, max_age=A_YEAR, immutable=True)
    return response
