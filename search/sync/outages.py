"""What it looks like when a server is away, or does not want what it is asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError
from elastic_transport import TransportError
from elasticsearch import ApiError, BadRequestError
from pymongo.errors import PyMongoError

from search.sync.follow.bulk import CLOSED, StoppedError

MONGODB_AWAY = (PyMongoError, DatabaseError)
ELASTICSEARCH_AWAY = (TransportError, ApiError)
AWAY = (*MONGODB_AWAY, *ELASTICSEARCH_AWAY)
LONGEST = 300  # characters; MongoDB's driver describes the whole topology
# Two re-syncs named theirs in the same millisecond; somebody closed an index: both pass.
PASSING = frozenset({CLOSED, "resource_already_exists_exception"})


def will_never_do(error: Exception) -> bool:
    """Whether Elasticsearch understood and refused: asking again would be refused for ever."""
    return isinstance(error, BadRequestError) and error.error not in PASSING


def sentence(error: Exception) -> str:
    cause = error.__cause__ if isinstance(error, DatabaseError) and error.__cause__ else error
    said = " ".join(str(cause).split())[:LONGEST]
    if will_never_do(error):
        return f"Elasticsearch refuses what it is asked: {said}"
    who = "Elasticsearch" if isinstance(error, ELASTICSEARCH_AWAY) else "MongoDB"
    return f"{who} does not answer as it should: {said}"


@contextmanager
def told_in_a_sentence() -> Iterator[None]:
    """Turn what a command cannot mend into one sentence for the operator."""
    try:
        yield
    except AWAY as error:
        raise CommandError(sentence(error)) from error
    except StoppedError as error:
        raise CommandError("Stopped.") from error
