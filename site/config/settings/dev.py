"""Settings of `make dev`: errors in full, static files without hashes."""

from config.settings.base import *  # noqa: F403  # settings are layered this way in Django

DEBUG = True
SECRET_KEY = "only-for-a-developers-own-machine"  # noqa: S105  # signs nothing that matters
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
INTERNAL_IPS = ["127.0.0.1"]
