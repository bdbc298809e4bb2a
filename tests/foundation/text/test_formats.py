"""Dates and times are written in one form of each language, and read day before month."""

import re
from datetime import UTC, date, datetime

import pytest
from django import forms
from django.utils import translation
from django.utils.formats import date_format, time_format

from tests.contracts.house.sources import ROOT, files

MOMENT = datetime(2026, 11, 29, 16, 5, tzinfo=UTC)
NAMED = {"DATE_FORMAT", "SHORT_DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT"}
MACHINES = {"c", "Y-m-d", "U", "T"}
"""What attributes of a page and other programs read, and the name of a zone."""
CLOCKS = {"H:i", "H:i:s"}


@pytest.mark.parametrize(
    ("name", "english", "czech"),
    [
        ("DATE_FORMAT", "29 Nov 2026", "29. listopadu 2026"),
        ("SHORT_DATE_FORMAT", "29 Nov 2026", "29.11.2026"),
        ("DATETIME_FORMAT", "29 Nov 2026, 16:05", "29. listopadu 2026 16:05"),
        ("SHORT_DATETIME_FORMAT", "29 Nov 2026, 16:05", "29.11.2026 16:05"),
    ],
)
def test_each_language_has_its_form(name, english, czech):
    with translation.override("en"):
        assert date_format(MOMENT, name) == english
    with translation.override("cs"):
        assert date_format(MOMENT, name) == czech


def test_the_clock_has_24_hours():
    assert time_format(MOMENT) == "16:05"


@pytest.mark.parametrize("typed", ["2026-05-04", "04/05/2026", "4.5.2026", "4 May 2026"])
def test_a_typed_day_comes_before_its_month(typed):
    assert forms.DateField().clean(typed) == date(2026, 5, 4)


def test_pages_and_mails_use_the_named_forms_only():
    """An own form would be the same in each language."""
    own = [
        f"{path.relative_to(ROOT)}: {form}"
        for path in [*files("*.html", "templates"), *files("*.txt", "templates")]
        for form in re.findall(r"""\|(?:date|time):["']([^"']*)["']""", path.read_text("utf-8"))
        if form not in NAMED | MACHINES | CLOCKS
    ]

    assert own == []
