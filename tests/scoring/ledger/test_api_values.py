"""What the API takes for a result, and how it gives it back."""

import pytest

from scoring.models import Entry
from tests import make
from tests.scoring import refused


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
