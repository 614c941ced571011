"""Applies a batch of changed articles to an index: read again, prepare, write, and check the outcome of each write."""

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from time import monotonic

from bson import ObjectId, Timestamp
from elasticsearch import Elasticsearch

from catalog.background.stopping import Stop, StoppedError
from catalog.models import Article
from search.documents import UnindexableArticleError, document_of
from search.sync.categories import register_categories
from search.sync.clock import now, version_of
from search.sync.follow import dead_letters
from search.sync.follow.bulk import MAX_REASON, Refusal, Write, retry_delays, send
from search.sync.follow.overlap import overlapped
from search.sync.keys import ForeignId, Key
from search.sync.source import exists, mongo_client, read_articles, read_batches

logger = logging.getLogger(__name__)

# A delete's tombstone lasts for index.gc_deletes (1 h). What was read more than half of that ago is read again before
# it is written, so that a worker that slept cannot bring a deleted article back.
STALE_AFTER = 1800.0
# Articles in a request, half of a full batch, and requests in flight: Elasticsearch uses one core for each.
REQUEST_ARTICLES, CONCURRENT_REQUESTS = 250, 2
# The mapping is broken when more than this share of the last WINDOW articles was refused.
WINDOW, BROKEN_SHARE = 50, 0.2


class BrokenMappingError(Exception):
    """The index refuses so many articles that the mapping must be at fault, not the articles."""


@dataclass(slots=True)
class WriteBatch:
    """A part of a batch, for one request: the writes still to be done, the articles refused, and when it was read."""

    writes: list[Write]
    refused: list[Refusal]
    read_at: float

    @property
    def is_stale(self) -> bool:
        return monotonic() - self.read_at > STALE_AFTER


@dataclass(slots=True)
class Applier:
    """Writes articles to one concrete index until each write is done or refused for good."""

    elastic: Elasticsearch
    index: str
    stop: Stop
    # False for articles that were refused before: then many refusals say nothing about the mapping.
    checks_mapping: bool = True
    # Whether each of the last articles was accepted.
    recent: deque[bool] = field(default_factory=lambda: deque(maxlen=WINDOW))

    def apply(self, dirty: Mapping[Key, Timestamp], after: Timestamp) -> list[Refusal]:
        """Bring these articles up to date; return those refused. Retries for ever while Elasticsearch is unavailable.

        `dirty` holds the moment of each article's last change; `after` is the moment up to which reads must see.
        Raises IndexGoneError, BrokenMappingError, StoppedError, and MONGODB_FAILED of a read.
        """
        refused: list[Refusal] = []
        with closing(overlapped(self.send_once, self.read_all(dirty, after), CONCURRENT_REQUESTS)) as sent:
            for batch in sent:
                refused += self.retry(batch, dirty, after)
        self.check_mapping(len(dirty), refused)
        failed = {refusal.key for refusal in refused}
        dead_letters.record(refused)
        dead_letters.remove(key for key in dirty if key not in failed)
        return refused

    def read_all(self, dirty: Mapping[Key, Timestamp], after: Timestamp) -> Iterator[WriteBatch]:
        """Yield the articles in batches of one request, each read when it is asked for. Raises StoppedError."""
        for number, keys in enumerate(key_batches(dirty)):
            if number and self.stop.is_set():
                raise StoppedError
            yield self.read_batch(keys, dirty, after)

    def read_batch(self, keys: Iterable[Key], dirty: Mapping[Key, Timestamp], after: Timestamp) -> WriteBatch:
        read_at = monotonic()
        writes, refused = self.read({key: dirty[key] for key in keys}, after)
        return WriteBatch(writes, refused, read_at)

    def send_once(self, batch: WriteBatch) -> WriteBatch:
        """Send a batch unless it is stale; return what is left of it. Runs in a thread and touches only the batch."""
        if batch.is_stale:
            return batch
        refused, to_retry = send(self.elastic, self.index, batch.writes)
        return WriteBatch(to_retry, batch.refused + refused, batch.read_at)

    def retry(self, batch: WriteBatch, dirty: Mapping[Key, Timestamp], after: Timestamp) -> list[Refusal]:
        """Send what is left of a batch until Elasticsearch has accepted or refused every write; return the refused."""
        for delay in retry_delays():
            if not batch.writes:
                break
            if self.stop.wait(delay):
                raise StoppedError
            if batch.is_stale:
                again = self.read_batch([write.key for write in batch.writes], dirty, after)
                batch = WriteBatch(again.writes, batch.refused + again.refused, again.read_at)
            batch = self.send_once(batch)
        return batch.refused

    def read(self, dirty: Mapping[Key, Timestamp], after: Timestamp) -> tuple[list[Write], list[Refusal]]:
        """Return the writes that make the index hold these articles as MongoDB does now, and those not indexable."""
        found = read_articles([key for key in dirty if isinstance(key, ObjectId)], after)
        register_categories(found.values())
        writes: list[Write] = []
        refused: list[Refusal] = []
        for key, moment in dirty.items():
            if isinstance(key, ForeignId):
                if exists(key):  # once deleted there is nothing to remove: the index never held it
                    refused.append(Refusal(key, f"_id is {type(key.value).__name__}, not an ObjectId"))
                continue
            result = self.write_of(key, moment, found.get(key))
            (writes if isinstance(result, Write) else refused).append(result)  # type: ignore[arg-type]
        return writes, refused

    def write_of(self, key: Key, moment: Timestamp, article: Article | Exception | None) -> Write | Refusal:
        """Prepare one article. No error of one article stops the others."""
        if article is None:
            return Write(key, version_of(moment), None)
        if isinstance(article, Exception):
            return Refusal(key, f"cannot be read: {article!r}"[:MAX_REASON])
        try:
            source = self.elastic.transport.serializers.dumps(document_of(article))
        except UnindexableArticleError as error:
            return Refusal(key, str(error))
        except Exception as error:  # noqa: BLE001  # a lone surrogate, a value that JSON lacks, a bug of ours
            return Refusal(key, f"cannot be prepared: {error!r}"[:MAX_REASON])
        return Write(key, version_of(moment), source)

    def check_mapping(self, count: int, refused: list[Refusal]) -> None:
        """Raise BrokenMappingError rather than make dead letters of the whole archive.

        Articles that we cannot prepare ourselves do not count. A small batch is judged with the articles before it.
        """
        if not self.checks_mapping:
            return
        reasons = [refusal.reason for refusal in refused if refusal.by_index]
        outcomes = [False] * len(reasons) + [True] * (count - len(refused))
        self.recent.extend(outcomes)
        judged = outcomes if len(outcomes) >= WINDOW else self.recent
        if len(judged) >= WINDOW and judged.count(False) > BROKEN_SHARE * len(judged):
            raise broken_mapping(self.index, judged.count(False), len(judged), reasons)


def retry_handed_over(elastic: Elasticsearch, index: str, stop: Stop) -> None:
    """Retry the articles that an operator has asked for in the admin. Their version is the moment of the reading."""
    keys = dead_letters.keys_of(dead_letters.handed_over(REQUEST_ARTICLES)).values()
    if keys:
        moment = now(mongo_client())
        Applier(elastic, index, stop, checks_mapping=False).apply(dict.fromkeys(keys, moment), moment)


def key_batches(dirty: Mapping[Key, Timestamp]) -> Iterator[list[Key]]:
    """Divide a batch into requests. No article is in two of them, so their order does not matter."""
    if foreign := [key for key in dirty if isinstance(key, ForeignId)]:
        yield list(foreign)
    for batch in read_batches([key for key in dirty if isinstance(key, ObjectId)], max_articles=REQUEST_ARTICLES):
        yield list(batch)


def broken_mapping(index: str, refused: int, count: int, reasons: list[str]) -> BrokenMappingError:
    examples = "; ".join(sorted(set(reasons))[:3])
    return BrokenMappingError(
        f"{refused} of the last {count} articles were refused by {index}, so its mapping must be broken: {examples}"
    )
