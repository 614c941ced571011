"""The two variables that lead to the servers: MONGODB_URI and ELASTICSEARCH_URL."""

import os
from collections.abc import Mapping

from config import addresses
from services.errors import SetupError

MONGODB = "MONGODB_URI"
ELASTICSEARCH = "ELASTICSEARCH_URL"


def from_environment(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Both variables, for a program that starts no servers; a SetupError when one is missing or no address."""
    missing = [name for name in (MONGODB, ELASTICSEARCH) if not environ.get(name)]
    if missing:
        raise SetupError(
            f"{' and '.join(missing)} must be set: this starts no servers of its own.",
            "`make run` starts them, and `make services` prints their addresses.",
        )
    try:
        addresses.check_mongodb(environ[MONGODB])
        addresses.elasticsearch(environ[ELASTICSEARCH])
    except addresses.AddressError as error:
        raise SetupError(str(error)) from None
    return {name: environ[name] for name in (MONGODB, ELASTICSEARCH)}
