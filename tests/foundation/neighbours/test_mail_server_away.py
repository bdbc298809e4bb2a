"""A mail server that hangs is waited for by few, and soon by nobody whom a page waits for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from foundation import mails
from foundation.mails import Delivery
from foundation.neighbours import patience
from tests.smtp import mail_server, use

CONTEXT = {
    "link": "https://scores.example.org/reset",
    "expires_at": datetime(2026, 7, 8, tzinfo=UTC),
}


def send() -> Delivery:
    return mails.send("password_reset", to="eva@example.org", language="en", context=CONTEXT)


def send_for_a_page() -> Delivery:
    with patience.of_a_request():
        return send()


@pytest.fixture
def hanging(settings):
    with mail_server("hangs") as server:
        use(settings, server, timeout=0.3)
        yield server


def test_after_one_page_has_waited_no_other_does(hanging):
    assert [send_for_a_page() for _ in range(5)] == [Delivery.FAILED] * 5
    assert hanging.calls == 1


def test_of_many_pages_at_once_two_wait(hanging):
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _number: send_for_a_page(), range(8)))

    assert found == [Delivery.FAILED] * 8
    assert hanging.calls <= 2


def test_jobs_try_all_the_same(hanging):
    send_for_a_page()

    assert send() is Delivery.FAILED
    assert hanging.calls == 2


def test_one_that_refuses_a_mail_is_there(settings):
    with mail_server("refuses") as server:
        use(settings, server)
        assert [send_for_a_page(), send_for_a_page()] == [Delivery.FAILED] * 2
        assert server.calls == 2


def test_one_that_works_gets_the_mails_of_pages(settings):
    with mail_server("good") as server:
        use(settings, server)
        assert send_for_a_page() is Delivery.SENT
        assert server.recipients == ["eva@example.org"]
