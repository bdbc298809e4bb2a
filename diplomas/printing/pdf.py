"""Diplomas as PDF: A4 or as the paper says, fonts embedded, the same bytes for the same input."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from diplomas import fonts
from diplomas.awards.composing import page_of
from diplomas.fonts.drawing import draw_runs
from diplomas.fonts.shipped import SANS
from diplomas.looks import backgrounds
from diplomas.looks.backgrounds import LONGEST_SIDE
from diplomas.looks.layout import Template
from diplomas.looks.ornaments import Shape
from diplomas.looks.pieces import Page, Text
from diplomas.printing.letters import fonts_for
from diplomas.printing.paper import A4, Paper
from foundation.pictures.crops import crop_of
from foundation.tables.writing import ReportWritten, ignore_written

NO_OTHERS: Mapping[int, Template] = {}
rl_config.useA85 = 0  # streams as bytes, not as text a quarter longer


def diplomas_pdf(
    template: Template,
    winners: Sequence,
    *,
    others: Mapping[int, Template] = NO_OTHERS,
    paper: Paper = A4,
    report: ReportWritten = ignore_written,
) -> bytes:
    """A diploma for each winner (`winners.Winner`), in their order; how many there are stands in
    the file's properties.

    `template`: a `DiplomaTemplate` or a `layout.Template`; `others`: by id, for the winners that
    have a `template_id`. Words are in the active language. `report`: told how many are done.
    Raises ValueError where there are no winners: a PDF without a page is none; Overloaded as
    `backgrounds.jpeg` does.
    """
    if not winners:
        raise ValueError("diplomas_pdf() needs at least one winner")
    file = io.BytesIO()
    canvas = Canvas(
        file,
        pageCompression=1,
        invariant=1,
        lang=get_language(),
        initialFontName=fonts.registered(SANS),  # or Helvetica would be asked for, unembedded
    )
    canvas.setCreator("Klepak Scores")
    canvas.setAuthor(fonts.printable(winners[0].event))
    canvas.setTitle(_title(winners))
    canvas.setSubject(diplomas_counted(len(winners)))
    looks = _looks(template, winners, others, paper)
    forms: dict[tuple[Shape, ...], str] = {}
    place, size = 0, None
    for number, winner in enumerate(winners, start=1):
        key = _key(winner, others)
        look = looks[key]
        page = page_of(look.template, winner, look.fonts)
        if size not in {None, (page.width, page.height)}:
            place += -place % paper.on_a_sheet  # one that lies and one that stands share no sheet
        size = page.width, page.height
        with paper.placed(canvas, page, place):
            if look.jpeg is not None:
                _draw_background(canvas, page, look.jpeg, f"background{key or ''}")
            pieces = [piece for piece in page.pieces if paper.takes(piece)]
            _draw(canvas, replace(page, pieces=pieces), look.fonts, forms)
        place += 1
        report(number, len(winners))
    canvas.showPage()
    canvas.save()
    return file.getvalue()


class Look(NamedTuple):
    """A template, its picture, and its fonts with all letters that are wanted of them."""

    template: Template
    jpeg: bytes | None
    fonts: fonts.FontSet


def _looks(
    template: Template, winners: Sequence, others: Mapping[int, Template], paper: Paper
) -> dict[int | None, Look]:
    """Of all templates that any of the winners has, by `_key`."""
    of_each: dict[int | None, list] = {}
    for winner in winners:
        of_each.setdefault(_key(winner, others), []).append(winner)
    looks = {}
    for key, theirs in of_each.items():
        one = template if key is None else others[key]
        jpeg = None if paper.overlay else background_of(one)
        looks[key] = Look(one, jpeg, fonts_for(one, theirs))
    return looks


def background_of(template: Template, longest_side: int = LONGEST_SIDE) -> bytes | None:
    """The part of its picture that is printed, as `backgrounds.jpeg` has it."""
    return backgrounds.jpeg(template.bg_image_url, longest_side, crop_of(template.background_crop))


def _key(winner, others: Mapping[int, Template]) -> int | None:
    """The id of the winner's own template; None: the usual one."""
    return winner.template_id if winner.template_id in others else None


def _title(winners: Sequence) -> str:
    """With what they are for, where that is one thing."""
    event, activities = winners[0].event, {each.activity for each in winners} - {""}
    if len(activities) != 1:
        return _("Diplomas – %(event)s") % {"event": event}
    return _("Diplomas – %(activity)s – %(event)s") % {"activity": activities.pop(), "event": event}


def diplomas_counted(count: int) -> str:
    return ngettext("%(count)d diploma", "%(count)d diplomas", count) % {"count": count}


def _draw(
    canvas: Canvas, page: Page, own: fonts.FontSet, forms: dict[tuple[Shape, ...], str]
) -> None:
    """The page's pieces; ornaments that come again are put in the file once, as a form."""
    for comes_again, pieces in groupby(page.pieces, key=_comes_again):
        if not comes_again:
            for piece in pieces:
                if isinstance(piece, Text):
                    _draw_text(canvas, page, own, piece)
                else:
                    _draw_shape(canvas, page, piece)
            continue
        shapes = tuple(pieces)
        if shapes not in forms:
            forms[shapes] = f"ornament{len(forms)}"
            canvas.beginForm(forms[shapes], 0, 0, page.width, page.height)
            for shape in shapes:
                _draw_shape(canvas, page, shape)
            canvas.endForm()
        canvas.setFillAlpha(1)  # a form would be drawn as thinly as what came before it
        canvas.setStrokeAlpha(1)
        canvas.doForm(forms[shapes])


def _comes_again(piece: Text | Shape) -> bool:
    """What shines through stays out of forms: reportlab gives those no resources to say so."""
    if isinstance(piece, Text) or piece.is_own:
        return False
    return max(len(piece.fill), len(piece.stroke)) <= len("#rrggbb")


def _draw_text(canvas: Canvas, page: Page, own: fonts.FontSet, piece: Text) -> None:
    color = _color(piece.color)
    canvas.setFillColor(color)
    if piece.is_bold:
        canvas.setStrokeColor(color)
    runs = own.runs(piece.text, piece.font, piece.is_bold, piece.is_italic)
    draw_runs(canvas, runs, piece.x, page.height - piece.y, piece.size, piece.spacing)


def _color(text: str) -> Color:
    return HexColor(text, hasAlpha=len(text) > len("#rrggbb"))


def _draw_shape(canvas: Canvas, page: Page, shape: Shape) -> None:
    path = canvas.beginPath()
    steps = {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo}
    for step, *numbers in shape.path:
        if step == "Z":
            path.close()
        else:
            flipped = zip(numbers[::2], numbers[1::2], strict=True)
            steps[step](*(n for x, y in flipped for n in (x, page.height - y)))
    if shape.fill:
        canvas.setFillColor(_color(shape.fill))
    if shape.stroke:
        canvas.setStrokeColor(_color(shape.stroke))
        canvas.setLineWidth(shape.thickness)
    canvas.drawPath(path, stroke=bool(shape.stroke), fill=bool(shape.fill))


def _draw_background(canvas: Canvas, page: Page, jpeg: bytes, name: str) -> None:
    """Over the whole page in the image's own proportions; what sticks out is cut off."""
    if not canvas.hasForm(name):  # once in the file: reportlab decodes what it draws
        image = ImageReader(io.BytesIO(jpeg))
        width, height = image.getSize()
        scale = max(page.width / width, page.height / height)
        width, height = width * scale, height * scale
        x, y = (page.width - width) / 2, (page.height - height) / 2
        canvas.beginForm(name, 0, 0, page.width, page.height)
        canvas.drawImage(image, x, y, width, height)
        canvas.endForm()
    canvas.doForm(name)
