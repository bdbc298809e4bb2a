"""The Czech catalogue is complete, and what is compiled is what is written."""

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from tests.contracts.house.sources import ROOT
from tests.live import environment

CATALOGUE = ROOT / "locale/cs/LC_MESSAGES/django.po"
STARTED = """
import sys
from django.utils import translation

def noted(name):
    def note(*texts):
        caller = sys._getframe(1).f_code.co_filename
        if {root!r} in caller and "site-packages" not in caller:
            print(caller, texts[0])
        return found(*texts)
    found = getattr(translation, name)
    setattr(translation, name, note)

for name in ["gettext", "ngettext", "pgettext", "npgettext"]:
    noted(name)
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
{more}
"""
"""Starts the product and names every sentence that is translated before anybody asks for a page."""
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|(%%)")


def placeholders(text: str) -> set[str]:
    """What is filled in: %(name)s, {time}. A percent sign is %% on both sides or on neither."""
    return {match[0] for match in PLACEHOLDER.finditer(text)}


@pytest.fixture(scope="module")
def catalogue():
    assert CATALOGUE.is_file()
    return polib.pofile(str(CATALOGUE))


def test_nothing_is_missing_doubtful_or_left_over(catalogue):
    assert len(catalogue) > 100
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def test_translations_fill_in_the_same(catalogue):
    """A plural may leave the number out ("one result"), but never brings in another name."""
    for entry in catalogue:
        if not entry.msgid_plural:
            assert placeholders(entry.msgstr) == placeholders(entry.msgid), entry.msgid
            continue
        assert sorted(entry.msgstr_plural) == [0, 1, 2], entry.msgid
        known = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
        for text in entry.msgstr_plural.values():
            assert placeholders(text) <= known, entry.msgid
        assert placeholders(entry.msgstr_plural[2]) == placeholders(entry.msgid_plural)


def test_what_is_compiled_is_what_is_written(catalogue):
    path = CATALOGUE.with_suffix(".mo")
    assert path.is_file()
    compiled = polib.mofile(str(path))

    def texts(entries):
        return {
            (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural) for entry in entries
        }

    assert texts(compiled) == texts(catalogue)


def test_placeholders_are_compared_by_kind():
    assert placeholders("%(count)d of {all} is 5 %%") == {"%(count)d", "{all}", "%%"}
    assert placeholders("%(count)s") != placeholders("%(name)s")


def translated_at_start(folder: Path, more: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-c", STARTED.format(root=str(ROOT), more=more)],
        env=environment(folder),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_nothing_is_translated_before_the_reader_is_known(tmp_path):
    """What is translated while modules are imported stays in English for everybody."""
    assert translated_at_start(tmp_path) == ""
    too_early = translated_at_start(tmp_path, "import klepak.workplace.django_catalogue")
    assert "was changed" in too_early
