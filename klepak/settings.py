"""All settings, read from the environment (or `.env` beside manage.py); see `.env.example`.

Safe by default: DEBUG is off, cookies are secure and http is redirected to https unless a variable
says otherwise, and without DEBUG a missing SECRET_KEY stops the start.
"""

import re
from datetime import timedelta
from pathlib import Path

import environ
from corsheaders.defaults import default_headers
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from klepak import __version__, logs
from klepak.api.described import SPECTACULAR_SETTINGS  # noqa: F401  drf-spectacular reads it

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env_file = Path(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))
if env_file.is_file():
    env.read_env(env_file)

VERSION = __version__

# --- The start -----------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if len(SECRET_KEY) < 32:
    if not DEBUG:
        raise ImproperlyConfigured(
            "Set SECRET_KEY to a random text of at least 32 characters; see .env.example."
        )
    SECRET_KEY = "only-for-development-" + "0" * 32
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if any(len(key) < 32 for key in SECRET_KEY_FALLBACKS):
    raise ImproperlyConfigured(
        "Set SECRET_KEY_FALLBACKS to earlier values of SECRET_KEY, separated by commas, or leave it"
        " empty; see .env.example."
    )

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
FRONTEND_URL = env.str("FRONTEND_URL", default="").rstrip("/") or SITE_URL
FRONTEND_URL = FRONTEND_URL or "http://127.0.0.1:8000"
SITE_URL = SITE_URL or FRONTEND_URL  # either is the other one, unless both are given

INSTALLED_APPS = [
    "klepak.apps.KlepakAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "corsheaders",
    "csp",
    "django_htmx",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "django_tasks",
    "django_tasks_db",
    "foundation",
    "accounts",
    "events",
    "scoring",
    "diplomas",
]

MIDDLEWARE = [
    "klepak.middleware.OldAddressMiddleware",
    "klepak.middleware.MetricsMiddleware",
    "klepak.middleware.RequestLogMiddleware",
    "scoring.public.middleware.ReadyAnswersMiddleware",
    # Headers for every answer, also for those that are given before any view is asked.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "klepak.middleware.PublicReadingMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    # Its first look at a request comes before anybody, such as the check of forms, reads a body.
    "klepak.pages.body_limits.BodyLimitMiddleware",
    "klepak.middleware.ApiMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sign_in.middleware.AccountLanguageMiddleware",
    "klepak.pages.person_header.PersonHeaderMiddleware",
    "accounts.sign_in.middleware.AuditContextMiddleware",
    "accounts.sign_in.middleware.LastSeenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.sign_in.middleware.SignInRequiredMiddleware",
    "klepak.pages.page_limits.PageLimitMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "klepak.urls"
WSGI_APPLICATION = "klepak.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "klepak.pages.outbox_keys.outbox_keys",
            ],
        },
    },
]

# --- Where things are kept -----------------------------------------------------------------------

# In seconds, for requests; jobs and commands have sixty times as long on PostgreSQL.
DATABASE_CONNECT_TIMEOUT = env.int("DATABASE_CONNECT_TIMEOUT", default=3)
DATABASE_STATEMENT_TIMEOUT = env.float("DATABASE_STATEMENT_TIMEOUT", default=15)
DATABASE_LOCK_TIMEOUT = env.float("DATABASE_LOCK_TIMEOUT", default=10)
DATABASE_MAX_AGE = env.int("DATABASE_MAX_AGE", default=60)  # of a connection that is kept


def database_settings(url: str) -> dict:
    """DATABASES["default"] for a database URL; the first backend's `postgresql+driver://` too.

    Without a URL it is a SQLite file beside manage.py.
    SQLite waits DATABASE_LOCK_TIMEOUT for its turn to write and takes the write lock when a
    transaction begins, so that no reader-turned-writer fails half-way; WAL keeps readers going
    meanwhile, and synchronous=FULL keeps a confirmed score through a power cut.
    """
    scheme, separator, rest = url.partition("://")
    if url:
        database = environ.Env.db_url_config(scheme.partition("+")[0] + separator + rest)
    else:
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}
    database["CONN_MAX_AGE"] = DATABASE_MAX_AGE
    if database["ENGINE"].endswith("sqlite3"):
        database["ENGINE"] = "foundation.neighbours.sqlite3"
        database["OPTIONS"] = {
            "timeout": DATABASE_LOCK_TIMEOUT,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    else:
        database |= {"ENGINE": "foundation.neighbours.postgresql", "CONN_HEALTH_CHECKS": True}
    return database


DATABASES = {"default": database_settings(env.str("DATABASE_URL", default=""))}
BACKUP_DIR = env.str("BACKUP_DIR", default="")
BACKUP_KEEP = env.int("BACKUP_KEEP", default=14)  # days
if BACKUP_KEEP < 1:
    raise ImproperlyConfigured("Set BACKUP_KEEP to at least 1 day; see .env.example.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
REDIS_TIMEOUT = env.float("REDIS_TIMEOUT", default=0.15)  # seconds, to connect and to be answered
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "foundation.neighbours.redis_cache.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "klepak",
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 2000},
        }
    }

# --- Work beside the request ----------------------------------------------------------------------

JOBS = env.str("JOBS", default="") or "embedded"
if JOBS not in {"embedded", "worker", "immediate"}:
    raise ImproperlyConfigured("Set JOBS to embedded, worker or immediate; see .env.example.")


def task_settings(jobs: str) -> dict:
    """TASKS for a value of JOBS: what django-tasks keeps the tasks in, which run our jobs.

    Mails, photographed sheets and long files have queues of their own: a slow mail server holds up
    no table, no table a mail, and a photo or a file, which may take minutes, neither.
    """
    at_once = "django_tasks.backends.immediate.ImmediateBackend"
    backend = at_once if jobs == "immediate" else "django_tasks_db.DatabaseBackend"
    return {"default": {"BACKEND": backend, "QUEUES": ["default", "mails", "sheets", "files"]}}


TASKS = task_settings(JOBS)

# --- Files ----------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "foundation.files.disk.DiskFiles"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "foundation.serving.hashed_files.HashedFiles"
        )
    },
}
FALLBACK_FONTS = env.list("FALLBACK_FONTS", default=[])  # paths; else diplomas.fonts.shipped's
MEDIA_ROOT = Path(env.str("FILES_DIR", default="") or BASE_DIR / "media")
STORAGE_PROVIDER = env.str("STORAGE_PROVIDER", default="local")
S3_BUCKET = env.str("S3_BUCKET", default="")
S3_FOLDER = env.str("S3_FOLDER", default="klepak")
S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", default="")
S3_REGION = env.str("S3_REGION", default="us-east-1")
S3_ACCESS_KEY = env.str("S3_ACCESS_KEY", default="")
S3_SECRET_KEY = env.str("S3_SECRET_KEY", default="")
S3_TIMEOUT = env.float("S3_TIMEOUT", default=3)  # seconds, to connect and between two answers
S3_PUBLIC_URL = env.str("S3_PUBLIC_URL", default="")  # by which clients reach it, if another
FILES_ACCEL = env.str("FILES_ACCEL", default="")  # where the proxy has the files, for itself alone
FILE_LINK_SECONDS = env.int("FILE_LINK_SECONDS", default=300)
FILE_LIMITS = {"DOCUMENT": 10, "PHOTO": 10, "IMAGE": 2, "AUDIO": 25, "VIDEO": 100}  # MiB
for _purpose, _most in env.dict("FILE_LIMITS", default={}).items():
    if _purpose not in FILE_LIMITS or not _most.isdecimal() or not 1 <= int(_most) <= 2000:
        raise ImproperlyConfigured(
            "Set FILE_LIMITS to purposes and whole numbers of MiB, such as VIDEO=200,AUDIO=50; see"
            " .env.example."
        )
    FILE_LIMITS[_purpose] = int(_most)
FILE_SCANNER = env.str("FILE_SCANNER", default="") or "none"
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")  # host:port, or the path of a socket
CLAMD_TIMEOUT = env.float("CLAMD_TIMEOUT", default=10)  # seconds, for each step
if FILE_SCANNER not in {"none", "clamd"}:
    raise ImproperlyConfigured("Set FILE_SCANNER to none or clamd; see .env.example.")
if FILE_SCANNER == "clamd" and not re.fullmatch(r"/.+|.+:\d+", CLAMD_ADDRESS):
    raise ImproperlyConfigured(
        "FILE_SCANNER=clamd needs CLAMD_ADDRESS, as host:port or as the path of a socket; see"
        " .env.example."
    )
if not 1 <= FILE_LINK_SECONDS <= 7 * 24 * 3600:  # the longest that S3 signs for
    raise ImproperlyConfigured("Set FILE_LINK_SECONDS to at most a week; see .env.example.")
if STORAGE_PROVIDER not in {"local", "s3"}:
    raise ImproperlyConfigured("Set STORAGE_PROVIDER to local or s3; see .env.example.")
if STORAGE_PROVIDER == "s3":
    for _needed in ("S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY"):
        if not globals()[_needed]:
            raise ImproperlyConfigured(
                f"STORAGE_PROVIDER=s3 needs {_needed}, which is empty; see .env.example."
            )
    if not S3_FOLDER.strip("/"):
        raise ImproperlyConfigured("Set S3_FOLDER to a folder in the bucket; see .env.example.")
    if not 0 < S3_TIMEOUT <= 30:
        raise ImproperlyConfigured("Set S3_TIMEOUT to at most 30 seconds; see .env.example.")
    STORAGES["default"] = {
        "BACKEND": "foundation.files.bucket.BucketFiles",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "location": S3_FOLDER,
            "endpoint_url": S3_ENDPOINT_URL or None,
            "region_name": S3_REGION,
            "access_key": S3_ACCESS_KEY,
            "secret_key": S3_SECRET_KEY,
        },
    }

# --- Who is who ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.sign_in.AccountBackend",
]
PASSWORD_HASHERS = [
    "accounts.sign_in.passwords.BoundedHasher",  # Django's own, of which few run at once
    # Those of Django's that hashes of elsewhere may have been made by; each signing in renews one.
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
HASHES_AT_ONCE = env.int("HASHES_AT_ONCE", default=1)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.sign_in.passwords.CompositionValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"

SUPER_ADMIN_EMAIL = env.str("SUPER_ADMIN_EMAIL", default="")
REGISTRATION = env.str("REGISTRATION", default="approval", choices=("approval", "open", "closed"))
TEAM_LOGIN_DOMAIN = env.str("TEAM_LOGIN_DOMAIN", default="")
ACCESS_TOKEN_EXPIRE_MINUTES = env.int("ACCESS_TOKEN_EXPIRE_MINUTES", default=30)
REFRESH_TOKEN_EXPIRE_DAYS = env.int("REFRESH_TOKEN_EXPIRE_DAYS", default=7)
INVITATION_EXPIRE_DAYS = env.int("INVITATION_EXPIRE_DAYS", default=7)
PASSWORD_RESET_EXPIRE_MINUTES = env.int("PASSWORD_RESET_EXPIRE_MINUTES", default=60)
SIGN_IN_CODE_EXPIRE_DAYS = env.int("SIGN_IN_CODE_EXPIRE_DAYS", default=14)

SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
PRIVACY_CONTACT = env.str("PRIVACY_CONTACT", default="")
for _name, _contact in [("SECURITY", SECURITY_CONTACT), ("PRIVACY", PRIVACY_CONTACT)]:
    if _contact and not re.fullmatch(r"(?:mailto:[^\s@]+@[^\s@]+|https://\S+)", _contact):
        raise ImproperlyConfigured(
            f"Set {_name}_CONTACT to mailto:somebody@example.org or to an address that begins with"
            " https://, or leave it empty; see .env.example."
        )

LAST_SEEN_EVERY = 60  # seconds between two notes that an evaluator's phone is alive

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=ACCESS_TOKEN_EXPIRE_MINUTES),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=REFRESH_TOKEN_EXPIRE_DAYS),
    "ALGORITHM": "HS256",
    "SIGNING_KEY": SECRET_KEY,
    "USER_ID_CLAIM": "sub",
}

RATELIMIT_ENABLE = env.bool("RATELIMIT_ENABLE", default=True)
RATELIMIT_FAIL_OPEN = (
    True  # without Redis people go on working; accounts are locked by the database
)
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

AXES_ENABLED = RATELIMIT_ENABLE
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours: long enough to stop guessing, short enough for a sports day
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a whole camp sits behind one address
AXES_USERNAME_CALLABLE = "accounts.sign_in.attempts.axes_username"
AXES_CLIENT_IP_CALLABLE = "foundation.web.client_address.client_network"
AXES_LOCKOUT_CALLABLE = "accounts.sign_in.attempts.locked_response"
AXES_DISABLE_ACCESS_LOG = True  # successes stand in the audit trail
AXES_SENSITIVE_PARAMETERS = ["username", "email", "ip_address"]
AXES_VERBOSE = False

# --- Where the API answers -----------------------------------------------------------------------

API_PATHS = r"^/?api(?:/|$)"
API_PATHS_AT_ROOT = (  # without a slash at the end, which pages have, or a dot, which files have
    r"^/?(?:activities|auth|docs|events|groups|health|organisations|participants|public|records"
    r"|redoc|schema|uploads|admin/(?:audit-logs|invitations|users))(?:/[^/.]+)*$"
)
API_AT_ROOT = env.bool("API_AT_ROOT", default=False)
if API_AT_ROOT:
    API_PATHS = f"{API_PATHS}|{API_PATHS_AT_ROOT}"

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
if 0 < len(METRICS_TOKEN) < 32:
    raise ImproperlyConfigured(
        "Set METRICS_TOKEN to a random text of at least 32 characters, or leave it empty; "
        "see .env.example."
    )

# --- The browser ---------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_REDIRECT_EXEMPT = [
    r"^health(/\w+)?/?$",  # probes on the machine itself speak plain http
    *([r"^metrics$"] if METRICS_TOKEN else []),  # so does Prometheus, from within
    API_PATHS,  # a redirect would lose what a POST carries: klepak.middleware sees to it
]
SESSION_COOKIE_SECURE = env.bool("SESSION_COOKIE_SECURE", default=not DEBUG)
CSRF_COOKIE_SECURE = env.bool("CSRF_COOKIE_SECURE", default=not DEBUG)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_SSL_REDIRECT
SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "foundation.web.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # a camp lasts two weeks
CSRF_FAILURE_VIEW = "klepak.pages.site_pages.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the admin and the CSS framework draw their icons as data
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}

CORS_ALLOWED_ORIGINS = env.list("CORS_ORIGINS", default=[])
# Not what is public: klepak.middleware.PublicReadingMiddleware lets anybody's pages read that.
CORS_URLS_REGEX = rf"(?!/?(?:api/)?public/)(?:{API_PATHS})"
CORS_ALLOW_HEADERS = [
    *[*default_headers, "if-none-match", "if-range", "range", "tus-resumable", "x-request-id"],
    *(f"upload-{name}" for name in "checksum defer-length length metadata offset".split()),
]
CORS_EXPOSE_HEADERS = [
    *["Accept-Ranges", "Content-Disposition", "Content-Range", "ETag", "Location", "Retry-After"],
    *["Tus-Resumable", "Tus-Version", "Upload-Expires", "Upload-Length", "Upload-Offset"],
    *["X-Request-ID", "X-Total-Count"],
]

PERMISSIONS_POLICY = "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"

DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
MAX_BODY = 2 * 1024 * 1024  # of a form or JSON, whoever sends it: klepak.pages.body_limits
MAX_LARGE_BODY = 16 * 1024 * 1024  # a diploma with its background and fonts; who may is known
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the entry form of a large group without JavaScript

# --- Languages and time --------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("cs", _("Czech"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "foundation.text.formats"  # English dates are British
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Prague")

# --- Mail ----------------------------------------------------------------------------------------

EMAIL_FOLDER = env.str("EMAIL_FILE_PATH", default="")
EMAIL_FILE_PATH = EMAIL_FOLDER or str(BASE_DIR / "mail")
EMAIL_HOST = env.str("SMTP_HOST", default="")
EMAIL_PORT = env.int("SMTP_PORT", default=587)
EMAIL_HOST_USER = env.str("SMTP_USER", default="")
EMAIL_HOST_PASSWORD = env.str("SMTP_PASSWORD", default="")
EMAIL_USE_SSL = env.bool("SMTP_TLS", default=True) and EMAIL_PORT == 465  # TLS from the first byte
EMAIL_USE_TLS = env.bool("SMTP_TLS", default=True) and not EMAIL_USE_SSL
EMAIL_TIMEOUT = env.int("SMTP_TIMEOUT", default=5)  # seconds
DEFAULT_FROM_EMAIL = env.str("SMTP_FROM", default="") or "Klepak Scores <noreply@localhost>"
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="") or (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
    if EMAIL_FOLDER
    else "django.core.mail.backends.console.EmailBackend"
)

# --- Lists in and out of the admin site -----------------------------------------------------------

IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True

# --- The API -------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.sign_in.authentication.TokenAuthentication",
        "accounts.sign_in.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["klepak.api.rate_limits.ContractThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "klepak.api.parsers.JsonAlways",
    "DEFAULT_PARSER_CLASSES": ["klepak.api.parsers.JsonParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "klepak.api.errors.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

GEMINI_API_KEY = env.str("GEMINI_API_KEY", default="")
GEMINI_MODEL = env.str("GEMINI_MODEL", default="") or "gemini-2.5-flash"
GEMINI_URL = env.str("GEMINI_URL", default="")
SHEET_READER = env.str("SHEET_READER", default="") or ("gemini" if GEMINI_API_KEY else "none")
SHEET_READER_TIMEOUT = env.int("SHEET_READER_TIMEOUT", default=40)
SHEETS_AT_ONCE = env.int("SHEETS_AT_ONCE", default=2)
if SHEET_READER not in {"gemini", "none"}:
    raise ImproperlyConfigured("Set SHEET_READER to gemini or none; see .env.example.")
if SHEET_READER == "gemini" and not GEMINI_API_KEY:
    raise ImproperlyConfigured("SHEET_READER is gemini: set GEMINI_API_KEY too, or choose none.")

# --- Logs ----------------------------------------------------------------------------------------

LOG_LEVEL = (env.str("LOG_LEVEL", default="") or "INFO").upper()
if LOG_LEVEL not in logs.LEVELS:
    raise ImproperlyConfigured(f"Set LOG_LEVEL to one of {', '.join(logs.LEVELS)}.")
LOG_FORMAT = env.str("LOG_FORMAT", default="") or "json"
if LOG_FORMAT not in logs.FORMATS:
    raise ImproperlyConfigured(f"Set LOG_FORMAT to {' or '.join(logs.FORMATS)}.")
logs.configure()
LOGGING = logs.configuration(level=LOG_LEVEL, line_format=LOG_FORMAT)
