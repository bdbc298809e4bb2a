"""The ledger: append-only, and the records are what its last entries say."""

from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.ledger import records
from scoring.ledger.records import Submission
from scoring.models import Entry, Record
from tests import make
from tests.scoring import folded_ledger, stored_records


@pytest.fixture
def record(activity, participant, evaluator):
    return make.record(activity, participant, "83.4", by=evaluator)


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: Entry.objects.update(value=1),
        lambda entry: Entry.objects.filter(pk=entry.pk).delete(),
        lambda entry: Entry.objects.bulk_update([entry], ["value"]),
        lambda entry: Entry.objects.update_or_create(pk=entry.pk, defaults={"value": 1}),
        lambda entry: entry.activity.entries.all().delete(),
        lambda entry: entry.participant.entries.update(value=1),
    ],
)
def test_entries_can_be_neither_changed_nor_deleted(record, change):
    entry = Entry.objects.get()

    with pytest.raises(TypeError) as refusal, transaction.atomic():
        change(entry)

    assert str(refusal.value) == "The ledger is append-only."
    assert Entry.objects.get().value == 83_400


def test_a_deleted_user_is_detached_and_the_result_stays(record, evaluator):
    evaluator.delete()

    entry, record = Entry.objects.get(), Record.objects.get()
    assert (entry.entered_by, entry.value) == (None, 83_400)
    assert (record.evaluator, record.value) == (None, 83_400)
    assert stored_records() == folded_ledger()


def test_a_deleted_participant_takes_entries_and_records_along(activity, record, participant):
    sibling = make.participant(participant.group)
    make.record(activity, sibling, "80")

    participant.delete()

    assert Entry.objects.get().participant == sibling
    assert Record.objects.get().participant == sibling


def test_a_deleted_activity_takes_entries_and_records_along(record, activity):
    activity.delete()

    assert not Entry.objects.exists()
    assert not Record.objects.exists()


def test_a_deleted_event_takes_everything_along(record, event):
    event.delete()

    assert not Entry.objects.exists()
    assert not Record.objects.exists()


def test_a_deleted_group_leaves_the_results_of_those_who_moved_on(
    record, participant, group, other_group
):
    participant.group = other_group
    participant.save()

    group.delete()

    assert Entry.objects.get().group_at_entry is None
    assert Record.objects.get().value == 83_400


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "OK", "value": None},
        {"status": "DNF", "value": 5},
        {"status": "CLEARED", "value": 5},
    ],
)
def test_the_database_keeps_value_and_status_together(record, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(
            activity=record.activity,
            participant=record.participant,
            source="FORM",
            received_at=record.created_at,
            **fields,
        )


def test_a_record_is_never_cleared_but_gone(record):
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.update(status="CLEARED", value=None)


def test_a_second_record_of_a_cell_is_refused_by_the_database(record):
    entry = Entry.objects.create(
        activity=record.activity,
        participant=record.participant,
        source="FORM",
        value=1,
        received_at=record.created_at,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.create(
            activity=record.activity,
            participant=record.participant,
            entry=entry,
            value=1,
            status="OK",
            created_at=record.created_at,
            updated_at=record.created_at,
        )


# --- Whatever is sent, the records are what the last entries say ---------------------------------

TEXTS = [
    "",
    "1",
    "2",
    "2.0",
    "3",
    "x",
    "1 2",
    "x 2",
    "2 x",
    "dns",
    "dq",
    "dq lane",
    "nonsense",
    "9" * 201,
]

one_submission = st.fixed_dictionaries(
    {
        "kid": st.integers(0, 3),  # the last one is of another event
        "text": st.sampled_from(TEXTS),
        "status": st.sampled_from(["", "", "", "OK", "DNF", "DQ", "CLEARED"]),
        "uuid": st.none() | st.integers(1, 6),
        "based_on": st.sampled_from(["unseen", "unseen", "empty", "current", "old"]),
    }
)
one_call = st.fixed_dictionaries(
    {
        "activity": st.integers(0, 1),
        "partial": st.booleans(),
        "as_evaluator": st.booleans(),
        "submissions": st.lists(one_submission, max_size=4),
    }
)


def submission_of(sent, kids, activity, old):
    kid = kids[sent["kid"]]
    now = Record.objects.filter(activity=activity, participant=kid).values_list(
        "entry_id", flat=True
    )
    seen = {"unseen": records.UNSEEN, "empty": None, "current": now.first(), "old": old}
    return Submission(
        kid.pk,
        sent["text"],
        status=sent["status"],
        uuid=UUID(int=sent["uuid"]) if sent["uuid"] else None,
        based_on=seen[sent["based_on"]],
    )


@pytest.mark.django_db
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(calls=st.lists(one_call, min_size=1, max_size=8))
def test_records_are_the_folded_ledger_after_any_sequence(
    organisation, event, group, other_group, evaluator, super_admin, calls
):
    with transaction.atomic():
        activities = [make.activity(event, combine="BEST"), make.activity(event, combine="LAST")]
        kids = [make.participant(group), make.participant(group), make.participant(other_group)]
        kids.append(make.participant(make.group(make.event(organisation=organisation))))
        for call in calls:
            activity = activities[call["activity"]]
            entries_before = list(Entry.objects.order_by("pk").values())
            old = Entry.objects.filter(activity=activity).values_list("pk", flat=True).last()
            submissions = [submission_of(sent, kids, activity, old) for sent in call["submissions"]]
            before = stored_records()
            try:
                verdicts = records.submit(
                    activity=activity,
                    submissions=submissions,
                    by=evaluator if call["as_evaluator"] else super_admin,
                    source="SYNC",
                    partial=call["partial"],
                )
            except (records.SubmissionsRefused, records.PermissionDenied):
                assert not call["partial"]
                assert stored_records() == before
            else:
                saved = [verdict for verdict in verdicts if verdict.outcome == "saved"]
                entries = list(Entry.objects.order_by("pk").values())
                assert entries[: len(entries_before)] == entries_before
                assert len(entries) == len(entries_before) + len(saved)
                assert [verdict.submission for verdict in verdicts] == submissions
                for verdict in verdicts:
                    stored = Record.objects.filter(
                        activity=activity, participant=verdict.submission.participant_id
                    ).first()
                    assert verdict.record == (None if verdict.outcome == "forbidden" else stored)
            assert stored_records() == folded_ledger()
        connection.check_constraints()
        transaction.set_rollback(True)
