"""All settings, with defaults that work on one machine with nothing else installed.

Every variable read here is described in docs/reference/settings.md; a test fails when one is missing there.
"""

from email.utils import parseaddr
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from kunskapsdag.config import env, secrets

PACKAGE = Path(__file__).resolve().parent.parent
DEMO = env.boolean("DEMO")
DEBUG = env.boolean("DEBUG")

# Where everything that must be backed up lives: database, uploads, keys.
DATA_DIR = env.path("DATA_DIR", Path.cwd() / "var")
SECRET_KEY = env.text("SECRET_KEY") or secrets.kept(DATA_DIR / "keys", "secret_key", secrets.new_secret_key)
# Food and access needs are encrypted with the first key; older ones, after a comma, can still read.
NEEDS_KEYS = env.words("NEEDS_KEY") or [secrets.kept(DATA_DIR / "keys", "needs_key", secrets.new_needs_key)]

BASE_URL = env.text("BASE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
SECURE = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
BEHIND_PROXY = env.boolean("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows previews in a frame of its own
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains: they belong to the municipality, not to us
    "security.W008",  # http is turned into https by the proxy that holds the certificate
    "security.W019",  # frames: see above
    "security.W021",  # the browsers' preload list: the owner of the domain decides
]

INSTALLED_APPS = [
    "kunskapsdag.core",
    "kunskapsdag.accounts",
    "kunskapsdag.mail",
    "kunskapsdag.pages",
    "kunskapsdag.municipalities",
    "kunskapsdag.organisations",
    "kunskapsdag.events",
    "kunskapsdag.programme",
    "kunskapsdag.fees",
    "kunskapsdag.orders",
    "kunskapsdag.parts",
    "kunskapsdag.checkin",
    "kunskapsdag.invoicing",
    "kunskapsdag.registrations",
    "kunskapsdag.questions",
    "kunskapsdag.invitations",
    "kunskapsdag.substitutes",
    "kunskapsdag.mailings",
    "kunskapsdag.news",
    "kunskapsdag.website",
    "kunskapsdag.demo",
    "kunskapsdag.config",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.sites",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "kunskapsdag.core.middleware.human_faults",
    "django.middleware.security.SecurityMiddleware",
    "kunskapsdag.core.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kunskapsdag.core.middleware.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kunskapsdag.accounts.middleware.strangers_see_nothing",
    "kunskapsdag.accounts.middleware.SaysHowLong",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "kunskapsdag.config.urls"
WSGI_APPLICATION = "kunskapsdag.config.wsgi.application"
CSRF_FAILURE_VIEW = "kunskapsdag.core.faults.csrf_failure"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# --- database -------------------------------------------------------------------------------------------------------
DATABASE_URL = env.text("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'kunskapsdag.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transaction that will write queues at BEGIN, instead of failing half-way with "database is locked".
    # FULL: an acknowledged registration survives a power cut, at the price of one fsync per commit.
    DATABASES["default"]["ENGINE"] = "kunskapsdag.core.sqlite"
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
            "PRAGMA cache_size=-16000; PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864;"
        ),
    }
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A lock that is never given back must not hold up everybody for ever (core.patience).
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c lock_timeout=20s")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, dict[str, object]] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if cache_url := env.url("CACHE_URL", kinds=("redis", "rediss", "unix")):
    CACHES["default"] = {
        "BACKEND": "kunskapsdag.core.sharedcache.SharedCache",
        "LOCATION": cache_url,
        "KEY_PREFIX": "kunskapsdag",
        # Seconds: a cache that does not answer must not keep a visitor waiting.
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }

# --- people who log in ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "wagtailadmin_login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "sprak"
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
FORMAT_MODULE_PATH = "kunskapsdag.config.formats"

# --- files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "kunskapsdag.core.staticfiles.HashedStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# --- mail -----------------------------------------------------------------------------------------------------------
# smtp://user:password@host:587?tls=start ; empty: mails are kept and shown to the organiser, none is sent.
MAIL_URL = env.text("MAIL_URL")
MAIL_FROM = env.text("MAIL_FROM", "Kunskapsdag <noreply@localhost>")
if "@" not in parseaddr(MAIL_FROM)[1]:
    raise ImproperlyConfigured(f"MAIL_FROM={MAIL_FROM!r} holds no address; write Name <name@example.se>")
# Returned mails: the address they go to (each mail then has its own, studs+17-…@), the mailbox they are read from, and
# the secret of a mail service that tells of them at /mejl/studs/.
BOUNCE_ADDRESS = env.text("BOUNCE_ADDRESS")
BOUNCE_IMAP_URL = env.text("BOUNCE_IMAP_URL")
BOUNCE_SECRET = env.text("BOUNCE_SECRET")

PEPPOL_RULES = env.text("PEPPOL_RULES")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM

# --- Wagtail --------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Kunskapsdag"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = [("sv", "Svenska"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = [("sv", "Svenska")]
WAGTAIL_I18N_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_MODERATION_ENABLED = False
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAILADMIN_USER_LOGIN_FORM = "kunskapsdag.accounts.forms.ThrottledLoginForm"
# Wagtail would send these mails past the outbox; a colleague with the right to accounts sets a new password instead.
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # the default list holds "localtime", which browsers refuse
# Half-written text is never saved by itself, and an open editor asks the server once a minute, not every tenth second.
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAIL_EDITING_SESSION_PING_INTERVAL = 60_000
WAGTAIL_AUTO_UPDATE_PREVIEW_INTERVAL = 2_000
# Nobody but our own server is asked for anything, neither by the visitor's browser nor by the editor's.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "csv", "txt"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "kunskapsdag.pages.uploads.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True

# --- what is logged -------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "kunskapsdag.core.logs.LineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refused"]}},
    "filters": {"refused": {"()": "kunskapsdag.core.logs.RefusedInOneLine"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "kunskapsdag": {"level": env.text("LOG_LEVEL", "INFO").upper()},
        "django.request": {"level": "ERROR"},
    },
}
