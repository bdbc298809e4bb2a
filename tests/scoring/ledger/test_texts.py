"""What the API takes for a result; a text that comes back as it was given out changes nothing."""

import pytest

from accounts.models import AuditLog
from scoring.ledger.records import Outcome, Submission
from scoring.ledger.stored_text import file_text, program_texts, stored_text
from scoring.models import Entry, Record
from scoring.rules.activity_rules import rule_of
from tests import make
from tests.scoring import outcomes, refused, rows_of_everything


@pytest.fixture
def post(api, activity, participant, evaluator):
    """post(value_raw="12") as the evaluator, for `participant` in `activity` unless told."""

    def call(by=evaluator, **fields):
        fields = {"activity_id": activity.pk, "participant_id": participant.pk, **fields}
        return api(by).post("/api/records", fields, format="json")

    return call


@pytest.mark.parametrize(
    ("typed", "status"),
    [("DSQ", "DQ"), ("disk", "DQ"), ("NT", "NM"), ("nh", "NM"), ("wd", "WD"), ("SCR", "WD")],
)
def test_words_of_the_field(post, typed, status):
    assert post(value_raw=typed).json()["status"] == status


@pytest.mark.parametrize("typed", ["0", 0, "0.00", "00:00.00"])
def test_no_race_takes_no_time(post, typed):
    sentence = f"“{typed}” is no time. No time measured? Type DNF or NM."

    assert refused(post(value_raw=typed)) == (422, sentence)
    assert not Entry.objects.exists()


def test_a_duration_of_a_spreadsheet(post):
    answer = post(value_raw="00:41:25").json()

    assert (answer["value"], answer["display_value"]) == ("2485", "41:25.00")


def test_metres_for_people_and_for_programs(post, event):
    jump = make.activity(event, unit="m")

    answer = post(activity_id=jump.pk, value_raw="2").json()

    assert (answer["value_raw"], answer["value"], answer["display_value"]) == ("2", "2", "2.00")


# --- Sent back as it was given out ---

SHOWN_TO = {
    "FORM": lambda record, rule: stored_text(record, rule)[0],
    "API": lambda record, rule: program_texts(record, rule)[0],
    "IMPORT": file_text,
}


def stored_zero(activity, participant):
    """A time of zero, as they could be entered before they were refused."""
    record = make.record(activity, participant, "5")
    Record.objects.filter(pk=record.pk).update(value=0, value_raw="0")
    return Record.objects.get(pk=record.pk)


@pytest.mark.parametrize("source", SHOWN_TO)
def test_a_time_of_zero_from_before_is_readable_and_may_come_back(
    submit, activity, participant, admin, source
):
    record = stored_zero(activity, participant)
    shown = SHOWN_TO[source](record, rule_of(activity))
    before = rows_of_everything()

    assert shown in {"0", "0.00"}
    verdicts = submit(Submission(participant.pk, shown), by=admin, source=source)
    assert outcomes(verdicts) == [Outcome.UNCHANGED]
    assert rows_of_everything() == before


@pytest.mark.parametrize("source", SHOWN_TO)
def test_what_is_beyond_the_limits_by_now_may_come_back(
    submit, activity, participant, admin, source
):
    record = make.record(activity, participant, "1:23.4")
    activity.maximum = 60_000
    activity.save()
    shown = SHOWN_TO[source](record, rule_of(activity))

    verdicts = submit(Submission(participant.pk, shown), by=admin, source=source)
    assert outcomes(verdicts) == [Outcome.UNCHANGED]
    refused = submit(Submission(participant.pk, "1:23.5"), by=admin, source=source, partial=True)
    assert outcomes(refused) == [Outcome.REFUSED]


@pytest.mark.parametrize(
    ("fields", "before", "after", "outcome"),
    [
        ({"combine": "BEST"}, "5.20", "5.20 x", Outcome.SAVED),
        ({"combine": "BEST"}, "5.20 x", "5.20 -", Outcome.SAVED),
        ({"combine": "BEST"}, "x x", "x x x", Outcome.UNCHANGED),
        ({"combine": "BEST"}, "5.20 x", "5,20;x", Outcome.UNCHANGED),
        ({"combine": "HEIGHTS"}, "1.10 o", "1.10 o 1.15 -", Outcome.SAVED),
        ({"combine": "HEIGHTS"}, "1.10 o 1.15 x", "1.10 o 1.15 xx", Outcome.SAVED),
        ({"combine": "HEIGHTS"}, "1.10 o 1.15 xo", "1,10; 1,15:xo", Outcome.UNCHANGED),
        ({"combine": "HEIGHTS"}, "1.10 xx", "1.10 xxx", Outcome.SAVED),
        ({"combine": "HEIGHTS"}, "1.10 xxx", "nm", Outcome.SAVED),
    ],
)
def test_a_foul_more_is_a_change(submit, event, participant, fields, before, after, outcome):
    jump = make.activity(event, unit="m", **fields)
    submit(Submission(participant.pk, before), activity=jump)

    (verdict,) = submit(Submission(participant.pk, after), activity=jump)

    assert verdict.outcome == outcome
    if outcome == Outcome.SAVED:  # the trail shows what was changed
        old, new = AuditLog.objects.latest("pk").changes["value"]
        assert old != new
    assert Record.objects.get().value_raw == (after if outcome == Outcome.SAVED else before)
    assert Entry.objects.count() == (2 if outcome == Outcome.SAVED else 1)
