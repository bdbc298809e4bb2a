"""How long a connection to PostgreSQL waits, by whom it is made for."""

import re

import pytest

from foundation.neighbours import patience
from foundation.neighbours.postgresql.base import DatabaseWrapper

OF_A_SERVER = {
    **dict.fromkeys(["USER", "PASSWORD", "HOST", "PORT"], ""),
    **{"NAME": "klepak", "TIME_ZONE": None},
}


@pytest.fixture(autouse=True)
def limits(settings):
    settings.DATABASE_CONNECT_TIMEOUT = 3
    settings.DATABASE_STATEMENT_TIMEOUT, settings.DATABASE_LOCK_TIMEOUT = 2, 0.5


def params(**options: str) -> dict:
    return DatabaseWrapper({**OF_A_SERVER, "OPTIONS": options}, "other").get_connection_params()


def times(found: dict) -> dict[str, int]:
    return {name: int(value) for name, value in re.findall(r"-c (\w+)=(\d+)", found["options"])}


def test_somebody_waits_for_a_request():
    with patience.of_a_request():
        found = params()

    assert found["connect_timeout"] == 3
    assert (found["keepalives"], found["tcp_user_timeout"]) == (1, 20_000)
    assert times(found) == {
        "statement_timeout": 2000,
        "lock_timeout": 500,
        "idle_in_transaction_session_timeout": 8000,
    }


def test_nobody_waits_for_a_job_or_a_migration():
    with patience.of_a_request():
        pass

    assert times(params()) == {
        "statement_timeout": 120_000,
        "lock_timeout": 30_000,
        "idle_in_transaction_session_timeout": 480_000,
    }


def test_what_the_address_of_the_database_says_counts():
    found = params(options="-c statement_timeout=5 -c search_path=klepak", connect_timeout=9)

    assert found["connect_timeout"] == 9
    assert times(found)["statement_timeout"] == 5  # the last one, as PostgreSQL reads it
    assert found["options"].endswith("-c search_path=klepak")
