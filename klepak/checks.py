"""What `manage.py check` has to say about the settings."""

import os
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning
from django.db import connection
from django.http.request import validate_host

from foundation.web.site_address import origin_of


def check_site_address(**_more: Any) -> list[CheckMessage]:
    """Links in mails and on cards lead to SITE_URL: whether it can be answered there."""
    scheme, host, _port = origin_of(settings.SITE_URL)
    if scheme not in {"http", "https"} or not host:
        return [
            Warning(
                f"SITE_URL is no address on the web: {settings.SITE_URL}",
                hint="Write it as https://scores.example.org.",
                id="klepak.W001",
            )
        ]
    if not validate_host(f"[{host}]" if ":" in host else host, settings.ALLOWED_HOSTS):
        return [
            Warning(
                f"ALLOWED_HOSTS does not have {host}, the host of SITE_URL: links in mails and on"
                " cards lead there, and would be refused.",
                hint="Add it to ALLOWED_HOSTS, or set SITE_URL to the address that people use.",
                id="klepak.W002",
            )
        ]
    return []


def check_backups(**_more: Any) -> list[CheckMessage]:
    """Whether the day's backup can be made at all, where one is asked for."""
    missing = [name for name in ("pg_dump", "pg_restore") if not shutil.which(name)]
    if settings.BACKUP_DIR and connection.vendor == "postgresql" and missing:
        return [
            Warning(
                f"BACKUP_DIR asks for a backup each day, which needs {' and '.join(missing)}.",
                hint="Install PostgreSQL's client programs, not older than the server.",
                id="klepak.W003",
            )
        ]
    return []


def check_files(**_more: Any) -> list[CheckMessage]:
    """Whether files can be kept in their folder; `klepak.wsgi` does not start where they cannot. A
    bucket is not asked: pages are there while it is down.
    """
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    can_be_written = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    if settings.STORAGE_PROVIDER != "local" or can_be_written:
        return []
    return [
        Error(
            f"Backgrounds and fonts cannot be kept in {settings.MEDIA_ROOT}: {folder}"
            " cannot be written to.",
            hint="Let FILES_DIR name a folder of the account that runs this; under systemd it has"
            " to be below ReadWritePaths, such as /srv/klepak/data/media.",
            id="klepak.E001",
        )
    ]


def check_contacts(**_more: Any) -> list[CheckMessage]:
    """Whether strangers learn whom to write to; for `check --deploy`."""
    uses = {"SECURITY_CONTACT": "about a weakness", "PRIVACY_CONTACT": "about what is kept of them"}
    return [
        Info(
            f"{name} names nobody whom people could write to {use}.",
            hint="Set it to mailto:somebody@example.org, or to an address with https://.",
            id=f"klepak.I00{number}",
        )
        for number, (name, use) in enumerate(uses.items(), 1)
        if not getattr(settings, name)
    ]
