"""Environment variables that hold more than a word."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def words(name: str, default: str = "") -> list[str]:
    """Return the entries of a list that is separated by commas, spaces or both."""
    return [word for word in re.split(r"[\s,]+", os.environ.get(name, default)) if word]


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """Return one of the allowed words. Raises ImproperlyConfigured."""
    value = os.environ.get(name, "").strip().lower() or default
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is one of: {', '.join(allowed)}.")
    return value


def secret(name: str, default: str = "", *, environ: Mapping[str, str] = os.environ) -> str:
    """Return what a variable holds, or the file that NAME_FILE names; the default if neither is set.

    A file is in no list of processes, in no dump of an environment and in no `docker inspect`.
    """
    if value := environ.get(name):
        return value
    path = environ.get(f"{name}_FILE")
    if not path:
        return default
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE names a file that cannot be read: {error.strerror}.") from None
