"""All settings, read from the environment; `.env.example` lists every variable.

Without DATABASE_URL and REDIS_URL the product runs embedded: SQLite, plain HTTP on the loopback,
jobs carried out at once in the calling process. With them it runs on PostgreSQL, behind HTTPS,
with a Redis broker and real workers.
"""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import FileAwareEnv, validate

from tracker.logs import logging_of
from tracker.secret import channel_secrets, kept_secret_key

django_stubs_ext.monkeypatch()  # ModelAdmin[Plan] and the like, also at run time

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]

# NAME may also be given as NAME_FILE, the path of a file that holds it.
env = FileAwareEnv(strip_whitespace=True)
env.read_env(str(BASE_DIR / ".env"), recurse=False)

# Where the embedded installation keeps its database, its key and its files.
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)

DATABASE_URL = env.str("DATABASE_URL", "")
EMBEDDED = not DATABASE_URL  # one person's laptop, over plain HTTP on the loopback
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or (
    kept_secret_key(DATA_DIR / "secret_key") if EMBEDDED else ""
)
if not SECRET_KEY:
    raise ImproperlyConfigured("使用 DATABASE_URL 时必须设置 SECRET_KEY 或 SECRET_KEY_FILE。")
# Former keys: what they signed stays valid.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])

# Fixed days to stand on instead of today, the first by default: the demonstration sets them,
# nothing else may.
DEMO_DAYS: list[date] = env.list("DEMO_DAYS", [], subcast=date.fromisoformat)

INSTALLED_APPS = [
    "planapp.apps.PlanAppConfig",  # before the admin: its templates override the admin's
    "planapp.apps.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "import_export",
    "axes",
    "django_otp.plugins.otp_totp",
    "csp",
    "ninja",  # the API and the page that describes it, from our own server
]

MIDDLEWARE = [
    "planapp.pages.measures.MeasuringMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "planapp.pages.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "planapp.pages.middleware.RequestContextMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "planapp.pages.middleware.RequestSizeMiddleware",
    "planapp.pages.middleware.FormAddressMiddleware",
    "planapp.pages.visits.VisitMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tracker.urls"
# Under what path the product stands, beside health/, metrics, api/ and static/.
_PLAIN_PATH = validate.Regexp(
    r"(?!(?:health|metrics|api|static)(?:/|$))[\w-]+(?:/[\w-]+)*\Z", error="不能用作路径。"
)
ADMIN_PATH = env.str("ADMIN_PATH", "admin", validate=_PLAIN_PATH)
WSGI_APPLICATION = "tracker.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "planapp.pages.context.frame",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        DATABASE_URL or f"sqlite:///{DATA_DIR / 'tracker.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Without these, concurrent writers meet "database is locked".
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "planapp.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # turns away whoever is locked out
    "planapp.auth.MembershipBackend",
]
_VALIDATION, _OURS = "django.contrib.auth.password_validation", "planapp.services.passwords"
PASSWORD_LENGTH = env.int("PASSWORD_LENGTH", 10, validate=validate.Range(min=8))
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_OURS}.LengthValidator", "OPTIONS": {"min_length": PASSWORD_LENGTH}},
    {"NAME": f"{_OURS}.LettersAndDigitsValidator"},
]
# By what new passwords are kept; one that was kept otherwise is, when its person next logs in.
_HASHERS = {
    "pbkdf2_sha256": "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "pbkdf2_sm3": "planapp.services.password_hashers.SM3PasswordHasher",
}
PASSWORD_HASH = env.str("PASSWORD_HASH", "pbkdf2_sha256", validate=validate.OneOf(_HASHERS))
PASSWORD_HASHERS = sorted(_HASHERS.values(), key=lambda path: path != _HASHERS[PASSWORD_HASH])
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", "" if EMBEDDED else str(BASE_DIR / "staticfiles"))
MEDIA_ROOT = env.str("MEDIA_ROOT", str(DATA_DIR / "files"))  # never served by URL
WHITENOISE_USE_FINDERS = EMBEDDED  # a laptop needs no collectstatic
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
MAX_DOCUMENT_BYTES = env.int("MAX_DOCUMENT_MB", 20) * 1024 * 1024
MAX_EVIDENCE_BYTES = env.int("MAX_EVIDENCE_MB", 20) * 1024 * 1024
MAX_EVIDENCE_NUMBER = env.int("MAX_EVIDENCE_NUMBER", 20)  # files and links of one report
MAX_FILE_BYTES = max(MAX_DOCUMENT_BYTES, MAX_EVIDENCE_BYTES)
MAX_REQUEST_BYTES = MAX_FILE_BYTES + 5 * 1024 * 1024  # with the rest of the form
# What checks uploaded files for viruses, {} being the file: 0 is clean, 1 infected.
SCAN_COMMAND = env.str("SCAN_COMMAND", "")
SCAN_SECONDS = env.int("SCAN_SECONDS", 60)
# By what factor a figure may differ from last year's before the form asks back.
PLAUSIBLE_FACTOR = Decimal(env.str("PLAUSIBLE_FACTOR", "2"))
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a set-up grid of a large plan

SECURE = env.bool("HTTPS", not EMBEDDED)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_ENGINE = "planapp.models.session"
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_MINUTES", 30) * 60  # since the last request
SESSION_MOST = timedelta(hours=env.int("SESSION_HOURS", 12))  # since the log-in
if SECURE:  # names that a browser takes from this very host over HTTPS only
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = True  # forms carry the token themselves
X_FRAME_OPTIONS = "DENY"
WHITENOISE_ALLOW_ALL_ORIGINS = False
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Five failures from one address lock an account name there, and there alone, for a quarter.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "planapp.pages.lockout.ip_address_of"
AXES_LOCKOUT_CALLABLE = "planapp.pages.lockout.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # the security events say it already
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]  # not kept as they were typed

# Whether the three administrators (三员) are three people without other roles.
SEPARATE_ROLES = env.bool("SEPARATE_ROLES", True)

# Log-in with a code of an authenticator app: who must; everybody may.
SECOND_FACTOR_ROLES: list[str] = env.list("SECOND_FACTOR_ROLES", [])
OTP_TOTP_ISSUER = "规划实施跟踪"  # how the app calls it

# Log-in through an identity service (OpenID Connect), beside the accounts here; without an issuer
# there is none. Its addresses are asked of the issuer unless they are all given.
OIDC_ISSUER = env.str("OIDC_ISSUER", "")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
OIDC_NAME = env.str("OIDC_NAME", "统一身份认证")
OIDC_SCOPES = env.str("OIDC_SCOPES", "openid profile")
OIDC_ACCOUNT_CLAIM = env.str("OIDC_ACCOUNT_CLAIM", "preferred_username")
OIDC_AUTHORIZATION_ENDPOINT = env.str("OIDC_AUTHORIZATION_ENDPOINT", "")
OIDC_TOKEN_ENDPOINT = env.str("OIDC_TOKEN_ENDPOINT", "")
OIDC_JWKS_URI = env.str("OIDC_JWKS_URI", "")
OIDC_USERINFO_ENDPOINT = env.str("OIDC_USERINFO_ENDPOINT", "")
OIDC_END_SESSION_ENDPOINT = env.str("OIDC_END_SESSION_ENDPOINT", "")
OIDC_TIMEOUT_SECONDS = env.int("OIDC_TIMEOUT_SECONDS", 10)
# Whether people who are linked to an identity there may also log in with their password here.
OIDC_LOCAL_PASSWORDS = env.bool("OIDC_LOCAL_PASSWORDS", True)

# Who issues 督办通知单, 督办函 and 商请函, and the letters before their numbers (发文代字).
OFFICE_NAME = env.str("OFFICE_NAME", "督查室（未设置名称）")
OFFICE_MARK = env.str("OFFICE_MARK", "督办")

# 催办: working days between two urgings of the same, and how many a day by one supervisor.
URGE_EVERY_WORKDAYS = env.int("URGE_EVERY_WORKDAYS", 3)
URGES_PER_DAY = env.int("URGES_PER_DAY", 30)

# How messages leave the product: by the installation's mail server, and by what administrators
# set up under 送达渠道, whose secrets are kept in variables called CHANNEL_….
SITE_URL = env.str("SITE_URL", "")  # how people reach it: the links of what is sent out
EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 10)  # seconds
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "") or EMAIL_HOST_USER or "tracker@localhost"
CHANNEL_HOSTS: list[str] = env.list("CHANNEL_HOSTS", [])  # none: any that is set up
CHANNEL_SECONDS = env.int("CHANNEL_SECONDS", 10)
CHANNEL_SECRETS = channel_secrets(env)

KEEP_SECURITY_EVENTS_DAYS = env.int("KEEP_SECURITY_EVENTS_DAYS", 400)

# Where the daily backup goes, and how many are kept; without a folder none is made by itself.
BACKUP_DIR = env.str("BACKUP_DIR", "")
KEEP_BACKUPS = env.int("KEEP_BACKUPS", 14)

KEEP_JOB_RUNS_DAYS = env.int("KEEP_JOB_RUNS_DAYS", 30)
KEEP_IMPORT_FILES_DAYS = env.int("KEEP_IMPORT_FILES_DAYS", 90)  # after an import's end
KEEP_REPORT_FILES_DAYS = env.int("KEEP_REPORT_FILES_DAYS", 14)  # after they were made
JOB_RETRY_SECONDS = env.int("JOB_RETRY_SECONDS", 30)  # before the first retry, then twice as long

# Jobs. Without a broker they run at once, in the process that asks for them.
REDIS_URL = env.str("REDIS_URL", "")
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL
CELERY_TASK_EAGER_PROPAGATES = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A message that nobody has answered for so long was taken by a worker that died: others get it.
# Longer than any job may take, and than the longest wait for a retry.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE

IMPORT_EXPORT_SKIP_ADMIN_LOG = True

# What monitoring asks /metrics and the reasons of /health/ready with; without it only this machine.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")

LOG_FORMAT = env.str("LOG_FORMAT", "line", validate=validate.OneOf(("line", "json")))
LOGGING = logging_of(LOG_FORMAT, level=env.str("LOG_LEVEL", "WARNING"))
