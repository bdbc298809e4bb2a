"""The poster, read back by another program."""

import io
import re

from django.urls import reverse
from pypdf import PdfReader
from reportlab.lib.units import mm

from diplomas.result_lists.poster import CODE_SIDE, Poster, poster_pdf
from foundation.web import qr_codes
from scoring.looks.changing import change_picture, prepared
from scoring.publishing.stored import publication_of
from tests import make, qr_reading
from tests.foundation.pictures import encoded, picture

RECT = re.compile(r"([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re f\\*?")


def test_where_the_results_are(as_admin, event, settings):
    settings.SITE_URL = "https://scores.example"
    event.place = "Vydří"
    event.save()
    make.published(event)
    version = publication_of(event).version
    photo = prepared(encoded(picture(90, 60)))
    change_picture(event=event, version=version, picture=photo, by=None)

    answer = as_admin.get(reverse("diplomas:poster", args=[event.pk]))

    [page] = PdfReader(io.BytesIO(answer.content)).pages
    assert [image.image.size for image in page.images] == [(90, 60)]
    text = page.extract_text()
    slug = publication_of(event).slug
    for part in ("Tábor Vydří", "Tábor 2026", "Vydří", f"scores.example/r/{slug}/"):
        assert part in text
    assert code_on(page) == f"https://scores.example/r/{slug}/"


def test_none_while_the_page_is_off(as_admin, event):
    address = reverse("diplomas:poster", args=[event.pk])
    organisers = reverse("scoring:publication", args=[event.pk])
    assert address not in as_admin.get(organisers).text

    refused = as_admin.get(address, follow=True)

    assert refused.redirect_chain == [(organisers, 302)]
    assert "Switch the page on first." in refused.text
    make.published(event)
    assert address in as_admin.get(organisers).text


def test_the_longest_names_stay_on_the_page():
    made = poster_pdf(Poster("Ž" * 255, "Š" * 255, "Ř" * 300, f"https://{'a' * 200}.example/r/x/"))

    [page] = PdfReader(io.BytesIO(made)).pages
    assert "ŠŠŠ" in page.extract_text()


def test_it_has_the_colour_and_the_picture_of_the_page():
    jpeg = encoded(picture(1600, 1000))
    parts = ("Tábor", "Tábor 2026", "", "https://scores.example/r/x/")

    [page] = PdfReader(io.BytesIO(poster_pdf(Poster(*parts, "#d0021b", jpeg)))).pages

    [image] = page.images
    assert image.image.size == (1600, 1000)
    assert b".815686 .007843 .105882 RG" in page.get_contents().get_data()
    assert code_on(page) == "https://scores.example/r/x/"


def code_on(page) -> str:
    """The text of the QR code that the page draws as rectangles."""
    drawn = page.get_contents().get_data().decode("latin-1")
    rects = [tuple(map(float, found)) for found in RECT.findall(drawn)]
    assert rects, drawn[:500]
    module = min(height for _x, _y, _width, height in rects)
    size = round(CODE_SIDE / module)
    left = 105 * mm - CODE_SIDE / 2
    top = max(y + height for _x, y, _width, height in rects) + qr_codes.QUIET_ZONE * module
    path = "".join(
        f"M{round((x - left) / module)} {round((top - y) / module) - 1}"
        f"h{round(width / module)}v1h-{round(width / module)}z"
        for x, y, width, _height in rects
    )
    return qr_reading.read_path(path, size)
