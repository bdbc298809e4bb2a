"""The product as it is installed: files with hashes in their names, compressed, on gunicorn."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from foundation.serving.hashed_files import HashedFiles
from tests import live

GUNICORN = "gunicorn klepak.wsgi --workers 1 --bind 127.0.0.1:{port}"


def collect(folder: Path, added: Mapping[str, str]) -> Path:
    """The product's own files as collectstatic stores them, without pictures of the guides and
    what other packages bring. added: path below static/ -> what another release has at its end.
    """
    target = folder / "static"
    shutil.copytree(live.ROOT / "static", target, ignore=shutil.ignore_patterns("help"))
    for path, text in added.items():
        with (target / path).open("a", encoding="utf-8") as file:
            file.write(text)
    storage = HashedFiles(location=target, base_url="/static/")
    names = [path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()]
    for _name, _stored, done in storage.post_process({name: (storage, name) for name in names}):
        if isinstance(done, Exception):
            raise done
    return target


@contextmanager
def serve(
    folder: Path, added: Mapping[str, str] | None = None, **variables: str
) -> Iterator[live.Server]:
    """A release on a server of its own, until the block ends; `folder` is its workplace."""
    own = {
        "DJANGO_SETTINGS_MODULE": "tests.browser.offline.installed_settings",
        "KLEPAK_TEST_STATIC": str(collect(folder, added or {})),
        "SESSION_COOKIE_SECURE": "false",
        "CSRF_COOKIE_SECURE": "false",
        "RATELIMIT_ENABLE": "false",
        "JOBS": "immediate",
    }
    with live.serve(GUNICORN, folder, **own, **variables) as server:
        yield server


def database_url(settings: Mapping) -> str:
    """The URL of a database, by its entry in a running connection's settings."""
    if settings["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{settings['NAME']}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{settings['NAME']}").geturl()
