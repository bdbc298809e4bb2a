"""The first page of anybody's PDF as a picture, drawn by a child process (`page_drawing`).

Only its pixels are left: no script, no link and no metadata of the file comes along.
"""

from functools import lru_cache
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.neighbours.bounds import Overloaded
from foundation.neighbours.child import ChildFailed, run_script
from foundation.neighbours.verdicts import verdict
from foundation.pictures import page_drawing, uploads
from foundation.pictures.normalising import decodings
from foundation.pictures.page_drawing import PdfFault

LARGEST = 10 * 1024 * 1024
"""In bytes."""
MOST_MEMORY = 1024**3
MOST_CPU = 3
"""Seconds of a core; a sheet of A4 with a photo at 300 dpi takes 0.6."""
MOST_SECONDS = 15
MOST_KEPT = 2
START, END = b"%PDF-", b"%%EOF"
BLANK = b"\0\t\n\f\r\x1a "
"""What may follow the end."""


class DrawnPage(NamedTuple):
    """Page 1 as a JPEG in RGB on white, its size in pixels, and how many pages there are."""

    jpeg: bytes
    width: int
    height: int
    pages: int


def is_pdf(content: bytes) -> bool:
    return content.startswith(START)


def first_page(content: bytes, width: int, height: int) -> DrawnPage:
    """Drawn so large that it covers so many pixels. Raises ValidationError, with the codes
    "too_large" and "busy" as `uploads.upright_picture` does.
    """
    if len(content) > LARGEST:
        raise ValidationError(_("The PDF is larger than 10 MB. Save it smaller."), code="too_large")
    try:
        drawn = _drawn(content, width, height)
    except Overloaded as busy:
        raise uploads.refusal(busy) from busy
    if isinstance(drawn, PdfFault):
        raise ValidationError(_sentence(drawn))
    return drawn


@lru_cache(maxsize=MOST_KEPT)
def _drawn(content: bytes, width: int, height: int) -> DrawnPage | PdfFault:
    """The last ones at hand: a form asks for its file more than once. Raises Overloaded."""
    if (fault := _fault_at_ends(content)) is not None:
        return fault
    with decodings.turn():
        try:
            answer = run_script(
                page_drawing.__file__,
                *(width, height, uploads.MOST_PIXELS, uploads.LARGEST),
                content=content,
                most_memory=MOST_MEMORY,
                most_cpu=MOST_CPU,
                most_seconds=MOST_SECONDS,
            )
        except ChildFailed as failure:
            return verdict(failure, PdfFault, "pdf_not_drawn")
    numbers, _line, jpeg = answer.partition(b"\n")
    return DrawnPage(jpeg, *map(int, numbers.split()))


def _fault_at_ends(content: bytes) -> PdfFault | None:
    """PDFs that are cut off are mended by their readers, to pages with holes; and what goes on
    after its end is another file, too.
    """
    if not is_pdf(content):
        return PdfFault.NO_PDF
    end = content.rfind(END)
    if end == -1:
        return PdfFault.DAMAGED
    return PdfFault.MIXED if content[end + len(END) :].strip(BLANK) else None


def _sentence(fault: PdfFault) -> str:
    sentences = {
        PdfFault.NO_PDF: _("The file is no PDF."),
        PdfFault.MIXED: _("After the end of the PDF something else follows. Save it as PDF anew."),
        PdfFault.LOCKED: _("The PDF is locked with a password. Save it without one."),
        PdfFault.ODD_PAGE: _(
            "Page 1 of the PDF has no size of a sheet: it is too long, too narrow or too small."
            " Save it as A4."
        ),
        PdfFault.TOO_COSTLY: _(
            "Page 1 of the PDF takes too long to draw. Save it as a picture, and upload that."
        ),
    }
    return sentences.get(fault) or _("The PDF is damaged, incomplete, or has no page.")
