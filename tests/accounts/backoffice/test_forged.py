"""Whatever is sent to the admin site, it is refused with a sentence and never with a 500."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.http import urlencode

from events.models import Activity, Event, Group, Participant
from foundation.web.form_fields import StorableJSONField
from scoring.models import Record
from tests.admin_site import page


def opened(answer) -> dict:
    """The fields of a page's form and its inlines, as the browser would send them back."""
    forms = [answer.context["adminform"].form]
    for inline in answer.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    sent = {}
    for field in (form[name] for form in forms for name in form.fields):
        value = "" if field.value() is None else field.value()
        sent |= {field.html_name: value, field.html_initial_name: value}
    return sent


FORGED = ["abc", "9" * 30, "9" * 5000, "-1", "é", "²"]
IDS = ["abc", "30", "5000", "-1", "é", "²"]


@pytest.mark.parametrize("forged", FORGED, ids=IDS)
@pytest.mark.parametrize(
    ("model", "field"),
    [(Group, "event"), (Participant, "group"), (Record, "participant"), (Record, "activity")],
)
def test_ids_in_the_address_and_in_the_form(as_admin, stage, model, field, forged):
    add = page(model, "add")

    assert as_admin.get(add, {field: forged}).status_code == 200
    answer = as_admin.post(add, {field: forged, "name": "x", "display_name": "x", "result": "1"})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.has_error(field, "invalid_choice")


@pytest.mark.parametrize("forged", FORGED, ids=IDS)
def test_ids_in_filters(as_admin, stage, forged):
    lists = [(Participant, "event__id__exact"), (Record, "activity__event__id__exact")]
    for model, lookup in lists:
        answer = as_admin.get(page(model, "changelist"), {lookup: forged})
        assert answer.status_code in {200, 302, 404}


@pytest.mark.parametrize("forged", FORGED, ids=IDS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_ids_in_filters_of_exports(as_admin, stage, method, forged):
    lists = [
        (Group, "event__id__exact"),
        (Group, "participants__id__exact"),
        (Group, "evaluator_assignments__exact"),
        (Participant, "group__id__exact"),
        (Record, "activity__event__id__exact"),
    ]
    for model, lookup in lists:
        address = f"{page(model, 'export')}?{urlencode({lookup: forged})}"
        answer = getattr(as_admin, method)(address, {"format": "csv"} if method == "post" else {})
        assert answer.status_code in {200, 302, 400, 404}


@pytest.mark.parametrize("query", ["gender__exact", "q", "p", "o", "_changelist_filters"])
def test_a_nul_in_the_address(as_admin, stage, query):
    assert as_admin.get(page(Participant, "changelist"), {query: "\x00"}).status_code == 400


@pytest.mark.parametrize(
    "text",
    [
        "NaN", '{"a": NaN}', "1e999", r'{"a": "\u0000"}', r'["\ud800"]', "[" * 5000, "{",
        r'{"\u0000": 1}',
    ],
    ids=["nan", "nested-nan", "inf", "nul", "surrogate", "deep", "broken", "nul-key"],
)  # fmt: skip
def test_json_that_no_database_takes(text):
    with pytest.raises(ValidationError):
        StorableJSONField(required=False).clean(text)


def test_an_old_page_does_not_bring_back_what_changed_meanwhile(as_admin, stage):
    event = stage[Event]
    change = page(Event, "change", event.pk)
    fields = opened(as_admin.get(change))
    Event.objects.filter(pk=event.pk).update(place="hřiště", status="DRAFT")

    as_admin.post(change, {**fields, "name": "Nové jméno"})

    event.refresh_from_db()
    assert (event.name, event.place, event.status) == ("Nové jméno", "hřiště", "DRAFT")


def test_saving_an_activity_leaves_the_version_of_its_results(as_admin, stage):
    activity = Activity.objects.get(pk=stage[Activity].pk)
    Activity.objects.filter(pk=activity.pk).bump_results()
    moved_on = Activity.objects.get(pk=activity.pk).results_version

    activity.name = "Nové jméno"
    activity.save()

    activity.refresh_from_db()
    assert (activity.name, activity.results_version) == ("Nové jméno", moved_on)
