"""Inviting people by the API: who may invite whom to where, and what becomes of the links."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import AuditLog, InvitationToken, Membership, Organisation, User
from accounts.people import invitations
from accounts.sign_in import link_tokens
from tests import make
from tests.accounts.mailbox import newest_token
from tests.smtp import mail_server, use
from tests.threads import at_once

PATH = "/api/admin/invitations"
EVA = "eva@example.org"
commits = pytest.mark.django_db(transaction=True)


def invite(api, user, **body):
    return api(user).post(PATH, {"email": EVA, **body}, format="json")


def invite_by(client) -> int:
    return client.post(PATH, {"email": EVA}, format="json").status_code


def invitation(organisation, **fields):
    """One that is there already; its token is the address."""
    fields = {"email": EVA, **fields}
    return InvitationToken.objects.create(
        organisation=organisation,
        token_hash=link_tokens.hash_of(fields["email"]),
        **{"expires_at": timezone.now() + timedelta(days=3), **fields},
    )


@commits
def test_an_evaluator_is_invited(api, admin, organisation):
    answer = invite(api, admin, email=" Eva@Example.ORG")

    row = InvitationToken.objects.get()
    found = answer.json()
    assert answer.status_code == 201
    assert parse_datetime(found.pop("expires_at")) == row.expires_at
    assert parse_datetime(found.pop("created_at")) == row.created_at
    assert found == {
        "id": row.pk,
        "email": EVA,
        "role": "EVALUATOR",
        "used": False,
        "organisation": organisation.pk,
        "status": "pending",
        "email_sent": True,
    }
    assert row.invited_by == admin
    assert abs(row.expires_at - row.created_at - timedelta(days=7)) < timedelta(seconds=5)
    assert [message.to for message in mail.outbox] == [[EVA]]
    assert row.token_hash == link_tokens.hash_of(newest_token())
    assert len(newest_token()) == 64


@commits
def test_an_invitation_is_in_the_trail_without_its_token(api, admin, organisation):
    invite(api, admin)
    log = AuditLog.objects.get()

    assert (log.actor, log.action, log.organisation) == (admin, "INVITE_EVALUATOR", organisation)
    assert (log.resource_type, log.resource_id) == (
        "invitationtoken",
        InvitationToken.objects.get().pk,
    )
    assert log.detail == "Adam Pořadatel invited eva@example.org as evaluator of Tábor Vydří"
    assert newest_token() not in str(vars(log))


@pytest.mark.parametrize("days", [1, 30])
@commits
def test_how_long_it_holds_is_a_setting(api, admin, settings, days):
    settings.INVITATION_EXPIRE_DAYS = days

    expires_at = parse_datetime(invite(api, admin).json()["expires_at"])

    assert timedelta(0) < timezone.now() + timedelta(days=days) - expires_at < timedelta(minutes=1)


def test_who_may_not_invite_at_all(api, evaluator, stranger):
    assert invite(api, None).status_code == 401
    for person in (evaluator, stranger):
        answer = invite(api, person)
        assert answer.status_code == 403
        assert set(answer.json()) == {"detail"}
    assert not InvitationToken.objects.exists()


@pytest.mark.parametrize(
    ("actor", "role", "status"),
    [
        ("admin", "EVALUATOR", 201),
        ("admin", "ADMIN", 403),
        ("admin", "SUPER_ADMIN", 403),
        ("super_admin", "EVALUATOR", 201),
        ("super_admin", "ADMIN", 201),
        ("super_admin", "SUPER_ADMIN", 403),
    ],
)
def test_who_may_invite_whom(api, request, actor, role, status):
    answer = invite(api, request.getfixturevalue(actor), role=role)

    assert answer.status_code == status
    assert InvitationToken.objects.count() == (status == 201)
    if status == 201:
        assert answer.json()["role"] == role


def test_the_services_keep_to_that_as_well(admin, evaluator, organisation):
    invited = {"email": EVA, "organisation": organisation}
    for by, role in [(admin, "ADMIN"), (admin, "SUPER_ADMIN"), (evaluator, "EVALUATOR")]:
        with pytest.raises(PermissionDenied):
            invitations.invite(**invited, role=role, by=by)
    assert not InvitationToken.objects.exists()


def test_into_which_organisation(api, super_admin, admin, organisation, outsider):
    theirs = Organisation.objects.only_of(outsider)

    def chosen(user, email, **body):
        return invite(api, user, email=email, **body).json()["organisation"]

    assert chosen(admin, "a@example.org") == organisation.pk
    assert chosen(admin, "b@example.org", organisation=None) == organisation.pk
    assert chosen(outsider, "c@example.org") == theirs.pk
    assert chosen(super_admin, "e@example.org", organisation=theirs.pk) == theirs.pk
    Membership.objects.create(user=super_admin, organisation=organisation)
    assert chosen(super_admin, "f@example.org") == organisation.pk


def test_a_super_admin_of_none_invites_into_the_only_one(api, super_admin):
    only = Organisation.objects.default()
    assert invite(api, super_admin).json()["organisation"] == only.pk

    make.organisation()
    unclear = invite(api, super_admin, email="b@example.org")

    assert unclear.status_code == 422
    assert unclear.json()["errors"] == {"organisation": ["Say into which organisation."]}


def test_who_belongs_to_several_has_to_choose_one(api, admin, organisation):
    second = make.organisation()
    Membership.objects.create(user=admin, organisation=second)

    answer = invite(api, admin)
    named = invite(api, admin, organisation=second.pk)

    assert answer.status_code == 422
    assert answer.json()["errors"] == {"organisation": ["Say into which organisation."]}
    assert (named.status_code, named.json()["organisation"]) == (201, second.pk)


def test_who_belongs_to_none_has_to_as_well(api, db):
    assert invite(api, make.user(User.Role.ADMIN)).status_code == 422


@pytest.mark.parametrize("pk", [10**6, 2**63, 10**30])
def test_another_organisation_is_as_if_it_were_not_there(api, admin, outsider, pk):
    theirs = Organisation.objects.only_of(outsider).pk

    for organisation in (theirs, pk):
        answer = invite(api, admin, organisation=organisation)
        assert (answer.status_code, answer.json()) == (404, {"detail": "Organisation not found"})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": None}, "email"),
        ({"email": ""}, "email"),
        ({"email": "eva"}, "email"),
        ({"email": 7}, "email"),
        ({"email": ["eva@example.org"]}, "email"),
        ({"email": "eva\x00@example.org"}, "email"),
        ({"email": "eva@example.org\nBcc: all@example.org"}, "email"),
        ({"email": f"{'a' * 250}@example.org"}, "email"),
        ({"role": "BOSS"}, "role"),
        ({"role": None}, "role"),
        ({"role": {}}, "role"),
        ({"organisation": "Tábor"}, "organisation"),
        ({"organisation": 0}, "organisation"),
        ({"language": "de"}, "language"),
        ({"language": 1}, "language"),
    ],
)
def test_what_does_not_fit(api, admin, body, field):
    answer = invite(api, admin, **body)

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {field}
    assert answer.json()["detail"].startswith(f"{field}: ")
    assert not InvitationToken.objects.exists()


def test_a_body_without_an_address(api, admin):
    answer = api(admin).post(PATH, {}, format="json")

    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"email"})


def test_a_registered_address_is_a_clash(api, admin):
    make.user(email=EVA)

    answer = invite(api, admin, email="EVA@example.org")

    assert (answer.status_code, answer.json()) == (409, {"detail": "Email already registered"})


def test_a_pending_invitation_is_a_clash_also_to_elsewhere(api, admin, outsider):
    invite(api, outsider)

    answer = invite(api, admin)

    assert answer.status_code == 409
    assert answer.json() == {
        "detail": "This address has been invited already, and the invitation is pending"
    }
    assert InvitationToken.objects.count() == 1


def test_an_expired_one_is_replaced(api, admin, outsider):
    theirs = Organisation.objects.only_of(outsider)
    old = invitation(theirs, role="ADMIN", expires_at=timezone.now())

    answer = invite(api, admin)

    assert answer.status_code == 201
    assert answer.json()["id"] != old.pk
    old.refresh_from_db()
    assert old.status == "revoked"


def test_who_was_revoked_can_be_invited_again(api, admin, organisation):
    invitation(organisation, revoked_at=timezone.now())

    assert invite(api, admin).status_code == 201


@pytest.mark.parametrize("has_expired", [False, True])
@commits
def test_of_two_at_once_one_is_refused(api, admin, super_admin, organisation, has_expired):
    if has_expired:
        invitation(organisation, expires_at=timezone.now())
    clients = [api(admin), api(super_admin)]

    found = at_once(*(lambda c=c: invite_by(c) for c in clients))

    assert sorted(found) == [201, 409]
    assert InvitationToken.objects.open().count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("kind", ["down", "refuses", "hangs"])
@commits
def test_without_the_mail_the_invitation_holds_and_can_be_sent_again(
    api, admin, settings, caplog, kind
):
    with mail_server(kind) as server:
        use(settings, server)
        answer = invite(api, admin)
    with mail_server("good") as server:
        use(settings, server)
        again = api(admin).post(f"{PATH}/{answer.json()['id']}/resend")

    assert (answer.status_code, answer.json()["email_sent"]) == (201, False)
    assert (again.status_code, again.json()["email_sent"]) == (200, True)
    assert server.recipients == [EVA]
    assert "mail not sent" in caplog.text
    assert "token=" not in caplog.text
    assert EVA not in caplog.text


# --- The list


def test_the_list(api, admin, organisation, outsider):
    now = timezone.now()
    invitation(organisation, email="expired@example.org", expires_at=now)
    invitation(organisation, email="revoked@example.org", revoked_at=now)
    invitation(organisation, email="used@example.org", used_at=now, role="ADMIN")
    newest = invitation(organisation)
    invitation(Organisation.objects.only_of(outsider), email="elsewhere@example.org")

    found = api(admin).get(PATH).json()

    assert [(row["email"], row["used"], row["status"]) for row in found] == [
        (EVA, False, "pending"),
        ("used@example.org", True, "accepted"),
    ]
    assert set(found[0]) == {
        "id",
        "email",
        "role",
        "used",
        "expires_at",
        "created_at",
        "organisation",
        "status",
    }
    assert (found[0]["id"], found[0]["organisation"]) == (newest.pk, organisation.pk)


def test_who_sees_which(api, super_admin, admin, outsider, evaluator, organisation):
    invitation(organisation)
    invitation(None, email="chief@example.org", role="SUPER_ADMIN")

    def seen(user):
        return {row["email"] for row in api(user).get(PATH).json()}

    assert seen(super_admin) == {EVA, "chief@example.org"}
    assert seen(admin) == {EVA}
    assert seen(outsider) == set()
    assert api(evaluator).get(PATH).status_code == 403
    assert api(None).get(PATH).status_code == 401


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_as_many_queries_whatever_its_length(
    api, admin, organisation, django_assert_num_queries, count
):
    for number in range(count):
        invitation(organisation, email=f"{number}@example.org")
    client = api(admin)

    with django_assert_num_queries(2):  # who asks, and the list
        assert len(client.get(PATH).json()) == count


# --- Sending again


@commits
def test_sent_again_with_a_new_link_and_a_new_week(api, admin, organisation):
    row = invitation(organisation, expires_at=timezone.now() + timedelta(minutes=1))
    Membership.objects.create(user=make.user("ADMIN"), organisation=organisation)

    answer = api(admin).post(f"{PATH}/{row.pk}/resend")

    row.refresh_from_db()
    assert answer.status_code == 200
    assert answer.json()["id"] == row.pk
    assert answer.json()["email_sent"] is True
    assert row.expires_at > timezone.now() + timedelta(days=6, hours=23)
    assert row.token_hash == link_tokens.hash_of(newest_token())
    for token, status in [(EVA, 400), (newest_token(), 200)]:
        found = api(None).get("/api/auth/validate-invitation", {"token": token})
        assert found.status_code == status
    log = AuditLog.objects.get()
    assert (log.actor, log.action, log.organisation) == (admin, "RESEND_INVITATION", organisation)
    assert log.detail == (
        "Adam Pořadatel sent eva@example.org again the invitation as evaluator of Tábor Vydří"
    )


def test_an_expired_one_can_be_sent_again(api, admin, organisation):
    row = invitation(organisation, expires_at=timezone.now())

    assert api(admin).post(f"{PATH}/{row.pk}/resend").json()["status"] == "pending"


def test_what_cannot_be_sent_again(api, admin, super_admin, organisation):
    used = invitation(organisation, email="used@example.org", used_at=timezone.now())
    organisers = invitation(organisation, email="boss@example.org", role="ADMIN")
    registered = invitation(organisation, email=make.user().email)

    def answer(row, user=admin):
        found = api(user).post(f"{PATH}/{row.pk}/resend")
        return found.status_code, found.json()["detail"]

    assert answer(used) == (400, "This invitation has been accepted already.")
    assert answer(organisers) == (403, "Only a super admin may invite organisers.")
    assert api(super_admin).post(f"{PATH}/{organisers.pk}/resend").status_code == 200
    assert answer(registered) == (409, "Email already registered")


# --- Taking back


def test_taken_back(api, admin, organisation):
    row = invitation(organisation)

    answer = api(admin).delete(f"{PATH}/{row.pk}")

    assert (answer.status_code, answer.content) == (204, b"")
    dead = api(None).get("/api/auth/validate-invitation", {"token": EVA})
    assert dead.status_code == 400
    assert dead.json() == {"detail": "Invalid or already used invitation token"}
    log = AuditLog.objects.get()
    assert (log.actor, log.action, log.organisation) == (admin, "REVOKE_INVITATION", organisation)
    assert log.detail == (
        "Adam Pořadatel took back the invitation of eva@example.org as evaluator of Tábor Vydří"
    )


def test_an_accepted_one_cannot_be_taken_back(api, admin, organisation):
    row = invitation(organisation, used_at=timezone.now())

    answer = api(admin).delete(f"{PATH}/{row.pk}")

    assert answer.status_code == 400
    assert answer.json() == {"detail": "This invitation has been accepted already."}
    assert not AuditLog.objects.exists()


@pytest.mark.parametrize(("method", "path"), [("delete", ""), ("post", "/resend")])
def test_what_is_not_ones_own_is_not_there(
    api, admin, evaluator, outsider, organisation, method, path
):
    theirs = invitation(Organisation.objects.only_of(outsider))
    revoked = invitation(organisation, email="r@example.org", revoked_at=timezone.now())

    for pk in (theirs.pk, revoked.pk, 10**6, 2**63, 10**30):
        answer = getattr(api(admin), method)(f"{PATH}/{pk}{path}")
        assert (answer.status_code, answer.json()) == (404, {"detail": "Invitation not found"})
    assert getattr(api(evaluator), method)(f"{PATH}/{theirs.pk}{path}").status_code == 403
    assert getattr(api(None), method)(f"{PATH}/{theirs.pk}{path}").status_code == 401
