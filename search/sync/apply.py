"""Brings a batch of dirty articles into the index: read again, prepare, write, and see that each write was taken."""

import logging
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event
from time import monotonic

from bson import ObjectId, Timestamp
from elasticsearch import Elasticsearch

from search.documents import UnindexableArticleError, document_of
from search.sync import dead_letters
from search.sync.bulk import Refusal, StoppedError, Write, pauses, send
from search.sync.clock import version_of
from search.sync.keys import ForeignId, Key
from search.sync.source import exists, read_articles

logger = logging.getLogger(__name__)

# A delete's tombstone lives for index.gc_deletes (1 h). What was read longer ago than half of that is read again
# before it is written, so that a worker that slept cannot bring a deleted article back.
STALE_AFTER = 1800.0
# More refusals than this among the last documents is no accident of single articles.
WINDOW, BROKEN_SHARE = 50, 0.2


class BrokenMappingError(Exception):
    """The index refuses so many articles that the fault must be the mapping's, not theirs."""


@dataclass(slots=True)
class Applier:
    """Writes articles to one concrete index until each write was taken or refused for good."""

    elastic: Elasticsearch
    index: str
    stop: Event
    outcomes: deque[bool] = field(default_factory=lambda: deque(maxlen=10 * WINDOW))

    def apply(self, dirty: Mapping[Key, Timestamp], after: Timestamp) -> list[Refusal]:
        """Bring the dirty articles up to date. Tries for ever while a server is away; the caller moves no token.

        Raises IndexGoneError, BrokenMappingError, StoppedError; DatabaseError or PyMongoError of a read.
        """
        writes, refused = self.read(dirty, after)
        read_at = monotonic()
        for pause in pauses():
            more, again = send(self.elastic, self.index, writes)
            refused += more
            if not again:
                break
            if self.stop.wait(pause):
                raise StoppedError
            writes = again
            if monotonic() - read_at > STALE_AFTER:
                writes, unreadable = self.read({write.key: dirty[write.key] for write in again}, after)
                refused += unreadable
                read_at = monotonic()
        self.judge(len(dirty), refused)
        failed = {refusal.key for refusal in refused}
        dead_letters.bury(refused)
        dead_letters.forget(key for key in dirty if key not in failed)
        return refused

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
            article = found.get(key)
            if article is None:
                writes.append(Write(key, version_of(moment), None))
            elif isinstance(article, Exception):
                refused.append(Refusal(key, f"cannot be read: {article!r}"))
            else:
                try:
                    writes.append(Write(key, version_of(moment), document_of(article)))
                except UnindexableArticleError as error:
                    refused.append(Refusal(key, str(error)))
        return writes, refused

    def judge(self, written: int, refused: list[Refusal]) -> None:
        """Stop for a broken mapping rather than bury the whole archive."""
        self.outcomes.extend([False] * len(refused) + [True] * (written - len(refused)))
        if len(self.outcomes) >= WINDOW and self.outcomes.count(False) > BROKEN_SHARE * len(self.outcomes):
            reasons = "; ".join(sorted({refusal.reason for refusal in refused})[:3])
            raise BrokenMappingError(
                f"{self.outcomes.count(False)} of the last {len(self.outcomes)} articles were refused by "
                f"{self.index}, so its mapping must be broken: {reasons}"
            )
