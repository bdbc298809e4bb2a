"""Too large a body is refused on every page before anything of it is read."""

import io

import pytest
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext

from klepak.pages.body_limits import LARGE_CALLS, LARGE_PAGES, PHOTO_PAGES
from tests.contracts.access.actors import API_ROUTES, NOWHERE, PAGE_ROUTES

SIGN_IN = "/sign-in/"
ENDLESS = 300 * 1024 * 1024
FORM = "application/x-www-form-urlencoded"
TITLE = "This is too large"


class Unread(io.RawIOBase):
    """A body that nobody may read."""

    def read(self, size=-1):
        raise AssertionError("it was read")

    readline = read


def post(client, path, length=ENDLESS, **headers):
    """Announces a body of that length that nobody may look at."""
    unread = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(length), "CONTENT_TYPE": FORM}
    return client.post(path, **unread, **headers)


def send(client, path, length):
    """Sends a form of exactly that length."""
    body = b"a=" + b"x" * (length - 2)
    return client.generic("POST", path, body, content_type=FORM)


def address(name: str) -> str:
    try:
        return reverse(name, kwargs=dict.fromkeys(PAGE_ROUTES[name].pattern.converters, NOWHERE))
    except NoReverseMatch:
        return ""


@pytest.mark.parametrize("person", [None, "evaluator", "super_admin"])
def test_every_page_refuses_what_is_endless(client, request, db, person):
    if person:
        client.force_login(request.getfixturevalue(person))
    addresses = {path: name for name in PAGE_ROUTES if (path := address(name))}
    assert len(addresses) > 100

    answers = {name: post(client, path).status_code for path, name in addresses.items()}

    assert {name for name, status in answers.items() if status != 413} == set()


@pytest.mark.parametrize("language", ["en", "cs"])
def test_the_page_that_says_so(client, db, language):
    answer = post(client, SIGN_IN, headers={"Accept-Language": language})

    assert answer.status_code == 413
    with translation.override(language):
        assert f"<h1>{gettext(TITLE)}</h1>" in answer.text
    assert f'<html lang="{language}">' in answer.text


def test_a_part_of_a_page_gets_a_sentence(client, evaluator):
    client.force_login(evaluator)
    answer = post(client, SIGN_IN, headers={"HX-Request": "true"})

    assert (answer.status_code, answer.text) == (413, "Not saved: this is too much at once.")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_the_largest_form_is_read(client, db):
    assert send(client, SIGN_IN, settings.MAX_BODY).status_code == 200
    assert send(client, SIGN_IN, settings.MAX_BODY + 1).status_code == 413


def test_only_organisers_send_more_and_only_where_it_is_needed(client, event, evaluator, admin):
    path, more = reverse("events:import", args=[event.pk]), settings.MAX_BODY + 1
    assert send(client, path, more).status_code == 413
    client.force_login(evaluator)
    assert send(client, path, more).status_code == 413
    client.force_login(admin)

    assert send(client, path, more).status_code == 422
    assert send(client, path, settings.MAX_LARGE_BODY + 1).status_code == 413
    assert send(client, reverse("events:list"), more).status_code == 413


def test_the_api_says_it_in_json(api, admin, evaluator):
    for client in (api(admin), api(evaluator), api(None)):
        answer = post(client, "/api/records/process-image")
        assert (answer.status_code, set(answer.json())) == (413, {"detail"})


@pytest.mark.parametrize("path", [SIGN_IN, "/admin/login/", "/api/auth/login"])
def test_a_body_without_a_length_is_not_read(client, db, path):
    chunked = {"wsgi.input": Unread(), "HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}

    answer = client.post(path, **chunked)

    assert answer.status_code == 411


def test_what_is_named_is_there():
    assert set(PAGE_ROUTES) >= LARGE_PAGES | PHOTO_PAGES
    assert {f"api:{name}" for name in LARGE_CALLS} <= set(API_ROUTES)
