"""PDFs as people send them, and as nobody should."""

import io

from pypdf import PdfWriter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

A4 = (595.28, 841.89)


def pdf(size=A4, pages: int = 1, password: str = "") -> bytes:
    """A sheet with a red bar over its upper half; other pages are empty."""
    file = io.BytesIO()
    lock = StandardEncryption(password, canPrint=1) if password else None
    canvas = Canvas(file, pagesize=size, encrypt=lock)
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(0, size[1] / 2, size[0], size[1] / 2, stroke=0, fill=1)
    for _page in range(pages):
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def turned(content: bytes) -> bytes:
    """As scanners have them: drawn upright, to be shown turned to the right."""
    file, writer = io.BytesIO(), PdfWriter(io.BytesIO(content))
    writer.pages[0].rotate(90)
    writer.write(file)
    return file.getvalue()


def form_of_forms(depth: int) -> bytes:
    """Each drawing draws the next one nine times: a page that takes for ever."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    canvas.beginForm("f0")
    canvas.rect(0, 0, 500, 800, fill=1)
    canvas.endForm()
    for number in range(1, depth):
        canvas.beginForm(f"f{number}")
        for _time in range(9):
            canvas.doForm(f"f{number - 1}")
        canvas.endForm()
    canvas.doForm(f"f{depth - 1}")
    canvas.showPage()
    canvas.save()
    return file.getvalue()
