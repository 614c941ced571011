"""Writes to the index in bulk, and says of each write what became of it.

Elasticsearch hides the fate of each item in an answer of HTTP 200. Done: 2xx, 409 (a newer version is there already)
and a delete that found nothing. To be tried again for ever: 429, 5xx, a block on the whole index or a closed one, no
answer at all. Refused for good: any other 4xx; that is the document's own fault.
"""

import json
import logging
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from search.sync.keys import Key
from search.sync.outages import INDEX_CLOSED

logger = logging.getLogger(__name__)

MAX_BYTES = 8 * 2**20  # a request; Elasticsearch refuses 100 MB and handles a few MB best
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds between tries

BAD_REQUEST, NOT_FOUND, CONFLICT, TOO_LARGE = 400, 404, 409, 413
# Whose fault it is that nothing may be written is not the document's: quota, block, or login of the whole index.
TRY_AGAIN = frozenset({401, 403, 408, 429})
CLIENT_ERRORS, SERVER_ERRORS = range(400, 500), 500


class IndexGoneError(Exception):
    """The index that is written to does not exist (any more)."""


@dataclass(frozen=True, slots=True)
class Write:
    """One article's new state: its `_source` as JSON, or None when it is gone; `version` as in search/sync/clock.py."""

    key: Key
    version: int
    source: bytes | None

    def line(self, index: str) -> bytes:
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
    """A document that will never be taken as it is, and why. `by_index`: Elasticsearch said so, not we."""

    key: Key
    reason: str
    by_index: bool = False


@dataclass(slots=True)
class Sent:
    """What became of the writes that were sent: those not named here were taken."""

    refused: list[Refusal] = field(default_factory=list)
    again: list[Write] = field(default_factory=list)


def request_batches(writes: Sequence[Write]) -> Iterator[list[Write]]:
    """Yield the writes that go into one request each."""
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
    """Send the writes once; return what was refused for good, and what has to be tried again.

    Raises IndexGoneError, and BadRequestError when Elasticsearch does not understand the request at all.
    """
    sent = Sent()
    waiting = deque(request_batches(writes))
    while waiting:
        batch = waiting.popleft()
        try:
            answer = elastic.bulk(operations=[write.line(index) for write in batch])  # type: ignore[misc]  # raw lines are taken too
        except TransportError as error:
            logger.warning("Elasticsearch did not take %d writes: %s", len(batch), error)
            sent.again += batch
        except ApiError as error:
            waiting.extendleft(reversed(refused_request(error, batch, sent, index)))
        else:
            for write, item in zip(batch, answer["items"], strict=True):
                sort_out(write, next(iter(item.values())), sent, index)
    return sent.refused, sent.again


def refused_request(error: ApiError, batch: list[Write], sent: Sent, index: str) -> list[list[Write]]:
    """Deal with a request that was refused as a whole; return smaller ones to send instead."""
    if error.status_code == NOT_FOUND:
        raise IndexGoneError(index) from error
    if error.status_code == BAD_REQUEST:
        raise error  # trying the same again would be refused for ever
    if error.status_code == TOO_LARGE and len(batch) > 1:
        half = len(batch) // 2
        return [batch[:half], batch[half:]]
    if error.status_code == TOO_LARGE:
        sent.refused.append(Refusal(batch[0].key, "larger than a request may be", by_index=True))
        return []
    logger.warning("Elasticsearch refused a request of %d writes: %s", len(batch), error)
    sent.again += batch
    return []


def sort_out(write: Write, result: dict[str, Any], sent: Sent, index: str) -> None:
    status = result["status"]
    error = result.get("error") or {}
    if status == NOT_FOUND and error:  # a delete that found nothing has no error; a missing index has
        raise IndexGoneError(index)
    if status in TRY_AGAIN or status >= SERVER_ERRORS or error.get("type") == INDEX_CLOSED:
        sent.again.append(write)
    elif status in CLIENT_ERRORS and status not in {CONFLICT, NOT_FOUND}:
        sent.refused.append(Refusal(write.key, reason_of(error), by_index=True))


def reason_of(error: dict[str, Any]) -> str:
    """Return the whole reason in one line: Elasticsearch nests the useful half."""
    parts = []
    cause: dict[str, Any] | None = error
    while cause:
        parts.append(f"{cause.get('type')}: {cause.get('reason')}")
        cause = cause.get("caused_by")
    return "; ".join(parts)[:1000]


def pauses() -> Iterator[float]:
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE)
