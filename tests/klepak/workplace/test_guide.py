"""The guides: whole in both languages, with the pictures that the script makes."""

import re

import pytest
from django.template.loader import render_to_string

from klepak.workplace.guides import GUIDES, LANGUAGES
from tests.contracts.house.sources import ROOT

FOLDER = ROOT / "templates/help"
PICTURES = ROOT / "static/img/help"


def shown(html: str) -> list[str]:
    return re.findall(r'<img [^>]*src="/static/img/help/([^"]+)"', html)


def sections(language: str) -> list[str]:
    """The text of every section of every guide."""
    return [
        (FOLDER / guide / language / f"{slug}.html").read_text("utf-8")
        for guide, titles in GUIDES.items()
        for slug in titles
    ]


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_in_both_languages(client, admin, guide, language):
    admin.language = language
    admin.save()
    client.force_login(admin)

    html = client.get(f"/help/{guide}/").content.decode()

    for slug in GUIDES[guide]:
        assert f'id="{slug}"' in html
        assert f'href="#{slug}"' in html
        assert render_to_string(f"help/{guide}/{language}/{slug}.html") in html
    assert {name.partition("/")[0] for name in shown(html)} == {language}


def test_other_languages_get_english(client, admin):
    client.force_login(admin)

    html = client.get("/help/organiser/", headers={"Accept-Language": "de"}).content.decode()

    assert "Your way in is an invitation by e-mail." in html


@pytest.mark.parametrize("guide", GUIDES)
def test_no_section_is_left_over_or_missing(guide):
    for language in LANGUAGES:
        there = {path.stem for path in (FOLDER / guide / language).iterdir()}
        assert there == set(GUIDES[guide])


def test_every_picture_is_there_and_shown_in_both_languages():
    names = {}
    for language in LANGUAGES:
        text = "".join(sections(language))
        used = re.findall(r"img/help/([\w/-]+)\.webp", text)
        names[language] = {name.partition("/")[2] for name in used}
        assert {name.partition("/")[0] for name in used} == {language}
        assert {path.stem for path in (PICTURES / language).iterdir()} == names[language]
        assert all(re.search(r'alt="[^"]{10,}"', tag) for tag in re.findall("<img[^>]*>", text))

    assert names["en"] == names["cs"]
    made = re.findall(
        r'^        \("([\w-]+)", ', (ROOT / "docs/pictures.py").read_text("utf-8"), re.M
    )
    assert set(made) == names["en"]


def test_both_languages_are_built_alike():
    """The same headings, lists and pictures in the same order: nothing was told to half of us."""
    for english, czech in zip(sections("en"), sections("cs"), strict=True):
        assert re.findall(r"<(/?\w+)", english) == re.findall(r"<(/?\w+)", czech), english
