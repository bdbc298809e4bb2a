"""How pages come onto sheets of paper: as they are, two on a sheet, or texts alone on sheets that
have their picture already; and by how far a printer is off.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import sqrt

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from diplomas import fonts
from diplomas.fonts.shipped import SANS
from diplomas.looks.ornaments import Shape
from diplomas.looks.pieces import Page, Text

HALF = sqrt(0.5)
"""The sides of A5 are those of A4 by this."""
CROSS = 40
"""Of the test page, in mm from both edges: further in than any printer leaves blank."""
MARK = 5 * mm
"""How long a mark is."""
THICKNESS, GREY = 0.3, 0.5
"""Of a mark: in points, and how light from black, which is 0."""


@dataclass(frozen=True, slots=True)
class Paper:
    """two_up: two A5 on a sheet of A4, side by side or one below the other, as they stand.
    marks: short lines where to cut them apart. overlay: only what is this diploma's own, texts and
    its code, for paper that is printed already; right, down: by how many mm it is moved there.
    """

    two_up: bool = False
    marks: bool = False
    overlay: bool = False
    right: float = 0
    down: float = 0

    @property
    def on_a_sheet(self) -> int:
        return 2 if self.two_up else 1

    def takes(self, piece: Text | Shape) -> bool:
        return not self.overlay or isinstance(piece, Text) or piece.is_own

    @contextmanager
    def placed(self, canvas: Canvas, page: Page, number: int) -> Iterator[None]:
        """Where the page with this number, from 0, is drawn: afterwards at the canvas's origin."""
        self._begin_sheet(canvas, page, number)
        canvas.saveState()
        if self.two_up:
            first = number % 2 == 0
            if page.width > page.height:
                canvas.translate(0, page.width / 2 if first else 0)
            else:
                canvas.translate(0 if first else page.height / 2, 0)
            canvas.scale(HALF, HALF)
        if self.overlay:
            canvas.translate(self.right * mm, -self.down * mm)
        yield
        canvas.restoreState()

    def _begin_sheet(self, canvas: Canvas, page: Page, number: int) -> None:
        if number % self.on_a_sheet:
            return
        if number:
            canvas.showPage()
        if not self.two_up:
            canvas.setPageSize((page.width, page.height))
            return
        width, height = page.height, page.width  # two halves of a sheet that lies across
        canvas.setPageSize((width, height))
        if self.marks:
            _draw_marks(canvas, width, height)


def _draw_marks(canvas: Canvas, width: float, height: float) -> None:
    """At both ends of the line along which the sheet is cut into halves."""
    canvas.setLineWidth(THICKNESS)
    canvas.setStrokeGray(GREY)
    for end in (0, 1):
        if width > height:
            start = end * (height - MARK)
            canvas.line(width / 2, start, width / 2, start + MARK)
        else:
            start = end * (width - MARK)
            canvas.line(start, height / 2, start + MARK, height / 2)


A4 = Paper()


def printer_test(width: float, height: float) -> bytes:
    """A page of this size, in points, with a cross in a known place: by how far a printer is off.
    Words are in the active language.
    """
    file = io.BytesIO()
    font = fonts.registered(SANS)
    canvas = Canvas(file, (width, height), invariant=1, lang=get_language(), initialFontName=font)
    canvas.setTitle(_("Test page of the printer"))
    x, y = CROSS * mm, height - CROSS * mm
    canvas.setLineWidth(THICKNESS)
    for step in range(-10, 11):
        tick = (3 if step % 5 == 0 else 1.5) * mm
        canvas.line(x + step * mm, y - tick, x + step * mm, y + tick)
        canvas.line(x - tick, y + step * mm, x + tick, y + step * mm)
    canvas.line(x - 10 * mm, y, x + 10 * mm, y)
    canvas.line(x, y - 10 * mm, x, y + 10 * mm)
    canvas.setFont(font, 11)
    lines = [
        _("The middle of the cross belongs %(count)d mm from the left and the upper edge."),
        _("Measure both on the printed sheet; a small line is one millimetre."),
        _("Take what you measured from %(count)d: by so much texts are moved right and down."),
    ]
    for number, line in enumerate(lines):
        place = y - (2 * CROSS + 7 * number) * mm
        canvas.drawString(x, place, line % {"count": CROSS})
    canvas.save()
    return file.getvalue()
