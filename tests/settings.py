"""The product's own settings under an environment made for tests.

KLEPAK_TEST_SERVICES=1 runs everything on a real PostgreSQL and a real Redis, started here from
wheels and stopped at exit; otherwise on SQLite (a file, as in real life) and local memory.
"""

import atexit
import os
import tempfile
from pathlib import Path

from tests.servers import fast_folder, make_environment, start_servers

with_services = os.environ.get("KLEPAK_TEST_SERVICES") == "1"
workplace = tempfile.TemporaryDirectory(
    prefix="klepak-tests-", dir=fast_folder(), ignore_cleanup_errors=True
)
atexit.register(workplace.cleanup)
make_environment(
    SECRET_KEY="only-for-tests-" + "0" * 40,
    JOBS="immediate",
    FILES_DIR=str(Path(workplace.name) / "files"),
)
if with_services:
    start_servers(Path(workplace.name))

from klepak.settings import *  # noqa: E402, F403  the environment had to be made first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hundreds of sign-ins
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {  # noqa: F405  nothing is collected for tests
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

if with_services:
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405  threads of tests leave none open
else:
    file = str(Path(workplace.name) / "test.sqlite3")
    # In memory all threads would share one connection, and nothing could ever collide.
    DATABASES["default"]["TEST"] = {"NAME": file}  # noqa: F405  from the product's own settings
LAST_SEEN_EVERY = 0  # a query more now and then; its own tests turn it on
