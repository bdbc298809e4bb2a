"""Every kind of result through the entry page: what is offered, what is saved, what is shown."""

import pytest

from events.models import Activity, Participant
from scoring.models import Entry, Record
from tests import make
from tests.addresses import entry_page, row_page
from tests.scoring.entry.sheet import fields_of, row

MEDALS = [
    {"label": "gold", "points": 3000},
    {"label": "silver", "points": 2000},
    {"label": "none", "points": 0},
]
SPRINT = {"digits": True, "plausible_minimum": 7_000, "plausible_maximum": 20_000}
RUN = {"digits": True, "plausible_minimum": 60_000, "plausible_maximum": 600_000}


def save(client, group, activity, **changes):
    page = entry_page(group, activity)
    return client.post(page, {**fields_of(client.get(page)), **changes})


@pytest.mark.parametrize(
    ("kind", "fields", "typed", "value", "shown", "displayed"),
    [
        ("NUMERIC_HIGH", {"unit": "m"}, "5,239", 5_230, "5.23", "5.23"),
        ("NUMERIC_LOW", {"minimum": -5000}, "-2", -2_000, "-2", "-2"),
        ("TIME_LOW", {}, "83.4", 83_400, "1:23.40", "1:23.40"),
        ("TIME_LOW", SPRINT, "942", 9_420, "9.42", "9.42"),
        ("TIME_LOW", RUN, "12345", 83_450, "1:23.45", "1:23.45"),
        ("TIME_LOW", RUN, "83", 83_000, "1:23.00", "1:23.00"),
        ("TIME_LOW", {"allows_hours": True}, "1:02:03", 3_723_000, "1:02:03.00", "1:02:03.00"),
        ("BOOLEAN", {}, "1", 1_000, "1", "passed"),
        ("BOOLEAN", {}, "0", 0, "0", "failed"),
        ("SCORE_SET", {"choices": MEDALS}, "silver", 2_000, "silver", "silver"),
        ("SCORE_SET", {"choices": MEDALS}, "none", 0, "none", "none"),
        ("SCORE_SET", {}, "12", 12_000, "12", "12"),
        ("NUMERIC_HIGH", {"combine": "BEST"}, "5,2 x 5.35", 5_350, "5,2 x 5.35", "5.35"),
        ("NUMERIC_HIGH", {}, "<b>", None, None, None),
        ("SCORE_SET", {"choices": MEDALS}, "bronze", None, None, None),
    ],
)
def test_there_and_back(
    as_evaluator, event, group, participant, kind, fields, typed, value, shown, displayed
):
    activity = make.activity(event, kind, **fields)

    answer = save(as_evaluator, group, activity, **row(participant, value=typed))

    if value is None:
        assert answer.status_code == 422
        assert not Entry.objects.exists()
        return
    assert answer.status_code == 302
    assert Record.objects.get().value == value
    page = as_evaluator.get(answer.url)
    sent_back = fields_of(page)
    assert sent_back[f"p{participant.pk}-value"] == shown
    assert sent_back[f"p{participant.pk}-shown_value"] == shown
    assert f"<b>{displayed}</b> ✓ saved" in page.content.decode()
    assert save(as_evaluator, group, activity).status_code == 302
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "fields", "inputmode"),
    [
        ("NUMERIC_HIGH", {}, "decimal"),
        ("NUMERIC_LOW", {"minimum": -1000}, "text"),
        ("NUMERIC_HIGH", {"combine": "BEST"}, "text"),
        ("TIME_LOW", {}, "text"),
        ("TIME_LOW", {"digits": True}, "numeric"),
        ("SCORE_SET", {}, "decimal"),
    ],
)
def test_the_keypad_fits(as_evaluator, event, group, participant, kind, fields, inputmode):
    activity = make.activity(event, kind, **fields)

    text = as_evaluator.get(entry_page(group, activity)).content.decode()

    assert f'inputmode="{inputmode}"' in text


def test_choices_are_buttons_in_the_organisers_order(as_evaluator, event, group, participant):
    activity = make.activity(event, "SCORE_SET", choices=MEDALS)

    text = as_evaluator.get(entry_page(group, activity)).content.decode()

    buttons = [f'value="{choice["label"]}"' for choice in MEDALS]
    assert sorted(buttons, key=text.index) == buttons
    assert text.count(f'name="p{participant.pk}-value" value="') == 3 + 1  # and none of them


def test_a_score_that_is_offered_no_longer_is_not_cleared_by_saving_the_page(
    as_evaluator, event, group, participant
):
    activity = make.activity(event, "SCORE_SET", choices=MEDALS)
    make.record(activity, participant, "silver")
    Activity.objects.filter(pk=activity.pk).update(choices=MEDALS[:1])

    answer = save(as_evaluator, group, activity)

    assert answer.status_code == 302
    assert Record.objects.get().value == 2_000
    assert Entry.objects.count() == 1


def test_attempts_that_came_in_lines_are_not_run_together_by_saving_the_page(
    as_evaluator, event, group, participant
):
    activity = make.activity(event, "NUMERIC_HIGH", combine="BEST")
    make.record(activity, participant, "5\n3")

    page = as_evaluator.get(entry_page(group, activity))
    save(as_evaluator, group, activity)

    assert fields_of(page)[f"p{participant.pk}-value"] == "5 3"
    assert Record.objects.get().value == 5_000
    assert Entry.objects.count() == 1


def test_the_reason_of_a_disqualification_survives(as_evaluator, group, activity, participant):
    save(as_evaluator, group, activity, **row(participant, value="dq (false start)"))
    save(as_evaluator, group, activity)

    record = Record.objects.get()
    assert (record.status, record.reason) == ("DQ", "false start")
    assert (
        "<b>DQ (false start)</b>" in as_evaluator.get(entry_page(group, activity)).content.decode()
    )


def test_a_value_kept_from_when_it_was_finer_is_not_touched(as_evaluator, group, participant):
    activity = make.activity(group.event, "TIME_LOW", decimals=3)
    make.record(activity, participant, "1:23.456")
    Activity.objects.filter(pk=activity.pk).update(decimals=0)

    save(as_evaluator, group, activity)

    assert Record.objects.get().value == 83_456
    assert Entry.objects.count() == 1


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
