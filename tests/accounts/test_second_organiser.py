"""The first organiser of an organisation owns it and invites others; the rest learn whom to ask."""

import re
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from accounts.models import AuditLog, InvitationToken, Membership, User
from accounts.people import invitations, memberships
from tests import make
from tests.admin_site import page, posted

ADD = reverse("admin:accounts_invitationtoken_add")
WANTED = {"email": "petr@example.org", "language": "cs", "role": "ADMIN"}
ASK = "Organisers are invited by those who own the organisation."


def roles(organisation):
    found = Membership.objects.filter(organisation=organisation).order_by("pk")
    return list(found.values_list("user__full_name", "role"))


@pytest.fixture
def owner(organisation):
    person = make.user("ADMIN", full_name="Olga Vlastníková", email="olga@example.org")
    memberships.add_member(user=person, organisation=organisation, by=None, role="OWNER")
    return person


# --- Who owns


def test_the_first_organiser_owns_and_nobody_else(organisation):
    for name, role in [("Eva", "EVALUATOR"), ("Adam", "ADMIN"), ("Bára", "ADMIN")]:
        person = make.user(role, full_name=name)
        memberships.add_member(user=person, organisation=organisation, by=None)

    assert roles(organisation) == [("Eva", "MEMBER"), ("Adam", "OWNER"), ("Bára", "MEMBER")]


def test_by_approval(api, super_admin, organisation):
    for name in ("Adam", "Bára"):
        waiting = make.user("ADMIN", full_name=name, is_active=False)
        body = {"is_active": True, "organisation": organisation.pk}
        answer = api(super_admin).patch(f"/api/admin/users/{waiting.pk}", body, format="json")
        assert answer.status_code == 200

    assert roles(organisation) == [("Adam", "OWNER"), ("Bára", "MEMBER")]


def test_by_becoming_an_organiser(as_super_admin, organisation):
    people = [make.user(full_name=name, organisation=organisation) for name in ("Adam", "Bára")]
    for person in people:
        form = {"email": person.email, "full_name": person.full_name, "is_active": "on"}
        posted(as_super_admin, page(User, "change", person.pk), **form, role="ADMIN")

    assert roles(organisation) == [("Adam", "OWNER"), ("Bára", "MEMBER")]
    actions = list(AuditLog.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["CHANGE_ROLE", "UPDATE_MEMBERSHIP", "CHANGE_ROLE"]


def test_by_the_api_of_members(api, super_admin, organisation):
    address = f"/api/organisations/{organisation.pk}/members"
    for name, more in [("Adam", {}), ("Bára", {}), ("Cyril", {"role": "OWNER"})]:
        body = {"user_id": make.user("ADMIN", full_name=name).pk, **more}
        assert api(super_admin).post(address, body, format="json").status_code == 201

    assert roles(organisation) == [("Adam", "OWNER"), ("Bára", "MEMBER"), ("Cyril", "OWNER")]


def test_those_from_before(organisation, super_admin):
    """The earliest organiser who may sign in; where somebody owns already, nothing changes."""
    for name, role, is_active in [
        ("Eva", "EVALUATOR", True),
        ("Pryč", "ADMIN", False),
        ("Adam", "ADMIN", True),
        ("Bára", "ADMIN", True),
    ]:
        make.user(role, full_name=name, is_active=is_active, organisation=organisation)
    other, nobodys = make.organisation(), make.organisation()
    make.user("ADMIN", full_name="Dana", organisation=other)
    cyril = make.user("ADMIN", full_name="Cyril")
    Membership.objects.create(user=cyril, organisation=other, role="OWNER")
    make.user(full_name="Filip", organisation=nobodys)

    editor = SimpleNamespace(connection=connection)
    import_module("accounts.migrations.0010_first_organisers_own").own(apps, editor)

    assert [name for name, role in roles(organisation) if role == "OWNER"] == ["Adam"]
    assert roles(other) == [("Dana", "MEMBER"), ("Cyril", "OWNER")]
    assert roles(nobodys) == [("Filip", "MEMBER")]


# --- Inviting


@pytest.mark.django_db(transaction=True)
def test_an_owner_invites_an_organiser_into_their_organisation_alone(client, organisation, owner):
    make.organisation()
    client.force_login(owner)
    shown = client.get(ADD, {"role": "ADMIN"}).content.decode()
    assert re.search(r'<input[^>]*value="ADMIN"[^>]* checked', shown)

    answer = client.post(ADD, WANTED)

    assert answer.status_code == 302
    invitation = InvitationToken.objects.get()
    assert (invitation.role, invitation.organisation, invitation.invited_by) == (
        "ADMIN",
        organisation,
        owner,
    )
    token = invitations.link_tokens.new_token()
    InvitationToken.objects.update(token_hash=invitations.link_tokens.hash_of(token))
    petr = invitations.accept(token=token, full_name="Petr", password=make.PASSWORD)
    assert petr.is_admin
    assert list(petr.memberships.values_list("organisation", "role")) == [
        (organisation.pk, "MEMBER")
    ]


def test_the_first_who_is_invited_owns(organisation, super_admin):
    for number in (1, 2):
        sending = invitations.invite(
            email=f"o{number}@example.org", role="ADMIN", organisation=organisation, by=super_admin
        )
        token = sending.link.partition("token=")[2]
        invitations.accept(token=token, full_name=f"O{number}", password=make.PASSWORD)

    assert roles(organisation) == [("O1", "OWNER"), ("O2", "MEMBER")]


def test_whoever_may_not_is_shown_whom_to_ask(as_admin, owner, super_admin):
    text = as_admin.get(ADD, {"role": "ADMIN"}).content.decode()

    assert 'name="role"' not in text
    assert ASK in text
    assert "Olga Vlastníková" in text
    assert 'href="mailto:olga@example.org"' in text
    assert super_admin.email not in text


def test_where_nobody_owns_the_super_admins_are_named(as_admin, super_admin):
    make.user("SUPER_ADMIN", full_name="Vypnutá", is_active=False)

    text = as_admin.get(ADD).content.decode()

    assert "Sára Nejvyšší" in text
    assert f'href="mailto:{super_admin.email}"' in text
    assert "Vypnutá" not in text


def test_an_owner_of_one_invites_no_organisers_into_another(client, owner, super_admin):
    other = make.organisation(name="Jinde")
    theirs = make.user("ADMIN", full_name="Dana Jinde", email="dana@example.org")
    memberships.add_member(user=theirs, organisation=other, by=None)
    memberships.add_member(user=owner, organisation=other, by=None)
    client.force_login(owner)

    answer = client.post(ADD, {**WANTED, "organisation": other.pk})

    assert answer.status_code == 422
    assert f"{ASK[:-1]}. Ask Dana Jinde (dana@example.org)." in answer.content.decode()
    assert not InvitationToken.objects.exists()
    assert client.post(ADD, {**WANTED, "role": "EVALUATOR", "organisation": other.pk})
    assert InvitationToken.objects.get().role == "EVALUATOR"


def test_an_owner_who_is_an_organiser_no_more_invites_nobody(organisation, owner):
    User.objects.update(role="EVALUATOR")
    owner.refresh_from_db()

    with pytest.raises(PermissionDenied):
        invitations.invite(
            email="petr@example.org", role="ADMIN", organisation=organisation, by=owner
        )


def test_the_api_keeps_it_for_super_admins(api, owner, organisation):
    body = {"email": "petr@example.org", "role": "ADMIN", "organisation": organisation.pk}

    answer = api(owner).post("/api/admin/invitations", body, format="json")

    assert (answer.status_code, answer.json()) == (
        403,
        {"detail": "Only a super admin may invite organisers."},
    )


def test_who_sends_an_organisers_invitation_again(client, admin, owner, organisation):
    invitation = make.invitation(organisation, role="ADMIN")
    again = reverse("accounts:invitation-resend", args=[invitation.pk])

    client.force_login(admin)
    assert again not in client.get(page(InvitationToken, "changelist")).content.decode()
    answer = client.post(again, follow=True)
    [sentence] = [str(message) for message in answer.context["messages"]]
    assert sentence.endswith("Ask Olga Vlastníková (olga@example.org).")
    assert not AuditLog.objects.filter(action="RESEND_INVITATION").exists()

    client.force_login(owner)
    assert again in client.get(page(InvitationToken, "changelist")).content.decode()
    client.post(again)
    assert AuditLog.objects.filter(action="RESEND_INVITATION").count() == 1


# --- The ways there


def test_the_users_page_and_the_events_page_lead_there(client, event, owner, organisation):
    client.force_login(owner)

    users = client.get(page(User, "changelist")).content.decode()
    hub = client.get(reverse("scoring:hub", args=[event.pk])).content.decode()

    assert f'href="{ADD}?role=ADMIN"' in users
    assert f'href="{ADD}?role=ADMIN&amp;organisation={organisation.pk}"' in hub


def test_the_organisation_of_the_event_is_chosen(client, owner, organisation):
    memberships.add_member(user=owner, organisation=make.organisation(), by=None)
    client.force_login(owner)

    text = client.get(ADD, {"role": "ADMIN", "organisation": organisation.pk}).content.decode()

    assert f'<option value="{organisation.pk}" selected>' in text


def test_an_organiser_of_nothing_is_offered_no_invitation(client, db):
    client.force_login(make.user("ADMIN"))

    assert "Invite an organiser" not in client.get(page(User, "changelist")).content.decode()
