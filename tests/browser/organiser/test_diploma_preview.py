"""A diploma's preview in a real browser, beside the page that is printed."""

import io
from dataclasses import replace

import pypdfium2
import pytest
from django.urls import reverse
from PIL import Image, ImageChops, ImageFilter

from diplomas.models import DiplomaTemplate
from diplomas.printing.examples import example_of
from diplomas.printing.pdf import diplomas_pdf
from tests import make
from tests.diplomas.files import data_url, font_file

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Žofie Ďáblová سلمى कमल"
SIZE = {"width": 1123, "height": 794}
"""Of A4 in a browser's pixels."""
TEXT = {"kind": "text", "x": 20, "width": 257, "height": 20, "size": 30}
ITEMS = [
    {"kind": "frame", "x": 9, "y": 9, "width": 279, "height": 192},
    {**TEXT, "text": "{name}", "y": 20},
    {**TEXT, "text": "{name}", "y": 45, "font": "handwriting", "bold": True, "italic": True},
    {**TEXT, "text": "{activity} AVATAR", "y": 70, "font": "Můj Font"},
    {**TEXT, "text": "{event}", "y": 95, "font": "sans", "spacing": 0.1, "bold": True},
    {"kind": "medal", "x": 132, "y": 120, "width": 40},
    {"kind": "qr", "x": 250, "y": 160, "width": 20},
]


def different(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ for the eye; edges are smoothed in either program's way."""
    soft = [each.convert("L").filter(ImageFilter.BoxBlur(1)) for each in (one, other)]
    difference = ImageChops.difference(*soft).point(lambda value: 255 if value > 64 else 0)
    return difference.histogram()[255] / (one.width * one.height)


def test_it_looks_like_the_page_that_is_printed(
    open_as, live_server, complaints, event, group, admin
):
    font = {"name": "Můj Font", "data": data_url(font_file("EBGaramond-Italic"), "font/ttf")}
    template = DiplomaTemplate.objects.create(event=event, name="D", items=ITEMS, fonts=[font])
    make.participant(group, display_name=NAME)
    page = open_as(admin)
    page.set_viewport_size(SIZE)

    page.goto(live_server.url + reverse("diplomas:preview", args=[event.pk, template.pk]))
    page.evaluate("() => document.fonts.ready")

    seen = Image.open(io.BytesIO(page.screenshot()))
    winner = replace(example_of(event), name=NAME, group=group.name)
    document = pypdfium2.PdfDocument(diplomas_pdf(template, [winner]))
    printed = document[0].render(scale=96 / 72).to_pil().convert("RGB")
    assert printed.size == seen.size == tuple(SIZE.values())
    assert page.evaluate("() => [...document.fonts].filter(f => f.status == 'error').length") == 0
    assert different(seen, printed) < 0.0005
    assert different(Image.new("RGB", seen.size, "white"), printed) > 0.02
    assert complaints == []
