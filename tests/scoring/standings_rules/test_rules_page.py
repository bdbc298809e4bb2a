"""The organisers' page of the rules: presets, what-if, applying, undoing; without JavaScript."""

import re
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Activity
from scoring.points.presets import PRESETS
from scoring.points.rules import (
    Absence,
    ActivityRules,
    GroupMode,
    OverallRules,
    Scheme,
    SchemeKind,
    StandingsRules,
    TieBreak,
)
from scoring.standings.applying import apply_rules
from scoring.standings.stored_rules import current_version, rules_of
from scoring.standings_rules.rules_forms import TableField
from tests import make
from tests.events.life.test_two_organisers import fields_of
from tests.scoring.conftest import TEN_EIGHT_SIX


@pytest.fixture
def jump(event):
    return make.activity(event, name="Skok daleký", unit="m")


@pytest.fixture
def people(group, other_group, activity, jump):
    for name, where, run, length in [
        ("Ema", group, "10", "3"),
        ("Štěpánka", other_group, "11", "4"),
        ("Iva", group, "12", "3.5"),
    ]:
        person = make.participant(where, display_name=name, gender="F", age=11)
        make.record(activity, person, run)
        make.record(jump, person, length)


@pytest.fixture
def address(event):
    return f"/admin/events/{event.pk}/standings-rules/"


@pytest.fixture
def sent(as_admin, address):
    """sent(query) -> what a browser would send of the page as it is shown."""
    return lambda query="": fields_of(as_admin.get(address + query))


def test_a_preset_is_shown_with_an_example_tried_out_applied_and_undone(
    as_admin, address, sent, people, event
):
    shown = as_admin.get(address).content.decode()
    assert all(str(preset.name) in shown for preset in PRESETS)
    assert "Štěpánka, place 2 in Běh na 60 m: 8 points" in shown
    assert "Štěpánka, place 2 in Běh na 60 m: a medal" in shown

    preview = as_admin.get(f"{address}?preset=team").content.decode()
    assert "3 people get another place." in preview
    assert "Štěpánka" in preview
    assert current_version(event) is None

    fields = sent("?preset=team") | {"then": "apply", "reason": "dohoda"}
    answer = as_admin.post(address, fields, follow=True)
    assert answer.redirect_chain == [(f"{address}?applied=1", 302)]
    assert "Version 1 of the rules applies now." in answer.content.decode()
    assert "dohoda" in answer.content.decode()
    rules = rules_of(event)
    assert {each.scheme.kind for each in rules.activities} == {SchemeKind.PLACES}
    assert (rules.groups.mode, rules.groups.best) == (GroupMode.BEST, 5)
    assert rules.overall.tie_breaks == (TieBreak.COUNT_BACK,)

    answer = as_admin.post(address, {"undo": "1"}, follow=True)
    assert answer.redirect_chain == [(f"{address}?applied=2", 302)]
    assert not rules_of(event).has_standings
    assert "3 people get another place." in as_admin.get(f"{address}?version=1").content.decode()


def test_what_a_preset_shows_is_what_its_form_applies(as_admin, address, sent, people, event):
    """Every value goes through the form and back, with decimal points and with commas."""

    def rules_in_form(given):
        return {name: given[name] for name in given if name.startswith(("act", "over", "group"))}

    for number, key in enumerate(["table-full", "team", "medals", "steps", "heptathlon-indoors"]):
        as_admin.cookies["django_language"] = ["en", "cs"][number % 2]
        fields = sent(f"?preset={key}")
        assert as_admin.post(address, fields | {"then": "apply"}).status_code == 302, key
        assert rules_in_form(sent()) == rules_in_form(fields), key


def test_every_fault_stands_beside_its_field_and_what_was_typed_stays(
    as_admin, address, sent, activity, jump, event
):
    run, length = f"activity-{activity.pk}", f"activity-{jump.pk}"
    typed = sent() | {
        f"{run}-kind": "PLACES",
        f"{run}-weight": "x",
        f"{length}-kind": "TABLE",
        f"{length}-table": "10 8 osm",
        "overall-best": "0",
    }
    answer = as_admin.post(address, typed | {"then": "apply"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count("errorlist") == 3
    assert 'value="10 8 osm"' in page

    typed |= {
        f"{run}-weight": "1,5",
        f"{length}-table": "10 8,5",
        "overall-best": "",
        "overall-tie_0": "LOT",
        "overall-tie_2": "LOT",
    }
    for then in ("preview", "apply"):
        answer = as_admin.post(address, typed | {"then": then})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "In Běh na 60 m the lowest number is the best" in page
        assert "splits nobody the second time" in page
        assert "In a sum of places 0 would be better than a win" in page
    assert current_version(event) is None

    typed |= {f"{run}-kind": "TABLE", "overall-tie_2": "", "overall-enabled": "on"}
    assert as_admin.post(address, typed | {"then": "apply"}).status_code == 302
    first, second = rules_of(event).activities
    assert (str(first.weight), list(map(str, second.scheme.table))) == ("3/2", ["10", "17/2"])


def test_a_colleague_was_faster(as_admin, address, sent, people, event):
    mine = sent("?preset=places") | {"then": "apply"}
    assert as_admin.post(address, sent("?preset=camp") | {"then": "apply"}).status_code == 302
    answer = as_admin.post(address, mine)

    assert answer.status_code == 409
    text = answer.content.decode()
    assert "A colleague changed the rules meanwhile. Below is what yours would change" in text
    assert "2 groups change." in text  # of the colleague's, not of what was seen
    assert "Nothing was changed" not in text
    assert rules_of(event).groups.mode == GroupMode.MEAN
    # Who has seen that may go on with what was typed.
    again = fields_of(answer) | {"then": "apply"}
    assert as_admin.post(address, again).status_code == 302
    assert rules_of(event).overall.missing == Absence.LAST_PLUS_ONE
    stale = as_admin.post(address, {"undo": "1"}, follow=True).content.decode()
    assert "changed by a colleague meanwhile" in stale
    assert current_version(event).number == 2


def test_an_earlier_version_that_fits_no_more_says_why(as_admin, address, jump, event, admin):
    """v1: the results as they are, split by a lot; v2: a table; the jump becomes pass or fail."""
    raw = StandingsRules(
        activities=(ActivityRules(jump.pk, Scheme(SchemeKind.RAW)),),
        overall=OverallRules(enabled=True, tie_breaks=(TieBreak.LOT,)),
    )
    table = replace(raw, activities=(ActivityRules(jump.pk, TEN_EIGHT_SIX),))
    apply_rules(event=event, rules=raw, version=0, by=admin)
    apply_rules(event=event, rules=table, version=1, by=admin)
    Activity.objects.filter(pk=jump.pk).update(evaluation_type="BOOLEAN", combine="SINGLE")

    answer = as_admin.get(f"{address}?version=1")

    assert answer.status_code == 422
    assert "Skok daleký is passed or failed: give points by places" in answer.content.decode()


def test_enter_in_a_field_tries_out(as_admin, address, people):
    """A browser presses the first button of the form for it."""
    text = as_admin.get(f"{address}?preset=team").content.decode()
    form = text[text.index('<form method="post" id="rules"') :]

    assert re.findall(r'name="then" value="(\w+)"', form)[:2] == ["preview", "apply"]


def test_an_undo_that_changes_nothing_says_so(as_admin, address, people, event, jump):
    as_admin.post(address, fields_of(as_admin.get(f"{address}?preset=camp")) | {"then": "apply"})
    heavier = {f"activity-{jump.pk}-weight": "2", "then": "apply"}
    as_admin.post(address, fields_of(as_admin.get(address)) | heavier)
    jump.records.all().delete()
    jump.delete()

    answer = as_admin.post(address, {"undo": "2"}, follow=True)

    assert answer.redirect_chain == [(address, 302)]
    assert "Version 2 left nothing to undo" in answer.content.decode()
    assert "was undone" not in answer.content.decode()
    assert current_version(event).number == 2


def test_standings_to_which_nothing_counts_are_a_doubt(as_admin, address, sent, people, event):
    fields = sent() | {"overall-enabled": "on"}
    sentence = "No activity gives points yet: choose what each of them gives."

    preview = as_admin.post(address, fields | {"then": "preview"})
    assert sentence in preview.content.decode()
    applied = as_admin.post(address, fields | {"then": "apply"}, follow=True)
    assert sentence in applied.content.decode()
    page = as_admin.get(f"/events/{event.pk}/standings/").content.decode()
    assert "No activity counts towards the standings." in page


@pytest.mark.parametrize(
    ("typed", "points"),
    [
        ("10 8,5 -6", ["10", "17/2", "-6"]),
        ("10-8–6", ["10", "8", "6"]),
        ("10 - 8;6", ["10", "8", "6"]),
        ("10,8,6", ["10", "8", "6"]),
        ("1_0 8", None),
        ("1e1 8", None),
        ("١٠ 8", None),
    ],
)
def test_a_typed_table(typed, points):
    if points is None:
        with pytest.raises(ValidationError):
            TableField().clean(typed)
    else:
        assert list(map(str, TableField().clean(typed))) == points


def test_an_archived_event_can_be_looked_at_alone(as_admin, address, sent, people, event):
    fields = sent("?preset=places")
    event.status = "ARCHIVED"
    event.save()
    page = as_admin.get(address).content.decode()

    assert "can only be read" in page
    assert 'name="then"' not in page
    assert as_admin.post(address, fields | {"then": "apply"}).status_code == 422
    assert as_admin.get(f"{address}?preset=places").status_code == 422
    assert current_version(event) is None


def test_what_is_not_there_is_not_found(as_admin, address):
    for query in ("?preset=luck", "?version=1", "?version=x", "?version=99999999999999999999"):
        assert as_admin.get(address + query).status_code == 404
    assert as_admin.post(address, {"undo": "x"}, follow=True).status_code == 200
    assert as_admin.post(address, {"then": "apply"}).status_code == 422


def test_the_page_costs_the_same_with_few_and_with_many(
    as_admin, address, people, event, group, admin
):
    def cost(query=""):
        with CaptureQueriesContext(connection) as captured:
            assert as_admin.get(address + query).status_code == 200
        return len(captured)

    def grow(numbers):
        for number in numbers:
            other = make.activity(event, name=f"Hod {number}")
            person = make.participant(group, display_name=f"Dítě {number}", gender="F", age=10)
            make.record(other, person, "5")
            rules = replace(rules_of(event), overall=OverallRules(enabled=True, best=number + 1))
            apply_rules(event=event, rules=rules, version=number, by=admin)

    grow(range(2))
    few = cost(), cost("?preset=places")
    grow(range(2, 10))
    assert (cost(), cost("?preset=places")) == few
