"""Settings of `make run` and of the containers."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config import variables
from config.settings.base import *  # noqa: F403  # settings are layered this way in Django


def secret_key() -> str:
    """Return the key from BROADSHEET_SECRET_KEY, or from the file that BROADSHEET_SECRET_KEY_FILE names."""
    if key := os.environ.get("BROADSHEET_SECRET_KEY"):
        return key
    if path := os.environ.get("BROADSHEET_SECRET_KEY_FILE"):
        return Path(path).read_text().strip()
    raise ImproperlyConfigured("Set BROADSHEET_SECRET_KEY, or BROADSHEET_SECRET_KEY_FILE to a file that holds it.")


DEBUG = False
SECRET_KEY = secret_key()
ALLOWED_HOSTS = variables.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = variables.words("CSRF_TRUSTED_ORIGINS")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Behind TLS set SECURE_COOKIES=1; on http://127.0.0.1 a browser would drop such cookies.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("SECURE_COOKIES") == "1"
