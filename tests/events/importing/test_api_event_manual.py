"""POST /events/manual: an event typed in by hand, whole or not at all."""

import datetime
import json

import pytest

from accounts.models import AuditLog, Membership, Organisation
from events.models import Event, Group, Participant
from tests import make

URL = "/api/events/manual"
BODY = {
    "name": " Sportovní  den ",
    "date": "2026-09-05",
    "place": "hřiště",
    "groups": [
        {
            "name": "7.A",
            "identifier": "modrá",
            "participants": [
                {
                    "display_name": " Jan  Novák ",
                    "external_id": "12",
                    "gender": "kluk",
                    "age": 12,
                    "birth_date": "2014-05-06",
                    "metadata": {"tričko": "M"},
                },
                {"display_name": "Eva Malá", "is_hidden": True},
            ],
        },
        {"name": "7.B"},
    ],
}


def post(client, body):
    return client.post(URL, json.dumps(body), content_type="application/json")


def with_people(*people):
    return {"name": "Den", "groups": [{"name": "7.A", "participants": list(people)}]}


@pytest.mark.parametrize("born", [{"birth_date": "2026-09-06"}, {"birth_year": 2027}])
def test_nobody_is_born_after_the_event(api, admin, born):
    body = with_people({"display_name": "Mimino", **born}) | {"date": "2026-09-05"}

    answer = post(api(admin), body)

    (name,) = born
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [f"groups.0.participants.0.{name}"]
    assert not Event.objects.exists()


def test_a_year_of_birth_is_kept_as_a_year(api, admin):
    answer = post(api(admin), with_people({"display_name": "Jana", "birth_year": 2014}))

    assert answer.status_code == 201, answer.json()
    person = Participant.objects.get()
    assert (person.birth_year, person.birth_date, person.age) == (2014, None, None)


def test_an_event_with_groups_and_participants(api, admin, organisation):
    answer = post(api(admin), BODY)

    event = Event.objects.get()
    assert (answer.status_code, answer.json()) == (
        201,
        {
            "event_id": event.pk,
            "event_name": "Sportovní den",
            "groups_created": 2,
            "participants_created": 2,
            "evaluators": [],
        },
    )
    assert (event.organisation, event.created_by, event.status) == (organisation, admin, "DRAFT")
    assert (event.date, event.place) == (datetime.date(2026, 9, 5), "hřiště")
    assert list(event.groups.values_list("name", "identifier")) == [("7.A", "modrá"), ("7.B", "")]
    people = event.participants.order_by("pk").values_list(
        "display_name", "external_id", "gender", "age", "birth_date", "metadata", "group__name"
    )
    assert list(people) == [
        ("Jan Novák", "12", "M", 12, datetime.date(2014, 5, 6), {"tričko": "M"}, "7.A"),
        ("Eva Malá", None, "", None, None, {}, "7.A"),
    ]
    assert event.participants.get(is_hidden=True).display_name == "Eva Malá"
    entry = AuditLog.objects.get()
    assert (entry.action, entry.actor, entry.organisation, entry.resource_id) == (
        "CREATE_EVENT_MANUAL",
        admin,
        organisation,
        event.pk,
    )
    assert entry.detail == "Sportovní den created: 2 groups, 2 participants"


def test_nulls_and_empty_texts_count_as_missing(api, admin):
    nothing = dict.fromkeys(["external_id", "gender", "age"])
    body = with_people(
        {"display_name": "Jan", **nothing},
        {"display_name": "Jan", **dict.fromkeys(nothing, "")},
        {"display_name": "Eva", "external_id": 7, "age": "12"},
    )

    assert post(api(admin), body).status_code == 201
    assert list(Participant.objects.order_by("pk").values_list("external_id", "age")) == [
        (None, None),
        (None, None),
        ("7", 12),
    ]


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"groups": [{"name": "A"}]}, {"name": "This field is required."}),
        ({"name": " ", "groups": [{"name": "A"}]}, {"name": "This field may not be blank."}),
        ({"name": "Den"}, {"groups": "This field is required."}),
        ({"name": "Den", "groups": []}, {"groups": "This list may not be empty."}),
        ({"name": "Den", "groups": None}, {"groups": "This field may not be null."}),
        (
            {"name": "Den", "groups": {}},
            {"groups": 'Expected a list of items but got type "dict".'},
        ),
        (
            {"name": "Den", "groups": [7]},
            {"groups.0": "Invalid data. Expected a dictionary, but got int."},
        ),
        ({"name": "Den", "groups": [{}]}, {"groups.0.name": "This field is required."}),
        (
            {"name": "Den", "groups": [{"name": "x" * 256}]},
            {"groups.0.name": "Ensure this field has no more than 255 characters."},
        ),
        (
            {"name": "Den", "groups": [{"name": "A\x00"}]},
            {"groups.0.name": "Null characters are not allowed."},
        ),
        (
            {"name": "Den", "groups": [{"name": "A"}, {"name": "Ž"}, {"name": " ž "}]},
            {"groups.2.name": "The event already has a group of this name."},
        ),
        (
            {"name": "Den", "groups": [{"name": "A", "participants": "Jan"}]},
            {"groups.0.participants": 'Expected a list of items but got type "str".'},
        ),
        ({"name": "Den", "place": "x" * 256, "groups": [{"name": "A"}]}, {"place": None}),
        ({"name": "Den", "date": "5.9.2026", "groups": [{"name": "A"}]}, {"date": None}),
        ({"name": "Den", "organisation": "x", "groups": [{"name": "A"}]}, {"organisation": None}),
        ({"name": "Den", "organisation": 0, "groups": [{"name": "A"}]}, {"organisation": None}),
        ([], {}),
    ],
)
def test_bodies_that_will_not_do(api, admin, body, errors):
    answer = post(api(admin), body)

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == list(errors)
    for place, sentence in errors.items():
        assert sentence in (None, *answer.json()["errors"][place])
    assert not Event.objects.exists()
    assert not AuditLog.objects.exists()


@pytest.mark.parametrize(
    ("fields", "place", "sentence"),
    [
        ({"display_name": ""}, "display_name", "This field may not be blank."),
        ({"display_name": "x" * 256}, "display_name", None),
        (
            {"display_name": "\u0958" * 150},  # composed, each is two characters
            "display_name",
            "display_name is longer than 255 characters",
        ),
        ({"age": 201}, "age", None),
        ({"age": -1}, "age", None),
        ({"age": "dvanáct"}, "age", "A valid integer is required."),
        ({"age": 10**400}, "age", None),
        ({"gender": "n" * 51}, "gender", None),
        ({"gender": "\ud800"}, "gender", None),
        ({"external_id": "x" * 256}, "external_id", None),
        ({"external_id": {}}, "external_id", "Not a valid string."),
        ({"birth_date": "2999-01-01"}, "birth_date", "the birth date 2999-01-01 is in the future"),
        ({"birth_date": "1600-01-01"}, "birth_date", None),
        ({"metadata": []}, "metadata", None),
        ({"metadata": {"a": "\x00"}}, "metadata.a", "Null characters are not allowed."),
    ],
)
def test_a_participant_that_will_not_do_is_refused_with_its_place(
    api, admin, fields, place, sentence
):
    answer = post(api(admin), with_people({"display_name": "A"}, {"display_name": "B", **fields}))

    assert answer.status_code == 422
    where = f"groups.0.participants.1.{place}"
    assert list(answer.json()["errors"]) == [where]
    assert sentence in (None, *answer.json()["errors"][where])
    assert answer.json()["detail"].startswith(f"{where}: ")
    assert not Event.objects.exists()


def test_a_registration_number_stands_there_once(api, admin):
    groups = [
        {"name": "A", "participants": [{"display_name": "Jan", "external_id": "7"}]},
        {
            "name": "B",
            "participants": [
                {"display_name": "Eva", "external_id": "07"},
                {"display_name": "Iva", "external_id": " 7 "},
            ],
        },
    ]

    answer = post(api(admin), {"name": "Den", "groups": groups})

    assert (answer.status_code, answer.json()["errors"]) == (
        422,
        {
            "groups.1.participants.1.external_id": [
                "The event already has a participant with this registration number."
            ]
        },
    )


def test_every_problem_is_listed_at_once(api, admin):
    groups = [{"name": "A"}, {"name": "a", "participants": [{"display_name": "\u0958" * 150}]}]

    answer = post(api(admin), {"name": "Den", "groups": groups})

    assert list(answer.json()["errors"]) == [
        "groups.1.name",
        "groups.1.participants.0.display_name",
    ]


def test_at_most_as_many_as_an_import_takes(api, admin):
    people = [{"display_name": "Jan"}] * 5000
    groups = [{"name": name, "participants": people} for name in ("A", "B")]
    one_more = [*groups, {"name": "C", "participants": [{}]}]

    refused = post(api(admin), {"name": "Den", "groups": one_more})
    taken = post(api(admin), {"name": "Den", "groups": groups})

    assert (refused.status_code, refused.json()["errors"]) == (
        422,
        {"groups": ["At most 10000 participants can be created at once."]},
    )
    assert (taken.status_code, taken.json()["participants_created"]) == (201, 10_000)


@pytest.mark.parametrize("people", [1, 5000])
def test_queries_do_not_grow(api, admin, organisation, people, django_assert_num_queries):
    listed = [{"display_name": "Jan", "external_id": str(n)} for n in range(people)]
    body = {
        "name": "Den",
        "organisation": organisation.pk,
        "groups": [{"name": "A", "participants": listed}],
    }
    client = api(admin)

    with django_assert_num_queries(16):
        assert post(client, body).status_code == 201


# --- Who, and for which organisation -------------------------------------------------------------


def test_who_may(api, evaluator):
    events = set(Event.objects.all())

    assert post(api(None), BODY).status_code == 401
    assert post(api(evaluator), BODY).status_code == 403
    assert post(api(evaluator), []).status_code == 403
    assert set(Event.objects.all()) == events


def test_another_organisation_is_as_one_that_is_not_there(api, admin, outsider):
    other = Membership.objects.get(user=outsider).organisation

    for pk in (other.pk, 10**6, 2**63, 10**30):
        answer = post(api(admin), {**BODY, "organisation": pk})
        assert (answer.status_code, answer.json()) == (404, {"detail": "Organisation not found"})
    assert not Event.objects.exists()


def test_with_several_organisations_one_must_be_named(api, admin, organisation):
    second = make.organisation(name="Škola")
    Membership.objects.create(user=admin, organisation=second)

    unclear = post(api(admin), BODY)
    clear = post(api(admin), {**BODY, "organisation": second.pk})

    sentence = (
        "Say which of your organisations holds it:"
        f" {second.pk} (Škola), {organisation.pk} (Tábor Vydří)"
    )
    assert unclear.status_code == 422
    assert unclear.json() == {
        "detail": f"organisation: {sentence}",
        "errors": {"organisation": [sentence]},
    }
    assert clear.status_code == 201
    assert Event.objects.get().organisation == second


def test_without_any_organisation(api, super_admin):
    nobodys = make.user("ADMIN")

    refused = post(api(nobodys), BODY)
    taken = post(api(super_admin), BODY)

    assert (refused.status_code, refused.json()["detail"]) == (
        403,
        "You belong to no organisation yet. Ask a super admin.",
    )
    assert taken.status_code == 201
    assert Event.objects.get().organisation == Organisation.objects.default()


def test_a_super_admin_may_name_any(api, super_admin, organisation):
    answer = post(api(super_admin), {**BODY, "organisation": organisation.pk})

    assert answer.status_code == 201
    assert Group.objects.filter(event__organisation=organisation).count() == 2
