"""Results on the admin site: written by the service alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditLog
from events.models import Activity, Event
from scoring.models import Entry, Record
from tests import make
from tests.admin_site import errors, page, posted


def ledger():
    return list(Entry.objects.order_by("pk").values_list("value_raw", "value", "status", "source"))


def test_a_result_is_added_by_the_service(as_admin, admin, activity, participant, organisation):
    version = activity.results_version

    answer = posted(
        as_admin,
        page(Record, "add"),
        activity=activity.pk,
        participant=participant.pk,
        result=" 1:23,4 ",
    )

    assert answer.status_code == 302
    record = Record.objects.get()
    assert (record.value, record.evaluator) == (83400, admin)
    assert ledger() == [("1:23,4", 83400, "OK", "FORM")]
    activity.refresh_from_db()
    assert activity.results_version > version
    log = AuditLog.objects.get()
    assert (log.action, log.organisation) == ("CREATE_RECORD", organisation)
    assert log.changes == {"value": ["", "1:23.40"]}


def test_a_result_is_changed_in_place(as_admin, activity, participant, other_group):
    record = make.record(activity, participant, "83")
    someone = make.participant(other_group)
    address = page(Record, "change", record.pk)

    assert b'value="83"' in as_admin.get(address).content
    posted(as_admin, address, result="82.5", based_on=record.entry_id, participant=someone.pk)

    changed = Record.objects.get()
    assert (changed.pk, changed.participant, changed.value) == (record.pk, participant, 82500)
    assert [line[0] for line in ledger()] == ["83", "82.5"]
    assert AuditLog.objects.first().action == "UPDATE_RECORD"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("fast", "“fast” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd."),
        ("1:75", "“1:75”: after a colon there must be less than 60."),
        ("", "This field is required."),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    as_admin, activity, participant, text, sentence
):
    record = make.record(activity, participant, "83")

    added = posted(
        as_admin,
        page(Record, "add"),
        activity=activity.pk,
        participant=participant.pk,
        result=text,
    )
    changed = posted(
        as_admin, page(Record, "change", record.pk), result=text, based_on=record.entry_id
    )

    assert errors(added) == errors(changed) == [sentence]
    assert [line[0] for line in ledger()] == ["83"]


def test_nothing_is_written_before_the_event_is_open(as_admin, event, activity, participant):
    record = make.record(activity, participant, "83")
    Event.objects.filter(pk=event.pk).update(status="DRAFT")
    form = {"result": "82", "based_on": record.entry_id}

    assert errors(posted(as_admin, page(Record, "change", record.pk), **form)) == [
        "Event is not open for scoring"
    ]
    deleted = as_admin.post(page(Record, "delete", record.pk), {"post": "yes"}, follow=True)
    at_once = as_admin.post(
        page(Record, "changelist"),
        {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"},
        follow=True,
    )

    for answer in [deleted, at_once]:
        assert "Event is not open for scoring" in answer.content.decode()
        assert "uccessfully" not in answer.content.decode()
    assert Record.objects.get().value == 83000
    assert [line[0] for line in ledger()] == ["83"]


def test_participant_of_another_event_is_refused(as_admin, activity, organisation):
    stranger = make.participant(make.group(make.event(organisation=organisation)))

    answer = posted(
        as_admin,
        page(Record, "add"),
        activity=activity.pk,
        participant=stranger.pk,
        result="12",
    )

    assert errors(answer) == ["This participant is not in the event."]
    assert not Entry.objects.exists()


def test_activity_and_participant_of_another_organisation_are_no_choice(
    as_outsider, activity, participant
):
    answer = posted(
        as_outsider,
        page(Record, "add"),
        activity=activity.pk,
        participant=participant.pk,
        result="12",
    )

    assert (
        errors(answer)
        == ["Select a valid choice. That choice is not one of the available choices."] * 2
    )
    assert not Entry.objects.exists()


def test_what_came_in_meanwhile_is_overwritten_only_knowingly(as_admin, activity, participant):
    seen = make.record(activity, participant, "83")
    judge = make.user("SUPER_ADMIN", full_name="Eva")
    make.record(activity, participant, "80", by=judge)
    address = page(Record, "change", seen.pk)

    answer = posted(as_admin, address, result="82", based_on=seen.entry_id)

    [sentence] = errors(answer)
    assert sentence.startswith("Meanwhile Eva entered 1:20.00 at ")
    now = Record.objects.get()
    assert now.value == 80000
    form = answer.context["adminform"].form
    assert form["based_on"].value() == now.entry_id
    posted(as_admin, address, result="82", based_on=form["based_on"].value())
    assert Record.objects.get().value == 82000


def test_an_implausible_value_is_saved_with_a_warning(as_admin, event, participant):
    activity = make.activity(event, "TIME_LOW", plausible_minimum=9000)

    answer = as_admin.post(
        page(Record, "add"),
        {"activity": activity.pk, "participant": participant.pk, "result": "5"},
        follow=True,
    )

    assert "5.00 is unusually low. Is it right?" in answer.content.decode()
    assert Record.objects.get().value == 5000


@pytest.mark.parametrize(
    ("text", "shown"), [("dns", "dns"), ("dq false start", "dq false start"), ("83,40", "83,40")]
)
def test_saving_the_page_as_it_is_writes_nothing(as_admin, activity, participant, text, shown):
    record = make.record(activity, participant, text)
    address = page(Record, "change", record.pk)
    form = as_admin.get(address).context["adminform"].form
    assert form["result"].value() == shown

    answer = posted(as_admin, address, result=shown, based_on=form["based_on"].value())

    assert answer.status_code == 302
    assert len(ledger()) == 1


def test_deleting_clears_and_the_ledger_remembers(as_admin, activity, participant):
    record = make.record(activity, participant, "83")

    answer = posted(as_admin, page(Record, "delete", record.pk), post="yes")

    assert answer.status_code == 302
    assert not Record.objects.exists()
    assert ledger() == [("83", 83000, "OK", "FORM"), ("", None, "CLEARED", "FORM")]
    assert AuditLog.objects.first().action == "DELETE_RECORD"


def test_deleting_many_takes_one_call_per_activity(as_admin, event, group, super_admin):
    def clear(count):
        activities = [make.activity(event), make.activity(event)]
        results = [
            make.record(activity, make.participant(group), "5", by=super_admin)
            for activity in activities
            for _number in range(count)
        ]
        form = {
            "action": "delete_selected",
            "_selected_action": [result.pk for result in results],
            "post": "yes",
        }
        with CaptureQueriesContext(connection) as captured:
            assert as_admin.post(page(Record, "changelist"), form).status_code == 302
        assert not Record.objects.exists()
        return len(captured)

    few = clear(2)

    assert clear(20) == few
    calls = AuditLog.objects.filter(action="BULK_SUBMIT_RECORDS", detail__startswith="20 results")
    assert calls.count() == 2


def test_one_closed_event_keeps_all_that_was_selected(
    as_admin, organisation, activity, participant
):
    closed = make.event(organisation=organisation)
    elsewhere = make.participant(make.group(closed))
    results = [
        make.record(activity, participant, "83"),
        make.record(make.activity(closed), elsewhere, "4"),
    ]
    Event.objects.filter(pk=closed.pk).update(status="ARCHIVED")

    as_admin.post(
        page(Record, "changelist"),
        {
            "action": "delete_selected",
            "_selected_action": [result.pk for result in results],
            "post": "yes",
        },
    )

    assert Record.objects.count() == 2


def test_results_are_listed_as_people_read_them(as_admin, event, activity, participant, group):
    make.record(activity, participant, "83,4")
    other = make.participant(group, display_name="Jan Novák")
    make.record(make.activity(event, "BOOLEAN", name="Uzly"), other, "ano")
    address = page(Record, "changelist")

    text = as_admin.get(address).content.decode()
    assert '<td class="field-result">1:23.40</td>' in text
    assert '<td class="field-result">✓</td>' in text
    for query in [
        {"q": "Novák"},
        {"q": "Uzly"},
        {"activity__id__exact": Activity.objects.get(name="Uzly").pk},
    ]:
        found = as_admin.get(address, query).context["cl"].result_list
        assert [record.participant for record in found] == [other]


def test_history_of_a_result_and_of_an_entry_is_the_page_of_its_cell(
    as_super_admin, activity, participant
):
    record = make.record(activity, participant, "83")
    cell = reverse("scoring:cell", args=[activity.event_id, activity.pk, participant.pk])

    for model, pk in [(Record, record.pk), (Entry, record.entry_id)]:
        answer = as_super_admin.get(page(model, "history", pk))
        assert (answer.status_code, answer.url) == (302, cell)


def test_each_result_of_the_list_leads_to_its_history(as_admin, activity, participant):
    make.record(activity, participant, "83")
    cell = reverse("scoring:cell", args=[activity.event_id, activity.pk, participant.pk])

    assert (
        f'<a href="{cell}">History</a>' in as_admin.get(page(Record, "changelist")).content.decode()
    )


def test_results_of_an_archived_event_are_only_read(as_admin, event, activity, participant):
    record = make.record(activity, participant, "83")
    Event.objects.filter(pk=event.pk).update(status="ARCHIVED")

    shown = as_admin.get(page(Record, "change", record.pk))
    changed = as_admin.post(
        page(Record, "change", record.pk),
        {"result": "82", "based_on": record.entry_id},
        follow=True,
    )
    deleted = as_admin.post(page(Record, "delete", record.pk), {"post": "yes"}, follow=True)
    at_once = as_admin.post(
        page(Record, "changelist"),
        {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"},
        follow=True,
    )

    assert 'name="result"' not in shown.content.decode()
    for answer in [changed, deleted, at_once]:
        assert "The event is archived, so it can only be read." in answer.content.decode()
    assert [line[0] for line in ledger()] == ["83"]
