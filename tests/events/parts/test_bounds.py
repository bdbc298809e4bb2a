"""How long names and texts may be: as the first contract has it, by the API and on forms alike."""

import pytest
from django.urls import reverse

from events.models import Activity, AgeCategory, Event, Group, Participant
from tests.admin_site import NO_CATEGORIES, errors

WIDE = "ﬃ"  # folded, it is three letters: what is kept beside a name has to hold them
GROUP, PERSON = {"name": "Vydry"}, {"display_name": "Jan"}
RUN = {"name": "Běh", "evaluation_type": "TIME_LOW"}
BAND = {"name": "mladší", "min_age": 6, "max_age": 9}
BOUNDS = [
    (Event, "name", 255),
    (Event, "place", 255),
    (Group, "name", 255),
    (Group, "identifier", 255),
    (Participant, "display_name", 255),
    (Participant, "last_name", 255),
    (Participant, "external_id", 255),
    (Participant, "gender", 50),
    (Activity, "name", 255),
    (Activity, "description", 5000),
    (AgeCategory, "name", 255),
]
WORDS = [f"{model.__name__}.{field}" for model, field, _longest in BOUNDS]


@pytest.fixture
def posted_to_api(api, admin, event, group):
    """posted_to_api(model, field=…) -> the answer to making one, or changing the event."""

    def send(model, **fields):
        client, of_event = api(admin), f"/api/events/{event.pk}"
        if model is Event:
            return client.patch(of_event, fields, format="json")
        address, rest = {
            Group: (f"{of_event}/groups", GROUP),
            Participant: (f"/api/groups/{group.pk}/participants", PERSON),
            Activity: ("/api/activities", {**RUN, "event_id": event.pk}),
            AgeCategory: (f"{of_event}/age-categories", BAND),
        }[model]
        return client.post(address, {**rest, **fields}, format="json")

    return send


@pytest.mark.parametrize(("model", "field", "longest"), BOUNDS, ids=WORDS)
def test_the_longest_is_taken_by_the_api_and_one_more_refused(posted_to_api, model, field, longest):
    refused = posted_to_api(model, **{field: "ř" * (longest + 1)})
    taken = posted_to_api(model, **{field: WIDE * longest})

    assert refused.status_code == 422
    assert refused.json()["errors"] == {
        field: [f"Ensure this field has no more than {longest} characters."]
    }
    assert taken.status_code in (200, 201), taken.json()
    assert taken.json()[field] == WIDE * longest
    assert getattr(model.objects.order_by("-pk").first(), field) == WIDE * longest


@pytest.mark.parametrize("age", [0, 200])
def test_ages_from_nought_to_two_hundred(posted_to_api, age):
    assert posted_to_api(Participant, age=age).json()["age"] == age


@pytest.mark.parametrize("name", ["", " \u200b "])
@pytest.mark.parametrize("model", [Event, Group, Activity, AgeCategory])
def test_a_name_has_one_letter_at_least(posted_to_api, model, name):
    answer = posted_to_api(model, name=name)

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["name"]


def sent_back(form) -> dict:
    """What the browser would send of a form that was only looked at."""
    sent = {form[name].html_name: form[name].value() for name in form.fields}
    shown = [form[name] for name, field in form.fields.items() if field.show_hidden_initial]
    sent |= {field.html_initial_name: field.value() for field in shown}
    return {name: "" if value is None else value for name, value in sent.items()}


@pytest.mark.parametrize(("model", "field", "longest"), BOUNDS, ids=WORDS)
def test_the_longest_is_taken_by_the_form_and_one_more_refused(
    as_admin, posted_to_api, event, participant, activity, model, field, longest
):
    posted_to_api(AgeCategory)
    row = model.objects.order_by("pk").first()
    address = reverse(f"admin:events_{model._meta.model_name}_change", args=[row.pk])

    def send(text):
        page = as_admin.get(address).context
        inlines = NO_CATEGORIES if model is Event else {}
        sent = {**sent_back(page["adminform"].form), **inlines, field: text}
        return as_admin.post(
            address, {name: value for name, value in sent.items() if value is not False}
        )

    [sentence] = errors(send("ř" * (longest + 1)))
    assert sentence == f"Ensure this value has at most {longest} characters (it has {longest + 1})."
    answer = send(WIDE * longest)

    assert answer.status_code == 302, errors(answer)
    row.refresh_from_db()
    assert getattr(row, field) == WIDE * longest
