"""Result lists as PDF: A4 upright, every list on pages of its own, the number of each page of all
of them, as of when it is, and a line to sign on.
"""

import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from diplomas.result_lists.lists import ResultList
from diplomas.result_lists.text_lines import MARGIN, RIGHT, TOP, draw_text, new_canvas
from foundation.tables.writing import ReportWritten, ignore_written

HEIGHT = A4[1]
HEAD, ROW, FOOT = 34 * mm, 7 * mm, 16 * mm
SIGNATURE = 22 * mm
"""What the line to sign on takes below the last row."""
PLACE, NAME, GROUP = MARGIN, MARGIN + 18 * mm, MARGIN + 96 * mm
NAME_WIDTH, GROUP_WIDTH = GROUP - NAME - 3 * mm, RIGHT - GROUP - 34 * mm
RESULT_WIDTH = 32 * mm
SIZE, SMALL, LARGE = 11, 9, 16
GREY = 0.45
ROWS_TO_A_PAGE = int((HEIGHT - 2 * MARGIN - HEAD - FOOT) // ROW)
SIGNED_ROWS = int((HEIGHT - 2 * MARGIN - HEAD - FOOT - SIGNATURE) // ROW)
"""As many fit on a page that also has the line to sign on."""


class ListPage(NamedTuple):
    """A page: its list, the rows of it that stand here, and whether the list ends here."""

    source: ResultList
    rows: Sequence[tuple[str, str, str, str]]
    is_last: bool


def result_lists_pdf(
    event: str, age: str, lists: Sequence[ResultList], report: ReportWritten = ignore_written
) -> bytes:
    """The lists of an event one after another. age: as of when they are, in words. report: gets
    pages.

    Words are in the active language. Raises ValueError without any list: a PDF without a page is
    none.
    """
    if not lists:
        raise ValueError("result_lists_pdf() needs at least one list")
    file = io.BytesIO()
    canvas = new_canvas(file, f"{_('Results')} – {lists[0].title} – {event}")
    count = count_pages(lists)
    pages = (page for each in lists for page in pages_of(each))
    for number, page in enumerate(pages, start=1):
        _draw(canvas, event, page)
        draw_text(canvas, MARGIN, MARGIN, age, SMALL, grey=GREY)
        text = _("Page %(number)d of %(count)d") % {"number": number, "count": count}
        draw_text(canvas, RIGHT, MARGIN, text, SMALL, grey=GREY, is_right=True)
        canvas.showPage()
        report(number, count)
    canvas.save()
    return file.getvalue()


def pages_of(source: ResultList) -> Iterator[ListPage]:
    """The list in pages; the line to sign on never stands alone."""
    rows = source.rows
    start = 0
    while len(rows) - start > SIGNED_ROWS:
        # The last row moves on with the signature where both do not fit any more.
        end = min(start + ROWS_TO_A_PAGE, len(rows) - 1)
        yield ListPage(source, rows[start:end], is_last=False)
        start = end
    yield ListPage(source, rows[start:], is_last=True)


def count_pages(lists: Sequence[ResultList]) -> int:
    return sum(1 for each in lists for _page in pages_of(each))


def _draw(canvas: Canvas, event: str, page: ListPage) -> None:
    draw_text(canvas, MARGIN, TOP - 4 * mm, event, SIZE, RIGHT - MARGIN, grey=GREY)
    draw_text(canvas, MARGIN, TOP - 13 * mm, page.source.title, LARGE, RIGHT - MARGIN, is_bold=True)
    draw_text(canvas, MARGIN, TOP - 20 * mm, page.source.board, SIZE, RIGHT - MARGIN)
    y = TOP - HEAD + 3 * mm
    headers = (_("Place"), pgettext("person", "Name"), _("Group"), page.source.result)
    has_groups = any(row[2] for row in page.source.rows)
    _row(canvas, y, (*headers[:2], headers[2] if has_groups else "", headers[3]), SMALL, GREY)
    for place, name, group, result in page.rows:
        canvas.setStrokeGray(0.8)
        canvas.setLineWidth(0.4)
        canvas.line(MARGIN, y - 2 * mm, RIGHT, y - 2 * mm)
        y -= ROW
        _row(canvas, y, (place, name, group, result), SIZE, is_podium=place in ("1.", "2.", "3."))
    if page.is_last:
        _signature(canvas, y - SIGNATURE + 4 * mm)


def _row(
    canvas: Canvas,
    y: float,
    cells: Sequence[str],
    size: float,
    grey: float = 0,
    *,
    is_podium: bool = False,
) -> None:
    place, name, group, result = cells
    draw_text(canvas, PLACE, y, place, size, NAME - PLACE, grey=grey, is_bold=is_podium)
    draw_text(canvas, NAME, y, name, size, NAME_WIDTH, grey=grey, is_bold=is_podium)
    draw_text(canvas, GROUP, y, group, size, GROUP_WIDTH, grey=grey)
    draw_text(canvas, RIGHT, y, result, size, RESULT_WIDTH, grey=grey, is_right=True)


def _signature(canvas: Canvas, y: float) -> None:
    canvas.setStrokeGray(0)
    canvas.setLineWidth(0.6)
    canvas.line(RIGHT - 60 * mm, y, RIGHT, y)
    draw_text(canvas, RIGHT - 60 * mm, y - 4.5 * mm, _("Date and signature"), SMALL, grey=GREY)
