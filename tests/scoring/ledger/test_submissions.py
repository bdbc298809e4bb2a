"""Results sent again, over what somebody else entered, several at once."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from foundation.metrics.registry import REGISTRY
from scoring.ledger.records import Outcome, Submission, SubmissionsRefused
from scoring.models import Entry, Record
from tests import make
from tests.scoring import MORNING, outcomes, rows_of_everything

# --- Sent again ----------------------------------------------------------------------------------


def test_sent_again_is_recognised_and_changes_nothing(submit, participant):
    sent = Submission(participant.pk, "13.1", uuid=UUID(int=1), based_on=None)
    submit(sent)
    before = rows_of_everything()

    (verdict,) = submit(sent)

    assert verdict.outcome == Outcome.REPEATED
    assert not verdict.is_refused
    assert verdict.record == Record.objects.get()
    assert rows_of_everything() == before


def test_sent_again_after_a_correction_does_not_undo_it(submit, participant):
    first = Submission(participant.pk, "13.1", uuid=UUID(int=1))
    submit(first)
    submit(Submission(participant.pk, "12.9", uuid=UUID(int=2)))

    (verdict,) = submit(first)

    assert (verdict.outcome, verdict.record.value) == (Outcome.REPEATED, 12_900)
    assert Record.objects.get().value == 12_900


def test_sent_twice_in_one_call(submit, participant):
    sent = Submission(participant.pk, "13.1", uuid=UUID(int=1))

    verdicts = submit(sent, sent)

    assert outcomes(verdicts) == [Outcome.SAVED, Outcome.REPEATED]
    assert Entry.objects.count() == 1
    assert verdicts[1].record == Record.objects.get()


def test_an_id_of_another_cell_is_refused(submit, event, group, participant):
    submit(Submission(participant.pk, "13.1", uuid=UUID(int=1)))
    sibling = make.participant(group)
    elsewhere = make.activity(event)

    for submission, activity in [
        (Submission(sibling.pk, "13.1", uuid=UUID(int=1)), None),
        (Submission(participant.pk, "13.1", uuid=UUID(int=1)), elsewhere),
    ]:
        fields = {"activity": activity} if activity else {}
        (verdict,) = submit(submission, partial=True, **fields)
        assert verdict.outcome == Outcome.REFUSED
        assert verdict.message == "This entry's id was already used for another one."
    assert Entry.objects.count() == 1


# --- Conflicts -----------------------------------------------------------------------------------


def test_conflict_names_who_entered_what_and_when(submit, participant, evaluator):
    submit(Submission(participant.pk, "13.1"), at=MORNING)
    before = rows_of_everything()

    (verdict,) = submit(Submission(participant.pk, "12.9", based_on=None), partial=True)

    assert verdict.outcome == Outcome.CONFLICT
    assert verdict.message == (
        "Meanwhile Eva Měřičová entered 13.10 at 11:00. Save again to replace it with yours."
    )
    assert verdict.record == Record.objects.get()
    assert rows_of_everything() == before


def test_conflict_with_somebody_deleted_since(submit, participant, evaluator, admin):
    submit(Submission(participant.pk, "dq lane"), at=MORNING)
    evaluator.delete()

    (verdict,) = submit(Submission(participant.pk, "12.9", based_on=None), by=admin, partial=True)

    assert verdict.message == (
        "Meanwhile somebody entered DQ (lane) at 11:00. Save again to replace it with yours."
    )


def test_conflict_with_a_cleared_cell(submit, participant):
    (first,) = submit(Submission(participant.pk, "13.1"))
    submit(Submission(participant.pk, ""))

    (verdict,) = submit(Submission(participant.pk, "12.9", based_on=first.entry.pk), partial=True)

    assert (verdict.outcome, verdict.record) == (Outcome.CONFLICT, None)
    assert verdict.message == (
        "Somebody cleared this result meanwhile. Save again to put yours in."
    )


def test_saving_again_with_what_is_seen_now_replaces_it(submit, participant):
    submit(Submission(participant.pk, "13.1"))
    (conflict,) = submit(Submission(participant.pk, "12.9", based_on=None), partial=True)

    verdicts = submit(Submission(participant.pk, "12.9", based_on=conflict.record.entry_id))

    assert outcomes(verdicts) == [Outcome.SAVED]
    assert Record.objects.get().value == 12_900


def test_a_script_that_looked_at_nothing_replaces(submit, participant):
    submit(Submission(participant.pk, "13.1"))

    assert outcomes(submit(Submission(participant.pk, "12.9"))) == [Outcome.SAVED]


# --- One participant several times in a call -----------------------------------------------------


def test_the_last_one_counts_and_all_are_entries(submit, participant):
    verdicts = submit(
        Submission(participant.pk, "13.1", based_on=None),
        Submission(participant.pk, "13.1", based_on=None),
        Submission(participant.pk, "12.9", based_on=None),
    )

    assert outcomes(verdicts) == [Outcome.SAVED, Outcome.UNCHANGED, Outcome.SAVED]
    record = Record.objects.get()
    assert (record.value, record.entry_id) == (12_900, verdicts[2].entry.pk)
    assert [verdict.record.pk for verdict in verdicts] == [record.pk] * 3
    assert verdicts[0].entry.pk < verdicts[2].entry.pk


def test_two_corrections_of_what_both_saw_are_no_conflict(submit, participant):
    (first,) = submit(Submission(participant.pk, "13.1"))
    seen = first.entry.pk

    verdicts = submit(
        Submission(participant.pk, "12.9", based_on=seen),
        Submission(participant.pk, "12.8", based_on=seen),
    )

    assert outcomes(verdicts) == [Outcome.SAVED, Outcome.SAVED]
    assert [verdict.entry.based_on_id for verdict in verdicts] == [seen, seen]
    assert Record.objects.get().value == 12_800


def test_entered_and_cleared_in_one_call(submit, participant):
    verdicts = submit(Submission(participant.pk, "13.1"), Submission(participant.pk, ""))

    assert outcomes(verdicts) == [Outcome.SAVED, Outcome.SAVED]
    assert [verdict.record for verdict in verdicts] == [None, None]
    assert not Record.objects.exists()
    statuses = Entry.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["OK", "CLEARED"]


def test_cleared_and_entered_in_one_call_is_a_new_result(submit, participant):
    submit(Submission(participant.pk, "13.1"), at=MORNING)
    later = MORNING + timedelta(hours=1)

    submit(Submission(participant.pk, ""), Submission(participant.pk, "12.9"), at=later)

    record = Record.objects.get()
    assert (record.value, record.created_at) == (12_900, later)


def test_a_queue_sent_again_with_a_later_entry_is_no_conflict_with_itself(submit, participant):
    """The answer to the first sending was lost; meanwhile the evaluator typed a correction."""
    first = Submission(participant.pk, "13.1", uuid=UUID(int=1), based_on=None)
    correction = Submission(participant.pk, "12.9", uuid=UUID(int=2), based_on=None)
    submit(first)

    verdicts = submit(first, correction)

    assert outcomes(verdicts) == [Outcome.REPEATED, Outcome.SAVED]
    assert Record.objects.get().value == 12_900


def test_a_queue_that_cleared_is_no_conflict_with_itself(submit, participant):
    (old,) = submit(Submission(participant.pk, "13.1"))
    seen = old.entry.pk
    clearing = Submission(participant.pk, "", uuid=UUID(int=1), based_on=seen)
    submit(clearing)

    again = Submission(participant.pk, "12.9", uuid=UUID(int=2), based_on=seen)

    assert outcomes(submit(clearing, again)) == [Outcome.REPEATED, Outcome.SAVED]


def test_a_queue_sent_again_is_a_conflict_where_somebody_else_was_there(submit, participant, admin):
    first = Submission(participant.pk, "13.1", uuid=UUID(int=1), based_on=None)
    correction = Submission(participant.pk, "12.9", uuid=UUID(int=2), based_on=None)
    submit(first)
    submit(Submission(participant.pk, "12.5"), by=admin)

    verdicts = submit(first, correction, partial=True)

    assert outcomes(verdicts) == [Outcome.REPEATED, Outcome.CONFLICT]
    assert Record.objects.get().value == 12_500


# --- All or nothing, or each on its own ----------------------------------------------------------


def test_one_bad_value_saves_nothing_of_a_bulk(submit, group, participant):
    sibling = make.participant(group)
    before = rows_of_everything()

    with pytest.raises(SubmissionsRefused) as refusal:
        submit(
            Submission(participant.pk, "13.1"),
            Submission(sibling.pk, "quick"),
            Submission(10**20, "13.1"),
        )

    assert refusal.value.messages == [
        "“quick” is not a time. Type it such as 83.4 or 1:23.4, or dns, dnf, nm, dq, wd.",
        "This participant is not in the event.",
    ]
    assert [verdict.submission.text for verdict in refusal.value.verdicts] == ["quick", "13.1"]
    assert rows_of_everything() == before


def test_one_conflict_saves_nothing_of_a_bulk(submit, group, participant):
    sibling = make.participant(group)
    submit(Submission(sibling.pk, "13.1"))

    with pytest.raises(SubmissionsRefused):
        submit(Submission(participant.pk, "13.1"), Submission(sibling.pk, "12", based_on=None))

    assert Record.objects.get().participant == sibling


def test_partial_saves_the_good_ones(submit, group, participant, other):
    sibling = make.participant(group)
    submit(Submission(sibling.pk, "14"))

    verdicts = submit(
        Submission(participant.pk, "13.1"),
        Submission(participant.pk, "quick"),
        Submission(sibling.pk, "12", based_on=None),
        Submission(other.pk, "12"),
        Submission(0, "12"),
        partial=True,
    )

    assert outcomes(verdicts) == [
        Outcome.SAVED,
        Outcome.REFUSED,
        Outcome.CONFLICT,
        Outcome.FORBIDDEN,
        Outcome.REFUSED,
    ]
    assert [verdict.is_refused for verdict in verdicts] == [False, True, True, True, True]
    assert set(Record.objects.values_list("participant_id", "value")) == {
        (participant.pk, 13_100),
        (sibling.pk, 14_000),
    }
    assert verdicts[1].record == verdicts[0].record


# --- Counted -------------------------------------------------------------------------------------


def test_entries_are_counted_by_their_door_once_they_are_committed(
    submit, participant, django_capture_on_commit_callbacks
):
    def counted(source="api"):
        return REGISTRY.get_sample_value("klepak_ledger_entries_total", {"source": source})

    before = counted()
    with django_capture_on_commit_callbacks(execute=True):
        with suppress(ZeroDivisionError), transaction.atomic():
            submit(Submission(participant.pk, "13.1"), source=Entry.Source.API)
            raise ZeroDivisionError
        submit(Submission(participant.pk, "12.9"), source=Entry.Source.API)
        submit(Submission(participant.pk, "12.9"), source=Entry.Source.API)  # changes nothing
        assert counted() == before

    assert counted() == before + 1
    assert set(Entry.Source.values) == {
        labels["source"].upper()
        for family in REGISTRY.collect()
        for name, labels, *_rest in family.samples
        if name == "klepak_ledger_entries_total"
    }
