"""Connections to SQLite are kept, but never to a file that the path does not lead to any more."""

import pytest

from foundation.neighbours.sqlite3.base import DatabaseWrapper
from klepak.settings import database_settings


@pytest.fixture
def kept(tmp_path):
    settings = database_settings(f"sqlite:///{tmp_path}/scores.sqlite3")
    defaults = {"AUTOCOMMIT": True, "TIME_ZONE": None, "CONN_HEALTH_CHECKS": False}
    connection = DatabaseWrapper({**defaults, **settings, "ATOMIC_REQUESTS": False}, "kept")
    yield connection
    connection.close()


@pytest.mark.django_db
def test_it_is_kept_until_another_file_is_in_its_place(kept, tmp_path):
    with kept.cursor() as cursor:
        cursor.execute("CREATE TABLE results (value integer)")
    first = kept.connection
    kept.close_if_unusable_or_obsolete()
    assert kept.connection is first

    (tmp_path / "aside").mkdir()
    for file in tmp_path.glob("scores.sqlite3*"):
        file.rename(tmp_path / "aside" / file.name)
    kept.close_if_unusable_or_obsolete()

    assert kept.connection is None
    with kept.cursor() as cursor:
        assert kept.introspection.table_names(cursor) == []
    assert (tmp_path / "scores.sqlite3").is_file()
