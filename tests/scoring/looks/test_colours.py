"""Whatever colour is chosen, text in it can be read: worked out, on all that it stands on."""

import re
from itertools import product

import pytest

from scoring.looks.colours import DARK, LIGHT, contrast, least_contrast, shades, stylesheet
from tests.contracts.house.sources import ROOT

TOKENS = (ROOT / "static/css/tokens.css").read_text()
SCREEN = (ROOT / "static/css/screen.css").read_text()
GROUNDS = ["card", "paper", "good-soft", "bad-soft", "doubt-soft"]


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48  # the known case just below AA
    assert contrast("#0b5f5a", "#0b5f5a") == 1


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_becomes_readable(theme):
    for parts in product(range(0, 256, 51), repeat=3):
        colour = "#{:02x}{:02x}{:02x}".format(*parts)
        made = shades(colour, theme)
        grounds = [*theme.grounds, made.soft]
        assert least_contrast(made.brand, grounds) >= 4.5, colour
        assert least_contrast(made.strong, grounds) >= 4.5, colour
        assert contrast(theme.ink, made.soft) >= 7, colour
        assert made.contrast == least_contrast(made.brand, grounds)
        if least_contrast(colour, grounds) >= 4.5:  # nothing is changed that need not be
            assert made.brand == colour


def test_a_colour_that_cannot_be_read_keeps_its_hue():
    yellow = "#ffd400"

    assert shades(yellow, LIGHT).brand == "#7f6a00"
    assert shades(yellow, DARK).brand == yellow


def test_the_grounds_are_those_of_the_pages():
    of_light, of_dark = TOKENS.split("@media (prefers-color-scheme: dark)")[:2]
    for theme, tokens in ((LIGHT, of_light), (DARK, of_dark)):
        values = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", tokens.partition("}")[0]))
        assert [values[name] for name in GROUNDS] == list(theme.grounds[:-1])
        assert values["ink"] == theme.ink
    on_screens = re.findall(r"--ground: (#[0-9a-f]{6});", SCREEN)
    assert on_screens == [DARK.grounds[-1], LIGHT.grounds[-1]]


def test_the_stylesheet():
    sheet = stylesheet("#d0021b")

    assert ":root { --brand: #d0021b; --brand-strong: #9e0215;" in sheet
    assert "--brand: #fd576b" in sheet.partition("(prefers-color-scheme: dark)")[2]
    assert set(re.findall(r": ([^;{}]+);", sheet)) == set(re.findall(r"#[0-9a-f]{6}", sheet))
    assert sheet.startswith("@media not all and (prefers-contrast: more)")
