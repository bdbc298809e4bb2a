"""The guide: whole in both languages, with the pictures that the script makes."""

import re

import pytest
from django.template.loader import render_to_string

from klepak.workplace.guides import LANGUAGES, ORGANISER
from tests.contracts.house.sources import ROOT

GUIDE = "/help/organiser/"
FOLDER = ROOT / "templates/help/organiser"
PICTURES = ROOT / "static/img/help"


def shown(html: str) -> list[str]:
    return re.findall(r'<img [^>]*src="/static/img/help/([^"]+)"', html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_both_languages(client, admin, language):
    admin.language = language
    admin.save()
    client.force_login(admin)

    html = client.get(GUIDE).content.decode()

    for slug in ORGANISER:
        assert f'id="{slug}"' in html
        assert f'href="#{slug}"' in html
        assert render_to_string(f"help/organiser/{language}/{slug}.html") in html
    assert {name.partition("/")[0] for name in shown(html)} == {language}


def test_other_languages_get_english(client, admin):
    client.force_login(admin)

    html = client.get(GUIDE, headers={"Accept-Language": "de"}).content.decode()

    assert "Your way in is an invitation by e-mail." in html


def test_no_section_is_left_over_or_missing():
    for language in LANGUAGES:
        assert {path.stem for path in (FOLDER / language).iterdir()} == set(ORGANISER)


def test_every_picture_is_there_and_shown_in_both_languages():
    names = {}
    for language in LANGUAGES:
        pages = [path.read_text("utf-8") for path in (FOLDER / language).iterdir()]
        used = re.findall(r"img/help/([\w/-]+)\.webp", "".join(pages))
        names[language] = {name.partition("/")[2] for name in used}
        assert {name.partition("/")[0] for name in used} == {language}
        assert {path.stem for path in (PICTURES / language).iterdir()} == names[language]
        assert all(
            re.search(r'alt="[^"]{10,}"', tag) for tag in re.findall("<img[^>]*>", "".join(pages))
        )

    assert names["en"] == names["cs"]
    made = re.findall(
        r'^        \("([\w-]+)", ', (ROOT / "docs/pictures.py").read_text("utf-8"), re.M
    )
    assert set(made) == names["en"]


def test_both_languages_are_built_alike():
    """The same headings, lists and pictures in the same order: nothing was told to half of us."""
    for slug in ORGANISER:
        tags = [
            re.findall(r"<(/?\w+)", (FOLDER / language / f"{slug}.html").read_text("utf-8"))
            for language in LANGUAGES
        ]
        assert tags[0] == tags[1], slug
