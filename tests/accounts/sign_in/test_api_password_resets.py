"""A forgotten password, by the API: the same answer for everybody, and a link to a new one."""

import json
import time
from copy import copy
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings as site
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import AuditLog, PasswordReset, User
from accounts.sign_in import link_tokens
from foundation.models import Job
from tests import make
from tests.accounts.mailbox import mails, newest_token, token_of
from tests.smtp import mail_server, use
from tests.threads import at_once

TOKEN = "t" * 64
NEW = "Vydra-Hora-4071"
WEAK = ["Ab-1", "vydra-hora-4071", "Vydra-Hora-Kolo", "VydraHora4071", f"Vydra-{'1' * 130}"]
SENT = {"detail": "If that email exists, a reset link has been sent."}
commits = pytest.mark.django_db(transaction=True)


def post(client, path, body, **headers):
    kind = "application/json"
    return client.post(f"/api/auth/{path}", json.dumps(body), content_type=kind, headers=headers)


# --- A forgotten password


@pytest.fixture
def eva(organisation):
    return make.user(organisation=organisation, email="eva@example.org", full_name="Eva M.")


def forget(api, email="eva@example.org", **headers):
    return post(api(None), "forgot-password", {"email": email}, **headers)


def reset(api, token, password=NEW):
    return post(api(None), "reset-password", {"token": token, "new_password": password})


@commits
def test_a_link_is_mailed(api, eva, organisation):
    answer = forget(api, email=" EVA@Example.org ")

    assert (answer.status_code, answer.json()) == (200, SENT)
    assert [message.to for message in mails()] == [["eva@example.org"]]
    row = PasswordReset.objects.get()
    assert (row.user, row.token_hash) == (eva, link_tokens.hash_of(newest_token()))
    assert abs(row.expires_at - row.created_at - timedelta(minutes=60)) < timedelta(seconds=5)
    log = AuditLog.objects.get()
    assert (log.actor, log.action, log.organisation) == (None, "FORGOT_PASSWORD", organisation)
    assert (log.resource_type, log.resource_id, log.ip) == ("user", eva.pk, "127.0.0.1")
    assert log.detail == f"A new password was asked for by the address of Eva M.: {eva.email}"


@pytest.mark.parametrize(
    ("email", "fields"),
    [
        ("nobody@example.org", {}),
        ("eva@example.org", {"is_active": False}),
        ("sova-hora-4071@example.org", {}),
    ],
)
@commits
def test_others_get_the_same_answer_and_no_mail(api, eva, email, fields):
    User.objects.update(**fields)

    answer = forget(api, email=email)

    assert (answer.status_code, answer.json()) == (200, SENT)
    assert mails() == []
    log = AuditLog.objects.get()
    assert (log.action, log.resource_id, log.actor) == ("FORGOT_PASSWORD_UNKNOWN", None, None)
    assert email.partition("@")[0] not in str(vars(log))


@commits
def test_a_teams_login_has_no_mailbox(api, db):
    make.user(email="bobri@team.invalid")

    assert forget(api, email="bobri@team.invalid").json() == SENT
    assert mails() == []
    assert not PasswordReset.objects.exists()


@pytest.mark.parametrize(
    "body",
    [{}, {"email": ""}, {"email": "eva"}, {"email": 1}, {"email": "e\x00@example.org"}, []],
)
def test_what_is_no_address(api, db, body):
    assert post(api(None), "forgot-password", body).status_code == 422


@pytest.fixture
def people(eva):
    """Somebody, nobody, and somebody who may not sign in."""
    make.user(email="inactive@example.org", is_active=False)
    return [eva.email, "nobody@example.org", "inactive@example.org"]


@commits
def test_nothing_that_depends_on_the_address_is_done_before_the_answer(
    api, people, jobs_wait, django_assert_num_queries
):
    client = api(None)
    for email in people:
        with django_assert_num_queries(3):  # how many wait, the job, its task
            answer = post(client, "forgot-password", {"email": email})
        assert (answer.status_code, answer.json()) == (200, SENT)
    assert not AuditLog.objects.exists()

    assert len(mails()) == 1
    assert AuditLog.objects.count() == 3


@commits
def test_no_address_is_kept_once_it_is_answered(api, people, jobs_wait):
    for email in people:
        forget(api, email=email)
    assert [each.arguments["email"] for each in Job.objects.order_by("pk")] == people

    [mail] = mails()

    assert not Job.objects.filter(step="accounts.password_reset").exists()
    assert token_of(mail) not in str([*DBTaskResult.objects.values()])


@commits
def test_the_queue_has_an_end(api, jobs_wait, caplog):
    waiting = Job(kind="x", step="accounts.password_reset", state="QUEUED")
    waiting.expires_at = timezone.now() + timedelta(days=1)
    Job.objects.bulk_create([copy(waiting) for _ in range(200)])

    assert forget(api).json() == SENT

    assert Job.objects.count() == 200
    assert "left out" in caplog.text


@pytest.mark.parametrize("kind", ["good", "down", "refuses", "hangs"])
@commits
def test_the_answer_does_not_wait_for_the_mail(api, people, settings, jobs_wait, caplog, kind):
    answers, seconds = [], []
    with mail_server(kind) as server:
        use(settings, server, timeout=3)
        for email in people:
            begun = time.perf_counter()
            answers.append(forget(api, email=email))
            seconds.append(time.perf_counter() - begun)
        mails()

    apart = {"X-Request-ID", "Expires"}
    found = [
        (answer.status_code, answer.content, {k: v for k, v in answer.items() if k not in apart})
        for answer in answers
    ]
    assert found[0] == found[1] == found[2]
    assert max(seconds) < 1.5
    assert AuditLog.objects.count() == 3
    assert (server.calls, len(server.mails)) == (kind != "down", kind == "good")
    assert ("mail not sent" in caplog.text) == (kind != "good")
    assert "token=" not in caplog.text


@commits
def test_only_the_newest_link_works(api, eva):
    forget(api)
    first = newest_token()
    forget(api)
    second = newest_token()

    refused = reset(api, first)
    assert (refused.status_code, refused.json()) == (400, {"detail": "Reset token has expired"})
    assert reset(api, second).status_code == 200


@commits
def test_nobodys_mailbox_is_flooded(api, eva):
    for _ in range(7):
        forget(api)
        mails()

    assert len(mail.outbox) == 5
    assert AuditLog.objects.filter(action="FORGOT_PASSWORD").count() == 7
    assert reset(api, newest_token()).status_code == 200


@commits
def test_the_language_of_the_mail(api, eva):
    forget(api, **{"Accept-Language": "cs"})
    mails()
    User.objects.update(language="en")
    forget(api, **{"Accept-Language": "cs"})

    assert ['lang="cs"' in message.alternatives[0][0] for message in mails()] == [True, False]


# --- A new password


@pytest.fixture
def link(eva):
    """A good one; its token is TOKEN."""
    return PasswordReset.objects.create(
        user=eva,
        token_hash=link_tokens.hash_of(TOKEN),
        expires_at=timezone.now() + timedelta(minutes=60),
    )


def test_a_new_password(api, eva, link, organisation):
    answer = reset(api, TOKEN)

    assert answer.status_code == 200
    assert answer.json() == {"detail": "Your new password is set. Sign in with it."}
    log = AuditLog.objects.get()
    assert (log.actor, log.action, log.organisation) == (eva, "RESET_PASSWORD", organisation)
    assert (log.resource_type, log.resource_id) == ("user", eva.pk)
    assert log.detail == "Eva M. set a new password by a link in a mail"
    for password, status in [(make.PASSWORD, 401), (NEW, 200)]:
        body = {"email": eva.email, "password": password}
        assert post(api(None), "login", body).status_code == status


def test_it_ends_all_sessions_and_tokens(api, client, eva, link):
    client.force_login(eva)
    body = {"email": eva.email, "password": make.PASSWORD}
    pair = post(api(None), "login", body).json()
    bearer = {"Authorization": f"Bearer {pair['access_token']}"}
    assert api(None).get("/api/auth/me", headers=bearer).status_code == 200

    reset(api, TOKEN)

    assert api(None).get("/api/auth/me", headers=bearer).status_code == 401
    refresh = {"refresh_token": pair["refresh_token"]}
    assert post(api(None), "refresh", refresh).status_code == 401
    assert client.get("/my-groups/").url.startswith(reverse("accounts:sign-in"))


def test_also_with_the_old_password_again(api, client, eva, link):
    client.force_login(eva)

    assert reset(api, TOKEN, make.PASSWORD).status_code == 200
    assert client.get("/my-groups/").status_code == 302


def test_it_lifts_nothing_else(api, eva, link):
    before = User.objects.values("role", "is_active", "full_name", "email").get(pk=eva.pk)

    reset(api, TOKEN)

    assert User.objects.values("role", "is_active", "full_name", "email").get(pk=eva.pk) == before


def test_it_opens_the_lock_of_this_account_alone(api, eva, link, settings):
    settings.AXES_ENABLED = True
    other = make.user()

    def sign_in(email, password):
        return post(api(None), "login", {"email": email, "password": password}).status_code

    for email in (eva.email, other.email):
        for _ in range(site.AXES_FAILURE_LIMIT):
            sign_in(email, "Wrong-4071")
    assert [sign_in(person.email, make.PASSWORD) for person in (eva, other)] == [429, 429]

    reset(api, TOKEN)

    assert sign_in(eva.email, NEW) == 200
    assert sign_in(other.email, make.PASSWORD) == 429
    assert AccessAttempt.objects.count() == 1


def test_a_reset_link_works_once(api, link):
    assert reset(api, TOKEN).status_code == 200
    again = reset(api, TOKEN, "Sojka-Hora-4071")

    assert again.status_code == 400
    assert again.json() == {"detail": "Invalid or already used reset token"}


@commits
def test_also_twice_at_once(api, eva, link):
    passwords = [NEW, "Sojka-Hora-4071"]

    found = at_once(*(lambda p=p: reset(api, TOKEN, p).status_code for p in passwords))

    assert sorted(found) == [200, 400]
    eva.refresh_from_db()
    assert eva.check_password(passwords[found.index(200)])
    assert AuditLog.objects.filter(action="RESET_PASSWORD").count() == 1


@pytest.mark.parametrize(
    ("of_link", "of_user", "sentence"),
    [
        ({"used_at": timezone.now()}, {}, "Invalid or already used reset token"),
        ({"expires_at": timezone.now()}, {}, "Reset token has expired"),
        ({"token_hash": "0" * 64}, {}, "Invalid or already used reset token"),
        ({}, {"is_active": False}, "Invalid or already used reset token"),
    ],
)
def test_links_that_are_dead(api, eva, link, of_link, of_user, sentence):
    PasswordReset.objects.update(**of_link)
    User.objects.update(**of_user)

    answer = reset(api, TOKEN)

    assert (answer.status_code, answer.json()) == (400, {"detail": sentence})
    eva.refresh_from_db()
    assert eva.check_password(make.PASSWORD)


@pytest.mark.parametrize("password", [*WEAK, "Eva@example.org-1", "", None, 7.5, f"{NEW}\x00"])
def test_a_weak_one_leaves_the_link_good(api, link, password):
    answer = reset(api, TOKEN, password)

    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"new_password"})
    assert reset(api, TOKEN).status_code == 200


@pytest.mark.parametrize("token", ["x" * 64, "x", "", None])
def test_a_weak_one_is_refused_by_a_dead_link_too(api, db, token):
    answer = reset(api, token, "weak")

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"new_password", *([] if token else ["token"])}
    assert reset(api, "x" * 64).status_code == 400


@pytest.mark.parametrize("body", [{}, {"token": TOKEN}, {"new_password": NEW}, [], "x"])
def test_half_a_request(api, link, body):
    assert post(api(None), "reset-password", body).status_code == 422


@pytest.mark.parametrize("minutes", [5, 60])
@commits
def test_how_long_a_link_holds_is_a_setting(api, eva, settings, minutes):
    settings.PASSWORD_RESET_EXPIRE_MINUTES = minutes
    forget(api)
    mails()

    left = PasswordReset.objects.get().expires_at - timezone.now()

    assert timedelta(minutes=minutes - 1) < left <= timedelta(minutes=minutes)
