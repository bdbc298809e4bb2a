"""People who registered: a super admin lets them in, with a mail, or refuses."""

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core import mail
from django.urls import reverse

from accounts.models import AuditLog, Membership, Organisation, User
from accounts.people import registration, registration_pages
from tests import make
from tests.admin_site import page
from tests.smtp import mail_server, use

commits = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting(db):
    return registration.register(
        email="zofie@example.org",
        password="Vydra-Hora-Kolo-4071",
        full_name="Žofie Čekající",
        language="cs",
    )


def approve_url(user):
    return reverse("accounts:registration-approve", args=[user.pk])


def refuse_url(user):
    return reverse("accounts:registration-refuse", args=[user.pk])


def act(client, action, *people, **more):
    chosen = [person.pk for person in people]
    data = {"action": action, "_selected_action": chosen, **more}
    return client.post(page(User, "changelist"), data, follow=True)


def flashes(answer):
    return [str(message) for message in answer.context["messages"]]


def last_actions():
    return [*AuditLog.objects.order_by("pk").values_list("action", flat=True)]


@commits
def test_one_click_where_there_is_one_organisation(client, super_admin, waiting):
    default = Organisation.objects.default()
    client.force_login(super_admin)
    text = client.get(page(User, "changelist"), {"access": "waiting"}).content.decode()
    assert f'formaction="{approve_url(waiting)}"' in text

    answer = client.post(approve_url(waiting), follow=True)

    assert flashes(answer) == ["Žofie Čekající was approved and can sign in now."]
    waiting.refresh_from_db()
    assert waiting.is_active
    assert Membership.objects.get().organisation == default
    assert last_actions() == ["REGISTER", "CHANGE_STATUS", "CREATE_MEMBERSHIP"]
    [message] = mail.outbox
    assert message.to == ["zofie@example.org"]
    assert '<html lang="cs">' in message.alternatives[0][0]
    assert "zofie@example.org" in message.body


@commits
def test_the_organisation_is_asked_for_where_there_are_several(
    client, super_admin, waiting, organisation
):
    Organisation.objects.default()
    client.force_login(super_admin)
    text = client.get(page(User, "changelist")).content.decode()
    assert f'href="{approve_url(waiting)}"' in text

    refused = client.post(approve_url(waiting))
    forged = client.post(approve_url(waiting), {"organisation": "9" * 30})
    waiting.refresh_from_db()
    assert (refused.status_code, forged.status_code, waiting.is_active) == (422, 422, False)
    assert "Say into which organisation." in refused.content.decode()

    client.post(approve_url(waiting), {"organisation": organisation.pk})

    waiting.refresh_from_db()
    assert waiting.is_active
    assert Membership.objects.get().organisation == organisation
    assert len(mail.outbox) == 1


@commits
@pytest.mark.parametrize("kind", ["down", "refuses"])
def test_a_mail_that_does_not_go_is_a_warning_and_the_approval_holds(
    client, super_admin, waiting, settings, kind
):
    client.force_login(super_admin)
    with mail_server(kind) as server:
        use(settings, server)
        answer = client.post(approve_url(waiting), follow=True)

    assert flashes(answer) == [
        "Žofie Čekající was approved and can sign in now.",
        "No mail about it has reached them. Tell them yourself: zofie@example.org",
    ]
    waiting.refresh_from_db()
    assert waiting.is_active


@commits
def test_a_mail_that_was_only_written_down_is_a_warning_too(client, super_admin, waiting, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    client.force_login(super_admin)

    assert "zofie@example.org" in flashes(client.post(approve_url(waiting), follow=True))[1]


def test_refusing_asks_and_then_deletes(as_super_admin, waiting):
    asked = as_super_admin.get(refuse_url(waiting))
    assert "Žofie Čekající" in asked.content.decode()
    assert User.objects.filter(pk=waiting.pk).exists()

    answer = as_super_admin.post(refuse_url(waiting), follow=True)

    assert flashes(answer) == ["The account of Žofie Čekající (zofie@example.org) was deleted."]
    assert not User.objects.filter(pk=waiting.pk).exists()
    assert last_actions() == ["REGISTER", "DELETE_USER"]
    assert mail.outbox == []


@pytest.mark.parametrize("url", [approve_url, refuse_url])
def test_whoever_was_decided_about_is_not_decided_about_again(as_super_admin, url):
    off = make.user(full_name="Vypnutá", is_active=False, access_version=1)

    for answer in (as_super_admin.get(url(off)), as_super_admin.post(url(off))):
        assert (answer.status_code, answer.url) == (302, page(User, "change", off.pk))
    off.refresh_from_db()
    assert not off.is_active


def test_of_two_who_decide_at_once_the_second_is_refused(super_admin, waiting):
    Organisation.objects.default()
    registration.approve(user=waiting, by=super_admin)

    for decide in (registration.approve, registration.refuse):
        with pytest.raises(registration.ValidationError, match="does not wait for approval"):
            decide(user=waiting, by=super_admin)
    assert User.objects.get(pk=waiting.pk).is_active


@pytest.mark.parametrize("actor", ["admin", "outsider", "evaluator"])
def test_nobody_else_decides(client, request, actor, waiting):
    client.force_login(request.getfixturevalue(actor))

    for url in (approve_url(waiting), refuse_url(waiting)):
        assert client.get(url).status_code == client.post(url).status_code == 403
    for action in ("approve", "refuse"):
        client.post(
            page(User, "changelist"),
            {"action": action, "_selected_action": [waiting.pk], "confirmed": "yes"},
        )
    waiting.refresh_from_db()
    assert not waiting.is_active


@commits
def test_several_at_once(client, super_admin, organisation, waiting):
    Organisation.objects.default()
    second = make.user(User.Role.ADMIN, full_name="Ota Čekající", is_active=False)
    other = make.user(full_name="Eva")
    client.force_login(super_admin)

    asked = act(client, "approve", waiting, second, other)
    assert flashes(asked) == ["Left as they are, for they do not wait for approval: Eva"]
    assert "Ota Čekající" in asked.content.decode()
    again = act(client, "approve", waiting, second, confirmed="yes")
    assert again.status_code == 422
    assert mail.outbox == []

    answer = act(client, "approve", waiting, second, confirmed="yes", organisation=organisation.pk)

    assert flashes(answer) == ["Ota Čekající, Žofie Čekající were approved and can sign in now."]
    assert organisation.memberships.count() == 2
    assert len(mail.outbox) == 2


def test_several_are_refused_after_a_question(as_super_admin, waiting):
    second = make.user(User.Role.ADMIN, full_name="Ota", is_active=False)

    asked = act(as_super_admin, "refuse", waiting, second)
    assert "the 2 accounts that wait" in asked.content.decode()
    act(as_super_admin, "refuse", waiting, second, confirmed="yes")

    assert User.objects.count() == 1


def test_refusing_several_is_all_or_nothing(super_admin, waiting, rf):
    """One of them was let in by a colleague in this very moment."""
    other = make.user(email="druha@example.invalid")
    request = rf.post("/")
    request.user = super_admin
    request._messages = CookieStorage(request)

    registration_pages.refuse([waiting, other], request)

    assert [(flash.level_tag, flash.message) for flash in request._messages] == [
        ("error", f"{other} does not wait for approval any more.")
    ]
    assert User.objects.filter(pk__in=[waiting.pk, other.pk]).count() == 2


def test_their_own_page_offers_it_too(as_super_admin, waiting):
    text = as_super_admin.get(page(User, "change", waiting.pk)).content.decode()

    assert f'action="{approve_url(waiting)}"' in text
    assert f'href="{refuse_url(waiting)}"' in text
    assert 'name="is_active"' not in text


def test_what_nobody_sees_is_no_part_of_a_name(db):
    user = registration.register(
        email="eva@example.org",
        password="Vydra-Hora-Kolo-4071",
        full_name="\u200eEva\u200b  Nová\u00ad",
    )

    assert user.full_name == "Eva Nová"
