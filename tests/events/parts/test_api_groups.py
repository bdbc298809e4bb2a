"""Groups in the API."""

import pytest
from django.db import connection

from accounts.models import AuditLog, User
from events.models import EventEvaluator, Group, GroupEvaluator
from tests import make
from tests.admin_site import last_log
from tests.events.costs import queries_of

MINE = "/api/groups/my-groups"
NEW = {"name": "Vydry"}
TAKEN = {"detail": "The event already has a group of this name."}
BAD_NAMES = [
    ("", "This field may not be blank."),
    (" \u00a0 ", "This field may not be blank."),
    (None, "This field may not be null."),
    (["Vydry"], "Not a valid string."),
    ("x" * 256, "Ensure this field has no more than 255 characters."),
    ("\u0958" * 200, "This is too long. Shorten it."),  # composed, each is two characters
    ("a\0b", "Null characters are not allowed."),
]


def groups_of(event):
    return f"/api/events/{event.pk}/groups"


def of(group):
    return f"/api/groups/{group.pk}"


def calls(event_pk, group_pk):
    """Every way to write, and what is said where there is nothing."""
    return [
        ("post", f"/api/events/{event_pk}/groups", "Event not found"),
        ("patch", f"/api/groups/{group_pk}", "Group not found"),
        ("delete", f"/api/groups/{group_pk}", "Group not found"),
    ]


# --- Mine ----------------------------------------------------------------------------------------


def test_my_groups(api, evaluator, event, group):
    make.participant(group)
    make.participant(group)
    archived = make.event(organisation=event.organisation, name="Tábor 2025", status="ARCHIVED")
    old = make.group(archived, name="Vydry")
    make.assign(evaluator, old)

    answer = api(evaluator).get(MINE)

    assert answer.status_code == 200
    assert answer.json() == [
        {
            "id": group.pk,
            "name": "Bobři",
            "identifier": "hnědá",
            "event_id": event.pk,
            "event_name": "Tábor 2026",
            "event_status": "ACTIVE",
            "participant_count": 2,
        },
        {
            "id": old.pk,
            "name": "Vydry",
            "identifier": "",
            "event_id": archived.pk,
            "event_name": "Tábor 2025",
            "event_status": "ARCHIVED",
            "participant_count": 0,
        },
    ]


def test_my_groups_are_those_assigned_not_those_managed(
    api, admin, super_admin, stranger, other_evaluator, group, other_group
):
    for user in [admin, super_admin, stranger]:
        assert api(user).get(MINE).json() == []
    assert [each["id"] for each in api(other_evaluator).get(MINE).json()] == [other_group.pk]
    assert api(None).get(MINE).status_code == 401


def test_my_groups_cost_the_same_for_many(api, evaluator, group):
    client = api(evaluator)
    one = queries_of(lambda: client.get(MINE))
    for _number in range(10):
        elsewhere = make.group(make.event())
        make.participant(elsewhere)
        make.assign(evaluator, elsewhere)

    assert len(client.get(MINE).json()) == 11
    assert queries_of(lambda: client.get(MINE)) == one


# --- Adding --------------------------------------------------------------------------------------


def test_a_group_is_added(api, admin, event):
    answer = api(admin).post(
        groups_of(event), {"name": "  Malí  bobři ", "identifier": "žlutá"}, format="json"
    )

    group = Group.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": group.pk,
        "name": "Malí bobři",
        "identifier": "žlutá",
        "participants": [],
        "evaluators": [],
        "event_id": event.pk,
    }
    assert last_log() == (
        "CREATE_GROUP",
        "Group “Malí bobři” in “Tábor 2026” was created",
        {"name": [None, "Malí bobři"], "identifier": [None, "žlutá"]},
        event.organisation,
    )
    log = AuditLog.objects.get()
    assert (log.actor, log.resource_type, log.resource_id) == (admin, "group", group.pk)


def test_identifier_may_be_left_out(api, super_admin, event):
    answer = api(super_admin).post(groups_of(event), {"name": "Vydry"}, format="json")

    assert answer.status_code == 201
    assert answer.json()["identifier"] == ""


def test_names_are_taken_whatever_the_case_and_the_spaces(api, admin, event, group):
    answer = api(admin).post(groups_of(event), {"name": "bobŘI  "}, format="json")

    assert (answer.status_code, answer.json()) == (409, TAKEN)
    assert Group.objects.get() == group
    assert not AuditLog.objects.exists()
    elsewhere = make.event(organisation=event.organisation)
    assert (
        api(admin).post(groups_of(elsewhere), {"name": "Bobři"}, format="json").status_code == 201
    )


@pytest.mark.parametrize(("name", "sentence"), BAD_NAMES)
def test_names_that_will_not_do(api, admin, event, group, name, sentence):
    body = {"name": name, "identifier": "modrá"}
    for answer in [
        api(admin).post(groups_of(event), body, format="json"),
        api(admin).patch(of(group), body, format="json"),
    ]:
        assert answer.status_code == 422
        assert answer.json() == {"detail": f"name: {sentence}", "errors": {"name": [sentence]}}
    assert Group.objects.get().identifier == "hnědá"


@pytest.mark.parametrize("body", ["{", "[]", '"x"', "null", '{"name": "\\ud800"}', "{}"])
def test_bodies_that_will_not_do(api, admin, event, body):
    answer = api(admin).post(groups_of(event), body, content_type="application/json")

    assert answer.status_code == 422
    assert isinstance(answer.json()["detail"], str)
    assert not Group.objects.exists()


def test_identifiers_that_will_not_do(api, admin, event):
    body = {"name": "Vydry", "identifier": "x" * 256}

    assert list(api(admin).post(groups_of(event), body, format="json").json()["errors"]) == [
        "identifier"
    ]


# --- Renaming ------------------------------------------------------------------------------------


def test_a_group_is_renamed(api, admin, event, group, evaluator, participant):
    make.participant(group, display_name="Adéla Bílá", external_id="7", gender="", age=None)

    answer = api(admin).patch(of(group), {"name": "Vydry"}, format="json")

    assert answer.status_code == 200
    assert answer.json() == {
        "id": group.pk,
        "name": "Vydry",
        "identifier": "hnědá",
        "participants": [
            {
                "id": participant.pk + 1,
                "display_name": "Adéla Bílá",
                "external_id": "7",
                "gender": None,
                "age": None,
                "metadata": {},
                "birth_date": None,
                "birth_year": None,
                "last_name": None,
                "status": "COMPETING",
                "is_hidden": False,
                "group_id": group.pk,
            },
            {
                "id": participant.pk,
                "display_name": "Štěpánka Ďáblová",
                "external_id": None,
                "gender": "F",
                "age": 12,
                "metadata": {},
                "birth_date": None,
                "birth_year": None,
                "last_name": None,
                "status": "COMPETING",
                "is_hidden": False,
                "group_id": group.pk,
            },
        ],
        "evaluators": [
            {
                "id": evaluator.pk,
                "email": evaluator.email,
                "username": None,
                "full_name": "Eva Měřičová",
            }
        ],
        "event_id": event.pk,
    }
    assert last_log() == (
        "UPDATE_GROUP",
        "Group “Vydry” in “Tábor 2026” was changed: name Bobři → Vydry",
        {"name": ["Bobři", "Vydry"]},
        event.organisation,
    )
    assert api(admin).post(groups_of(event), {"name": "Bobři"}, format="json").status_code == 201


@pytest.mark.parametrize(
    "body", [{}, {"name": "Bobři"}, {"name": " Bobři ", "identifier": "hnědá"}]
)
def test_nothing_changed_leaves_no_trace(api, admin, event, group, body):
    event.refresh_from_db()

    assert api(admin).patch(of(group), body, format="json").status_code == 200

    version = event.version
    event.refresh_from_db()
    assert event.version == version
    assert not AuditLog.objects.exists()


def test_another_groups_name_is_taken_but_ones_own_may_be_written_otherwise(
    api, admin, group, other_group
):
    answer = api(admin).patch(of(other_group), {"name": "BOBŘI"}, format="json")
    assert (answer.status_code, answer.json()) == (409, TAKEN)

    assert api(admin).patch(of(group), {"name": "BOBŘI"}, format="json").json()["name"] == "BOBŘI"
    assert api(admin).patch(of(group), {"identifier": ""}, format="json").json()["identifier"] == ""


def test_a_rename_costs_the_same_for_many_people(api, admin, event, group):
    client = api(admin)

    make.participant(group)
    make.assign(make.user(), group)
    one = queries_of(lambda: client.patch(of(group), {"name": "1"}, format="json"))
    for _number in range(9):
        make.participant(group)
        make.assign(make.user(), group)

    assert queries_of(lambda: client.patch(of(group), {"name": "2"}, format="json")) == one
    assert Group.objects.get().name == "2"


def test_a_group_that_is_deleted_before_the_answer_is_made_is_not_there(api, admin, group):
    client, waiting, log = api(admin), [group], []

    def execute(run, sql, params, many, context):
        if '"accounts_auditlog"' in sql:
            log.append(sql)
        elif log and waiting and sql.startswith("SELECT"):
            waiting.pop().delete()
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        answer = client.patch(of(group), {"name": "Vydry"}, format="json")

    assert (answer.status_code, answer.json()) == (404, {"detail": "Group not found"})


# --- Deleting ------------------------------------------------------------------------------------


def test_an_empty_group_is_deleted(api, admin, event, group, evaluator):
    answer = api(admin).delete(of(group))

    assert (answer.status_code, answer.content) == (204, b"")
    assert not Group.objects.exists()
    assert not GroupEvaluator.objects.exists()
    assert EventEvaluator.objects.get().user == evaluator
    assert last_log() == (
        "DELETE_GROUP",
        "Group “Bobři” in “Tábor 2026” was deleted",
        {},
        event.organisation,
    )
    assert api(admin).delete(of(group)).json() == {"detail": "Group not found"}


def test_a_group_with_participants_stays(api, admin, group, participant):
    answer = api(admin).delete(of(group))

    assert answer.status_code == 400
    assert answer.json() == {
        "detail": "This group still has 1 participant. Move or delete them first."
    }
    make.participant(group)
    assert api(admin).delete(of(group)).json() == {
        "detail": "This group still has 2 participants. Move or delete them first."
    }
    assert Group.objects.get() == group
    assert not AuditLog.objects.exists()


# --- Who -----------------------------------------------------------------------------------------


def test_only_the_organisers_of_the_event(api, event, group, evaluator, stranger, outsider):
    guest = make.user(User.Role.ADMIN, organisation=make.organisation())
    make.assign(guest, group)
    for method, path, missing in calls(event.pk, group.pk):
        answers = [
            getattr(api(person), method)(path, NEW, format="json")
            for person in [None, evaluator, stranger, guest, outsider]
        ]
        # The guest sees the group, for they score it, and may not change it.
        assert [answer.status_code for answer in answers] == [401, 403, 403, 403, 404]
        assert answers[-1].json() == {"detail": missing}
    assert list(Group.objects.values_list("name", flat=True)) == ["Bobři"]


@pytest.mark.parametrize("pk", [0, 999_999, 2**63, 10**30])
def test_ids_of_nothing(api, admin, evaluator, pk):
    for method, path, missing in calls(pk, pk):
        answer = getattr(api(admin), method)(path, NEW, format="json")
        assert (answer.status_code, answer.json()) == (404, {"detail": missing})
        assert getattr(api(evaluator), method)(path, NEW, format="json").status_code == 403
