"""Every test is run by `make test`, and on both databases what is done at the same moment."""

from tests.contracts.house.sources import ROOT, files
from tests.shares import (
    AT_ONCE_ON_BOTH,
    ON_BOTH,
    ON_POSTGRESQL,
    is_passed_over,
    is_run_on,
)

TESTS = ROOT / "tests"
PATHS = {path.relative_to(TESTS).as_posix(): path for path in files("test_*.py", "tests")}


def test_the_lists_name_what_is_there():
    listed = ON_POSTGRESQL + ON_BOTH + AT_ONCE_ON_BOTH

    assert [entry for entry in listed if not (TESTS / entry).exists()] == []
    assert len(set(listed)) == len(listed)


def test_every_file_is_run_somewhere():
    nowhere = [
        path
        for path in PATHS
        if not any(is_run_on(services=services, path=path) for services in (True, False))
    ]

    assert len(PATHS) > 100
    assert nowhere == []


def test_real_transactions_are_run_on_postgresql():
    """SQLite lets one transaction write at a time; what two do at once only PostgreSQL shows."""
    left_out = [
        path
        for path, file in PATHS.items()
        if "transaction=True" in file.read_text("utf-8") and not is_run_on(services=True, path=path)
    ]

    assert left_out == ["contracts/house/test_shares.py"]


def test_rooms_are_run_on_sqlite_and_walks_on_postgresql():
    walk, room, both = "contracts/access/a.py", "events/life/test_copy.py", "events/models/a.py"

    assert [is_run_on(services=False, path=path) for path in (walk, room, both)] == [0, 1, 1]
    assert [is_run_on(services=True, path=path) for path in (walk, room, both)] == [1, 0, 1]
    assert is_run_on(services=False, path="contracts/api_of_others.py")


def test_of_some_rooms_only_real_transactions_are_run_on_postgresql():
    at_once, both = "scoring/merging/test_merge.py", "events/models/test_fields.py"

    def passed_over(path, **asked):
        return is_passed_over(path=path, **asked)

    assert is_run_on(services=True, path=at_once)
    assert passed_over(at_once, services=True, real_transactions=False)
    assert not passed_over(at_once, services=True, real_transactions=True)
    assert not passed_over(at_once, services=False, real_transactions=False)
    assert not passed_over(both, services=True, real_transactions=False)
