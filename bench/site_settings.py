"""Production's settings for a site that is measured: no client is refused, and static files need not be collected."""

from config.settings.prod import *  # noqa: F403  # settings are layered this way in Django

CLIENT_RATE = 0.0
SEARCHES_AT_ONCE = 0
STORAGES = {
    **STORAGES,  # noqa: F405  # as above
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
