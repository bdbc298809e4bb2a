"""Two on a sheet, and texts alone on paper that has its picture already."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader
from reportlab.lib.units import mm

from diplomas.looks.layout import Template, compose
from diplomas.looks.ornaments import Shape
from diplomas.printing.letters import fonts_for
from diplomas.printing.paper import Paper
from diplomas.printing.pdf import diplomas_pdf
from tests.diplomas.files import picture
from tests.diplomas.printing.test_pdf import WINNER, images_of
from tests.qr_reading import read as read_code

A4 = (595.3, 841.9)
NAMES = ["Štěpánka Ďáblová", "Kryštof Dráb", "Łucja Żółć"]
ADDRESS = "https://scores.example.org/d/abc/"
WINNERS = [replace(WINNER, name=name, address=ADDRESS) for name in NAMES]


def printed(orientation, paper) -> PdfReader:
    template = Template(orientation, bg_image_url=picture("PNG", (40, 30)))
    return PdfReader(io.BytesIO(diplomas_pdf(template, WINNERS, paper=paper)))


def size(page):
    return tuple(round(float(side), 1) for side in page.mediabox[2:])


def names_at(page) -> dict[str, tuple[float, float]]:
    """Where each name begins on the sheet, in points from the lower left corner."""
    found = {}

    def visit(text, matrix, place, _font, _size):
        if text.strip() in NAMES:
            x, y = place[4], place[5]
            a, b, c, d, e, f = matrix
            found[text.strip()] = (a * x + c * y + e, b * x + d * y + f)

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize(
    ("orientation", "sheet", "halves"),
    [("PORTRAIT", A4[::-1], (0, A4[1] / 2, 0, 0)), ("LANDSCAPE", A4, (0, 0, -A4[1] / 2, 0))],
)
def test_two_stand_on_a_sheet(orientation, sheet, halves):
    whole = printed(orientation, Paper())
    first, last = printed(orientation, Paper(two_up=True, marks=True)).pages

    assert [size(page) for page in whole.pages] == [sheet[::-1]] * 3
    assert [size(page) for page in (first, last)] == [sheet] * 2
    at, alone = names_at(first), names_at(whole.pages[0])
    assert [*at] == NAMES[:2] and [*names_at(last)] == NAMES[2:]
    x, y = at[NAMES[0]]
    below = sheet[1] / 2 if orientation == "LANDSCAPE" else 0  # the first is the upper one
    wide, high = (position / 2**0.5 for position in alone[NAMES[0]])
    assert (x, y) == pytest.approx((wide, high + below), abs=0.1)
    assert at[NAMES[1]][1] - y == pytest.approx(halves[2], abs=0.1)
    assert (at[NAMES[1]][0] > sheet[0] / 2) is (orientation == "PORTRAIT")
    assert whole.metadata.subject == "3 diplomas"
    without = printed(orientation, Paper(two_up=True)).pages[0]
    cut, whole_sheet = (page.get_contents().get_data() for page in (first, without))
    assert cut.count(b" l S") == whole_sheet.count(b" l S") + 2  # where to cut, at both ends


def test_texts_alone_are_moved_and_nothing_else_is_printed():
    whole, bare = (
        printed("PORTRAIT", Paper()),
        printed("PORTRAIT", Paper(overlay=True, right=2.5, down=-1)),
    )

    for before, after, name in zip(whole.pages, bare.pages, NAMES, strict=True):
        x, y = names_at(before)[name]
        assert names_at(after)[name] == pytest.approx((x + 2.5 * mm, y + 1 * mm), abs=0.01)
    assert len(images_of(whole)) == 1
    assert "/XObject" not in bare.pages[0]["/Resources"]


def test_the_code_is_on_all_of_them_and_reads():
    template = Template()
    page = compose(template, WINNERS[0].values(), fonts_for(template, WINNERS))
    [code] = [piece for piece in page.pieces if isinstance(piece, Shape) and piece.is_own]

    assert Paper(overlay=True).takes(code)
    module, starts = code.thickness, [step for step in code.path if step[0] == "M"]
    ends = [step for step in code.path if step[0] == "L"]
    left, top = min(x for _m, x, _y in starts), min(y for _m, _x, y in starts)
    side = round((max(x for _l, x, _y in ends) - left) / module)
    matrix = [[0] * side for _row in range(side)]
    for (_m, x, y), (_l, end, _y) in zip(starts, ends, strict=True):
        for column in range(round((x - left) / module), round((end - left) / module)):
            matrix[round((y - top) / module)][column] = 1
    assert read_code(matrix) == ADDRESS
