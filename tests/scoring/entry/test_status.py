"""A status beside a value: the value comes back when the status is taken back."""

import pytest

from events.models import Activity
from scoring.models import Entry, Record
from tests import make
from tests.addresses import entry_page, row_page
from tests.scoring.entry.sheet import fields_of, row


def save(client, group, activity, participant, **changes):
    page = entry_page(group, activity)
    fields = {**fields_of(client.get(page)), **row(participant, **changes)}
    return client.post(page, fields)


def now():
    record = Record.objects.first()
    return record and (record.status, record.value)


def test_a_status_takes_the_place_of_the_value_that_still_stands_beside_it(
    as_evaluator, group, activity, participant
):
    save(as_evaluator, group, activity, participant, value="83,4", status="DNS")

    assert now() == ("DNS", None)


def test_taken_back_the_value_is_there_again(as_evaluator, group, activity, participant):
    for changes in [{"value": "83,4"}, {"status": "DNS"}, {"status": "DQ"}, {"status": ""}]:
        save(as_evaluator, group, activity, participant, **changes)

    assert now() == ("OK", 83_400)
    assert [entry.status for entry in Entry.objects.order_by("pk")] == ["OK", "DNS", "DQ", "OK"]


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        ([{"status": "DNS"}, {"status": ""}], None),
        ([{"value": "83"}, {"value": ""}, {"status": "DNS"}, {"status": ""}], None),
        ([{"value": "83"}, {"status": "DNS"}, {"value": "84", "status": ""}], ("OK", 84_000)),
        ([{"value": "83"}, {"status": "DNS"}, {"value": "84"}], ("OK", 84_000)),
        ([{"value": "83"}, {"status": "DNS"}, {"status": ""}, {"value": ""}], None),
    ],
    ids=["nothing before", "cleared before", "typed instead", "typed over it", "cleared after"],
)
def test_what_a_status_leaves(as_evaluator, group, activity, participant, steps, left):
    for changes in steps:
        save(as_evaluator, group, activity, participant, **changes)

    assert now() == left


def test_several_attempts_come_back_as_they_were_typed(as_evaluator, event, group, participant):
    jump = make.activity(event, combine="BEST", unit="m")
    for changes in [{"value": "3,20 x 3,45"}, {"status": "DQ"}, {"status": ""}]:
        save(as_evaluator, group, jump, participant, **changes)

    record = Record.objects.get()
    assert (record.value, record.value_raw, record.attempts) == (3_450, "3,20 x 3,45", [3450, 3200])


def test_digits_of_old_come_back_as_the_time_that_they_were(
    as_evaluator, event, group, participant
):
    run = make.activity(event, "TIME_LOW", digits=True, combine="LAST")
    entry = make.record(run, participant, "1:23.45").entry
    super(type(Entry.objects.all()), Entry.objects.filter(pk=entry.pk)).update(value_raw="12345")
    for changes in [{"status": "DQ"}, {"status": ""}]:
        save(as_evaluator, group, run, participant, **changes)

    assert now() == ("OK", 83_450)


def test_buttons_are_cleared_by_the_same_list(as_evaluator, event, group, participant):
    swim = make.activity(event, "BOOLEAN")
    save(as_evaluator, group, swim, participant, value="1")
    assert now() == ("OK", 1_000)

    text = as_evaluator.get(entry_page(group, swim)).content.decode()
    assert text.count(f'name="p{participant.pk}-value" value="') == 2 + 1  # and none of them
    for words in ["✓ passed", "✗ failed", 'value="CLEARED"']:
        assert words in text
    save(as_evaluator, group, swim, participant, status="CLEARED")

    assert now() is None


def test_no_button_pressed_is_no_half_a_row(as_evaluator, event, group, participant):
    swim = make.activity(event, "BOOLEAN")

    answer = save(as_evaluator, group, swim, participant, status="DNS")

    assert answer.status_code == 302
    assert now() == ("DNS", None)


def test_a_text_has_nothing_to_clear_by_a_list(as_evaluator, group, activity, participant):
    assert "CLEARED" not in as_evaluator.get(entry_page(group, activity)).content.decode()


def test_taking_back_what_somebody_changed_meanwhile_is_a_conflict(
    as_evaluator, admin, group, activity, participant
):
    make.record(activity, participant, "83")
    make.record(activity, participant, "dns")
    fields = fields_of(as_evaluator.get(entry_page(group, activity)))
    make.record(activity, participant, "dnf", by=admin)

    answer = as_evaluator.post(
        row_page(participant, activity), {**fields, **row(participant, status="")}
    )

    assert answer.status_code == 409
    assert now() == ("DNF", None)


def test_what_fits_no_longer_is_refused_in_a_sentence(as_evaluator, group, activity, participant):
    for changes in [{"value": "83"}, {"status": "DNS"}]:
        save(as_evaluator, group, activity, participant, **changes)
    Activity.objects.update(maximum=60_000)

    answer = save(as_evaluator, group, activity, participant, status="")

    assert answer.status_code == 422
    assert "is above the highest possible value" in answer.content.decode()
    assert now() == ("DNS", None)
