"""Diplomas as PDF: A4, one page each, fonts embedded, the same bytes for the same input."""

import io
from collections.abc import Mapping, Sequence
from itertools import groupby

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from diplomas import fonts
from diplomas.fonts.drawing import draw_runs
from diplomas.fonts.shipped import SANS
from diplomas.looks import backgrounds
from diplomas.looks.layout import Template, compose
from diplomas.looks.ornaments import Shape
from diplomas.looks.pieces import Page, Text
from diplomas.printing.letters import fonts_for

NO_OTHERS: Mapping[int, Template] = {}
rl_config.useA85 = 0  # streams as bytes, not as text a quarter longer


def diplomas_pdf(
    template: Template, winners: Sequence, others: Mapping[int, Template] = NO_OTHERS
) -> bytes:
    """One page for each winner (`winners.Winner`), in their order.

    `template`: a `DiplomaTemplate` or a `layout.Template`; `others`: by id, for the winners that
    have a `template_id`. Words are in the active language.
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
    looks: dict[int | None, tuple[Template, bytes | None, fonts.FontSet]] = {}
    forms: dict[tuple[Shape, ...], str] = {}
    for winner in winners:
        key = winner.template_id if winner.template_id in others else None
        if key not in looks:
            look = template if key is None else others[key]
            theirs = [
                each
                for each in winners
                if (each.template_id if each.template_id in others else None) == key
            ]
            looks[key] = look, backgrounds.jpeg(look.bg_image_url), fonts_for(look, theirs)
        look, jpeg, own = looks[key]
        page = compose(look, winner.values(), own)
        canvas.setPageSize((page.width, page.height))
        if jpeg is not None:
            _draw_background(canvas, page, jpeg, f"background{key or ''}")
        _draw(canvas, page, own, forms)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _title(winners: Sequence) -> str:
    """With what they are for, where that is one thing."""
    event, activities = winners[0].event, {each.activity for each in winners} - {""}
    if len(activities) != 1:
        return _("Diplomas – %(event)s") % {"event": event}
    return _("Diplomas – %(activity)s – %(event)s") % {"activity": activities.pop(), "event": event}


def _draw(
    canvas: Canvas, page: Page, own: fonts.FontSet, forms: dict[tuple[Shape, ...], str]
) -> None:
    """The page's pieces; ornaments that come again are put in the file once, as a form."""
    for is_text, pieces in groupby(page.pieces, key=lambda piece: isinstance(piece, Text)):
        if is_text:
            for piece in pieces:
                _draw_text(canvas, page, own, piece)
            continue
        shapes = tuple(pieces)
        if shapes not in forms:
            forms[shapes] = f"ornament{len(forms)}"
            canvas.beginForm(forms[shapes], 0, 0, page.width, page.height)
            for shape in shapes:
                _draw_shape(canvas, page, shape)
            canvas.endForm()
        canvas.doForm(forms[shapes])


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
