"""Lines of text on a page of a PDF."""

from collections.abc import Iterable

from reportlab.pdfgen.canvas import Canvas

from diplomas.fonts import Run

FILLED, FILLED_AND_OUTLINED = 0, 2
BOLD_LINE = 0.035
"""Around letters of a font that has no bold face, in ems."""
SLANT = 0.2
"""Of letters of a font that has no italic face: how far they lean, in their height."""


def draw_runs(
    canvas: Canvas, runs: Iterable[Run], x: float, y: float, size: float, spacing: float = 0
) -> None:
    """One line in the canvas's colours; (x, y) is the left end of its baseline, y upwards.
    spacing: between letters, in points.
    """
    line = canvas.beginText(x, y)
    mode, slant = FILLED, 0.0
    if spacing:
        line.setCharSpace(spacing)
    for run in runs:
        wanted = FILLED_AND_OUTLINED if run.is_outlined else FILLED
        if wanted != mode:
            canvas.setLineWidth(size * BOLD_LINE)
            line.setTextRenderMode(wanted)
            mode = wanted
        leans = SLANT if run.is_slanted else 0.0
        if leans != slant:
            line.setTextTransform(1, 0, leans, 1, x, y)
            slant = leans
        line.setFont(run.font, size)
        line.textOut(run.text)
        x += run.width * size + spacing * len(run.text)
    if mode != FILLED:
        line.setTextRenderMode(FILLED)
    if spacing:
        line.setCharSpace(0)
    canvas.drawText(line)
