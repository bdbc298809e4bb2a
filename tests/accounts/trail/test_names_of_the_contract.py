"""The names that the contract promises of the audit trail, and how an address is named in it."""

import json

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditLog, InvitationToken, User
from accounts.trail.strangers import traces_of
from events.models import Participant
from tests import make
from tests.accounts.mailbox import newest_token, token_of

PASSWORD = "Vydra-Hora-Kolo-4071"


class Walk:
    """Calls of the API, and what they left in the trail: (action, kind, id of the object)."""

    def __init__(self, api):
        self.api, self.rows, self.seen = api, [], 0

    def __call__(self, who, method, path, body=None, status=200, **format_and_more):
        kind = format_and_more.get("format", "json")
        answer = getattr(self.api(who), method)(f"/api{path}", body, format=kind)
        assert answer.status_code == status, (path, answer.content)
        new = AuditLog.objects.filter(pk__gt=self.seen).order_by("pk")
        self.rows = [(row.action, row.resource_type, row.resource_id) for row in new]
        self.seen = max([self.seen, *new.values_list("pk", flat=True)])
        return answer.json() if answer.content else None


@pytest.fixture
def walk(api):
    return Walk(api)


@pytest.mark.django_db(transaction=True)
def test_people(walk, super_admin):
    boss = super_admin
    body = {"email": "olga@example.org", "password": PASSWORD, "full_name": "Olga"}
    olga = walk(None, "post", "/auth/register", body, 201)["id"]
    assert walk.rows == [("REGISTER", "user", olga)]
    login = {"email": "olga@example.org", "password": PASSWORD}
    walk(None, "post", "/auth/login", login, 403)
    assert walk.rows == [("LOGIN_FAILED", "user", olga)]
    walk(boss, "patch", f"/admin/users/{olga}", {"is_active": True, "role": "EVALUATOR"})
    assert walk.rows[:2] == [("CHANGE_ROLE", "user", olga), ("CHANGE_STATUS", "user", olga)]
    walk(None, "post", "/auth/login", login)
    assert walk.rows == [("LOGIN", "user", olga)]
    walk(None, "post", "/auth/login", {**login, "password": "x"}, 401)
    assert walk.rows == [("LOGIN_FAILED", "user", olga)]
    assert "olga@example.org" in AuditLog.objects.first().detail
    walk(None, "post", "/auth/login", {**login, "email": "nobody@example.org"}, 401)
    assert walk.rows == [("LOGIN_FAILED", "", None)]
    walk(None, "post", "/auth/forgot-password", {"email": "nobody@example.org"})
    assert walk.rows == [("FORGOT_PASSWORD_UNKNOWN", "", None)]
    walk(None, "post", "/auth/forgot-password", {"email": "olga@example.org"})
    assert walk.rows == [("FORGOT_PASSWORD", "user", olga)]
    new = {"token": newest_token(), "new_password": "Kotva-Mlha-Zubr-1234"}
    walk(None, "post", "/auth/reset-password", new)
    assert walk.rows == [("RESET_PASSWORD", "user", olga)]

    invited = walk(boss, "post", "/admin/invitations", {"email": "eva@example.org"}, 201)["id"]
    assert walk.rows == [("INVITE_EVALUATOR", "invitationtoken", invited)]
    walk(boss, "post", f"/admin/invitations/{invited}/resend")
    assert walk.rows == [("RESEND_INVITATION", "invitationtoken", invited)]
    accepted = {"token": token_of(mail.outbox[-1]), "full_name": "Eva", "password": PASSWORD}
    walk(None, "post", "/auth/accept-invitation", accepted)
    eva = User.objects.get(email="eva@example.org").pk
    assert walk.rows == [("ACCEPT_INVITATION", "user", eva)]
    other = walk(boss, "post", "/admin/invitations", {"email": "jan@example.org"}, 201)["id"]
    walk(boss, "delete", f"/admin/invitations/{other}", status=204)
    assert walk.rows == [("REVOKE_INVITATION", "invitationtoken", other)]
    assert InvitationToken.objects.count() == 2

    walk(boss, "delete", f"/admin/users/{olga}", status=204)
    assert walk.rows == [("DELETE_USER", "user", olga)]
    assert AuditLog.objects.first().detail == "User “Olga” was deleted (olga@example.org)"


def test_events(walk, admin, organisation):
    eva = make.user(organisation=organisation).pk
    groups = [{"name": "7.A", "participants": [{"display_name": "Jan Novák"}]}]
    body = {"name": "Games", "groups": groups}
    event = walk(admin, "post", "/events/manual", body, 201)["event_id"]
    assert walk.rows == [("CREATE_EVENT_MANUAL", "event", event)]
    walk(admin, "patch", f"/events/{event}", {"name": "Other games"})
    assert walk.rows == [("UPDATE_EVENT", "event", event)]

    group = walk(admin, "post", f"/events/{event}/groups", {"name": "7.B"}, 201)["id"]
    assert walk.rows == [("CREATE_GROUP", "group", group)]
    walk(admin, "patch", f"/groups/{group}", {"name": "8.B"})
    assert walk.rows == [("UPDATE_GROUP", "group", group)]

    path = f"/groups/{group}/participants"
    participant = walk(admin, "post", path, {"display_name": "Eva Malá"}, 201)["id"]
    assert walk.rows == [("ADD_PARTICIPANT", "participant", participant)]
    walk(admin, "patch", f"/participants/{participant}", {"age": 12})
    assert walk.rows == [("UPDATE_PARTICIPANT", "participant", participant)]
    other_group = Participant.objects.get(display_name="Jan Novák").group_id
    walk(admin, "post", f"/participants/{participant}/move", {"group_id": other_group})
    assert walk.rows == [("MOVE_PARTICIPANT", "participant", participant)]
    walk(admin, "delete", f"/participants/{participant}", status=204)
    assert walk.rows == [("DELETE_PARTICIPANT", "participant", participant)]

    walk(admin, "post", f"/events/{event}/evaluators", {"user_id": eva}, 201)
    assert walk.rows == [("ADD_EVENT_EVALUATOR", "event", event)]
    walk(admin, "post", f"/groups/{group}/evaluators", {"user_id": eva}, 201)
    assert walk.rows == [("ASSIGN_GROUP_EVALUATOR", "group", group)]
    walk(admin, "delete", f"/groups/{group}/evaluators/{eva}", status=204)
    assert walk.rows == [("DELETE_GROUP_EVALUATOR", "group", group)]
    walk(admin, "delete", f"/events/{event}/evaluators/{eva}", status=204)
    assert walk.rows == [("DELETE_EVENT_EVALUATOR", "event", event)]
    walk(admin, "post", f"/events/{event}/bootstrap-evaluators", status=201)
    teams = User.objects.filter(is_team=True).order_by("pk").values_list("pk", flat=True)
    assert walk.rows == [("BOOTSTRAP_EVALUATOR", "user", team) for team in teams]
    assert len(teams) == 2

    walk(admin, "delete", f"/groups/{group}", status=204)
    assert walk.rows == [("DELETE_GROUP", "group", group)]
    walk(admin, "delete", f"/events/{event}", status=204)
    assert walk.rows == [("DELETE_EVENT", "event", event)]


@pytest.mark.parametrize(
    ("path", "noun", "kind", "body", "change"),
    [
        (
            "/events/{event}/age-categories",
            "AGE_CATEGORY",
            "agecategory",
            {"name": "Older", "min_age": 13, "max_age": 99},
            {"min_age": 12},
        ),
        (
            "/activities",
            "ACTIVITY",
            "activity",
            {"name": "60 m", "evaluation_type": "TIME_LOW", "event_id": "{event}"},
            {"name": "100 m"},
        ),
        (
            "/events/{event}/diplomas",
            "DIPLOMA",
            "diplomatemplate",
            {"name": "Gold"},
            {"name": "Silver"},
        ),
    ],
)
def test_parts_of_an_event(walk, admin, event, path, noun, kind, body, change):
    body = {name: event.pk if value == "{event}" else value for name, value in body.items()}
    path = path.format(event=event.pk)
    made = walk(admin, "post", path, body, 201)["id"]
    assert walk.rows == [(f"CREATE_{noun}", kind, made)]
    walk(admin, "put" if noun == "DIPLOMA" else "patch", f"{path}/{made}", change)
    assert walk.rows == [(f"UPDATE_{noun}", kind, made)]
    walk(admin, "delete", f"{path}/{made}", status=204)
    assert walk.rows == [(f"DELETE_{noun}", kind, made)]


def test_an_event_from_a_file_and_one_from_a_page(api, admin, as_admin):
    file = "display_name,group_name\nJan Novák,7.A\n"
    body = {
        "event_name": "Games",
        "file": SimpleUploadedFile("people.csv", file.encode(), content_type="text/csv"),
        "column_mapping": json.dumps({"display_name": "display_name", "group_name": "group_name"}),
    }
    made = api(admin).post("/api/events/import", body, format="multipart").json()["event_id"]
    row = AuditLog.objects.first()
    assert (row.action, row.resource_type, row.resource_id) == ("IMPORT_EVENT", "event", made)

    as_admin.post("/admin/events/new/", {"name": "Camp"})
    row = AuditLog.objects.first()
    assert (row.action, row.resource_type, row.detail) == ("CREATE_EVENT", "event", "Camp created")


# --- Addresses that have no account


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("nobody@example.org", "…@example.org"),
        (" NoBody@Example.ORG ", "…@example.org"),
        ("Tajne-Heslo-1", "…"),
        ("Tajne@Heslo", "…"),
        ("", "…"),
        ("a\0b@example.org", "…"),
        ("a@\ud800.org", "…"),
        ("a" * 100_000 + "@example.org", "…"),
    ],
)
def test_what_was_typed_is_kept_nowhere(typed, place):
    traces = traces_of(typed)

    assert traces["place"] == place
    assert len(traces["mark"]) == 12
    assert set(traces["mark"]) <= set("0123456789abcdef")


def test_the_same_address_leaves_the_same_mark_under_this_servers_key_only(settings):
    mark = traces_of("nobody@example.org")["mark"]

    assert traces_of(" NOBODY@example.org")["mark"] == mark
    assert traces_of("nobody2@example.org")["mark"] != mark
    settings.SECRET_KEY = "another-" + "0" * 40
    assert traces_of("nobody@example.org")["mark"] != mark


@pytest.mark.parametrize("door", ["page", "api"])
def test_two_tries_of_one_address_are_seen_to_be_one(db, door):
    for typed in ("nobody@example.org", "Nobody@example.org", "other@example.org", "Heslo-1"):
        if door == "page":
            Client().post("/sign-in/", {"username": typed, "password": "x"})
        else:
            body = {"email": typed, "password": "x"}
            Client().post("/api/auth/login", body, content_type="application/json")

    one, same, other, password = AuditLog.objects.order_by("pk").values_list("detail", flat=True)
    assert one == same
    assert one.startswith("Somebody tried an address that has no account: …@example.org (")
    assert other != one
    assert password.startswith("Somebody tried an address that has no account: … (")
    everything = str(list(AuditLog.objects.values())).lower()
    assert not [typed for typed in ("nobody", "other@", "heslo") if typed in everything]
