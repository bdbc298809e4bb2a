"""A real Chromium against a real server. Without one the tests are skipped, unless
KLEPAK_BROWSER_REQUIRED says that they must run."""

import os
import shutil

import pytest
from django.conf import settings
from django.test import Client

NAMES = [
    "chromium-headless-shell",  # the same engine without the windows: a quarter of the work
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
]
browser_path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)

# Playwright runs an event loop of its own in this thread; Django's guard takes the ORM calls of
# the test for calls from within it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def is_here(item) -> bool:
    return "tests/browser/" in item.path.as_posix()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Last, as pytest-django does with all tests that empty the database instead of rolling back:
    those after them would not find what the first migration made.
    """
    items.sort(key=is_here)
    for item in filter(is_here, items):
        item.add_marker("browser")
        if browser_path is None and not os.environ.get("KLEPAK_BROWSER_REQUIRED"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if browser_path is None:
        pytest.fail("KLEPAK_BROWSER_REQUIRED is set, but there is no Chromium.")
    return {
        **browser_type_launch_args,
        "executable_path": browser_path,
        "args": [
            "--no-sandbox",  # containers and root have none
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--host-resolver-rules=MAP plain.example 127.0.0.1",  # for pages without https
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "viewport": {"width": 390, "height": 844},
        "locale": "en-GB",
        "service_workers": "block",  # requests that one makes cannot be watched or delayed
    }


@pytest.fixture
def complaints(page):
    """What the browser complained about: errors of scripts, refusals by the CSP, missing files."""
    found = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console",
        lambda message: found.append(message.text) if message.type == "error" else None,
    )
    return found


@pytest.fixture
def open_as(page, live_server):
    """Opens a path as somebody who is signed in; returns the page. The form has own tests."""

    def open_page(user, path="/"):
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        page.goto(f"{live_server.url}{path}")
        page.get_by_role("button", name="Sign out").wait_for()
        page.wait_for_load_state()
        return page

    return open_page
