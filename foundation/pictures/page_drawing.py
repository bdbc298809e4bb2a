"""The child process that draws the first page of a PDF: PDFium is C++, and the file is anybody's.

As a script (`page_drawing.py <width> <height> <most pixels> <most bytes>`) it reads a PDF from its
input and writes to its output a line with the width and the height in pixels and how many pages
there are, and page 1 as a JPEG in RGB on white: so large that it covers width and height, unless
that takes more pixels. Or it ends with a `PdfFault`.
"""

import sys
from enum import IntEnum
from io import BytesIO

QUALITIES = (92, 80, 60)
"""Of the JPEG: the first that is small enough."""
LONGEST_SIDE, SHORTEST_SIDE = 14_400, 18
"""Of a page, in points: no PDF may have a longer one, and less than 6 mm are no sheet."""
NARROWEST = 10
"""How many times longer than wide a page may be."""
NEEDS_PASSWORD, UNKNOWN_LOCK = 4, 5
"""PDFium's numbers of errors."""


class PdfFault(IntEnum):
    """Why a file does not become a picture: the child's exit code."""

    NO_PDF = 20
    MIXED = 21
    DAMAGED = 22
    LOCKED = 23
    ODD_PAGE = 24
    TOO_COSTLY = 25


def _main(width: int, height: int, most_pixels: int, most_bytes: int) -> None:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        count, page = len(document), document[0]
        scale = _scale(page.get_size(), width, height, most_pixels)
        picture = page.render(scale=scale).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code in {NEEDS_PASSWORD, UNKNOWN_LOCK}
        sys.exit(PdfFault.LOCKED if is_locked else PdfFault.DAMAGED)
    except MemoryError:
        sys.exit(PdfFault.TOO_COSTLY)
    for quality in QUALITIES:
        jpeg = BytesIO()
        picture.save(jpeg, "JPEG", quality=quality, subsampling=0 if quality > 90 else 2)
        if jpeg.tell() <= most_bytes:
            break
    sys.stdout.buffer.write(b"%d %d %d\n" % (*picture.size, count) + jpeg.getvalue())


def _scale(size: tuple[float, float], width: int, height: int, most_pixels: int) -> float:
    """Pixels for a point of the page. Ends the child where it is no page for a sheet."""
    longest, shortest = max(size), min(size)
    is_sheet = shortest >= SHORTEST_SIDE and longest <= LONGEST_SIDE
    if not is_sheet or longest > NARROWEST * shortest:
        sys.exit(PdfFault.ODD_PAGE)
    covering = max(width / size[0], height / size[1])
    scale = min(covering, (most_pixels / (size[0] * size[1])) ** 0.5)
    return scale * (1 - 1e-6)  # PDFium rounds up, also what is above a whole pixel by a hair


if __name__ == "__main__":
    _main(*map(int, sys.argv[1:]))
