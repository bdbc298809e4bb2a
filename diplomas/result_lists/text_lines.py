"""Lines of text on a page of A4, in letters that every PDF has with it."""

from io import BytesIO

from django.utils.translation import get_language
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from diplomas import fonts
from diplomas.fonts.drawing import draw_runs
from diplomas.fonts.shipped import FAMILIES, SANS

WIDTH, HEIGHT = A4
MARGIN = 18 * mm
TOP = HEIGHT - MARGIN
RIGHT = WIDTH - MARGIN
SMALLEST = 6

_FONTS = fonts.FontSet()


def new_canvas(file: BytesIO, title: str) -> Canvas:
    """Pages of A4 with this title: the same bytes for the same content, and no font that is not
    embedded.
    """
    canvas = Canvas(
        file,
        pagesize=A4,
        pageCompression=1,
        invariant=1,
        lang=get_language(),
        initialFontName=fonts.registered(SANS),  # or Helvetica would be asked for, unembedded
    )
    canvas.setCreator("Klepak Scores")
    canvas.setTitle(fonts.printable(title, FAMILIES[SANS]))
    return canvas


def draw_text(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    size: float,
    width: float = RIGHT - MARGIN,
    *,
    grey: float = 0,
    is_bold: bool = False,
    is_right: bool = False,
    is_centred: bool = False,
) -> None:
    """One line, smaller where it is too wide, and then cut, so that it never runs into another.

    x: where it begins, or ends, or has its middle.
    """
    if not text:
        return
    size = min(size, max(SMALLEST, width / (_FONTS.width(text, SANS, is_bold) or 1)))
    while len(text) > 1 and _FONTS.width(text, SANS, is_bold) * size > width + 0.01:
        text = text[: -2 if text.endswith("…") else -1] + "…"
    if is_right or is_centred:
        x -= _FONTS.width(text, SANS, is_bold) * size / (2 if is_centred else 1)
    canvas.setFillGray(grey)
    canvas.setStrokeGray(grey)
    draw_runs(canvas, _FONTS.runs(text, SANS, is_bold), x, y, size)


def wrapped(text: str, size: float, width: float) -> list[str]:
    """The text in lines that fit, divided between words; its own line ends stay."""
    lines = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".lstrip()
            if line and _FONTS.width(longer, SANS, False) * size > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines
