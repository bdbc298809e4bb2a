"""The pages that show the API, from our own files alone and under the Content-Security-Policy."""

from urllib.parse import urlsplit

import pytest

from accounts.sign_in import tokens

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(page):
    """Every address the browser asked for, except those within the page itself."""
    found = []
    page.on("request", lambda request: found.append(request.url))
    return found


def operations(page, live_server) -> list[dict]:
    paths = page.request.get(f"{live_server.url}/api/schema").json()["paths"]
    return [operation for methods in paths.values() for operation in methods.values()]


def hosts(addresses: list[str]) -> set[str]:
    return {urlsplit(url).netloc for url in addresses if url.startswith(("http", "ws"))}


@pytest.mark.parametrize(
    ("path", "of_operation"), [("/api/docs", ".opblock"), ("/api/redoc", "[id*='/operation/']")]
)
def test_every_call_is_shown(page, live_server, complaints, asked, path, of_operation):
    page.goto(f"{live_server.url}{path}")
    page.locator(of_operation).first.wait_for()
    page.wait_for_load_state("networkidle")

    assert page.locator(of_operation).count() == len(operations(page, live_server))
    assert page.locator(of_operation, has_text="Replace a diploma template").is_visible()
    assert hosts(asked) == {urlsplit(live_server.url).netloc}
    assert complaints == []


def test_a_call_is_made_with_a_token(page, live_server, complaints, admin):
    page.goto(f"{live_server.url}/api/docs")
    page.get_by_role("button", name="Authorize").first.click()
    bearer = page.locator(".auth-container").filter(has_text="bearer")
    bearer.get_by_role("textbox").fill(tokens.issue(admin).access)
    bearer.get_by_role("button", name="Apply credentials").click()
    page.locator(".modal-ux").get_by_role("button", name="Close").first.click()
    me = page.locator("#operations-Accounts-me")
    me.click()
    me.get_by_role("button", name="Try it out").click()
    me.get_by_role("button", name="Execute").click()

    me.locator(".live-responses-table").get_by_text(admin.email).first.wait_for()
    assert complaints == []
