"""What people see when something is wrong: our own pages, in their language."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from klepak.pages import site_pages

SIGN_IN = reverse("accounts:sign-in")
LANGUAGES = ["en", "cs"]


def shows(answer, title: str, language: str) -> bool:
    """Whether it is our page of that title in that language."""
    text = answer.content.decode()
    with translation.override(language):
        return f"<h1>{gettext(title)}</h1>" in text and f'<html lang="{language}">' in text


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def visitor(client, language):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    return client


def test_not_found(visitor, db, language):
    answer = visitor.get("/nowhere/")

    assert answer.status_code == 404
    assert shows(answer, "There is nothing here", language)


def test_not_found_for_who_is_signed_in(visitor, evaluator, language):
    visitor.force_login(evaluator)
    answer = visitor.get("/events/999/")

    assert answer.status_code == 404
    assert shows(answer, "There is nothing here", language)
    assert "Eva Měřičová" in answer.content.decode()


def test_forbidden(visitor, evaluator, language):
    visitor.force_login(evaluator)
    answer = visitor.get("/admin/")

    assert answer.status_code == 403
    assert shows(answer, "You are not allowed to do this", language)


def test_a_bad_request(visitor, db, language):
    answer = visitor.get(SIGN_IN, headers={"host": "evil.example.org"})

    assert answer.status_code == 400
    assert shows(answer, "The request could not be read", language)


def test_a_form_that_is_too_old(db, language):
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": language})
    answer = strict.post(SIGN_IN, {"username": "a@example.org", "password": "x"})

    assert answer.status_code == 403
    assert shows(answer, "This form was too old", language)


def test_our_own_fault(language):
    """Made without a database: this test has none."""
    with translation.override(language):
        answer = site_pages.server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert shows(answer, "Something went wrong", language)


@pytest.mark.parametrize("path", ["/api/nowhere", "/api/events/x/leaderboard"])
def test_the_api_answers_it_in_its_own_shape(client, super_admin, path):
    client.force_login(super_admin)
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.json() == {"detail": "There is nothing at this address."}


def test_the_api_answers_a_bad_request_in_its_own_shape(client, db):
    answer = client.get("/api/health", headers={"host": "evil.example.org"})

    assert answer.status_code == 400
    assert answer.json() == {"detail": "The request could not be read."}


def test_the_address_that_was_not_found_is_text(client, db):
    answer = client.get('/nowhere/"><script>alert(1)</script>/?a="><script>alert(1)</script>')

    assert b"<script>alert" not in answer.content


def test_a_missing_slash_is_added(as_admin):
    answer = as_admin.get("/events")

    assert (answer.status_code, answer.url) == (301, "/events/")


@pytest.mark.parametrize("value", ["\\000aaaaaaaaaaaa", "é" * 32, "x" * 5000, "a b"])
def test_a_session_cookie_that_is_no_session(client, db, value):
    client.cookies["sessionid"] = f'"{value}"'

    assert client.get("/my-groups/").status_code == 302


@pytest.mark.parametrize(
    "back", ["abc", "\x00", "é", "x\ny", "a.b", "events:list", "//evil.example", ""]
)
def test_the_language_switch_goes_back_only_to_a_path_of_ours(client, db, back):
    answer = client.post("/language/", {"language": "cs", "next": back})

    assert (answer.status_code, answer.url) == (302, "/")


def test_what_somebody_signed_in_gets_is_not_kept_by_the_browser(client, evaluator, event):
    client.force_login(evaluator)

    for path in ["/my-groups/", f"/events/{event.pk}/", f"/events/{event.pk}/leaderboard/"]:
        assert "no-store" in client.get(path).headers["Cache-Control"]


def test_the_api_speaks_english_to_everybody(client, db):
    answer = client.get("/api/events/1/leaderboard", headers={"Accept-Language": "cs"})

    assert answer.json() == {"detail": "Authentication credentials were not provided."}
