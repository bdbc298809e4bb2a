"""Phones whose network can be cut."""

import pytest

from tests import make
from tests.browser.offline.network import network_before


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "service_workers": "allow"}


@pytest.fixture
def network(live_server):
    with network_before(live_server.thread.port) as network:
        yield network


@pytest.fixture
def sign_in(network):
    """Signs a page in through the network and opens a path."""

    def sign_in_page(page, user, path="/my-groups/"):
        page.goto(f"{network.url}/sign-in/?next={path}")
        page.locator("[name=username]").fill(user.email)
        page.locator("[name=password]").fill(make.PASSWORD)
        with page.expect_navigation():
            page.locator("article button").click()
        page.wait_for_load_state()
        return page

    return sign_in_page
