"""Writes to the index in bulk, and says of each write what became of it.

Elasticsearch hides the fate of each item in an answer of HTTP 200. Done: 2xx, 409 (a newer version is there already)
and a delete that found nothing. To be tried again for ever: 429, 5xx, a block on the whole index, no answer at all.
Refused for good: any other 4xx; that is the document's own fault.
"""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from search.sync.keys import Key

logger = logging.getLogger(__name__)

MAX_BYTES = 8 * 2**20  # a request; Elasticsearch refuses 100 MB and handles a few MB best
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds between tries

OK, CONFLICT, NOT_FOUND, TOO_LARGE = 200, 409, 404, 413
# Whose fault it is that nothing may be written is not the document's: quota, block, or login of the whole index.
TRY_AGAIN = frozenset({401, 403, 408, 429})
CLIENT_ERRORS, SERVER_ERRORS = range(400, 500), 500


class StoppedError(Exception):
    """The worker was told to stop while it waited for Elasticsearch."""


class IndexGoneError(Exception):
    """The index that is written to does not exist (any more)."""


@dataclass(frozen=True, slots=True)
class Write:
    """One article's new state: its `_source`, or None when it is gone. `version` is external (search/sync/clock.py)."""

    key: Key
    version: int
    source: dict[str, Any] | None

    def lines(self, index: str, serialise: Callable[[Any], bytes]) -> bytes:
        action = "delete" if self.source is None else "index"
        head = {
            "_index": index,
            "_id": str(self.key),
            "version": self.version,
            "version_type": "external_gte",
        }
        body = b"" if self.source is None else serialise(self.source) + b"\n"
        return json.dumps({action: head}).encode() + b"\n" + body


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that Elasticsearch will never take as it is, and why."""

    key: Key
    reason: str


def chunks(lines: Sequence[bytes]) -> Iterator[list[int]]:
    """Yield the places of the lines that go into one request each."""
    chunk: list[int] = []
    size = 0
    for place, line in enumerate(lines):
        if chunk and size + len(line) > MAX_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(place)
        size += len(line)
    if chunk:
        yield chunk


def send(elastic: Elasticsearch, index: str, writes: Sequence[Write]) -> tuple[list[Refusal], list[Write]]:
    """Send the writes once; return what was refused for good, and what has to be tried again."""
    refused: list[Refusal] = []
    again: list[Write] = []
    lines = [write.lines(index, elastic.transport.serializers.dumps) for write in writes]
    for places in chunks(lines):
        chunk = [writes[place] for place in places]
        try:
            answer = elastic.bulk(operations=[lines[place] for place in places])  # type: ignore[misc]  # raw lines are taken too
        except TransportError as error:
            logger.warning("Elasticsearch did not take %d writes: %s", len(chunk), error)
            again += chunk
            continue
        except ApiError as error:
            if error.status_code == TOO_LARGE and len(chunk) == 1:
                refused.append(Refusal(chunk[0].key, "larger than a request may be"))
                continue
            if error.status_code == NOT_FOUND:
                raise IndexGoneError(index) from error
            logger.warning("Elasticsearch refused a request of %d writes: %s", len(chunk), error)
            again += chunk
            continue
        for write, item in zip(chunk, answer["items"], strict=True):
            sort_out(write, next(iter(item.values())), refused, again, index)
    return refused, again


def sort_out(write: Write, result: dict[str, Any], refused: list[Refusal], again: list[Write], index: str) -> None:
    status = result["status"]
    error = result.get("error") or {}
    if status == NOT_FOUND and error:  # a delete that found nothing has no error; a missing index has
        raise IndexGoneError(index)
    if status in TRY_AGAIN or status >= SERVER_ERRORS:
        again.append(write)
    elif status in CLIENT_ERRORS and status not in {CONFLICT, NOT_FOUND}:
        refused.append(Refusal(write.key, reason_of(error)))


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
