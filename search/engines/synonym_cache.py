"""The process's cache of the editors' synonyms: at most a second old, read from MongoDB with a short timeout.

Each search checks its age, so an edit takes effect in every process within two seconds. While MongoDB is unavailable
the cached list stays in use, and searches need Elasticsearch only.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pymongo
from bson.codec_options import DatetimeConversion

from search.models import SynonymGroup, collection_of
from search.query.synonyms import MOST_TERMS, NO_SYNONYMS, Synonyms, terms_of

logger = logging.getLogger(__name__)

MOST_GROUPS = 2_000
LONGEST_GROUP = 300  # characters; the model's limit, which another program may not observe
FRESH_SECONDS = 1.0
# After a failure no read is tried for so long; each try costs one search READ_SECONDS.
REST_SECONDS = 5.0
READ_SECONDS = 0.25

Groups = tuple[str, ...]


def read_groups() -> Groups:
    """Return the groups stored in MongoDB, except values that are not text or too long.

    Through the driver: for a single row with invalid UTF-8 or a date out of range, which another program may have
    written, the ORM would fail for the whole list.
    """
    with pymongo.timeout(READ_SECONDS):
        stored = collection_of(SynonymGroup)
        lenient = stored.codec_options.with_options(
            datetime_conversion=DatetimeConversion.DATETIME_AUTO, unicode_decode_error_handler="replace"
        )
        rows = stored.with_options(lenient).find({"terms": {"$type": "string"}}, {"_id": False, "terms": True})
        written = [row["terms"] for row in rows.sort("_id").limit(MOST_GROUPS)]
    return tuple(terms for terms in written if isinstance(terms, str) and len(terms) <= LONGEST_GROUP)


def parse(groups: Groups) -> Synonyms:
    """Return the synonyms of the groups. Each term is paired with every other, so the length of a group is limited."""
    return Synonyms.of(", ".join(terms_of(group)[:MOST_TERMS]) for group in groups)


@dataclass(slots=True)
class SynonymList:
    """The cached list and its age. One thread at a time reads; the others use the cached list meanwhile."""

    read: Callable[[], Groups] = read_groups
    clock: Callable[[], float] = time.monotonic
    _groups: Groups = ()
    _synonyms: Synonyms = NO_SYNONYMS
    _good_until: float = float("-inf")
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def current(self) -> Synonyms:
        """Return the list, read again if it is older than a second. Never raises."""
        if self.clock() >= self._good_until and self._reading.acquire(blocking=False):
            try:
                self._refresh()
            finally:
                self._reading.release()
        return self._synonyms

    def _refresh(self) -> None:
        started = self.clock()
        try:
            groups = self.read()
            if groups != self._groups:
                self._synonyms, self._groups = parse(groups), groups
        except Exception as error:  # noqa: BLE001  # no search may fail for lack of synonyms
            self._good_until = self.clock() + REST_SECONDS
            logger.warning("The synonyms could not be read, so the cached ones stay in use: %s", type(error).__name__)
        else:
            self._good_until = started + FRESH_SECONDS

    def forget(self) -> None:
        """Empty the cache; the next call reads."""
        self._groups, self._synonyms, self._good_until = (), NO_SYNONYMS, float("-inf")


# The process's cache.
known = SynonymList()


def current() -> Synonyms:
    return known.current()


def forget() -> None:
    """For tests, which change the list faster than once a second."""
    known.forget()
