"""The product's own settings on a database that lives as long as this process.

KLEPAK_BENCH_DATABASE=sqlite is a file with the product's durability and local memory as the cache;
=postgres starts a real PostgreSQL and a real Redis from wheels. Nobody's own database is touched.
"""

import atexit
import os
import tempfile
from pathlib import Path

from tests.servers import make_environment, start_servers

workplace = tempfile.TemporaryDirectory(prefix="klepak-bench-", ignore_cleanup_errors=True)
atexit.register(workplace.cleanup)
make_environment(
    SECRET_KEY="only-for-benchmarks-" + "0" * 40,
    DATABASE_URL=f"sqlite:///{workplace.name}/bench.sqlite3",
)
if os.environ["KLEPAK_BENCH_DATABASE"] == "postgres":
    start_servers(Path(workplace.name))

from klepak.settings import *  # noqa: E402, F403  the environment had to be made first

ROOT_URLCONF = "bench.urls"
WHITENOISE_AUTOREFRESH = True  # nothing is collected for benchmarks
