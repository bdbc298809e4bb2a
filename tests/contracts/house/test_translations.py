"""The Czech catalogue is complete, and what is compiled is what is written."""

import re

import polib
import pytest

from tests.contracts.house.sources import ROOT

CATALOGUE = ROOT / "locale/cs/LC_MESSAGES/django.po"
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
