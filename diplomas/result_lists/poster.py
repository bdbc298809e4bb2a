"""A poster to hang up: where everybody finds the results, as a QR code and in letters."""

import io
from typing import NamedTuple

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from diplomas.result_lists.text_lines import MARGIN, RIGHT, TOP, WIDTH, draw_text, new_canvas
from events.rules.page_objects import managed_event
from foundation.files import store
from foundation.web import qr_codes
from foundation.web.downloads import download
from foundation.web.organiser_pages import organiser_page
from foundation.web.site_address import address_of_page
from scoring.looks.colours import LIGHT, shades
from scoring.looks.stored import picture_of
from scoring.publishing.stored import publication_of

MIDDLE = WIDTH / 2
CODE_SIDE = 120 * mm
CODE_TOP = TOP - 82 * mm
PICTURE_TOP = CODE_TOP - CODE_SIDE - 28 * mm
BAND = 7 * mm
GREY = 0.35


class Poster(NamedTuple):
    """What stands on it; address: of the public page. colour: of the page, "" for none; picture: of
    the page, a JPEG.
    """

    organisation: str
    event: str
    when_and_where: str
    address: str
    colour: str = ""
    picture: bytes = b""


@organiser_page
@require_safe
@never_cache
def poster(request, event_pk):
    """The poster of an event; while its page is not public, back with a sentence that says so."""
    event = managed_event(request, event_pk)
    publication = publication_of(event)
    if not publication.is_public:
        text = _(
            "The public page is off: a poster would lead to nothing. Switch the page on first."
        )
        messages.error(request, text)
        return redirect("scoring:publication", event.pk)
    picture = picture_of(publication)
    parts = [date_format(event.date) if event.date else "", event.place]
    made = Poster(
        event.organisation.name,
        event.name,
        " · ".join(filter(None, parts)),
        address_of_page("scoring:public-event", publication.slug),
        publication.colour,
        store.read(picture.file_id) if picture else b"",
    )
    name = get_valid_filename(f"{_('Poster')} {event.name[:100]}.pdf")
    return download(poster_pdf(made), "application/pdf", name, is_shown=True)


def poster_pdf(poster: Poster) -> bytes:
    """One page of A4, upright, in the active language."""
    file = io.BytesIO()
    canvas = new_canvas(file, f"{_('Results')} – {poster.event}")
    _line(canvas, TOP - 8 * mm, poster.organisation, 16, grey=GREY)
    _line(canvas, TOP - 28 * mm, poster.event, 36, is_bold=True)
    _line(canvas, TOP - 40 * mm, poster.when_and_where, 16, grey=GREY)
    _line(canvas, TOP - 66 * mm, _("Results, live"), 30, is_bold=True)
    _draw_code(canvas, poster.address)
    below = CODE_TOP - CODE_SIDE
    _line(
        canvas, below - 8 * mm, _("Point the phone’s camera at the code, or type:"), 16, grey=GREY
    )
    _line(canvas, below - 20 * mm, poster.address.partition("://")[2], 22, is_bold=True)
    if poster.colour:
        _draw_band(canvas, poster.colour)
    if poster.picture:
        _draw_picture(canvas, poster.picture)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _line(
    canvas: Canvas, y: float, text: str, size: float, *, grey: float = 0, is_bold: bool = False
) -> None:
    draw_text(
        canvas, MIDDLE, y, text, size, RIGHT - MARGIN, grey=grey, is_bold=is_bold, is_centred=True
    )


def _draw_code(canvas: Canvas, text: str) -> None:
    size, runs = qr_codes.dark_runs(text)
    module = CODE_SIDE / size
    canvas.setFillGray(0)
    for x, y, length in runs:
        left = MIDDLE - CODE_SIDE / 2 + x * module
        canvas.rect(left, CODE_TOP - (y + 1) * module, length * module, module, stroke=0, fill=1)


def _draw_band(canvas: Canvas, colour: str) -> None:
    """Along the upper edge, as at the head of the public page by day."""
    canvas.setStrokeColor(HexColor(shades(colour, LIGHT).brand))
    canvas.setLineWidth(BAND)
    canvas.line(0, A4[1] - BAND / 2, WIDTH, A4[1] - BAND / 2)


def _draw_picture(canvas: Canvas, jpeg: bytes) -> None:
    """As large as it fits below the address."""
    image = ImageReader(io.BytesIO(jpeg))
    width, height = image.getSize()
    scale = min((RIGHT - MARGIN) / width, (PICTURE_TOP - MARGIN) / height)
    width, height = width * scale, height * scale
    canvas.drawImage(image, MIDDLE - width / 2, PICTURE_TOP - height, width, height)
