"""Times typed as digits on our pages: understood by the plausible range, or asked about."""

import pytest
from django.urls import reverse

from events.models import Activity
from scoring.models import Entry, Record
from tests import make
from tests.addresses import entry_page, row_page
from tests.admin_site import page as admin_page
from tests.scoring.entry.sheet import fields_of, row


@pytest.fixture
def run(event):
    """A time of which nobody knows how long it is."""
    return make.activity(event, "TIME_LOW", name="Běh", digits=True)


@pytest.fixture
def fields(as_evaluator, group, run, participant):
    return fields_of(as_evaluator.get(entry_page(group, run)))


def test_where_two_readings_fit_the_row_asks_and_saves_nothing(
    as_evaluator, run, participant, fields
):
    path = row_page(participant, run)

    asked = as_evaluator.post(path, {**fields, **row(participant, value="942")})

    text = asked.content.decode()
    assert asked.status_code == 422
    assert 'data-state="asked"' in text
    assert "9.42 s or 15:42?" in text
    assert "Nothing is saved until you choose." in text
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("chosen", "value", "kept"), [("9.42", 9_420, "9.42"), ("942", 942_000, "942")]
)
def test_the_choice_is_saved(as_evaluator, run, participant, fields, chosen, value, kept):
    path = row_page(participant, run)
    asked = as_evaluator.post(path, {**fields, **row(participant, value="942")})
    assert f'name="p{participant.pk}-meant" value="{chosen}"' in asked.content.decode()

    again = {**fields_of(asked), **row(participant, value="942", status="", meant=chosen)}
    answer = as_evaluator.post(path, again)

    assert answer.status_code == 200
    record = Record.objects.get()
    assert (record.value, record.value_raw) == (value, kept)


def test_without_javascript_the_page_asks_and_saves_the_others(
    as_evaluator, group, run, participant, fields
):
    other = make.participant(group)
    path = entry_page(group, run)
    fields = fields_of(as_evaluator.get(path))

    asked = as_evaluator.post(
        path, {**fields, **row(participant, value="942"), **row(other, value="59")}
    )
    assert asked.status_code == 422
    assert list(Record.objects.values_list("value", flat=True)) == [59_000]
    assert fields_of(asked)[f"p{participant.pk}-value"] == "942"

    answer = as_evaluator.post(path, {**fields_of(asked), **row(participant, meant="942")})
    assert answer.status_code == 302
    assert Record.objects.get(participant=participant).value == 942_000
    assert fields_of(as_evaluator.get(path))[f"p{participant.pk}-value"] == "15:42.00"


def test_the_grid_asks_too(as_admin, event, run, participant):
    path = reverse("scoring:results", args=[event.pk, run.pk])
    fields = fields_of(as_admin.get(path))

    asked = as_admin.post(path, {**fields, **row(participant, value="942")})

    assert (asked.status_code, Entry.objects.count()) == (422, 0)
    assert "9.42 s or 15:42?" in asked.content.decode()


def test_a_choice_in_the_form_of_the_admin_site_is_typed(as_admin, run, participant):
    sent = {"activity": run.pk, "participant": participant.pk, "result": "942", "based_on": ""}

    answer = as_admin.post(admin_page(Record, "add"), sent)

    sentence = "Is it 9.42 s or 15:42? Type it with a point or a colon."
    assert sentence in answer.content.decode()
    as_admin.post(admin_page(Record, "add"), {**sent, "result": "9.42"})
    assert Record.objects.get().value == 9_420


def test_programs_send_seconds(api, admin, run, participant):
    body = {"activity_id": run.pk, "participant_id": participant.pk, "value_raw": "942"}

    assert api(admin).post("/api/records", body, format="json").status_code == 201
    assert Record.objects.get().value == 942_000


def test_czechs_are_asked_with_their_decimal_mark(
    as_evaluator, evaluator, run, participant, fields
):
    evaluator.language = "cs"
    evaluator.save()

    asked = as_evaluator.post(
        row_page(participant, run), {**fields, **row(participant, value="942")}
    )

    assert ">9,42 s</button>" in asked.content.decode()


def test_a_time_that_a_program_made_is_typed_as_digits_too(
    api, admin, as_evaluator, event, group, participant
):
    """Clients of the first backend make activities by name and kind alone."""
    made = api(admin).post(
        "/api/activities",
        {"event_id": event.pk, "name": "Sprint", "evaluation_type": "TIME_LOW"},
        format="json",
    )
    run = Activity.objects.get(pk=made.json()["id"])

    page = as_evaluator.get(entry_page(group, run))

    assert made.json()["digits"] is True
    assert 'inputmode="numeric"' in page.content.decode()
