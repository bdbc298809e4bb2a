"""Participants and groups typed in by hand in the set-up."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AuditLog
from events.models import Group, Participant
from tests import make


@pytest.fixture
def draft(organisation):
    return make.event(organisation=organisation, status="DRAFT", setup_step="people")


@pytest.fixture
def owls(draft):
    return make.group(draft, name="Sovy")


@pytest.fixture
def post(client, admin, draft):
    client.force_login(admin)

    def send(rows=(), **fields):
        data = {"then": "stay", **fields}
        if rows:
            data |= {"people-TOTAL_FORMS": len(rows), "people-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            data |= {f"people-{number}-{name}": value for name, value in row.items()}
        return client.post(reverse("events:setup-people", args=[draft.pk]), data)

    return send


def row(group, name="", gender="", born=""):
    return {"display_name": name, "group": group.pk, "gender": gender, "born": born}


def test_a_group_and_participants_with_rows_in_the_trail(post, draft, owls, admin):
    response = post(
        [
            row(owls, "Žofie  Šťastná", "F", "9"),
            row(owls, "Ivo Řehoř", "M", "31. 5. 2017"),
            row(owls),
            row(owls, "Kim", born="2017-06-01"),
        ],
        group_name="Ještěrky",
        identifier="zelená",
        then="next",
    )

    assert response["Location"] == reverse("events:setup-categories", args=[draft.pk])
    people = Participant.objects.order_by("pk")
    assert list(people.values_list("display_name", "gender", "age", "birth_date")) == [
        ("Žofie Šťastná", "F", 9, None),
        ("Ivo Řehoř", "M", None, date(2017, 5, 31)),
        ("Kim", "", None, date(2017, 6, 1)),
    ]
    assert {person.group for person in people} == {owls}
    assert Group.objects.get(name="Ještěrky").identifier == "zelená"
    log = AuditLog.objects.order_by("pk")
    assert [entry.action for entry in log] == ["CREATE_GROUP", *["ADD_PARTICIPANT"] * 3]
    assert {entry.actor for entry in log} == {admin}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"born": "9"}, "display_name"),
        ({"display_name": "x" * 256}, "display_name"),
        ({"display_name": "a\0b"}, "display_name"),
        ({"display_name": "Eva", "born": "201"}, "born"),
        ({"display_name": "Eva", "born": "včera"}, "born"),
        ({"display_name": "Eva", "born": "2999-01-01"}, "born"),
        ({"display_name": "Eva", "born": "1700-01-01"}, "born"),
        ({"display_name": "Eva", "gender": "Y"}, "gender"),
        ({"display_name": "Eva", "group": "999999999999999999999"}, "group"),
        ({"display_name": "Eva", "group": ""}, "group"),
    ],
)
def test_a_bad_row_refuses_everything_and_loses_nothing(post, owls, wrong, field):
    bad = {**row(owls), **wrong}

    response = post([row(owls, "Dobrá"), bad], group_name="Nová")

    assert response.status_code == 422
    assert list(response.context["rows"].errors[1]) == [field]
    page = response.content.decode()
    assert 'value="Dobrá"' in page
    assert 'value="Nová"' in page
    assert not Participant.objects.exists()
    assert not Group.objects.filter(name="Nová").exists()
    assert not AuditLog.objects.exists()


def test_a_group_of_another_organisation_is_no_choice(post, owls):
    foreign = make.group(make.event(organisation=make.organisation()), name="Cizinci")

    response = post([row(foreign, "Eva")])

    assert response.status_code == 422
    assert "Cizinci" not in response.content.decode()
    assert not Participant.objects.exists()


def test_a_group_that_is_there_already_is_an_error_beside_its_field(post, owls):
    response = post(group_name=" SOVY ")

    assert response.status_code == 422
    assert response.context["group_form"].errors == {
        "group_name": ["The event already has a group of this name."]
    }
    assert Group.objects.count() == 1


def test_an_identifier_needs_a_name(post, draft):
    assert post(identifier="zelená").status_code == 422
    assert not Group.objects.exists()


def test_forged_numbers_of_rows_are_refused(post, owls):
    for total, status in [("-1", 302), ("x", 422), ("99999999999", 422), ("", 422)]:
        response = post(**{"people-TOTAL_FORMS": total, "people-INITIAL_FORMS": "0"})
        assert response.status_code == status
    assert not Participant.objects.exists()


def test_new_rows_start_with_the_group_that_was_used_last(client, admin, draft, owls):
    make.group(draft, name="Áčko")
    make.participant(owls)
    client.force_login(admin)

    response = client.get(reverse("events:setup-people", args=[draft.pk]))

    assert {form["group"].value() for form in response.context["rows"]} == {str(owls.pk)}


def test_who_is_there_is_counted_by_group(client, admin, draft, owls):
    make.participant(owls)
    make.participant(owls, status="WITHDRAWN")
    client.force_login(admin)

    response = client.get(reverse("events:setup-people", args=[draft.pk]))

    assert [group.people for group in response.context["groups"]] == [1]
    assert (
        f"event__id__exact={draft.pk}&amp;group__id__exact={owls.pk}" in response.content.decode()
    )
