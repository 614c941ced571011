"""The test suite: real servers, names of its own."""

from config.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SEARCH_INDEX_PREFIX = "test-"
# MD5 is no secret keeper; it saves the tests a second for each user they make.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nothing is collected for the tests; WhiteNoise would warn about the missing folder, and warnings are errors.
STATIC_ROOT = None  # type: ignore[assignment]
