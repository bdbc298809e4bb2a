"""People, invitations and the trail on a phone and a laptop: accessible, and what scripts add."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLog, InvitationToken
from accounts.people import registration
from accounts.trail import audit
from events.parts import writes
from tests import make
from tests.admin_site import page as admin_page
from tests.browser.screens import check, look

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paths(super_admin, admin, organisation, group, participant):
    """Everything these pages can show: somebody who waits, every status, long words, a trail."""
    waiting = registration.register(
        email="zofie@example.org", password="Vydra-Hora-Kolo-4071", full_name="Žofie Čekající"
    )
    now = timezone.now()
    long_address = "velmi-dlouha-adresa.nekonecna@skola-s-dlouhym-jmenem.example.org"
    make.invitation(organisation, email=long_address, invited_by=admin)
    make.invitation(organisation, used_at=now)
    make.invitation(organisation, revoked_at=now)
    make.invitation(organisation, expires_at=now - timedelta(days=1))
    long_name = "Maxmiliána-Josefína Nejnekonečnějšíprostějmenovaná z Dlouhovic"
    writes.change_participant(
        participant=participant, fields={"display_name": long_name, "age": 13}, by=admin
    )
    row = AuditLog.objects.get(action="UPDATE_PARTICIPANT")
    return {
        "users": admin_page(type(admin), "changelist"),
        "waiting": admin_page(type(admin), "change", waiting.pk),
        "approve": reverse("accounts:registration-approve", args=[waiting.pk]),
        "refuse": reverse("accounts:registration-refuse", args=[waiting.pk]),
        "invitations": admin_page(InvitationToken, "changelist"),
        "invite": admin_page(InvitationToken, "add"),
        "trail": admin_page(AuditLog, "changelist"),
        "filtered": admin_page(AuditLog, "changelist") + "?since=yesterday&resource_id=1",
        "row": admin_page(AuditLog, "change", row.pk),
        "organisation": admin_page(type(organisation), "change", organisation.pk),
        "password": reverse("accounts:password-change"),
    }


def test_pages(open_as, paths, super_admin, live_server, complaints):
    page = open_as(super_admin)
    for name, path in paths.items():
        page.goto(live_server.url + path)
        # jQuery, which Django's own forms bring along, tries out styles that the CSP refuses.
        look(page, name, complaints, noted=["inline style"])


def test_inviting_without_a_mail_server_shows_the_link_to_copy(
    open_as, admin, settings, live_server, complaints
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    page = open_as(admin, admin_page(InvitationToken, "add"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_label("E-mail address").fill("nova@example.org")
    page.get_by_role("button", name="Send the invitation").click()

    link = page.get_by_label("Link for nova@example.org")
    link.wait_for()
    check(page, "link")
    page.get_by_role("button", name="Copy the link").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == link.input_value()
    assert "accept-invitation?token=" in link.input_value()
    assert complaints == []


def test_rows_are_dealt_with_by_their_own_buttons(open_as, admin, organisation):
    invitation = make.invitation(organisation, email="nova@example.org")
    page = open_as(admin, admin_page(InvitationToken, "changelist"))

    page.get_by_role("button", name="Revoke – nova@example.org").click()

    page.get_by_text("its link is dead").wait_for()
    invitation.refresh_from_db()
    assert invitation.status == "revoked"


def test_the_trail_by_keyboard_and_as_a_file(open_as, admin, organisation):
    audit.log(actor=admin, action="CREATE_GROUP", organisation=organisation, detail="Bobři vznikli")
    page = open_as(admin, admin_page(AuditLog, "changelist"))
    page.get_by_label("What was done").select_option(label="Group created")
    page.get_by_label("Words").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_text("One row.").first.wait_for()

    with page.expect_download() as download:
        page.get_by_role("button", name="Export these as CSV").click()

    text = download.value.path().read_text("utf-8-sig")
    assert [line for line in text.splitlines() if "Bobři vznikli" in line] == text.splitlines()[1:]
