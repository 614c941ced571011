"""Settings of the tests: real servers, with a database and indices of their own names."""

from config.settings.base import *  # noqa: F403  # settings are layered this way in Django

DEBUG = False
SECRET_KEY = "only-for-tests"  # noqa: S105  # signs nothing that matters
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SEARCH_INDEX_PREFIX = "test-"
# MD5 is unsafe but quick: it saves a second for each user that a test makes.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Every test has the same address.
CLIENT_RATE = 0.0
# Nothing is collected for the tests; WhiteNoise would warn about the missing folder, and warnings are errors.
STATIC_ROOT = None  # type: ignore[assignment]
