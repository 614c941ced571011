"""Settings that dev, test and prod share. Addresses and secrets come from the environment."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from config import mail, variables
from config.settings.servers import *  # noqa: F403  # settings are layered this way in Django
from config.watching import logs

ROOT = Path(__file__).resolve().parents[3]
SITE_VERSION = "0.1.0"  # as pyproject.toml has it, which the image does not

INSTALLED_APPS = [
    "theme",  # before the admin, of which it has some templates too
    "config.apps.MongoAdminConfig",
    "config.apps.MongoAuthConfig",
    "config.apps.MongoContentTypesConfig",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_mongodb_backend",
    "django_filters",
    "django_htmx",
    "template_partials",
    "csp",
    "tailwind",
    "accounts",  # before the trail, which must not note a sign-in that lacks the second factor
    "audit",
    "backup",
    "catalog",
    "search",  # before django_elasticsearch_dsl, whose search_index command it completes
    "django_elasticsearch_dsl",
]
TAILWIND_APP_NAME = "theme"

MIDDLEWARE = [
    "config.watching.request_ids.RequestIdMiddleware",
    "config.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Adds random bytes against BREACH. Static files were packed when they were collected.
    "django.middleware.gzip.GZipMiddleware",
    # Behind it, so that its random bytes make no other answer of the same one: asked for again, that is a 304.
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "search.operations.health.ProbeMiddleware",  # before those that ask for the host
    "search.operations.observe.ObserveMiddleware",  # before those that refuse
    "django.contrib.sessions.middleware.SessionMiddleware",
    "catalog.middleware.limits.LimitMiddleware",  # after probes, and after the cookie that tells an account
    "django.middleware.common.CommonMiddleware",
    "config.sign_ins.SignInMiddleware",
    "catalog.writing.sign_outs.DraftMiddleware",
    "config.guessing.GuessingMiddleware",
    "catalog.middleware.bodies.BodyMiddleware",  # before the first that reads the form
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "catalog.outages.OutageMiddleware",
    "catalog.middleware.refusals.RefusalMiddleware",  # sees an exception before the one above
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

CACHED_LOADERS = [("django.template.loaders.cached.Loader", ["theme.loaders.Loader"])]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", CACHED_LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "theme.context_processors.metadata",
                "theme.context_processors.signed_in",
                "theme.context_processors.switched_off",
                "accounts.staff.enters_admin",
            ],
        },
    },
]

# --- Watching ------------------------------------------------------------------------------------------------
# Whoever may read /metrics besides this machine sends it as a bearer token.
METRICS_TOKEN = variables.secret("METRICS_TOKEN")
# The least mean reciprocal rank of the relevance contract that check_relevance accepts.
RELEVANCE_LIMIT = 0.9

# --- Sessions, users, messages ------------------------------------------------------------------------------
# In signed cookies, so that the search page touches no database but the index.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_HTTPONLY = True
# A sign-in ends after 12 hours without a request, and in any case after 14 days (config/sign_ins.py).
SIGN_IN_IDLE_SECONDS = int(os.environ.get("SIGN_IN_IDLE_SECONDS", "43200"))
SIGN_IN_SECONDS = SESSION_COOKIE_AGE = int(os.environ.get("SIGN_IN_SECONDS", "1209600"))
AUTHENTICATION_BACKENDS = ["config.guessing.ThrottledBackend"]
# "optional": who has set up a second factor is asked for it; "required": nobody signs in without one.
STAFF_SECOND_FACTOR = variables.choice("STAFF_SECOND_FACTOR", "optional", ("optional", "required"))
PASSWORD_RESET_TIMEOUT = 3600  # seconds that a mailed link is good for
# Who did what is kept so long; 0: for ever (site/audit/).
AUDIT_KEEP_DAYS = int(os.environ.get("AUDIT_KEEP_DAYS", "365"))
# What an article was before a change is kept so many days, and so many versions of it; 0: for ever, and all of them.
HISTORY_KEEP_DAYS = int(os.environ.get("HISTORY_KEEP_DAYS", "90"))
HISTORY_KEEP_VERSIONS = int(os.environ.get("HISTORY_KEEP_VERSIONS", "50"))
LOGIN_URL = "login"
# The fields with which one signs in within the form of an article (catalog/writing/signing_in.py). One that asks for
# a code too refuses in its own clean().
SIGN_IN_FORM = "accounts.whole.WholeSignInForm"
CSRF_FAILURE_VIEW = "catalog.writing.keeping.csrf_failure"
LOGIN_REDIRECT_URL = "search:search"
LOGOUT_REDIRECT_URL = "search:search"
# The permissions of the group of editors (catalog/editing/editors.py). Removing one here takes it from nobody: use the
# admin for that.
EDITORS_MAY = {
    "catalog.article": ("add", "change", "delete", "view"),
    "catalog.category": ("add", "change", "delete", "view"),
    "catalog.importjob": ("add", "change", "view"),
    "search.synonymgroup": ("add", "change", "delete", "view"),
    "search.expectation": ("add", "change", "delete", "view"),
    "search.editorspick": ("add", "change", "delete", "view"),
    "search.zeroresultsearch": ("delete", "view"),
}
# Length counts, and which characters does not (OWASP ASVS 5, chapter 6).
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- Mail ---------------------------------------------------------------------------------------------------
MAIL = mail.parse(variables.secret("EMAIL_URL", "consolemail://"))
EMAIL_BACKEND, EMAIL_FILE_PATH = MAIL.backend, MAIL.folder
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.host, MAIL.port, MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.tls, MAIL.ssl
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Broadsheet <broadsheet@localhost>")

# --- Pages --------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
# A function of request and article that returns context for the page of an article (catalog/views.py);
# None for the article alone.
ARTICLE_CONTEXT: str | None = "search.web.reading.context_of"
# Templates that the page of an article includes under it, each with `article`.
ARTICLE_PANELS = ["search/similar_panel.html"]
# A function of request that returns context for the first page of the admin: `panels` are templates that it begins with
# (site/accounts/admin_site.py); None for Django's page alone.
ADMIN_INDEX_CONTEXT: str | None = "search.admin.overview.context_of"

STATIC_URL = "static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", ROOT / "staticfiles"))

# htmx and our own scripts are static files of this site; nothing is inline and nothing comes from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|metrics)$"]  # probes come by http
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A larger request is refused; a view that takes files may allow more (catalog/middleware/bodies.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_HANDLERS = ["catalog.middleware.bodies.NoFiles"]

# --- How much is too much (docs/security.md) ------------------------------------------------------------------
# Requests of one client, an account or an address: so many at once, and so many more a second; 0 a second: no limit.
# As many as an office, or a program that waits for each answer: a flood of costly ones is held by the line below.
CLIENT_BURST = int(os.environ.get("CLIENT_BURST", "2000"))
CLIENT_RATE = float(os.environ.get("CLIENT_RATE", "100"))
# Requests that each of the two processes sends to Elasticsearch at once, and to MongoDB in its place; 0: any number.
SEARCHES_AT_ONCE = int(os.environ.get("SEARCHES_AT_ONCE", "3"))

# --- Imports in the browser ---------------------------------------------------------------------------------
# The largest file that an editor may upload. Compressed files count as they are sent.
IMPORT_MAX_MEGABYTES = int(os.environ.get("IMPORT_MAX_MEGABYTES", "100"))
# After so many days an uploaded file is removed, and an upload that was never started is forgotten.
IMPORT_KEEP_DAYS = int(os.environ.get("IMPORT_KEEP_DAYS", "7"))

# --- Backup -------------------------------------------------------------------------------------------------
# The collections that are never in a backup, each with the reason. A restore empties them.
BACKUP_LEAVES_OUT = {
    "leases": "says which process works at this moment",
    "search_checkpoints": "is a place in the history of another database; the worker begins anew",
    "search_resyncs": "is the progress of an index that is being built",
    "search_status": "is the worker's last sign of life",
    "sign_ins": "would bring back sign-ins that were ended; everybody signs in again",
    "failed_sign_ins": "is forgotten after an hour",
}
# What a new site holds before anybody has written anything.
BACKUP_FILLED_BY_MIGRATIONS = frozenset(
    {
        "django_migrations",
        "django_content_type",
        "auth_permission",
        "auth_group",
        "auth_group_permissions",
        "search_synonyms",
    }
)

# --- Logging ------------------------------------------------------------------------------------------------
LOGGING = logs.configuration(os.environ.get("LOG_LEVEL", "INFO"), os.environ.get("LOG_FORMAT", ""))
