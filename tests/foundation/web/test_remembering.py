"""What counts as changed on a page that remembers what it showed."""

import pytest
from django import forms
from django.http import QueryDict

from foundation.web.remembering import MISSING, RememberingForm


class Camp(RememberingForm, forms.Form):
    name = forms.CharField()
    place = forms.CharField(required=False)
    size = forms.IntegerField(required=False)
    is_open = forms.BooleanField(required=False)
    code = forms.CharField(disabled=True, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.remember()


STORED = {"name": "Hry", "place": "Tábor", "size": 7, "is_open": True, "code": "X"}
SHOWN = "initial-name=Hry&initial-place=Tábor&initial-size=7&initial-is_open=True"


def sent(query, **stored):
    form = Camp(QueryDict(query), initial={**STORED, **stored})
    assert form.is_valid(), form.errors
    return form


def test_the_page_carries_what_it_shows_but_of_disabled_fields():
    page = Camp(initial=STORED).as_p()

    assert 'name="initial-place" value="Tábor"' in page
    assert "initial-code" not in page


@pytest.mark.parametrize(
    ("typed", "changed"),
    [
        ("name=Hry&place=Tábor&size=7&is_open=on", {}),
        ("name=Hry&place=&size=7", {"place": "", "is_open": False}),
        ("name=Hry&place=Tábor&size=&is_open=on&code=Y", {"size": None}),
    ],
)
def test_only_what_differs_from_what_was_shown_is_changed(typed, changed):
    """Whatever is stored by now: a colleague has changed all of it."""
    form = sent(f"{typed}&{SHOWN}", name="Camp", place="Brno", size=8, is_open=False)

    assert form.changed == changed
    assert form.all_shown() == {name: STORED[name] for name in changed}


def test_without_what_the_page_showed_all_of_it_counts():
    form = sent("name=Hry&size=7")

    assert form.changed == {"name": "Hry", "place": "", "size": 7, "is_open": False}
    assert form.all_shown() == {}
    assert form.shown("place") is MISSING


def test_what_was_shown_and_cannot_be_read_is_not_known():
    form = sent("name=Hry&place=Tábor&is_open=on&size=7&" + SHOWN.replace("size=7", "size=seven"))

    assert form.changed == {"size": 7}
    assert form.shown("size") is MISSING


def test_after_a_conflict_the_page_shows_what_is_stored():
    form = sent(f"name=Hry&place=Praha&size=7&is_open=on&{SHOWN}")
    assert form.shown("place") == "Tábor"

    form.let_overwrite(["place"], type("Stored", (), {"place": "Brno"})())

    assert form.shown("place") == "Brno"
    assert form["place"].value() == "Praha"
