"""Brings a batch of dirty articles into the index: read again, prepare, write, and see that each write was taken."""

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from time import monotonic

from bson import ObjectId, Timestamp
from elasticsearch import Elasticsearch

from catalog.models import Article
from search.documents import UnindexableArticleError, document_of
from search.sync.clock import version_of
from search.sync.follow import dead_letters
from search.sync.follow.bulk import Refusal, Write, pauses, send
from search.sync.follow.overlap import overlapped
from search.sync.keys import ForeignId, Key
from search.sync.source import exists, read_articles, read_batches
from search.sync.stopping import Stop, StoppedError

logger = logging.getLogger(__name__)

# A delete's tombstone lives for index.gc_deletes (1 h). What was read longer ago than half of that is read again
# before it is written, so that a worker that slept cannot bring a deleted article back.
STALE_AFTER = 1800.0
# Articles in a request, half a full batch, and requests that Elasticsearch is given at once: it writes each with one
# core only.
REQUEST_ARTICLES, CONCURRENT_REQUESTS = 250, 2
# More refusals than this in a batch, or in the last small batches together, are no accident of single articles.
WINDOW, BROKEN_SHARE = 50, 0.2


class BrokenMappingError(Exception):
    """The index refuses so many articles that the fault must be the mapping's, not theirs."""


@dataclass(slots=True)
class WriteBatch:
    """A part of a batch: what of it is still to be written, when that was read, and what was refused for good."""

    writes: list[Write]
    refused: list[Refusal]
    read_at: float

    @property
    def is_old(self) -> bool:
        return monotonic() - self.read_at > STALE_AFTER


@dataclass(slots=True)
class Applier:
    """Writes articles to one concrete index until each write was taken or refused for good."""

    elastic: Elasticsearch
    index: str
    stop: Stop
    # Off for what was refused before: then many refusals are no surprise and say nothing about the mapping.
    judging: bool = True
    # Whether each of the last articles was taken.
    recent: deque[bool] = field(default_factory=lambda: deque(maxlen=WINDOW))

    def apply(self, dirty: Mapping[Key, Timestamp], after: Timestamp) -> list[Refusal]:
        """Bring the dirty articles up to date. Tries for ever while a server is away; the caller moves no token.

        Raises IndexGoneError, BrokenMappingError, StoppedError; DatabaseError or PyMongoError of a read.
        """
        refused: list[Refusal] = []
        with closing(overlapped(self.try_once, self.read_all(dirty, after), CONCURRENT_REQUESTS)) as tried:
            for batch in tried:
                refused += self.insist(batch, dirty, after)
        self.judge(len(dirty), refused)
        failed = {refusal.key for refusal in refused}
        dead_letters.record(refused)
        dead_letters.remove(key for key in dirty if key not in failed)
        return refused

    def read_all(self, dirty: Mapping[Key, Timestamp], after: Timestamp) -> Iterator[WriteBatch]:
        """Read a batch a batch after the other, each when its turn comes. Raises StoppedError between two."""
        for number, keys in enumerate(key_batches(dirty)):
            if number and self.stop.is_set():
                raise StoppedError
            yield self.read_batch(keys, dirty, after)

    def read_batch(self, keys: Iterable[Key], dirty: Mapping[Key, Timestamp], after: Timestamp) -> WriteBatch:
        read_at = monotonic()
        writes, refused = self.read({key: dirty[key] for key in keys}, after)
        return WriteBatch(writes, refused, read_at)

    def try_once(self, batch: WriteBatch) -> WriteBatch:
        """Send what was read, unless that was long ago. Runs in a thread: it may touch only the batch."""
        if batch.is_old:
            return batch
        refused, left = send(self.elastic, self.index, batch.writes)
        return WriteBatch(left, batch.refused + refused, batch.read_at)

    def insist(self, batch: WriteBatch, dirty: Mapping[Key, Timestamp], after: Timestamp) -> list[Refusal]:
        """Write what was not taken at the first try until Elasticsearch has said yes or no to each."""
        for pause in pauses():
            if not batch.writes:
                break
            if self.stop.wait(pause):
                raise StoppedError
            if batch.is_old:
                again = self.read_batch([write.key for write in batch.writes], dirty, after)
                batch = WriteBatch(again.writes, batch.refused + again.refused, again.read_at)
            batch = self.try_once(batch)
        return batch.refused

    def read(self, dirty: Mapping[Key, Timestamp], after: Timestamp) -> tuple[list[Write], list[Refusal]]:
        """Return the writes that make the index hold these articles as they are in MongoDB now."""
        found = read_articles([key for key in dirty if isinstance(key, ObjectId)], after)
        writes: list[Write] = []
        refused: list[Refusal] = []
        for key, moment in dirty.items():
            if isinstance(key, ForeignId):
                if exists(key):  # when it is gone there is nothing to delete: the index never held it
                    refused.append(Refusal(key, f"_id is {type(key.value).__name__}, not an ObjectId"))
                continue
            made = self.write_of(key, moment, found.get(key))
            (writes if isinstance(made, Write) else refused).append(made)  # type: ignore[arg-type]
        return writes, refused

    def write_of(self, key: Key, moment: Timestamp, article: Article | Exception | None) -> Write | Refusal:
        """Prepare one article. Whatever goes wrong is this article's own: it never stops the others."""
        if article is None:
            return Write(key, version_of(moment), None)
        if isinstance(article, Exception):
            return Refusal(key, f"cannot be read: {article!r}"[:1000])
        try:
            source = self.elastic.transport.serializers.dumps(document_of(article))
        except UnindexableArticleError as error:
            return Refusal(key, str(error))
        except Exception as error:  # noqa: BLE001  # a lone surrogate, a value that no JSON has, a fault of ours
            return Refusal(key, f"cannot be prepared: {error!r}"[:1000])
        return Write(key, version_of(moment), source)

    def judge(self, tried: int, refused: list[Refusal]) -> None:
        """Stop for a broken mapping rather than bury the whole archive.

        What we cannot read ourselves says nothing about the mapping. A small batch is judged with those before it.
        """
        if not self.judging:
            return
        reasons = [refusal.reason for refusal in refused if refusal.by_index]
        outcomes = [False] * len(reasons) + [True] * (tried - len(refused))
        self.recent.extend(outcomes)
        judged = outcomes if len(outcomes) >= WINDOW else self.recent
        if len(judged) >= WINDOW and judged.count(False) > BROKEN_SHARE * len(judged):
            raise broken(self.index, judged.count(False), len(judged), reasons)


def key_batches(dirty: Mapping[Key, Timestamp]) -> Iterator[list[Key]]:
    """Cut a batch into requests. No article is in two, so it does not matter which is written first."""
    if foreign := [key for key in dirty if isinstance(key, ForeignId)]:
        yield list(foreign)
    for batch in read_batches([key for key in dirty if isinstance(key, ObjectId)], max_articles=REQUEST_ARTICLES):
        yield list(batch)


def broken(index: str, refused: int, tried: int, reasons: list[str]) -> BrokenMappingError:
    told = "; ".join(sorted(set(reasons))[:3])
    return BrokenMappingError(
        f"{refused} of the last {tried} articles were refused by {index}, so its mapping must be broken: {told}"
    )
