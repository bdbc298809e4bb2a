"""Czech or English: from the account, else the switch, else the browser."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests import make

SWITCH = reverse("language-set")
SIGN_IN = reverse("accounts:sign-in")
COOKIE = settings.LANGUAGE_COOKIE_NAME


def language_of(answer) -> str:
    return answer.content.decode().partition('<html lang="')[2][:2]


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("cs", "cs"), ("cs-CZ,cs;q=0.9,en;q=0.8", "cs"), ("en-GB", "en"), ("de", "en"), ("", "en")],
)
def test_the_browser_is_asked_first(client, db, wanted, language):
    answer = client.get(SIGN_IN, headers={"accept-language": wanted})

    assert language_of(answer) == language
    assert answer.headers["Content-Language"] == language


def test_the_switch_wins_over_the_browser(client, db):
    answer = client.post(SWITCH, {"language": "cs", "next": SIGN_IN})
    cookie = answer.cookies[COOKIE]

    assert (answer.status_code, answer.url) == (302, SIGN_IN)
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == ("cs", 31_536_000, "Lax")
    assert cookie["httponly"]
    assert language_of(client.get(SIGN_IN, headers={"accept-language": "en"})) == "cs"


def test_the_switch_is_kept_in_the_account(client, evaluator):
    client.force_login(evaluator)

    client.post(SWITCH, {"language": "cs"})

    evaluator.refresh_from_db()
    assert evaluator.language == "cs"


def test_the_account_wins_over_cookie_and_browser(client, evaluator):
    evaluator.language = "cs"
    evaluator.save()
    client.force_login(evaluator)
    client.cookies[COOKIE] = "en"

    answer = client.get("/my-groups/", headers={"accept-language": "en"})

    assert language_of(answer) == "cs"
    assert {"Cookie", "Accept-Language"} <= set(answer.headers["Vary"].split(", "))


def test_one_persons_language_does_not_stay_for_the_next(client, evaluator):
    evaluator.language = "cs"
    evaluator.save()
    client.force_login(evaluator)
    client.get("/my-groups/")
    client.logout()

    assert language_of(client.get(SIGN_IN, headers={"accept-language": "en"})) == "en"


@pytest.mark.parametrize("language", ["", "de", "xx", "../../etc/passwd", "cs\r\nSet-Cookie: a=b"])
def test_an_unknown_language_changes_nothing(client, evaluator, language):
    client.force_login(evaluator)

    answer = client.post(SWITCH, {"language": language, "next": "/events/"})

    evaluator.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, "/events/")
    assert COOKIE not in answer.cookies
    assert evaluator.language == ""


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/events/?page=2", "/events/?page=2"),
        ("", "/"),
        ("https://evil.example.org/", "/"),
        ("//evil.example.org", "/"),
        ("\\\\evil.example.org", "/"),
        ("javascript:alert(1)", "/"),
        ("/\r\nX: y", "/%0D%0AX:%20y"),
    ],
)
def test_the_switch_leads_back_to_our_own_pages_only(client, db, target, lands):
    answer = client.post(SWITCH, {"language": "cs", "next": target})

    assert (answer.status_code, answer.url) == (302, lands)


def test_the_page_names_both_languages_in_themselves_and_marks_the_current(client, db):
    text = client.get(
        SIGN_IN + "?next=/events/", headers={"accept-language": "cs"}
    ).content.decode()

    assert 'value="cs" lang="cs" aria-current="true">Česky</button>' in text
    assert 'value="en" lang="en">English</button>' in text
    assert 'name="next" value="/sign-in/?next=/events/"' in text


def test_only_a_post_switches(client, db):
    assert client.get(SWITCH, {"language": "cs"}).status_code == 405


def test_the_api_speaks_one_language_whatever_the_account_chose(client, db):
    person = make.user(language="cs")
    client.force_login(person)

    answer = client.get("/api/events/1/leaderboard", headers={"accept-language": "en"})

    assert answer.json() == {"detail": "Event not found"}
