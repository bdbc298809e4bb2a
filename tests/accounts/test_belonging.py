"""Whoever may sign in belongs to the organisation, and so can be used at once."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from accounts.models import InvitationToken, Membership, Organisation, User
from accounts.people import invitations, registration
from events.models import EventEvaluator
from scoring.models import Record
from tests import make
from tests.accounts.mailbox import token_of
from tests.exchange_files import confirm, problems, upload

everybody_belongs = import_module("accounts.migrations.0007_everybody_belongs")
PASSWORD = "Vydra-Hora-Kolo-4071"
NAMES = "email,full_name,role,is_active,language,organisation\n"


def post(client, path, body, status):
    answer = client.post(f"/api{path}", body, format="json")
    assert answer.status_code == status, answer.content
    return answer.json()


def member_of() -> dict[str, str]:
    return dict(Membership.objects.values_list("user__email", "organisation__slug"))


@pytest.mark.django_db(transaction=True)
def test_a_client_walks_from_registering_to_scoring_by_the_contracts_calls(api, super_admin):
    """As clients of the first backend do, which know nothing of organisations."""
    Organisation.objects.default()
    anybody, boss = api(None), api(super_admin)
    for name in ("olga", "eva"):
        body = {"email": f"{name}@example.org", "password": PASSWORD, "full_name": name.title()}
        post(anybody, "/auth/register", body, 201)
    people = {user["full_name"]: user["id"] for user in boss.get("/api/admin/users").json()}
    organiser, evaluator = {"is_active": True}, {"role": "EVALUATOR", "is_active": True}
    for name, change in (("Olga", organiser), ("Eva", evaluator)):
        answer = boss.patch(f"/api/admin/users/{people[name]}", change, format="json")
        assert answer.status_code == 200

    olga, eva = (api(User.objects.get(email=f"{name}@example.org")) for name in ("olga", "eva"))
    assert {user["full_name"] for user in olga.get("/api/admin/users").json()} == {"Olga", "Eva"}
    groups = [{"name": "7.A", "participants": [{"display_name": "Jan Novák"}]}]
    event = post(olga, "/events/manual", {"name": "Games", "groups": groups}, 201)["event_id"]
    post(olga, f"/events/{event}/evaluators", {"user_id": people["Eva"]}, 201)
    [group] = olga.get(f"/api/events/{event}").json()["groups"]
    post(olga, f"/groups/{group['id']}/evaluators", {"user_id": people["Eva"]}, 201)
    run = {"event_id": event, "name": "60 m", "evaluation_type": "TIME_LOW"}
    activity = post(olga, "/activities", run, 201)["id"]
    assert olga.patch(f"/api/events/{event}", {"status": "ACTIVE"}, format="json").data
    [mine] = eva.get("/api/groups/my-groups").json()
    [jan] = group["participants"]
    assert mine["id"] == group["id"]
    result = {"activity_id": activity, "participant_id": jan["id"], "value_raw": "9.81"}
    post(eva, "/records", result, 201)

    assert Record.objects.get().value == 9810
    board = olga.get(f"/api/events/{event}/leaderboard").json()
    [row] = board["activities"][0]["categories"][0]["participants"]
    assert (row["rank"], row["display_name"]) == (1, "Jan Novák")


@pytest.mark.parametrize("several", [False, True])
def test_registering_where_it_is_open(db, settings, several):
    settings.REGISTRATION = "open"
    if several:
        make.organisation()

    user = registration.register(email="eva@example.org", password=PASSWORD, full_name="Eva")

    assert member_of() == ({} if several else {"eva@example.org": "default"})
    assert (user.role, user.is_active) == ("EVALUATOR", True)


def test_registering_where_it_waits_gives_no_organisation_yet(db):
    registration.register(email="eva@example.org", password=PASSWORD, full_name="Eva")

    assert member_of() == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ["EVALUATOR", "ADMIN"])
def test_an_invitation_that_names_no_organisation_is_to_the_only_one(super_admin, role):
    Organisation.objects.default()
    invitations.invite(email="eva@example.org", role=role, organisation=None, by=super_admin)

    invitations.accept(token=token_of(mail.outbox[0]), full_name="Eva", password=PASSWORD)

    assert member_of() == {"eva@example.org": "default"}


@pytest.mark.django_db(transaction=True)
def test_the_first_super_admin_belongs_above(settings):
    Organisation.objects.default()
    settings.SUPER_ADMIN_EMAIL = "boss@example.org"
    call_command("bootstrap_super_admin")

    invitations.accept(token=token_of(mail.outbox[0]), full_name="Boss", password=PASSWORD)

    assert (User.objects.get().role, member_of()) == ("SUPER_ADMIN", {})


def test_a_list_of_people(as_super_admin, django_capture_on_commit_callbacks):
    off = make.user(email="off@example.org", is_active=False, access_version=1)
    text = f"{NAMES}new@example.org,Nová,EVALUATOR,,,\n{off.email},Vypnutá,EVALUATOR,true,,\n"

    confirm(as_super_admin, User, upload(as_super_admin, User, text))

    assert member_of() == {"off@example.org": "default"}
    assert InvitationToken.objects.get().organisation.slug == "default"


def test_a_list_of_people_where_there_are_several_organisations(as_super_admin, organisation):
    off = make.user(email="off@example.org", is_active=False, access_version=1)
    text = NAMES + f"{off.email},,EVALUATOR,true,,{{}}\n"

    refused = upload(as_super_admin, User, text.format(""))
    assert "Say into which organisation." in str(problems(refused))
    confirm(as_super_admin, User, upload(as_super_admin, User, text.format("vydri")))

    off.refresh_from_db()
    assert (off.is_active, member_of()) == (True, {"off@example.org": "vydri"})


def test_evaluators_of_the_demo_are_members(db, settings):
    settings.DEBUG = True
    call_command("demo")

    members = Membership.objects.filter(organisation__slug="default").values("user")
    others = User.objects.exclude(pk__in=members)
    assert [user.role for user in others] == ["SUPER_ADMIN"]


@pytest.mark.parametrize("several", [False, True])
def test_the_migration_brings_home_whoever_can_sign_in(db, organisation, several):
    if not several:
        Organisation.objects.exclude(pk=organisation.pk).delete()
    make.user(email="member@example.org", organisation=organisation)
    make.user(email="eva@example.org")
    make.user("ADMIN", email="olga@example.org")
    make.user("SUPER_ADMIN", email="boss@example.org")
    make.user(email="off@example.org", is_active=False)

    everybody_belongs.join_single(apps, SimpleNamespace(connection=connection))

    homeless = {} if several else {"eva@example.org": "vydri", "olga@example.org": "vydri"}
    assert member_of() == {"member@example.org": "vydri", **homeless}


# --- By the address


@pytest.fixture
def elsewhere(db):
    """An evaluator of another organisation."""
    return make.user(
        email="eva@elsewhere.example", full_name="Eva Jiná", organisation=make.organisation()
    )


def pool(event):
    return f"/events/{event.pk}/evaluators"


def test_somebody_from_elsewhere_is_found_by_the_exact_address(api, admin, event, elsewhere):
    added = post(api(admin), pool(event), {"email": " EVA@elsewhere.example"}, 201)

    assert added["id"] == elsewhere.pk
    assert EventEvaluator.objects.get().user == elsewhere
    assert elsewhere.memberships.count() == 1  # theirs; this event has them as a guest
    again = api(admin).post(f"/api{pool(event)}", {"email": elsewhere.email}, format="json")
    assert again.status_code == 409


def test_whoever_belongs_nowhere_belongs_to_the_events_organisation_then(
    api, admin, event, stranger, organisation
):
    post(api(admin), pool(event), {"email": stranger.email}, 201)

    assert stranger.memberships.get().organisation == organisation


@pytest.mark.parametrize(
    "who",
    [
        {"email": "eva@elsewhere.exampl"},
        {"email": "@elsewhere.example"},
        {"email": "off@elsewhere.example"},
        {"email": "admin@elsewhere.example"},
        {"email": "team@elsewhere.example"},
        {"email": "%"},
        {"user_id": "theirs"},
    ],
)
def test_nobody_else_is_found_so(api, admin, event, elsewhere, who):
    make.user(email="off@elsewhere.example", is_active=False)
    make.user("ADMIN", email="admin@elsewhere.example")
    make.user(email="team@elsewhere.example", is_team=True)
    if "user_id" in who:
        who = {"user_id": elsewhere.pk}

    found = post(api(admin), pool(event), who, 404)

    assert found == {"detail": "User not found"}
    assert not EventEvaluator.objects.exists()


def test_neither_an_id_nor_an_address(api, admin, event):
    assert set(post(api(admin), pool(event), {}, 422)["errors"]) == {"user_id", "email"}


def test_the_page_finds_the_exact_address_too(as_admin, event, elsewhere):
    address = reverse("events:evaluators", args=[event.pk])
    assert "Eva Jiná" not in as_admin.get(address, {"q": "eva"}).content.decode()
    text = as_admin.get(address, {"q": "Eva@elsewhere.example"}).content.decode()
    assert "Eva Jiná" in text
    assert 'name="q" value="Eva@elsewhere.example"' in text

    form = {"action": "add", "user": elsewhere.pk}
    assert as_admin.post(address, form).status_code == 422
    assert as_admin.post(address, {**form, "q": "a\0b"}).status_code == 422
    assert as_admin.post(address, {**form, "q": "eva@elsewhere.example"}).status_code == 302

    assert EventEvaluator.objects.get().user == elsewhere


def test_who_has_an_account_already_is_not_invited_but_found(as_admin, event, elsewhere):
    invite = reverse("events:invitations", args=[event.pk])

    answer = as_admin.post(invite, {"email": "Eva@Elsewhere.example"})

    assert answer.status_code == 422
    assert answer.context["invite_form"].errors == {
        "email": ["They have an account: search for this address above, then add."]
    }
    assert not InvitationToken.objects.exists()
