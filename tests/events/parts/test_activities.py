"""Activities on the admin site: listed with their lock, written by the services."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLog
from events.models import Activity, Event
from scoring.models import Entry
from tests import make
from tests.admin_site import errors, last_log, page, posted

NEW = {
    "name": "Skok",
    "description": "",
    "order": 3,
    "evaluation_type": "NUMERIC_HIGH",
    "unit": "m",
    "decimals": 2,
    "minimum": "0",
    "maximum": "",
    "plausible_minimum": "",
    "plausible_maximum": "",
    "choices": "",
    "combine": "SINGLE",
    "best_count": "",
}


def fields_of(client, activity):
    """The fields of the change page, with what it remembers to have shown."""
    form = client.get(page(Activity, "change", activity.pk)).context["adminform"].form
    sent = {}
    for bound in form:
        value = bound.field.prepare_value(bound.value())
        sent[bound.html_initial_name] = "" if value is None else value
        if value is not False:  # an empty box is not sent
            sent[bound.html_name] = sent[bound.html_initial_name]
    return sent


def test_the_list_shows_what_is_locked_and_leads_to_the_results(as_admin, event, activity):
    Activity.objects.filter(pk=activity.pk).update(locked_at=timezone.now())
    make.activity(event, name="Hod")

    answer = as_admin.get(page(Activity, "changelist"), {"event__id__exact": event.pk})

    text = answer.content.decode()
    results = reverse("scoring:results", args=[event.pk, activity.pk])
    assert f'<a href="{results}">Results</a>' in text
    assert re.findall(r'field-is_locked">(?:<[^>]+>)?(\w+)', text) == ["locked", "open"]
    locked = as_admin.get(page(Activity, "changelist"), {"locked": "yes"})
    assert list(locked.context["cl"].result_list) == [activity]


def test_an_activity_is_added_by_the_service(as_admin, admin, event, organisation):
    answer = posted(as_admin, page(Activity, "add"), event=event.pk, **NEW)

    assert answer.status_code == 302
    activity = Activity.objects.get()
    assert (activity.event, activity.name, activity.minimum) == (event, "Skok", 0)
    action, sentence, changes, owner = last_log()
    assert (action, owner) == ("CREATE_ACTIVITY", organisation)
    assert sentence == "Activity “Skok” in “Tábor 2026” was created"
    assert changes["unit"] == [None, "m"]
    assert AuditLog.objects.count() == 1


def test_only_what_was_changed_here_is_changed(as_admin, activity):
    sent = {**fields_of(as_admin, activity), "name": "Běh na 100 m"}
    Activity.objects.filter(pk=activity.pk).update(plausible_minimum=9_000)

    answer = as_admin.post(page(Activity, "change", activity.pk), sent)

    assert answer.status_code == 302
    activity.refresh_from_db()
    assert (activity.name, activity.plausible_minimum) == ("Běh na 100 m", 9_000)
    action, _sentence, changes, _organisation = last_log()
    assert (action, changes) == ("UPDATE_ACTIVITY", {"name": ["Běh na 60 m", "Běh na 100 m"]})


def test_what_a_colleague_changed_too_is_asked_about(as_admin, activity):
    sent = {**fields_of(as_admin, activity), "name": "Běh na 100 m"}
    Activity.objects.filter(pk=activity.pk).update(name="Sprint")

    answer = as_admin.post(page(Activity, "change", activity.pk), sent)

    assert errors(answer) == [
        "Meanwhile a colleague changed this to “Sprint”. Save again to replace it."
    ]
    activity.refresh_from_db()
    assert activity.name == "Sprint"


@pytest.mark.parametrize(
    ("field", "typed", "stored", "shown"),
    [
        ("choices", "gold = 3", [{"label": "bronze", "points": 1_000}], "bronze = 1"),
        ("maximum", "20", 9_500, "9.5"),
    ],
)
def test_a_colleagues_change_is_quoted_as_the_form_would_show_it(
    as_admin, activity, field, typed, stored, shown
):
    sent = {**fields_of(as_admin, activity), field: typed, f"initial-{field}": ""}
    Activity.objects.filter(pk=activity.pk).update(**{field: stored})

    answer = as_admin.post(page(Activity, "change", activity.pk), sent)

    assert errors(answer) == [
        f"Meanwhile a colleague changed this to “{shown}”. Save again to replace it."
    ]
    activity.refresh_from_db()
    assert getattr(activity, field) == stored


def test_deleting_shows_how_many_results_went(as_admin, activity, participant):
    make.record(activity, participant, "83")

    asked = as_admin.get(page(Activity, "delete", activity.pk)).content.decode()
    as_admin.post(page(Activity, "delete", activity.pk), {"post": "yes"})

    assert "Results: 1" in asked
    assert not Entry.objects.exists()
    action, sentence, changes, _organisation = last_log()
    assert action == "DELETE_ACTIVITY"
    assert sentence == "Activity “Běh na 60 m” in “Tábor 2026” was deleted with 1 result"
    assert changes == {"results": [1, 0]}


def test_deleting_several_leaves_a_row_for_each(as_admin, event):
    chosen = [make.activity(event).pk for _ in range(3)]

    as_admin.post(
        page(Activity, "changelist"),
        {"action": "delete_selected", "_selected_action": chosen, "post": "yes"},
    )

    assert not Activity.objects.exists()
    assert [log.action for log in AuditLog.objects.all()] == ["DELETE_ACTIVITY"] * 3


def test_activities_of_an_archived_event_are_only_read(as_admin, event, activity):
    sent = {**fields_of(as_admin, activity), "name": "Jinak"}
    Event.objects.filter(pk=event.pk).update(status="ARCHIVED")

    answers = [
        as_admin.post(page(Activity, "change", activity.pk), sent, follow=True),
        as_admin.post(page(Activity, "delete", activity.pk), {"post": "yes"}, follow=True),
    ]
    added = posted(as_admin, page(Activity, "add"), event=event.pk, **NEW)

    for answer in answers:
        assert "The event is archived, so it can only be read." in answer.content.decode()
    assert errors(added) == [
        "The event is archived, so it can only be read. Open it again to change it."
    ]
    assert list(Activity.objects.values_list("name", flat=True)) == ["Běh na 60 m"]


def test_nobody_of_another_organisation_changes_one(as_outsider, activity):
    answer = as_outsider.post(page(Activity, "change", activity.pk), {**NEW, "name": "Cizí"})

    assert answer.status_code == 302  # as for one that is not there
    activity.refresh_from_db()
    assert activity.name == "Běh na 60 m"


@pytest.mark.parametrize("count", [10, 60])
def test_the_list_costs_the_same_however_long_it_is(
    as_admin, event, count, django_assert_max_num_queries
):
    Activity.objects.bulk_create(
        Activity(event=event, name=f"Sport {number}", evaluation_type="BOOLEAN")
        for number in range(count)
    )
    as_admin.get(page(Activity, "changelist"))

    with django_assert_max_num_queries(12):
        assert as_admin.get(page(Activity, "changelist")).status_code == 200
