"""Page 1 of a PDF as a picture, and PDFs that become none."""

import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from foundation.neighbours.child import ChildFailed
from foundation.pictures import pdf_pages
from foundation.pictures.pdf_pages import first_page
from foundation.pictures.uploads import MOST_PIXELS
from tests.foundation.pictures.pdfs import A4, form_of_forms, pdf, turned

DAMAGED = "The PDF is damaged, incomplete, or has no page."
MIXED = "After the end of the PDF something else follows. Save it as PDF anew."
ODD = (
    "Page 1 of the PDF has no size of a sheet: it is too long, too narrow or too small."
    " Save it as A4."
)
LOCKED = "The PDF is locked with a password. Save it without one."
COSTLY = "Page 1 of the PDF takes too long to draw. Save it as a picture, and upload that."
RED, WHITE = (254, 0, 0), (255, 255, 255)


def test_page_one_is_drawn_on_white():
    drawn = first_page(pdf(pages=3), 2480, 3508)

    assert drawn[1:] == (2481, 3508, 3)  # up to the next whole pixel
    image = Image.open(io.BytesIO(drawn.jpeg))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (2481, 3508))
    assert (image.getpixel((1200, 400)), image.getpixel((1200, 3000))) == (RED, WHITE)


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (pdf(size=(14_400, 10_182)), (300, 213)),
        (turned(pdf()), (300, 213)),
        (pdf(size=(100, 100)), (300, 300)),
        (pdf(size=(18, 180)), (300, 3000)),
    ],
    ids=["five metres", "turned", "square", "narrow"],
)
def test_it_covers_what_it_is_drawn_for(content, size):
    assert first_page(content, 300, 212)[1:3] == size


def test_it_has_no_more_pixels_than_pictures_may_have():
    drawn = first_page(pdf(size=(180, 18)), 3508, 2480)

    assert drawn.width * drawn.height <= MOST_PIXELS * 1.001 < 3508 * 2480 * 10


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is no PDF."),
        (b"PK\3\4" + pdf(), "The file is no PDF."),
        (b"%PDF-1.7", DAMAGED),
        (b"%PDF-1.7" + b"\0" * 5000 + b"%%EOF", DAMAGED),
        (pdf()[:-200], DAMAGED),
        (pdf() + b"PK\3\4", MIXED),
        (pdf() + b"<script>alert(1)</script>", MIXED),
        (pdf(password="tajné"), LOCKED),
        (pdf(size=(15_000, 9_000)), ODD),
        (pdf(size=(17, 17)), ODD),
        (pdf(size=(181, 18)), ODD),
        (form_of_forms(11), COSTLY),
    ],
    ids=["empty", "in a ZIP", "head", "hollow", "cut", "ZIP", "HTML", "locked", "enormous", "tiny",
         "narrow", "costly"],
)  # fmt: skip
def test_what_becomes_no_picture(content, sentence, monkeypatch):
    monkeypatch.setattr(pdf_pages, "MOST_CPU", 1)

    with pytest.raises(ValidationError) as refused:
        first_page(content, 300, 212)

    assert refused.value.messages == [sentence]


def test_one_that_is_too_large_is_not_looked_at(monkeypatch):
    monkeypatch.setattr("sys.executable", "/nowhere/python")

    with pytest.raises(ValidationError) as refused:
        first_page(pdf() + b" " * 10 * 1024 * 1024, 300, 212)

    assert (refused.value.code, refused.value.messages) == (
        "too_large",
        ["The PDF is larger than 10 MB. Save it smaller."],
    )


def test_a_busy_machine_is_no_fault_of_the_file(monkeypatch):
    def late(*arguments, **limits):
        raise ChildFailed(None, "nothing after 15 seconds")

    content = pdf(size=(A4[1], A4[0]))
    with monkeypatch.context() as busy:
        busy.setattr(pdf_pages, "run_script", late)
        with pytest.raises(ValidationError) as refused:
            first_page(content, 300, 212)
    assert (refused.value.code, refused.value.params) == ("busy", {"seconds": 5})

    assert first_page(content, 300, 212).width == 300
