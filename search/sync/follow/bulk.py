"""Writes to the index in bulk and reports the outcome of each write.

Ours and not elasticsearch.helpers.bulk: that counts 404 and 409 as errors, and retries 429 only, a fixed number of
times. Elasticsearch puts the outcome of each item into an answer of HTTP 200:

- done: 2xx, 409 (the index has a newer version) and a delete that found nothing;
- to be retried for ever: 429, 5xx, a block on the whole index or a closed index, no answer at all;
- refused for good: any other 4xx, which is the document's own fault.
"""

import json
import logging
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from catalog.outages import short_reason
from search.sync.keys import Key
from search.sync.outages import INDEX_CLOSED

logger = logging.getLogger(__name__)

MAX_BYTES = 8 * 2**20  # of a request; Elasticsearch refuses 100 MB and handles a few MB best
MAX_REASON = 1000  # characters
FIRST_DELAY, LONGEST_DELAY = 0.1, 5.0  # seconds between retries

BAD_REQUEST, NOT_FOUND, CONFLICT, TOO_LARGE = 400, 404, 409, 413
# A quota, a block or a login of the whole index prevents the write; the document is not at fault.
RETRY = frozenset({401, 403, 408, 429})
CLIENT_ERRORS, SERVER_ERRORS = range(400, 500), 500


class IndexGoneError(Exception):
    """The index that is written to does not exist (any more)."""


@dataclass(frozen=True, slots=True)
class Write:
    """One article's new state: its `_source` as JSON, or None once deleted. `version`: see search/sync/clock.py."""

    key: Key
    version: int
    source: bytes | None

    def lines(self, index: str) -> bytes:
        """Return the write's lines in the body of a bulk request."""
        action = "delete" if self.source is None else "index"
        head = {
            "_index": index,
            "_id": str(self.key),
            "version": self.version,
            "version_type": "external_gte",
        }
        body = b"" if self.source is None else self.source + b"\n"
        return json.dumps({action: head}).encode() + b"\n" + body


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that is refused as it is, and why. `by_index`: by Elasticsearch, not by our own checks."""

    key: Key
    reason: str
    by_index: bool = False


@dataclass(slots=True)
class Sent:
    """The outcome of the writes that were sent; those not named here are done."""

    refused: list[Refusal] = field(default_factory=list)
    to_retry: list[Write] = field(default_factory=list)


def request_batches(writes: Sequence[Write]) -> Iterator[list[Write]]:
    """Divide writes into batches of at most MAX_BYTES, one request each."""
    batch: list[Write] = []
    size = 0
    for write in writes:
        weight = len(write.source or b"")
        if batch and size + weight > MAX_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(write)
        size += weight
    if batch:
        yield batch


def send(elastic: Elasticsearch, index: str, writes: Sequence[Write]) -> tuple[list[Refusal], list[Write]]:
    """Send the writes once; return those refused for good and those to retry.

    Raises IndexGoneError, and BadRequestError when Elasticsearch does not understand the request at all.
    """
    sent = Sent()
    waiting = deque(request_batches(writes))
    while waiting:
        batch = waiting.popleft()
        try:
            answer = elastic.bulk(operations=[write.lines(index) for write in batch])  # type: ignore[misc]  # raw lines are taken too
        except TransportError as error:
            logger.warning("Elasticsearch did not accept %d writes: %s", len(batch), short_reason(error))
            sent.to_retry += batch
        except ApiError as error:
            waiting.extendleft(reversed(split_refused(error, batch, sent, index)))
        else:
            for write, item in zip(batch, answer["items"], strict=True):
                record_outcome(write, next(iter(item.values())), sent, index)
    return sent.refused, sent.to_retry


def split_refused(error: ApiError, batch: list[Write], sent: Sent, index: str) -> list[list[Write]]:
    """Deal with a request that was refused as a whole; return smaller batches to send instead."""
    if error.status_code == NOT_FOUND:
        raise IndexGoneError(index) from error
    if error.status_code == BAD_REQUEST:
        raise error  # the same request would be refused for ever
    if error.status_code == TOO_LARGE and len(batch) > 1:
        half = len(batch) // 2
        return [batch[:half], batch[half:]]
    if error.status_code == TOO_LARGE:
        sent.refused.append(Refusal(batch[0].key, "larger than a request may be", by_index=True))
        return []
    logger.warning("Elasticsearch refused a request of %d writes: %s", len(batch), short_reason(error))
    sent.to_retry += batch
    return []


def record_outcome(write: Write, result: dict[str, Any], sent: Sent, index: str) -> None:
    """Add a write to `sent` unless its item in a bulk answer says that it is done."""
    status = result["status"]
    error = result.get("error") or {}
    if status == NOT_FOUND and error:  # a delete that found nothing has no error; a missing index has one
        raise IndexGoneError(index)
    if status in RETRY or status >= SERVER_ERRORS or error.get("type") == INDEX_CLOSED:
        sent.to_retry.append(write)
    elif status in CLIENT_ERRORS and status not in {CONFLICT, NOT_FOUND}:
        sent.refused.append(Refusal(write.key, reason_of(error), by_index=True))


def reason_of(error: dict[str, Any]) -> str:
    """Return an item's error with its causes in one line: the useful part is nested."""
    parts = []
    cause: dict[str, Any] | None = error
    while cause:
        parts.append(f"{cause.get('type')}: {cause.get('reason')}")
        cause = cause.get("caused_by")
    return "; ".join(parts)[:MAX_REASON]


def retry_delays() -> Iterator[float]:
    """Yield seconds to wait before each retry, doubling up to LONGEST_DELAY."""
    delay = FIRST_DELAY
    while True:
        yield delay
        delay = min(2 * delay, LONGEST_DELAY)
