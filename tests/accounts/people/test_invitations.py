"""Invitations on the admin site: inviting, sending again, revoking, and what became of each."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLog, InvitationToken, Membership, Organisation
from accounts.people import invitations
from tests import make
from tests.accounts.mailbox import token_of
from tests.admin_site import page
from tests.smtp import mail_server, use

commits = pytest.mark.django_db(transaction=True)
ADD = "admin:accounts_invitationtoken_add"
WANTED = {"email": "Zofie@Example.org", "language": "cs"}


def flashes(answer):
    return [str(message) for message in answer.context["messages"]]


def resend_url(invitation):
    return reverse("accounts:invitation-resend", args=[invitation.pk])


def revoke_url(invitation):
    return reverse("accounts:invitation-revoke", args=[invitation.pk])


def act(client, action, *chosen):
    data = {"action": action, "_selected_action": [each.pk for each in chosen]}
    return client.post(page(InvitationToken, "changelist"), data, follow=True)


@commits
def test_an_organiser_invites_an_evaluator(client, admin, organisation):
    client.force_login(admin)
    text = client.get(reverse(ADD)).content.decode()
    assert 'name="role"' not in text
    assert 'name="organisation"' not in text

    answer = client.post(reverse(ADD), WANTED, follow=True)

    assert flashes(answer) == ["The invitation was mailed to zofie@example.org."]
    invitation = InvitationToken.objects.get()
    assert (invitation.role, invitation.organisation) == ("EVALUATOR", organisation)
    assert (invitation.invited_by, invitation.language) == (admin, "cs")
    log = AuditLog.objects.get()
    assert (log.action, log.detail) == (
        "INVITE_EVALUATOR",
        "Adam Pořadatel invited zofie@example.org as evaluator of Tábor Vydří",
    )
    assert invitations.find(token_of(mail.outbox[0])) == invitation
    assert token_of(mail.outbox[0]) not in answer.content.decode()


@commits
def test_a_role_that_one_may_not_give_is_not_even_looked_at(client, admin):
    client.force_login(admin)

    client.post(reverse(ADD), {**WANTED, "role": "ADMIN"})

    assert InvitationToken.objects.get().role == "EVALUATOR"


@commits
def test_a_super_admin_chooses_role_and_organisation(client, super_admin, organisation):
    Organisation.objects.default()
    client.force_login(super_admin)
    wanted = {**WANTED, "role": "ADMIN", "organisation": organisation.pk}

    assert client.post(reverse(ADD), {**wanted, "role": "SUPER_ADMIN"}).status_code == 422
    assert client.post(reverse(ADD), {**wanted, "organisation": ""}).status_code == 422
    client.post(reverse(ADD), wanted)

    invitation = InvitationToken.objects.get()
    assert (invitation.role, invitation.organisation) == ("ADMIN", organisation)


def test_an_organisation_of_somebody_else_is_no_choice(as_admin, admin, organisation, outsider):
    Membership.objects.create(user=admin, organisation=make.organisation())
    foreign = Organisation.objects.get(memberships__user=outsider)

    for pk in (foreign.pk, "x", "9" * 30):
        answer = as_admin.post(reverse(ADD), {**WANTED, "organisation": pk})
        assert answer.status_code == 422
        assert str(foreign) not in answer.content.decode()
    assert not InvitationToken.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": ""}, "This field is required."),
        ({"email": "zofie"}, "Enter a valid email address."),
        ({"email": "a\0@example.org"}, "Null characters are not allowed."),
        ({"email": f"{'a' * 250}@example.org"}, "at most 254 characters"),
        ({"language": "xx"}, "Select a valid choice."),
        ({"email": "taken@example.org"}, "Email already registered"),
        ({"email": "Asked@example.org"}, "invited already, and the invitation is pending"),
    ],
)
def test_what_cannot_be_is_an_error_and_nothing_is_lost(as_admin, organisation, fields, sentence):
    make.user(email="taken@example.org")
    make.invitation(organisation, email="asked@example.org")

    answer = as_admin.post(reverse(ADD), {**WANTED, **fields})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert answer.context["form"]["email"].value() == {**WANTED, **fields}["email"]
    assert InvitationToken.objects.count() == 1


@commits
@pytest.mark.parametrize("kind", ["down", "refuses"])
def test_a_link_whose_mail_did_not_go_is_shown_once(client, admin, settings, kind):
    client.force_login(admin)
    with mail_server(kind) as server:
        use(settings, server)
        answer = client.post(reverse(ADD), WANTED)

    text = answer.content.decode()
    assert "the mail server did not take the mail" in text
    [link] = [sending.link for sending in answer.context["sendings"]]
    assert f'value="{link}"' in text
    assert invitations.find(link.partition("token=")[2]) == InvitationToken.objects.get()
    assert "no-store" in answer.headers["Cache-Control"]
    for address in ("changelist", "change"):
        args = [] if address == "changelist" else [InvitationToken.objects.get().pk]
        assert "token=" not in client.get(page(InvitationToken, address, *args)).content.decode()


@commits
def test_without_a_mail_server_the_link_is_shown(client, admin, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    client.force_login(admin)

    answer = client.post(reverse(ADD), WANTED)

    assert "this site has no mail server" in answer.content.decode()
    assert len(list(tmp_path.iterdir())) == 1


# --- What became of it


@pytest.fixture
def of_every_status(organisation, admin):
    now = timezone.now()
    return {
        "pending": make.invitation(organisation, email="p@example.org", invited_by=admin),
        "accepted": make.invitation(organisation, email="a@example.org", used_at=now),
        "revoked": make.invitation(organisation, email="r@example.org", revoked_at=now),
        "expired": make.invitation(organisation, email="e@example.org", expires_at=now),
    }


def test_statuses_in_words_and_by_filter(as_admin, of_every_status):
    address = page(InvitationToken, "changelist")
    text = as_admin.get(address).content.decode()

    for status, invitation in of_every_status.items():
        assert f">{status}</span>" in text
        answer = as_admin.get(address, {"status": status})
        assert [*answer.context["cl"].result_list] == [invitation]
        has_buttons = resend_url(invitation) in text and revoke_url(invitation) in text
        assert has_buttons is (status in {"pending", "expired"})
    assert [*as_admin.get(address, {"status": "x"}).context["cl"].result_list] == []


@commits
def test_sending_again(client, admin, organisation):
    invitation = make.invitation(
        organisation, email="e@example.org", expires_at=timezone.now() - timedelta(days=1)
    )
    client.force_login(admin)

    answer = client.post(resend_url(invitation), follow=True)

    assert flashes(answer) == ["e@example.org was sent a new link. The old one is dead."]
    assert invitations.find(token_of(mail.outbox[0])) == invitation
    assert AuditLog.objects.get().action == "RESEND_INVITATION"


@commits
def test_several_are_sent_again_and_what_cannot_be_is_an_error(client, admin, of_every_status):
    client.force_login(admin)

    answer = act(client, "resend", *of_every_status.values())

    assert sorted(flashes(answer)) == [
        "a@example.org: This invitation has been accepted already.",
        "e@example.org was sent a new link. The old one is dead.",
        "p@example.org was sent a new link. The old one is dead.",
        "r@example.org: This invitation was taken back.",
    ]
    assert sorted(message.to for message in mail.outbox) == [["e@example.org"], ["p@example.org"]]


@commits
def test_several_whose_mails_do_not_go_are_listed_with_their_links(
    client, admin, of_every_status, settings
):
    client.force_login(admin)
    with mail_server("down") as server:
        use(settings, server)
        answer = act(client, "resend", of_every_status["pending"], of_every_status["expired"])

    assert answer.content.decode().count("accept-invitation?token=") == 2


def test_revoking(as_admin, of_every_status):
    answer = as_admin.post(revoke_url(of_every_status["pending"]), follow=True)

    assert flashes(answer) == ["The invitation of p@example.org was revoked: its link is dead."]
    of_every_status["pending"].refresh_from_db()
    assert of_every_status["pending"].status == "revoked"
    assert AuditLog.objects.get().detail == (
        "Adam Pořadatel took back the invitation of p@example.org as evaluator of Tábor Vydří"
    )
    again = as_admin.post(revoke_url(of_every_status["pending"]), follow=True)
    assert flashes(again) == ["p@example.org: This invitation was taken back."]
    assert flashes(act(as_admin, "revoke", of_every_status["expired"])) == [
        "The invitation of e@example.org was revoked: its link is dead."
    ]


def test_an_organiser_cannot_send_again_what_they_could_not_give(as_admin, organisation):
    invitation = make.invitation(organisation, email="o@example.org", role="ADMIN")

    answer = as_admin.post(resend_url(invitation), follow=True)

    assert flashes(answer) == [
        "o@example.org: Organisers are invited by those who own the organisation."
        " Ask a super admin."
    ]
    text = answer.content.decode()
    assert (resend_url(invitation) in text, revoke_url(invitation) in text) == (False, True)
    assert not AuditLog.objects.exists()


def test_another_organisation_gets_nothing(as_outsider, of_every_status):
    pending = of_every_status["pending"]

    assert as_outsider.post(resend_url(pending)).status_code == 404
    assert as_outsider.post(revoke_url(pending)).status_code == 404
    for action in ("resend", "revoke"):
        assert "p@example.org" not in act(as_outsider, action, pending).content.decode()
    assert "p@example.org" not in as_outsider.get(
        page(InvitationToken, "changelist"), {"q": "example"}
    ).content.decode().replace('value="example"', "")
    pending.refresh_from_db()
    assert pending.status == "pending"
    assert not AuditLog.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize("actor", ["admin", "super_admin"])
def test_nothing_stored_is_edited_or_deleted(client, request, of_every_status, actor):
    client.force_login(request.getfixturevalue(actor))
    pending = of_every_status["pending"]

    assert client.post(page(InvitationToken, "change", pending.pk), WANTED).status_code == 403
    assert client.post(page(InvitationToken, "delete", pending.pk)).status_code == 403
    act(client, "delete_selected", pending)
    pending.refresh_from_db()
    assert (pending.email, pending.status) == ("p@example.org", "pending")


def test_whoever_belongs_nowhere_invites_nobody(client, db):
    client.force_login(make.user())
    assert client.get(reverse(ADD)).status_code == 403
    client.force_login(make.user("ADMIN"))
    assert client.get(reverse(ADD)).status_code == 403
    assert client.post(reverse(ADD), WANTED).status_code == 403


def test_sixty_cost_what_ten_do(as_admin, organisation, admin, django_assert_max_num_queries):
    address, counts = page(InvitationToken, "changelist"), []
    for start, stop in ((0, 10), (10, 60)):
        InvitationToken.objects.bulk_create(
            InvitationToken(
                email=f"{number}@example.org",
                organisation=organisation,
                invited_by=admin,
                token_hash=f"x{number}",
                expires_at=timezone.now() + timedelta(days=number % 3 - 1),
            )
            for number in range(start, stop)
        )
        with django_assert_max_num_queries(12) as captured:
            assert as_admin.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
