"""The child process that makes a picture of a PDF's first page: PDFium is C++, and fonts in the PDF
may be anybody's.

As a script (`rendering.py <width>`) it reads a PDF from its input and writes a PNG of so many
pixels in width to its output.
"""

import sys
from io import BytesIO

import pypdfium2


def _main(width: int) -> None:
    page = pypdfium2.PdfDocument(sys.stdin.buffer.read())[0]
    picture = page.render(scale=width / page.get_width()).to_pil()
    file = BytesIO()
    picture.convert("RGB").save(file, "PNG", optimize=True)
    sys.stdout.buffer.write(file.getvalue())


if __name__ == "__main__":
    _main(int(sys.argv[1]))
