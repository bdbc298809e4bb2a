"""Lines of text on a page of a PDF."""

from collections.abc import Iterable

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from diplomas.fonts import Run
from diplomas.fonts.glyph_fonts import GlyphFont
from diplomas.fonts.shipped import font

FILLED, FILLED_AND_OUTLINED = 0, 2
BEYOND_16_BITS = "\U00010000"
"""Programs that read a run's words beside its glyphs (ActualText) take these wrongly, and letters
from right to left too; from the glyphs alone they take them rightly."""
BOLD_LINE = 0.035
"""Around letters of a font that has no bold face, in ems."""
SLANT = 0.2
"""Of letters of a font that has no italic face: how far they lean, in their height."""


def draw_runs(
    canvas: Canvas, runs: Iterable[Run], x: float, y: float, size: float, spacing: float = 0
) -> None:
    """One line in the canvas's colours; (x, y) is the left end of its baseline, y upwards.
    spacing: between letters, in points; between those that are shaped there is none.
    """
    line = canvas.beginText(x, y)
    mode, slant, is_moved = FILLED, 0.0, False
    if spacing:
        line.setCharSpace(spacing)
    for left, run in placed(runs, x, size, spacing):
        wanted = FILLED_AND_OUTLINED if run.is_outlined else FILLED
        if wanted != mode:
            canvas.setLineWidth(size * BOLD_LINE)
            line.setTextRenderMode(wanted)
            mode = wanted
        leans = SLANT if run.is_slanted else 0.0
        if leans != slant or is_moved or run.glyphs:
            line.setTextTransform(1, 0, leans, 1, left, y)
            slant = leans
        if run.glyphs:
            _draw_glyphs(canvas, line, run, size, spacing)
        else:
            line.setFont(run.font, size)
            line.textOut(run.text)
        is_moved = bool(run.glyphs)
    if mode != FILLED:
        line.setTextRenderMode(FILLED)
    if spacing:
        line.setCharSpace(0)
    canvas.drawText(line)


def placed(
    runs: Iterable[Run], x: float, size: float, spacing: float = 0
) -> list[tuple[float, Run]]:
    """Each run with its left end, in the order in which they are read: so programs that look at no
    positions find the text.
    """
    found = []
    for run in runs:
        found.append((x, run))
        x += run.width * size + (0 if run.glyphs else spacing * len(run.text))
    return sorted(found, key=lambda each: each[1].start)


def _draw_glyphs(
    canvas: Canvas, line: PDFTextObject, run: Run, size: float, spacing: float
) -> None:
    """Each glyph where it was put, by what TJ moves the pen back, in thousandths of the size."""
    glyph_font = _glyph_font(canvas, run.font)
    document, code = canvas._doc, line._code
    if spacing:
        line.setCharSpace(0)
    has_words = not run.is_backwards and max(run.text) < BEYOND_16_BITS
    if has_words:
        words = run.text.encode("utf-16-be").hex()
        code.append(f"/Span <</ActualText <FEFF{words}>>> BDC")
    places, origin = [], 0.0
    for glyph in run.glyphs:
        places.append((origin + glyph.dx * 1000, glyph))
        origin += glyph.advance * 1000
    pen = rise = 0.0
    for place, glyph in reversed(places) if run.is_backwards else places:
        character = glyph_font.character(glyph)
        [(subset, byte)] = glyph_font.splitString(character, document)
        name = glyph_font.getSubsetInternalName(subset, document)
        if glyph.dy != rise:
            rise = glyph.dy
            code.append(f"{rise * size:.3f} Ts")
        code.append(f"{name} {size:g} Tf [{pen - place:.0f} <{byte.hex()}>] TJ")
        pen = place + glyph_font.width(character)
    if rise:
        code.append("0 Ts")
    if has_words:
        code.append("EMC")
    if spacing:
        line.setCharSpace(spacing)


def _glyph_font(canvas: Canvas, name: str) -> GlyphFont:
    """The one of this PDF: the next PDF has other texts."""
    if not hasattr(canvas, "glyph_fonts"):
        canvas.glyph_fonts = {}
    if name not in canvas.glyph_fonts:
        canvas.glyph_fonts[name] = GlyphFont(font(name))
    return canvas.glyph_fonts[name]
