"""The pages on the ways to an account: invitation, registration, forgotten password."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import AuditLog, InvitationToken, Organisation, PasswordReset, User
from accounts.sign_in import link_tokens
from tests import make
from tests.accounts.mailbox import mails, newest_token

TOKEN = "t" * 64
NEW = "Vydra-Hora-4071"
ACCEPT = "/accept-invitation/"
RESET = "/reset-password/"
FORGOT = "/forgot-password/"
REGISTER = "/register/"
ME = {"full_name": "Eva Měřičová", "password": NEW, "again": NEW}
commits = pytest.mark.django_db(transaction=True)


@pytest.fixture
def invited(admin, organisation):
    return InvitationToken.objects.create(
        email="eva@example.org",
        organisation=organisation,
        invited_by=admin,
        token_hash=link_tokens.hash_of(TOKEN),
        expires_at=timezone.now() + timedelta(days=7),
    )


@pytest.fixture
def eva(organisation):
    return make.user(organisation=organisation, email="eva@example.org", full_name="Eva M.")


@pytest.fixture
def forgotten(eva):
    return PasswordReset.objects.create(
        user=eva,
        token_hash=link_tokens.hash_of(TOKEN),
        expires_at=timezone.now() + timedelta(minutes=60),
    )


def accept(client, token=TOKEN, **fields):
    return client.post(ACCEPT, {"token": token, **ME, **fields})


def reset(client, token=TOKEN, password=NEW, again=NEW):
    return client.post(RESET, {"token": token, "password": password, "again": again})


def text_of(answer) -> str:
    return answer.content.decode()


def errors(answer) -> dict[str, list[str]]:
    return {field: list(found) for field, found in answer.context["form"].errors.items()}


# --- The link


def test_the_address_that_invitations_of_other_frontends_have_leads_here_too(client, invited):
    """It has no slash there: three redirects, and the token is out of sight."""
    answer = client.get("/setup-account", {"token": TOKEN}, follow=True)

    assert answer.redirect_chain == [
        (f"/setup-account/?token={TOKEN}", 301),
        (f"{ACCEPT}?token={TOKEN}", 302),
        (ACCEPT, 302),
    ]
    assert "eva@example.org" in text_of(answer)
    assert accept(client).status_code == 302
    assert client.get("/setup-account/", follow=True).status_code == 410


@commits
def test_the_whole_way_from_the_mail(api, client, admin):
    api(admin).post("/api/admin/invitations", {"email": "eva@example.org"}, format="json")
    address = re.search(r"http://127\.0\.0\.1:8000(/\S+)", mail.outbox[0].body)[1]

    page = client.get(address, follow=True)
    token = page.context["token"]
    done = accept(client, token)

    assert [path for path, _code in page.redirect_chain] == [
        f"{ACCEPT}?token={newest_token()}",
        ACCEPT,
    ]
    assert page.status_code == 200
    assert (done.status_code, done.url) == (302, "/")
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/my-groups/"


@pytest.mark.parametrize("path", [ACCEPT, RESET])
def test_the_token_leaves_the_address_for_a_cookie_of_that_page(
    client, invited, forgotten, settings, path
):
    settings.SESSION_COOKIE_SECURE = True

    moved = client.get(path, {"token": TOKEN})
    cookie = moved.cookies["link-token"]

    assert (moved.status_code, moved.url) == (302, path)
    assert (cookie.value, cookie["path"], cookie["max-age"]) == (TOKEN, path, 3600)
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    assert client.get(path).status_code == 200
    assert "no-store" in moved.headers["Cache-Control"]
    assert "sessionid" not in client.cookies  # nothing is kept on the server


def test_the_page_works_after_a_reload_and_in_the_other_language(client, invited):
    client.get(ACCEPT, {"token": TOKEN})
    shown = client.get(ACCEPT)

    switched = client.post("/language/", {"language": "cs", "next": ACCEPT}, follow=True)

    assert f'value="{TOKEN}"' in text_of(shown)
    assert f'value="{TOKEN}"' in text_of(switched)
    assert '<html lang="cs">' in text_of(switched)


def test_two_links_in_two_tabs_are_not_mixed_up(client, invited):
    other = InvitationToken.objects.create(
        email="ota@example.org",
        organisation=invited.organisation,
        token_hash=link_tokens.hash_of("o" * 64),
        expires_at=timezone.now() + timedelta(days=7),
    )
    first = client.get(ACCEPT, {"token": TOKEN}, follow=True)
    client.get(ACCEPT, {"token": "o" * 64}, follow=True)

    accept(client, first.context["token"])

    assert User.objects.filter(email="eva@example.org").exists()
    other.refresh_from_db()
    assert other.status == "pending"


KINDS = {
    "incomplete": "The link is not complete.",
    "dead": "already",
    "expired": "expired",
}


@pytest.mark.parametrize("path", [ACCEPT, RESET])
@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ({}, "incomplete"),
        ({"token": ""}, "incomplete"),
        ({"token": TOKEN[:-1]}, "incomplete"),
        ({"token": "\x00"}, "incomplete"),
        ({"token": '"><script>alert(1)</script>'}, "incomplete"),
        ({"token": "x" * 64}, "dead"),
    ],
)
def test_a_dead_link_shows_what_to_do(client, db, path, query, kind):
    answer = client.get(path, query, follow=True)

    assert answer.status_code == 410
    assert answer.context["kind"] == kind
    assert KINDS[kind] in text_of(answer)
    assert reverse("accounts:sign-in") in text_of(answer)
    assert FORGOT in text_of(answer)
    assert "<script>alert" not in text_of(answer)
    assert "link-token" not in client.cookies or client.cookies["link-token"].value == ""


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"expires_at": timezone.now()}, "expired"),
        ({"used_at": timezone.now()}, "dead"),
        ({"revoked_at": timezone.now()}, "dead"),
    ],
)
def test_links_that_died_before_or_while_the_form_was_filled_in(client, invited, fields, kind):
    InvitationToken.objects.update(**fields)

    for answer in [client.get(ACCEPT, {"token": TOKEN}, follow=True), accept(client)]:
        assert (answer.status_code, answer.context["kind"]) == (410, kind)
    assert not User.objects.filter(email="eva@example.org").exists()


@pytest.mark.parametrize("field", ["expires_at", "used_at"])
def test_reset_links_likewise(client, forgotten, field):
    PasswordReset.objects.update(**{field: timezone.now()})

    for answer in [client.get(RESET, {"token": TOKEN}, follow=True), reset(client)]:
        assert answer.status_code == 410
        assert answer.context["kind"] == {"expires_at": "expired", "used_at": "dead"}[field]


@pytest.mark.parametrize("path", [ACCEPT, RESET, FORGOT, REGISTER])
def test_without_the_slash_and_by_head(client, db, path):
    answer = client.get(f"{path[:-1]}?token={TOKEN}&x=1")

    assert (answer.status_code, answer.url) == (301, f"{path}?token={TOKEN}&x=1")
    assert client.head(path).status_code in (200, 410)
    assert client.put(path).status_code == 405


@pytest.mark.parametrize("path", [ACCEPT, RESET, FORGOT, REGISTER])
def test_forms_need_their_token(invited, forgotten, path):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(path, {"token": TOKEN, **ME}).status_code == 403


# --- Accepting an invitation


def test_the_form_shows_who_is_asked_to_be_what(client, invited):
    page = client.get(ACCEPT, {"token": TOKEN}, follow=True)
    text = text_of(page)

    assert "Tábor Vydří invites you as: evaluator." in text
    assert 'value="eva@example.org" autocomplete="username" readonly' in text
    assert 'autocomplete="name"' in text
    assert text.count('autocomplete="new-password"') == 2
    assert "8 to 128 characters with an uppercase letter, a digit" in text


def test_a_single_club_never_sees_the_word(client, invited):
    InvitationToken.objects.update(organisation=Organisation.objects.default())

    text = text_of(client.get(ACCEPT, {"token": TOKEN}, follow=True))

    assert "You are invited as: evaluator." in text


@pytest.mark.parametrize(("role", "home"), [("EVALUATOR", "/my-groups/"), ("ADMIN", "/events/")])
def test_accepting_signs_in_and_leads_home(client, invited, role, home):
    InvitationToken.objects.update(role=role)

    answer = client.post(ACCEPT, {"token": TOKEN, **ME}, follow=True)

    user = User.objects.get(email="eva@example.org")
    assert answer.redirect_chain == [("/", 302), (home, 302)]
    assert client.session[SESSION_KEY] == str(user.pk)
    assert (user.full_name, user.role, user.language) == ("Eva Měřičová", role, "en")
    assert "Welcome! Your account is ready, and you are signed in." in text_of(answer)
    assert [log.action for log in AuditLog.objects.all()] == ["ACCEPT_INVITATION"]
    assert client.cookies["link-token"].value == ""


def test_whoever_else_is_signed_in_sees_it_and_gives_way(client, invited, admin):
    client.force_login(admin)

    page = client.get(ACCEPT, {"token": TOKEN}, follow=True)
    accept(client)

    assert "You are signed in as Adam Pořadatel." in text_of(page)
    assert client.session[SESSION_KEY] == str(User.objects.get(email="eva@example.org").pk)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"full_name": " "}, {"full_name"}),
        ({"full_name": "x" * 256}, {"full_name"}),
        ({"full_name": "Eva\x00"}, {"full_name"}),
        ({"password": "", "again": ""}, {"password", "again"}),
        ({"password": "heslo", "again": "heslo"}, {"password"}),
        ({"password": "Eva@example.org-1", "again": "Eva@example.org-1"}, {"password"}),
        ({"again": "Vydra-Hora-4072"}, {"again"}),
        ({"again": f"{NEW} "}, {"again"}),
    ],
)
def test_what_is_wrong_stands_by_its_field_and_what_was_typed_stays(client, invited, fields, wrong):
    answer = accept(client, **fields)
    text = text_of(answer)

    assert answer.status_code == 422
    assert set(errors(answer)) == wrong
    assert f'value="{TOKEN}"' in text
    if "full_name" not in wrong:
        assert 'value="Eva Měřičová"' in text
    for password in {NEW, fields.get("password", NEW), fields.get("again", NEW)} - {""}:
        assert password not in text
    assert not User.objects.filter(email="eva@example.org").exists()


def test_an_address_registered_meanwhile_is_an_error_at_the_head(client, invited):
    make.user(email="eva@example.org")

    answer = accept(client)

    assert answer.status_code == 422
    assert errors(answer) == {"__all__": ["Email already registered"]}


# --- Registering


def register(client, **fields):
    return client.post(REGISTER, {"email": "eva@example.org", **ME, **fields})


def test_registering_with_approval_shows_what_is_next(client, db):
    page = client.get(REGISTER)

    answer = client.post(REGISTER, {"email": " Eva@Example.org", **ME}, follow=True)

    user = User.objects.get()
    assert 'autocomplete="email"' in text_of(page)
    assert answer.redirect_chain == [("/register/done/", 302)]
    assert "A super admin has to let you in" in text_of(answer)
    assert (user.email, user.role, user.is_active) == ("eva@example.org", "ADMIN", False)
    assert SESSION_KEY not in client.session


def test_open_registration_signs_in(client, db, settings):
    settings.REGISTRATION = "open"

    answer = client.post(REGISTER, {"email": "eva@example.org", **ME}, follow=True)

    assert answer.redirect_chain[-1] == ("/my-groups/", 302)
    assert User.objects.get().role == "EVALUATOR"


def test_closed_registration(client, db, settings):
    settings.REGISTRATION = "closed"

    for answer in [client.get(REGISTER), register(client)]:
        assert answer.status_code == 403
        assert "Ask your organiser to invite you." in text_of(answer)
    assert REGISTER not in text_of(client.get("/sign-in/"))
    assert not User.objects.exists()


@pytest.mark.parametrize("mode", ["approval", "open"])
def test_the_sign_in_page_leads_there(client, db, settings, mode):
    settings.REGISTRATION = mode
    text = text_of(client.get("/sign-in/"))

    assert f'href="{REGISTER}"' in text
    assert f'href="{FORGOT}"' in text


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"email": "eva"}, {"email"}),
        ({"email": ""}, {"email"}),
        ({"email": f"{'a' * 250}@example.org"}, {"email"}),
        ({"email": "e\x00@example.org"}, {"email"}),
        ({"email": "taken@example.org"}, {"__all__"}),
        ({"full_name": ""}, {"full_name"}),
        ({"password": "heslo", "again": "heslo"}, {"password"}),
    ],
)
def test_what_cannot_be_registered(client, db, fields, wrong):
    make.user(email="taken@example.org")

    answer = register(client, **fields)

    assert (answer.status_code, set(errors(answer))) == (422, wrong)
    assert NEW not in text_of(answer)
    assert User.objects.count() == 1


# --- A forgotten password


@commits
def test_a_forgotten_password_from_the_page_to_the_new_one(client, eva):
    asked = client.post(FORGOT, {"email": "EVA@example.org"}, follow=True)
    message = mails()[0]
    address = re.search(r"http://127\.0\.0\.1:8000(/\S+)", message.body)[1]
    page = client.get(address, follow=True)
    done = client.post(
        RESET, {"token": page.context["token"], "password": NEW, "again": NEW}, follow=True
    )

    assert asked.redirect_chain == [("/forgot-password/sent/", 302)]
    assert "It works once, for 60 minutes." in text_of(asked)
    assert 'value="eva@example.org" autocomplete="username" readonly' in text_of(page)
    assert done.redirect_chain == [("/sign-in/", 302)]
    assert "Your new password is set. Sign in with it." in text_of(done)
    assert SESSION_KEY not in client.session
    eva.refresh_from_db()
    assert eva.check_password(NEW)


@commits
def test_the_page_reveals_to_nobody_who_has_an_account(client, eva):
    make.user(email="inactive@example.org", is_active=False)
    pages = [
        client.post(FORGOT, {"email": email}, follow=True)
        for email in ["eva@example.org", "nobody@example.org", "inactive@example.org"]
    ]
    tokens = re.compile(r'(csrfmiddlewaretoken" value=")\w+')

    assert len({tokens.sub("", text_of(page)) for page in pages}) == 1
    assert len(mails()) == 1


@commits
def test_the_mail_is_in_the_language_of_the_page(client, eva):
    client.post(FORGOT, {"email": "eva@example.org"}, headers={"accept-language": "cs"})

    assert '<html lang="cs">' in mails()[0].alternatives[0][0]


@pytest.mark.parametrize("email", ["", "eva", "e\x00@example.org", f"{'a' * 250}@example.org"])
def test_what_is_no_address(client, db, email):
    answer = client.post(FORGOT, {"email": email})

    assert (answer.status_code, set(errors(answer))) == (422, {"email"})


@pytest.mark.parametrize(
    ("password", "again", "wrong"),
    [
        ("heslo", "heslo", {"password"}),
        (NEW, "Vydra-Hora-4072", {"again"}),
        ("", "", {"password", "again"}),
        ("Eva@example.org-1", "Eva@example.org-1", {"password"}),
    ],
)
def test_a_new_password_that_will_not_do(client, forgotten, password, again, wrong):
    answer = reset(client, password=password, again=again)

    assert (answer.status_code, set(errors(answer))) == (422, wrong)
    assert not password or password not in text_of(answer)
    assert reset(client).status_code == 302


# --- How often


@pytest.mark.parametrize(
    ("path", "fields", "times"),
    [(REGISTER, {}, 5), (ACCEPT, {"token": TOKEN}, 5), (FORGOT, {}, 3), (RESET, {}, 5)],
)
def test_pages_are_limited_as_the_api_is(client, db, limited, path, fields, times):

    answers = [client.post(path, fields) for _ in range(times + 1)]

    assert [answer.status_code == 429 for answer in answers] == [False] * times + [True]
    seconds = int(answers[-1].headers["Retry-After"])
    assert 1 <= seconds <= 60
    assert f"Wait {seconds} second" in text_of(answers[-1])
    assert client.get(path).status_code != 429
    assert client.post(path, fields, REMOTE_ADDR="10.0.0.2").status_code != 429


def test_they_share_the_limit_of_the_api(client, api, db, limited):
    for _ in range(3):
        api(None).post("/api/auth/forgot-password", {}, format="json")

    assert client.post(FORGOT, {}).status_code == 429


# --- Languages


PAGES = {
    ACCEPT: "Accept the invitation",
    RESET: "Choose a new password",
    FORGOT: "Forgotten password",
    "/forgot-password/sent/": "Look into your mailbox",
    REGISTER: "Create an account",
    "/register/done/": "Your account waits for approval",
}


@pytest.mark.parametrize("language", ["en", "cs"])
@pytest.mark.parametrize("path", PAGES)
def test_in_the_readers_language(client, invited, forgotten, path, language):
    headers = {"accept-language": language}
    text = text_of(client.get(path, {"token": TOKEN}, headers=headers, follow=True))

    with translation.override(language):
        assert f"<h1>{gettext(PAGES[path])}</h1>" in text
    assert f'<html lang="{language}">' in text
