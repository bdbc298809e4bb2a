"""What judges write in the field, typed on the evaluators' page."""

import pytest

from events.models import Participant
from scoring.models import Entry, Record
from tests import make
from tests.addresses import entry_page, row_page
from tests.scoring.entry.sheet import fields_of, row


@pytest.fixture
def typed(as_evaluator, event, group):
    """typed(text, kind, **fields) -> (the page's answer, the record or None)."""

    def call(text, kind="TIME_LOW", **fields):
        person, activity = make.participant(group), make.activity(event, kind, **fields)
        page = fields_of(as_evaluator.get(entry_page(group, activity)))
        sent = {name: value for name, value in page.items() if name.startswith(f"p{person.pk}-")}
        answer = as_evaluator.post(
            row_page(person, activity),
            {**sent, **row(person, value=text)},
            headers={"HX-Request": "true"},
        )
        return answer, Record.objects.filter(participant=person).first()

    return call


@pytest.mark.parametrize(
    ("text", "status", "value", "fields"),
    [
        ("00:01:24", "OK", 84_000, {}),
        ("00:41:25", "OK", 2_485_000, {"digits": True}),
        ("DSQ", "DQ", None, {}),
        ("disk", "DQ", None, {"digits": True}),
        ("NT", "NM", None, {}),
        ("wd", "WD", None, {}),
        ("SCR", "WD", None, {"combine": "SUM"}),
    ],
)
def test_taken(typed, text, status, value, fields):
    answer, record = typed(text, **fields)

    assert answer.status_code == 200
    assert (record.status, record.value, record.value_raw) == (status, value, text)


@pytest.mark.parametrize("fields", [{}, {"digits": True}, {"combine": "BEST"}])
@pytest.mark.parametrize("text", ["0", "0,00", "00:00.00"])
def test_no_race_takes_no_time(typed, text, fields):
    answer, record = typed(text, **fields)

    assert (answer.status_code, record) == (422, None)
    assert "is no time. No time measured? Type DNF or NM." in answer.content.decode()


@pytest.mark.parametrize("fields", [{}, {"combine": "SUM"}, {"combine": "SUM", "digits": True}])
def test_blanks_are_never_summed(typed, fields):
    answer, record = typed("1 23 4", **fields)

    assert (answer.status_code, record) == (422, None)
    assert "Did you mean 1:23.4? Type it so." in answer.content.decode()


def test_metres_show_their_places(typed):
    answer, record = typed("2", "NUMERIC_HIGH", unit="m")

    assert (record.value_raw, record.value) == ("2", 2_000)
    assert "<b>2.00</b>" in answer.content.decode()


def test_heights_are_kept_as_they_were_typed(typed, as_evaluator, group):
    answer, record = typed("1,10 o 1,15 xo 1,20 xxx", "NUMERIC_HIGH", unit="m", combine="HEIGHTS")

    assert "<b>1.15</b>" in answer.content.decode()
    page = fields_of(as_evaluator.get(entry_page(group, record.activity)))
    person = Participant.objects.get()
    assert page[f"p{person.pk}-value"] == "1,10 o 1,15 xo 1,20 xxx"
    assert Entry.objects.count() == 1


def test_a_withdrawal_counts_as_entered(typed):
    answer, _record = typed("wd")

    assert "<b>1</b> of 1 entered" in answer.content.decode()
