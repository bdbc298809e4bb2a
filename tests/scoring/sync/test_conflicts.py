"""POST /records/sync where somebody else was quicker."""

from datetime import datetime, timedelta

import pytest

from scoring.models import Entry, Record
from tests import make
from tests.scoring import folded_ledger, rows_of_everything, stored_records
from tests.scoring.sync.phones import outcomes, uuid


def test_somebody_was_quicker(sync, item, activity, participant, sibling, admin):
    make.record(activity, participant, "14", by=admin)
    theirs = Record.objects.get()
    before = rows_of_everything()

    conflict, again, fine = sync(
        item(1, participant, "12", based_on=None),
        item(2, participant, "11", based_on_uuid=uuid(1)),
        item(3, sibling, "13", based_on=None),
    )

    assert outcomes([conflict, again, fine]) == ["conflict", "conflict", "saved"]
    at = datetime.fromisoformat(conflict["theirs"].pop("at"))
    assert abs(at - theirs.updated_at) < timedelta(milliseconds=1)
    assert conflict["theirs"] == {
        "value_raw": "14",
        "display_value": "14.00",
        "status": "OK",
        "entered_by": "Adam Pořadatel",
        "entry_id": theirs.entry_id,
    }
    assert conflict["record"]["entry_id"] == theirs.entry_id
    assert "Adam Pořadatel" in conflict["detail"]
    assert rows_of_everything() != before
    (mine,) = sync(item(4, participant, "12", based_on=theirs.entry_id))
    assert (mine["outcome"], mine["record"]["value_raw"]) == ("saved", "12")


def test_somebody_emptied_the_cell(sync, item, activity, participant, admin):
    entry_id = make.record(activity, participant, "14", by=admin).entry_id
    make.record(activity, participant, "", by=admin)

    (verdict,) = sync(item(1, participant, "12", based_on=entry_id))

    assert (verdict["outcome"], verdict["record"]) == ("conflict", None)
    assert verdict["theirs"].pop("at")
    assert verdict["theirs"] == {
        "value_raw": None,
        "display_value": None,
        "status": None,
        "entered_by": "Adam Pořadatel",
        "entry_id": None,
    }


def test_all_attempts_of_theirs(sync, item, event, participant, admin):
    jump = make.activity(event, "NUMERIC_HIGH", unit="m", combine="BEST", decimals=2)
    make.record(jump, participant, "4.12; x; 4.20", by=admin)

    (verdict,) = sync(item(1, participant, "4.3", activity=jump, based_on=None))

    shown = verdict["theirs"]["value_raw"], verdict["theirs"]["display_value"]
    assert shown == ("4.12; x; 4.20", "4.20")


@pytest.mark.parametrize(
    ("between", "outcome"),
    [
        ([], "saved"),
        (["evaluator"], "saved"),  # on another device of their own
        (["admin"], "conflict"),
        (["admin", "evaluator"], "conflict"),
    ],
)
def test_based_on_an_own_entry_of_an_earlier_call(
    sync, item, activity, participant, evaluator, admin, between, outcome
):
    people = {"evaluator": evaluator, "admin": admin}
    sync(item(1, participant, "12"))
    for number, who in enumerate(between):
        make.record(activity, participant, f"2{number}", by=people[who])

    (verdict,) = sync(item(2, participant, "11", based_on_uuid=uuid(1)))

    assert verdict["outcome"] == outcome
    assert stored_records() == folded_ledger()


def test_based_on_an_own_entry_that_never_got_into_the_ledger(
    sync, item, activity, participant, sibling, evaluator, admin
):
    """It was refused, or changed nothing: then what that one was based on counts."""
    seen = make.record(activity, participant, "14", by=admin).entry_id
    make.record(activity, sibling, "15", by=evaluator)

    refusal, onto_it, unchanged, onto_that = sync(
        item(1, participant, "fast", based_on=seen),
        item(2, participant, "12", based_on_uuid=uuid(1)),
        item(3, sibling, "15"),
        item(4, sibling, "14", based_on_uuid=uuid(3)),
    )
    assert outcomes([refusal, onto_it, unchanged, onto_that]) == [
        "refused",
        "saved",
        "unchanged",
        "saved",
    ]

    make.record(activity, sibling, "16", by=evaluator)
    (never_sent,) = sync(item(5, sibling, "13", based_on_uuid=uuid(99)))
    make.record(activity, sibling, "17", by=admin)
    (over_theirs,) = sync(item(6, sibling, "12", based_on_uuid=uuid(98)))
    assert outcomes([never_sent, over_theirs]) == ["saved", "conflict"]


def test_another_persons_entry_or_cell_is_no_own_base(sync, item, activity, participant, admin):
    sync(item(1, participant, "12"), by=admin)

    verdicts = sync(
        item(2, participant, "11", based_on_uuid=uuid(1)),
        item(3, participant, "10", based_on_uuid=uuid(4)),
        item(4, participant, "9", based_on_uuid=uuid(3)),
    )

    assert outcomes(verdicts) == ["conflict"] * 3


def test_a_wrong_clock_decides_nothing(sync, item, activity, participant, admin):
    sync(item(1, participant, "14", captured_at="2199-01-01T00:00:00Z"), by=admin)

    (verdict,) = sync(item(2, participant, "12", captured_at="1970-01-01T00:00:00Z"))

    assert verdict["outcome"] == "saved"
    years = Entry.objects.order_by("pk").values_list("captured_at__year", flat=True)
    assert list(years) == [2199, 1970]
