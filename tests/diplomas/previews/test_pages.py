"""The preview of a template for who manages the event: picture, fonts and thumbnail."""

import io
import re

import pytest
from django.urls import reverse
from fontTools.ttLib import TTFont
from PIL import Image

from diplomas.looks.bounds import MOST_ORNAMENTS
from diplomas.models import DiplomaTemplate
from diplomas.previews import thumbnails
from foundation.neighbours.bounds import Overloaded
from tests import make
from tests.diplomas.files import data_url, font_file, otf, picture
from tests.diplomas.printing.test_contract import NAME, STATIC


@pytest.fixture
def template(event):
    return DiplomaTemplate.objects.create(event=event, name="Diplom")


def url(name, template, *more):
    return reverse(f"diplomas:{name}", args=[template.event_id, template.pk, *more])


def words(answer) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", answer.content.decode())


def test_the_longest_name_of_the_event_is_on_it(client, admin, template, group):
    make.participant(group, display_name="Jan Krátký")
    make.participant(group, display_name="Maxmiliána Nejdelší z Dlouhovic")
    client.force_login(admin)

    answer = client.get(url("preview", template))

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml")
    assert "Maxmiliána Nejdelší z Dlouhovic" in words(answer)
    again = client.get(url("preview", template), headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_somebody_with_an_award_of_theirs_and_somebody_without(
    client, admin, template, activity, group, stranger_event
):
    first = make.participant(group, display_name="Adéla", gender="F")
    second = make.participant(group, display_name="Běta", gender="F")
    nobody = make.participant(group, display_name="Cyril", gender="M")
    for each, text in [(first, "9"), (second, "9.5")]:
        make.record(activity, each, text)
    client.force_login(admin)

    def asked(participant):
        return client.get(url("preview", template), {"participant": participant})

    assert {"Běta", "2nd place", "Běh na 60 m"} <= set(words(asked(second.pk)))
    assert {"Cyril", "60 m run"} <= set(words(asked(nobody.pk)))
    elsewhere = make.participant(make.group(stranger_event))
    for wrong in [elsewhere.pk, 0, "x", 10**30]:
        assert asked(wrong).status_code == 404


@pytest.fixture
def stranger_event(db):
    return make.event(organisation=make.organisation())


def test_its_fonts_are_those_that_are_printed(client, admin, template, group):
    """The product's at one address for all templates, the template's own at its own."""
    name = {**NAME, "fontFamily": "Můj Font", "fontWeight": "normal"}
    template.items = [name, {**STATIC, "text": "Hlavička 1"}]
    template.fonts = [{"name": "Můj Font", "data": data_url(otf(), "font/otf")}]
    template.save()
    participant = make.participant(group, display_name="Horal سلمى")
    client.force_login(admin)
    query = f"?participant={participant.pk}"

    svg = client.get(url("preview", template) + query).content.decode()
    [sheet] = re.findall(r'<\?xml-stylesheet [^>]*href="([^"]+)"', svg)
    assert sheet == url("preview-fonts", template) + query
    css = client.get(sheet)
    assert css.headers["Content-Type"] == "text/css"
    found = dict(
        re.findall(r'font-family: "([^"]+)";\s+src: url\("([^"]+)"\)', css.content.decode())
    )

    assert set(found) == set(re.findall(r'font-family="([^"]+)"', svg))
    [own_name] = [each for each in found if each.startswith("Otesanek")]
    assert set(found) - {own_name} == {"Lato-Regular", "NotoSansArabic-Regular"}
    for family, address in found.items():
        file = client.get(address)
        assert (file.status_code, file.headers["Content-Type"]) == (200, "font/ttf")
        assert "immutable" in file.headers["Cache-Control"]
        assert "glyf" in TTFont(io.BytesIO(file.content))
        if family == "Lato-Regular":
            assert file.content == font_file("Lato-Regular")
    without_it = url("template-font", template, "Lato-Regular")
    assert client.get(without_it).status_code == 404
    assert client.get(reverse("diplomas:font", args=[own_name])).status_code == 404
    assert client.get(reverse("diplomas:font", args=["settings"])).status_code == 404


def test_a_thumbnail_is_made_once_until_the_template_changes(client, admin, template, monkeypatch):
    made, run = [], thumbnails.run_script

    def counted(*arguments, **more):
        made.append(arguments)
        return run(*arguments, **more)

    monkeypatch.setattr(thumbnails, "run_script", counted)
    client.force_login(admin)

    first = client.get(url("thumbnail", template))
    again = client.get(url("thumbnail", template))

    image = Image.open(io.BytesIO(first.content))
    assert (image.format, image.size) == ("PNG", (480, 340))
    assert image.convert("L").getextrema()[0] < 100
    assert again.content == first.content
    assert len(made) == 1
    template.bg_image_url = picture(color="red")
    template.save()
    changed = Image.open(io.BytesIO(client.get(url("thumbnail", template)).content))
    assert changed.getpixel((2, 2))[:2] > (200, 0)
    assert len(made) == 2


def test_a_pdf_that_is_none_ends_in_the_child():
    with pytest.raises(Overloaded):
        thumbnails.thumbnail("test", b"no PDF")


def test_a_template_that_is_too_much_work_says_so(client, admin, template):
    medals = [{"kind": "medal", "x": 10, "y": 10, "width": 20}] * (MOST_ORNAMENTS + 1)
    DiplomaTemplate.objects.filter(pk=template.pk).update(items=medals)
    client.force_login(admin)

    for name in ["preview", "preview-fonts", "thumbnail"]:
        answer = client.get(url(name, template))
        assert answer.status_code == 422
        assert "at most 20 frames" in answer.content.decode()
