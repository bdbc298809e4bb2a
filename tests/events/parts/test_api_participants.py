"""Participants in the API."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditLog, User
from events.models import Participant
from scoring.models import Entry, Record
from tests import make
from tests.admin_site import last_log

NEW = {"display_name": "Jan"}


def of(participant):
    return f"/api/participants/{participant.pk}"


def in_group(group):
    return f"/api/groups/{group.pk}/participants"


def calls(group_pk, participant_pk):
    """Every way to write, and what is said where there is nothing."""
    return [
        ("post", f"/api/groups/{group_pk}/participants", "Group not found"),
        ("patch", f"/api/participants/{participant_pk}", "Participant not found"),
        ("post", f"/api/participants/{participant_pk}/move", "Participant not found"),
        ("delete", f"/api/participants/{participant_pk}", "Participant not found"),
    ]


@pytest.fixture
def add(api, admin, group):
    """add(display_name=…, …) -> the answer."""
    return lambda **body: api(admin).post(in_group(group), body, format="json")


@pytest.fixture
def change(api, admin, participant):
    return lambda **body: api(admin).patch(of(participant), body, format="json")


@pytest.fixture
def move(api, admin, participant):
    return lambda **body: api(admin).post(f"{of(participant)}/move", body, format="json")


# --- Adding --------------------------------------------------------------------------------------


def test_a_participant_with_everything(add, admin, event, group):
    answer = add(
        display_name=" Jan  Novák ",
        external_id="17",
        gender="M",
        age=11,
        birth_date="2015-03-01",
        status="GUEST",
        metadata={"Oddíl": "Vlci", "plave": True, "výška": 1.4, "nic": None},
    )

    participant = Participant.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "id": participant.pk,
        "display_name": "Jan Novák",
        "external_id": "17",
        "gender": "M",
        "age": 11,
        "metadata": {"Oddíl": "Vlci", "plave": True, "výška": 1.4, "nic": None},
        "birth_date": "2015-03-01",
        "birth_year": None,
        "last_name": None,
        "status": "GUEST",
        "is_hidden": False,
        "group_id": group.pk,
    }
    assert (participant.event, participant.birth_date) == (event, date(2015, 3, 1))
    action, detail, changes, organisation = last_log()
    assert (action, detail, organisation) == (
        "ADD_PARTICIPANT",
        "Participant “Jan Novák” in “Tábor 2026” was added",
        event.organisation,
    )
    assert changes["display_name"] == [None, "Jan Novák"]
    assert changes["birth_date"] == [None, "2015-03-01"]
    assert AuditLog.objects.get().actor == admin


@pytest.mark.parametrize("none", [{}, "", None])
def test_what_is_optional_may_be_null_empty_or_left_out(add, none):
    names = ["external_id", "gender", "age", "birth_date", "metadata"]

    answer = add(display_name="Jan", **({} if none == {} else dict.fromkeys(names, none)))

    assert answer.status_code == 201
    got = answer.json()
    assert [got[name] for name in names] == [None, None, None, None, {}]
    participant = Participant.objects.get()
    assert (participant.external_id, participant.gender, participant.metadata) == (None, "", {})


@pytest.mark.parametrize(
    ("typed", "gender"),
    [
        ("m", "M"), ("F", "F"), (" Kluk ", "M"), ("žena", "F"), ("GIRLS", "F"), ("jiné", "X"),
        (" Dvojí  duše ", "Dvojí duše"), ("h", "h"), ("ř" * 50, "ř" * 50), ("", None),
    ],
)  # fmt: skip
def test_gender_is_read_as_an_import_reads_it(add, typed, gender):
    assert add(display_name="X", gender=typed).json()["gender"] == gender


def test_numbers_are_taken_as_registration_numbers(add):
    assert add(display_name="X", external_id=17).json()["external_id"] == "17"


def tomorrow():
    return str(timezone.localdate() + timedelta(days=1))


YEAR = timezone.localdate().year
BAD = [
    ("display_name", "", "This field may not be blank."),
    ("display_name", None, "This field may not be null."),
    ("display_name", {"first": "Jan"}, "Not a valid string."),
    ("display_name", "x" * 256, "Ensure this field has no more than 255 characters."),
    ("display_name", "\ufb2c" * 200, "This is too long. Shorten it."),  # composed it is longer
    ("display_name", "a\0b", "Null characters are not allowed."),
    ("external_id", "x" * 256, "Ensure this field has no more than 255 characters."),
    ("external_id", "\0", "Null characters are not allowed."),
    ("external_id", ["7"], "Not a valid string."),
    ("gender", "x" * 51, "Ensure this field has no more than 50 characters."),
    ("gender", ["F"], "Not a valid string."),
    ("birth_year", YEAR - 201, f"Ensure this value is greater than or equal to {YEAR - 200}."),
    ("birth_year", YEAR + 1, f"Ensure this value is less than or equal to {YEAR}."),
    ("birth_year", "dvanáct", "A valid integer is required."),
    ("age", 201, "Ensure this value is less than or equal to 200."),
    ("age", -1, "Ensure this value is greater than or equal to 0."),
    ("age", 10**100, "Ensure this value is less than or equal to 200."),
    ("age", "twelve", "A valid integer is required."),
    ("age", 11.5, "A valid integer is required."),
    ("age", True, "A valid integer is required."),
    (
        "birth_date",
        f"{YEAR - 201}-12-31",
        f"Ensure this value is greater than or equal to {YEAR - 200}-01-01.",
    ),
    ("status", "LOST", '"LOST" is not a valid choice.'),
    ("status", None, "This field may not be null."),
    ("metadata", ["a"], "Send an object of names and values."),
    ("metadata", "text", "Send an object of names and values."),
]


@pytest.mark.parametrize(("field", "value", "sentence"), BAD)
def test_values_that_will_not_do(add, change, participant, field, value, sentence):
    for answer in [
        add(**{"display_name": "Jan", field: value}),
        change(**{"age": 13, "external_id": "8", field: value}),
    ]:
        assert answer.status_code == 422
        assert answer.json() == {"detail": f"{field}: {sentence}", "errors": {field: [sentence]}}
    assert list(Participant.objects.values_list("age", "external_id")) == [(12, None)]
    assert not AuditLog.objects.exists()


@pytest.mark.parametrize("value", ["6.5.2011", "2011-02-30", 20110506, {}, tomorrow])
def test_birth_dates_that_will_not_do(add, value):
    answer = add(display_name="Jan", birth_date=value() if callable(value) else value)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["birth_date"])


def test_the_name_is_required(add):
    assert add(age=11).json()["errors"] == {"display_name": ["This field is required."]}


def test_json_that_no_database_takes_is_refused(api, admin, group):
    for text in [
        '{"display_name": "x", "metadata": {"a": 1e999}}',
        '{"display_name": "x", "metadata": {"a": ["\\ud800"]}}',
        '{"display_name": "x", "gender": "\\ud800"}',
        '{"display_name": NaN}',
        '{"display_name": "x", "metadata": {"a": ' + "[" * 400 + "]" * 400 + "}}",
        "[" * 100_000,
    ]:
        answer = api(admin).post(in_group(group), text, content_type="application/json")
        assert answer.status_code == 422
    assert not Participant.objects.exists()


def test_a_registration_number_is_there_once_in_an_event(add, change, other_group, api, admin):
    make.participant(other_group, external_id="7")
    make.participant(make.group(make.event()), external_id="8")

    taken = {"detail": "The event already has a participant with this registration number."}
    for answer in [add(display_name="Jan", external_id=" 7 "), change(external_id="7")]:
        assert (answer.status_code, answer.json()) == (409, taken)
    assert add(display_name="Jan", external_id="8").status_code == 201


# --- Changing ------------------------------------------------------------------------------------


def test_what_is_left_out_stays(change, participant, event):
    answer = change(age=13)

    assert answer.status_code == 200
    assert answer.json() == {
        "id": participant.pk,
        "display_name": "Štěpánka Ďáblová",
        "external_id": None,
        "gender": "F",
        "age": 13,
        "metadata": {},
        "birth_date": None,
        "birth_year": None,
        "last_name": None,
        "status": "COMPETING",
        "is_hidden": False,
        "group_id": participant.group_id,
    }
    assert last_log() == (
        "UPDATE_PARTICIPANT",
        "Participant “Štěpánka Ďáblová” in “Tábor 2026” was changed: age 12 → 13",
        {"age": [12, 13]},
        event.organisation,
    )


def test_what_is_optional_can_be_taken_away(change, participant):
    answer = change(gender=None, age="", metadata=None)

    assert [answer.json()[name] for name in ["gender", "age", "metadata"]] == [None, None, {}]
    assert last_log()[2] == {"gender": ["F", ""], "age": [12, None]}


def test_what_cannot_be_changed_here_stays(change, participant, other_group):
    answer = change(id=1, group_id=other_group.pk, event_id=1, age=13)

    assert (answer.json()["id"], answer.json()["group_id"]) == (
        participant.pk,
        participant.group_id,
    )


@pytest.mark.parametrize(
    "body",
    [{}, {"age": "12", "gender": "holka"}, {"display_name": "Štěpánka  Ďáblová ", "metadata": ""}],
)
def test_nothing_changed_leaves_no_trace(change, event, participant, body):
    event.refresh_from_db()
    version = event.version

    assert change(**body).status_code == 200

    event.refresh_from_db()
    assert event.version == version
    assert not AuditLog.objects.exists()


# --- Moving --------------------------------------------------------------------------------------


def test_a_participant_moves_with_the_results(move, participant, activity, other_group, event):
    record = make.record(activity, participant, "12.5")

    answer = move(group_id=other_group.pk)

    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["group_id"]) == (participant.pk, other_group.pk)
    assert Record.objects.get() == record
    assert last_log() == (
        "MOVE_PARTICIPANT",
        "Participant “Štěpánka Ďáblová” in “Tábor 2026” was changed: "
        "group Bobři → Draci along with 1 result",
        {"group": ["Bobři", "Draci"]},
        event.organisation,
    )


def test_a_move_to_the_same_group_changes_nothing(move, participant, group):
    answer = move(group_id=group.pk)

    assert (answer.status_code, answer.json()["group_id"]) == (200, group.pk)
    assert not AuditLog.objects.exists()


def test_nobody_moves_to_another_event(move, organisation, outsider, participant, group):
    elsewhere = make.group(make.event(organisation=organisation))
    foreign = make.group(make.event(organisation=outsider.memberships.get().organisation))

    answer = move(group_id=elsewhere.pk)
    assert (answer.status_code, answer.json()) == (
        400,
        {"detail": "A participant can move only to a group of the same event."},
    )
    for pk in [foreign.pk, 999_999, 2**63, 10**30]:
        answer = move(group_id=pk)
        assert (answer.status_code, answer.json()) == (404, {"detail": "Group not found"})
    participant.refresh_from_db()
    assert participant.group == group


@pytest.mark.parametrize("body", [{}, {"group_id": None}, {"group_id": "x"}, {"group_id": [1]}])
def test_a_move_needs_a_group(move, body):
    answer = move(**body)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["group_id"])


# --- Deleting ------------------------------------------------------------------------------------


def test_a_participant_is_deleted_with_the_results(
    api, admin, event, participant, activity, other_group
):
    kept = make.record(activity, make.participant(other_group), "14")
    make.record(activity, participant, "12.5")
    make.record(make.activity(event), participant, "3")

    answer = api(admin).delete(of(participant))

    assert (answer.status_code, answer.content) == (204, b"")
    assert Participant.objects.get() == kept.participant
    assert Record.objects.get() == kept
    assert Entry.objects.get() == kept.entry
    assert last_log() == (
        "DELETE_PARTICIPANT",
        "Participant “Štěpánka Ďáblová” in “Tábor 2026” was deleted with 2 results",
        {"results": [2, 0]},
        event.organisation,
    )
    assert api(admin).delete(of(participant)).json() == {"detail": "Participant not found"}


def test_one_without_results_just_goes(api, admin, participant):
    api(admin).delete(of(participant))

    assert last_log()[1:3] == ("Participant “Štěpánka Ďáblová” in “Tábor 2026” was deleted", {})


# --- Who -----------------------------------------------------------------------------------------


def test_only_the_organisers_of_the_event(api, group, participant, evaluator, stranger, outsider):
    guest = make.user(User.Role.ADMIN, organisation=make.organisation())
    make.assign(guest, group)
    for method, path, missing in calls(group.pk, participant.pk):
        answers = [
            getattr(api(person), method)(path, NEW, format="json")
            for person in [None, evaluator, stranger, guest, outsider]
        ]
        # The guest sees the participant, for they score the group, and may change nothing.
        assert [answer.status_code for answer in answers] == [401, 403, 403, 403, 404]
        assert answers[-1].json() == {"detail": missing}
    participant.refresh_from_db()
    assert (participant.display_name, participant.group) == ("Štěpánka Ďáblová", group)


def test_a_super_admin_may_everything(api, super_admin, group, other_group, participant):
    client = api(super_admin)

    statuses = [
        getattr(client, method)(
            path, {**NEW, "group_id": other_group.pk}, format="json"
        ).status_code
        for method, path, _missing in calls(group.pk, participant.pk)
    ]

    assert statuses == [201, 200, 200, 204]


@pytest.mark.parametrize("pk", [0, 999_999, 2**63, 10**30])
def test_ids_of_nothing(api, admin, evaluator, pk):
    for method, path, missing in calls(pk, pk):
        answer = getattr(api(admin), method)(path, NEW, format="json")
        assert (answer.status_code, answer.json()) == (404, {"detail": missing})
        assert getattr(api(evaluator), method)(path, NEW, format="json").status_code == 403
