"""The history of one cell, and the way back to what it said."""

import pytest
from django.urls import reverse

from accounts.models import AuditLog
from events.models import Activity, Event
from scoring.ledger import records
from scoring.ledger.history import history, undo
from scoring.models import Entry, Record
from tests import make
from tests.scoring import folded_ledger, stored_records
from tests.threads import at_once


def cell(activity, participant):
    return reverse("scoring:cell", args=[activity.event_id, activity.pk, participant.pk])


def undoing(activity, participant):
    return reverse("scoring:cell-undo", args=[activity.event_id, activity.pk, participant.pk])


@pytest.fixture
def three(activity, participant, evaluator, admin):
    """83 by the evaluator, 80 and then DNF by the organiser."""
    for text, by in [("83", evaluator), ("80", admin), ("dnf", admin)]:
        make.record(activity, participant, text, by=by)
    return list(Entry.objects.order_by("pk"))


def enter(activity, participant, by, source, **submission):
    records.submit(
        activity=activity,
        submissions=[records.Submission(participant.pk, **submission)],
        by=by,
        source=source,
    )


def now(activity, participant):
    record = Record.objects.filter(activity=activity, participant=participant).first()
    return record and (record.status, record.value, record.reason)


def test_everything_ever_entered_is_listed(as_admin, activity, participant, three, group):
    make.record(activity, make.participant(group), "50")

    answer = as_admin.get(cell(activity, participant))

    lines = answer.context["history"].lines
    assert [(line.text, line.back_to, line.is_current) for line in lines] == [
        ("DNF", "1:20.00", True),
        ("1:20.00", "1:23.00", False),
        ("1:23.00", "", False),
    ]
    text = answer.content.decode()
    for words in ["Štěpánka Ďáblová", "Eva Měřičová", "Adam Pořadatel", "entry page"]:
        assert words in text
    assert "50.00" not in text
    assert "Undo: back to 1:20.00" in text
    assert "Put 1:23.00 back" in text


def test_undo_restores_what_was_there_before(
    as_admin, admin, activity, participant, three, organisation
):
    answer = as_admin.post(
        undoing(activity, participant), {"entry": three[2].pk, "based_on": three[2].pk}
    )

    assert (answer.status_code, answer.url) == (302, cell(activity, participant))
    assert now(activity, participant) == ("OK", 80_000, "")
    newest = Entry.objects.first()
    assert (newest.entered_by, newest.source, newest.based_on) == (admin, "FORM", three[2])
    assert Entry.objects.count() == 4
    assert stored_records() == folded_ledger()
    log = AuditLog.objects.first()
    assert (log.action, log.changes, log.organisation) == (
        "UPDATE_RECORD",
        {"value": ["DNF", "1:20.00"]},
        organisation,
    )
    lines = as_admin.get(cell(activity, participant)).context["history"].lines
    assert [line.text for line in lines] == ["1:20.00", "DNF", "1:20.00", "1:23.00"]
    assert lines[2].undoes is None  # it says what the cell says now


@pytest.mark.parametrize(
    ("undone", "expected"), [(1, ("OK", 83_000, "")), (0, None)], ids=["to the first", "to nothing"]
)
def test_one_may_go_back_further(as_admin, activity, participant, three, undone, expected):
    as_admin.post(
        undoing(activity, participant), {"entry": three[undone].pk, "based_on": three[2].pk}
    )

    assert now(activity, participant) == expected


def test_a_cleared_result_comes_back(as_admin, activity, participant, admin):
    record = make.record(activity, participant, "dq (false start)")
    records.clear(record=record, by=admin, source=Entry.Source.FORM)
    clearing = Entry.objects.first()

    page = as_admin.get(cell(activity, participant)).content.decode()
    as_admin.post(undoing(activity, participant), {"entry": clearing.pk, "based_on": ""})

    assert "There is no result now." in page
    assert now(activity, participant) == ("DQ", None, "false start")


@pytest.mark.parametrize(
    ("fields", "source", "text"),
    [
        ({"evaluation_type": "TIME_LOW", "digits": True}, "API", "83"),
        ({"evaluation_type": "TIME_LOW", "digits": True}, "FORM", "12345"),
        ({"evaluation_type": "TIME_LOW", "digits": True, "combine": "LAST"}, "API", "83; 90"),
        ({"evaluation_type": "TIME_LOW", "combine": "BEST"}, "FORM", "1:23,4 x 90"),
        ({"evaluation_type": "BOOLEAN"}, "FORM", "ano"),
        ({"evaluation_type": "SCORE_SET"}, "FORM", "zlato"),
        ({"evaluation_type": "NUMERIC_HIGH", "unit": "m"}, "IMPORT", "5,35"),
    ],
)
def test_the_value_comes_back_as_it_was(event, participant, admin, fields, source, text):
    choices = [{"label": "zlato", "points": 3000}, {"label": "3", "points": 1000}]
    activity = make.activity(event, choices=choices, **fields)
    enter(activity, participant, admin, source, text=text)
    before = Record.objects.get()
    enter(activity, participant, admin, "FORM", status="DNS")
    dns = Entry.objects.first()

    undo(activity=activity, participant=participant, entry_id=dns.pk, based_on=dns.pk, by=admin)

    after = Record.objects.get()
    assert (after.value, after.attempts) == (before.value, before.attempts)


def test_what_no_longer_fits_is_not_put_back(as_admin, event, participant, admin):
    activity = make.activity(event)
    make.record(activity, participant, "80", by=admin)
    last = make.record(activity, participant, "5", by=admin).entry
    Activity.objects.filter(pk=activity.pk).update(maximum=10_000)

    answer = as_admin.post(undoing(activity, participant), {"entry": last.pk, "based_on": last.pk})

    assert answer.status_code == 422
    assert "“80” is above the highest possible value, 10." in answer.content.decode()
    assert Record.objects.get().value == 5_000


def test_somebody_was_faster(as_admin, activity, participant, three, evaluator):
    make.record(activity, participant, "79", by=evaluator)

    answer = as_admin.post(
        undoing(activity, participant), {"entry": three[2].pk, "based_on": three[2].pk}
    )

    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Somebody changed this result meanwhile, so nothing was undone." in text
    assert "1:19.00" in text
    assert now(activity, participant) == ("OK", 79_000, "")


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"entry": "x"},
        {"entry": "1" * 40},
        {"entry": "\x00"},
        {"entry": "999999999"},
        {"entry": "-1", "based_on": "1"},
        {"entry": "1", "based_on": "x"},
    ],
)
def test_what_is_no_entry_of_this_cell_changes_nothing(
    as_admin, activity, participant, three, sent
):
    assert as_admin.post(undoing(activity, participant), sent).status_code == 422
    assert Entry.objects.count() == 3


def test_an_entry_of_another_cell_is_refused(as_admin, activity, participant, three, group):
    other = make.record(activity, make.participant(group), "50").entry

    answer = as_admin.post(
        undoing(activity, participant), {"entry": other.pk, "based_on": three[2].pk}
    )

    assert answer.status_code == 422
    assert "This entry is not in the history of this result." in answer.content.decode()


def test_undoing_to_the_current_result_changes_nothing(as_admin, activity, participant, admin):
    make.record(activity, participant, "83", by=admin)
    make.record(activity, participant, "80", by=admin)
    last = make.record(activity, participant, "83", by=admin).entry
    second = Entry.objects.order_by("pk")[1]

    answer = as_admin.post(
        undoing(activity, participant),
        {"entry": second.pk, "based_on": last.pk},
        follow=True,
    )

    assert "the result is as you want it already" in answer.content.decode()
    assert Entry.objects.count() == 3


@pytest.mark.parametrize("status", ["DRAFT", "ARCHIVED"])
def test_history_is_read_in_every_status_and_undone_only_in_an_open_one(
    as_admin, activity, participant, three, status
):
    Event.objects.filter(pk=activity.event_id).update(status=status)

    page = as_admin.get(cell(activity, participant))
    refused = as_admin.post(
        undoing(activity, participant), {"entry": three[2].pk, "based_on": three[2].pk}
    )

    assert "Undo" not in page.content.decode()
    assert refused.status_code == 422
    assert "Event is not open for scoring" in refused.content.decode()
    assert Entry.objects.count() == 3


def test_nobody_of_another_organisation_reads_or_undoes(
    client, outsider, activity, participant, three
):
    client.force_login(outsider)
    sent = {"entry": three[2].pk, "based_on": three[2].pk}

    assert client.get(cell(activity, participant)).status_code == 404
    assert client.post(undoing(activity, participant), sent).status_code == 404
    own = make.event(organisation=outsider.memberships.get().organisation)
    sport, child = make.activity(own), make.participant(make.group(own))
    assert client.get(cell(sport, participant)).status_code == 404
    assert client.post(undoing(sport, child), sent).status_code == 422
    assert Entry.objects.count() == 3


def test_a_cell_without_entries_shows_a_sentence(as_admin, activity, participant):
    text = as_admin.get(cell(activity, participant)).content.decode()

    assert "Nothing was entered here yet." in text


@pytest.mark.parametrize("count", [1, 40])
def test_history_takes_four_queries(activity, participant, admin, count, django_assert_num_queries):
    for number in range(count):
        make.record(activity, participant, str(number + 5), by=admin)

    with django_assert_num_queries(4):
        found = history(activity, participant)
        assert {str(line.entry.entered_by) for line in found.lines} == {"Adam Pořadatel"}


@pytest.mark.django_db(transaction=True)
def test_two_who_undo_at_once_undo_once(activity, participant, super_admin):
    make.record(activity, participant, "83")
    last = make.record(activity, participant, "80").entry

    def go_back():
        try:
            return undo(
                activity=activity,
                participant=participant,
                entry_id=last.pk,
                based_on=last.pk,
                by=super_admin,
            ).outcome
        except records.ValidationError as error:
            return error.code

    assert sorted(at_once(go_back, go_back)) in (["saved", "unchanged"], ["conflict", "saved"])
    assert Entry.objects.count() == 3
    assert Record.objects.get().value == 83_000
