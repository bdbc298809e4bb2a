"""The announcer's list of a ceremony on paper: A4 upright, in type that is read at arm's length."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from reportlab.lib.units import mm

from diplomas.result_lists.announced_awards import announced_awards
from diplomas.result_lists.text_lines import MARGIN, RIGHT, TOP, draw_text, new_canvas, wrapped
from events.rules.page_objects import managed_event
from foundation.web.downloads import download
from foundation.web.organiser_pages import organiser_page
from scoring.ceremony.announcer import AnnouncedBoard, AnnouncedPlace, announced_board
from scoring.ceremony.boards_now import BoardsNow
from scoring.ceremony.plan import ceremony_of, plan_of_ceremony
from scoring.exporting.workbook import as_of_words

BOTTOM = MARGIN + 8 * mm
INDENT = MARGIN + 8 * mm
LARGE, SIZE, SMALL = 15, 13, 10
LEADING = 1.45
GREY = 0.4


class PrintedLine(NamedTuple):
    """A line of text; gap: the room above it, in points."""

    text: str
    size: float = SIZE
    x: float = MARGIN
    gap: float = 0
    is_bold: bool = False
    grey: float = 0

    @property
    def height(self) -> float:
        return self.gap + self.size * LEADING


@organiser_page
@require_safe
@never_cache
def announcer_list(request, event_pk):
    """The list as PDF, with the results of now. Of an event with rules for diplomas of its own just
    those who get one.
    """
    event = managed_event(request, event_pk)
    now = BoardsNow(event)
    plan = plan_of_ceremony(ceremony_of(event), now)
    note, by_rules = plan.ceremony.note, announced_awards(event, plan, now)
    if by_rules is None:
        boards = [announced_board(each, now) for each in plan.announced]
    else:
        boards = by_rules.boards
        if by_rules.left_out:
            text = _("There are diplomas, but the ceremony leaves out: %(boards)s.")
            note = f"{note} {text % {'boards': '; '.join(by_rules.left_out)}}".strip()
    age = as_of_words(timezone.localtime())
    name = get_valid_filename(f"{_('For the announcer')} {event.name[:100]}.pdf")
    content = announcer_pdf(event.name, note, age, boards)
    return download(content, "application/pdf", name, is_shown=True)


def announcer_pdf(event: str, note: str, age: str, boards: Sequence[AnnouncedBoard]) -> bytes:
    """A board stays on one page where it fits on one. Words are in the active language."""
    file = io.BytesIO()
    canvas = new_canvas(file, f"{_('For the announcer')} – {event}")
    blocks = [list(_head(event, note)), *(list(_board(n, b)) for n, b in enumerate(boards, 1))]
    pages = list(_pages(blocks))
    for number, lines in enumerate(pages, start=1):
        y = TOP
        for line in lines:
            y -= line.height
            draw_text(
                canvas,
                line.x,
                y,
                line.text,
                line.size,
                RIGHT - line.x,
                grey=line.grey,
                is_bold=line.is_bold,
            )
        draw_text(canvas, MARGIN, MARGIN, age, SMALL, grey=GREY)
        text = _("Page %(number)d of %(count)d") % {"number": number, "count": len(pages)}
        draw_text(canvas, RIGHT, MARGIN, text, SMALL, grey=GREY, is_right=True)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _pages(blocks: Iterable[list[PrintedLine]]) -> Iterator[list[PrintedLine]]:
    """Lines page by page; a block that fits on one page is not divided."""
    page: list[PrintedLine] = []
    left = room = TOP - BOTTOM
    for block in blocks:
        height = sum(line.height for line in block)
        if page and left < height <= room:
            yield page
            page, left = [], room
        for line in block:
            if line.height > left:
                yield page
                page, left = [], room
            page.append(line)
            left -= line.height
    yield page


def _head(event: str, note: str) -> Iterator[PrintedLine]:
    yield PrintedLine(event, SIZE, grey=GREY)
    yield PrintedLine(_("For the announcer"), LARGE, is_bold=True)
    text = _("Only for whoever announces: much of this is not public yet.")
    yield PrintedLine(text, SMALL, grey=GREY)
    yield from _text(note, gap=6)


def _board(number: int, board: AnnouncedBoard) -> Iterator[PrintedLine]:
    yield PrintedLine(f"{number}. {board.name}", LARGE, gap=16, is_bold=True)
    for warning in board.warnings:
        yield from _text(f"! {warning}")
    yield from _text(board.planned.note)
    for place in board.places:
        yield from _place(place)


def _place(place: AnnouncedPlace) -> Iterator[PrintedLine]:
    heading = f"{place.heading}: {place.spoken}" if place.spoken else place.heading
    yield PrintedLine(heading, SIZE, gap=5)
    for who in place.names:
        text = f"{who.name}, {who.group}" if who.group else who.name
        if who.is_hidden:
            text = f"{text} – {_('not to be shown or read out')}!"
        yield PrintedLine(text, SIZE, INDENT, is_bold=not who.is_hidden)


def _text(text: str, gap: float = 0) -> Iterator[PrintedLine]:
    """A note in as many lines as it takes."""
    for line in wrapped(text, SMALL + 1, RIGHT - INDENT):
        yield PrintedLine(line, SMALL + 1, INDENT, gap, grey=0.25)
        gap = 0
