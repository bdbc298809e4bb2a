"""One installation and one server for all that do not harm each other."""

import pytest

from tests.contracts.serving.day import GUNICORN, PLAIN, prepare
from tests.live import serve


@pytest.fixture(scope="package")
def stage(tmp_path_factory):
    return prepare(tmp_path_factory.mktemp("day"))


@pytest.fixture(scope="package")
def stored(tmp_path_factory):
    """The server's folder for temporary files."""
    return tmp_path_factory.mktemp("stored")


@pytest.fixture(scope="package")
def server(stage, stored):
    with serve(GUNICORN, stage.folder, **PLAIN, TMPDIR=str(stored)) as server:
        stage.sign_in(server)
        yield server
