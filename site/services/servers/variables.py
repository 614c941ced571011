"""The variables that lead to the servers, each of which may also be a file: NAME_FILE names it."""

import os
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

from config import addresses
from config.variables import secret
from services.errors import SetupError

MONGODB = "MONGODB_URI"
ELASTICSEARCH = "ELASTICSEARCH_URL"
API_KEY, WRITER_API_KEY = "ELASTICSEARCH_API_KEY", "ELASTICSEARCH_WRITER_API_KEY"


def given(name: str, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variable with what it holds, or the one that names its file; empty when neither is set."""
    if address := environ.get(name):
        return {name: address}
    file = environ.get(f"{name}_FILE")
    return {f"{name}_FILE": file} if file else {}


def value(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """What the variable or its file holds, or nothing; a SetupError for a file that cannot be read."""
    try:
        return secret(name, environ=environ)
    except ImproperlyConfigured as error:
        raise SetupError(str(error)) from None


def without(name: str, environ: Mapping[str, str]) -> dict[str, str]:
    """An environment without a secret, for a program that has no business with it."""
    return {each: text for each, text in environ.items() if each not in {name, f"{name}_FILE"}}


def from_environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Both addresses, for a program that starts no servers; a SetupError when one is missing or no address."""
    missing = [name for name in (MONGODB, ELASTICSEARCH) if not given(name, environ)]
    if missing:
        raise SetupError(
            f"{' and '.join(missing)} must be set: this starts no servers of its own.",
            "`make run` starts them, and `make services` prints their addresses.",
        )
    try:
        addresses.check_mongodb(value(MONGODB, environ))
        addresses.elasticsearch(value(ELASTICSEARCH, environ))
    except addresses.AddressError as error:
        raise SetupError(str(error)) from None
    return {**given(MONGODB, environ), **given(ELASTICSEARCH, environ)}
