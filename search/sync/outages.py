"""For the worker: which errors mean that a server is unavailable, which never pass, and how a log names them."""

from elasticsearch import ApiError, BadRequestError

from catalog.outages import MONGODB_FAILED, short_reason
from search.index import ELASTICSEARCH_FAILED

UNAVAILABLE = (*MONGODB_FAILED, *ELASTICSEARCH_FAILED)
INDEX_CLOSED = "index_closed_exception"  # a 400 although no document is at fault: an operator opens the index again
NOT_ALLOWED = "security_exception"  # a wrong password or key, or one that is for something else
# Errors 400 that do pass: an index was closed, or two re-syncs named theirs in the same millisecond.
TEMPORARY = frozenset({INDEX_CLOSED, "resource_already_exists_exception"})


def is_permanent(error: Exception) -> bool:
    """Return whether Elasticsearch understood the request and will refuse it every time."""
    return isinstance(error, BadRequestError) and error.error not in TEMPORARY


def describe(error: Exception) -> str:
    """Return one sentence for the operator: which server failed, and what its client says."""
    reason = short_reason(error)
    if is_permanent(error):
        return f"Elasticsearch rejects the request: {reason}"
    if isinstance(error, ApiError) and error.error == NOT_ALLOWED:
        return f"Elasticsearch does not allow this. Who writes needs ELASTICSEARCH_WRITER_API_KEY: {reason}"
    server = "Elasticsearch" if isinstance(error, ELASTICSEARCH_FAILED) else "MongoDB"
    return f"{server} is unavailable or returned an error: {reason}"
