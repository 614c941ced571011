"""The synonyms that editors keep, as this process knows them: a second old at most, and never waited for long.

Each search asks for the list, so an edit is in force in every process within two seconds, also where only one search
is made. With MongoDB unavailable the list that is known stays, and search goes on from Elasticsearch alone.
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
LONGEST_GROUP = 300  # characters; the model's own limit, which another program need not keep
FRESH_SECONDS = 1.0
# After a failure nobody asks for so long: each time would cost some reader the quarter of a second.
REST_SECONDS = 5.0
READ_SECONDS = 0.25

Groups = tuple[str, ...]


def read_groups() -> Groups:
    """Return the groups as they are written in MongoDB, without what is no text or too long to be one.

    Straight from the driver: it reads what another program wrote, a text that is no UTF-8 and a date of the year
    12000 included, where the ORM would give up the whole list for one such row.
    """
    with pymongo.timeout(READ_SECONDS):
        stored = collection_of(SynonymGroup)
        lenient = stored.codec_options.with_options(
            datetime_conversion=DatetimeConversion.DATETIME_AUTO, unicode_decode_error_handler="replace"
        )
        rows = stored.with_options(lenient).find({"terms": {"$type": "string"}}, {"_id": False, "terms": True})
        written = [row["terms"] for row in rows.sort("_id").limit(MOST_GROUPS)]
    return tuple(each for each in written if isinstance(each, str) and len(each) <= LONGEST_GROUP)


def parse(groups: Groups) -> Synonyms:
    """Each term of a group is paired with each other one, so no group is longer than the site lets it be."""
    return Synonyms.of(", ".join(terms_of(group)[:MOST_TERMS]) for group in groups)


@dataclass(slots=True)
class SynonymList:
    """What is known, and since when. One thread at a time reads; the others take what is known meanwhile."""

    read: Callable[[], Groups] = read_groups
    clock: Callable[[], float] = time.monotonic
    _groups: Groups = ()
    _synonyms: Synonyms = NO_SYNONYMS
    _good_until: float = float("-inf")
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def current(self) -> Synonyms:
        """Return the list, read anew when it is older than a second. Never raises."""
        if self.clock() >= self._good_until and self._reading.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._reading.release()
        return self._synonyms

    def _look(self) -> None:
        started = self.clock()
        try:
            groups = self.read()
            if groups != self._groups:
                self._synonyms, self._groups = parse(groups), groups
        except Exception as error:  # noqa: BLE001  # whatever it is: no search is to fail for want of synonyms
            self._good_until = self.clock() + REST_SECONDS
            logger.warning("The synonyms could not be read, so those known stay: %s", type(error).__name__)
        else:
            self._good_until = started + FRESH_SECONDS

    def forget(self) -> None:
        """Know nothing, and read at the next call."""
        self._groups, self._synonyms, self._good_until = (), NO_SYNONYMS, float("-inf")


# One for the process.
known = SynonymList()


def current() -> Synonyms:
    return known.current()


def forget() -> None:
    """For tests, which change the list faster than once a second."""
    known.forget()
