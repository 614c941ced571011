"""Settings of `make run` and of the containers."""

from django.core.exceptions import ImproperlyConfigured

from config import public, variables
from config.settings.base import *  # noqa: F403  # settings are layered this way in Django


def secret_key() -> str:
    """Return the key from BROADSHEET_SECRET_KEY, or from the file that BROADSHEET_SECRET_KEY_FILE names."""
    if key := variables.secret("BROADSHEET_SECRET_KEY"):
        return key
    raise ImproperlyConfigured("Set BROADSHEET_SECRET_KEY, or BROADSHEET_SECRET_KEY_FILE to a file that holds it.")


DEBUG = False
SECRET_KEY = secret_key()
ALLOWED_HOSTS = variables.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = variables.words("CSRF_TRUSTED_ORIGINS")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

try:
    PUBLIC = public.public()
except public.PublicError as error:
    raise ImproperlyConfigured(str(error)) from None

# --- Behind TLS: everything that follows from one switch ------------------------------------------------------
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC.tls
SECURE_HSTS_SECONDS = PUBLIC.hsts_seconds
SESSION_COOKIE_NAME = PUBLIC.cookie_name("sessionid")
CSRF_COOKIE_NAME = PUBLIC.cookie_name("csrftoken")
# Whether this holds for other names of the domain, and for ever in browsers' lists, is for the owner of the domain.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# --- Under a path of another site -----------------------------------------------------------------------------
FORCE_SCRIPT_NAME = PUBLIC.prefix or None
STATIC_URL = f"{PUBLIC.prefix}/static/"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = PUBLIC.cookie_path
if PUBLIC.prefix:
    SECURE_REDIRECT_EXEMPT = [rf"^({PUBLIC.prefix.lstrip('/')}/)?(livez|readyz|metrics)$"]
