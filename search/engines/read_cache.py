"""A process's cache of a small collection of MongoDB: at most a second old, read with a short timeout.

Each search checks its age, so an edit takes effect in every process within two seconds. While MongoDB is unavailable
what is cached stays in use, and searches need Elasticsearch only.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from bson.codec_options import DatetimeConversion
from django.db.models import Model

from catalog.models import collection_of

logger = logging.getLogger(__name__)

FRESH_SECONDS = 1.0
# After a failure no read is tried for so long; each try costs one search the timeout of a read.
REST_SECONDS = 5.0

Rows = TypeVar("Rows")
Parsed = TypeVar("Parsed")


def read_rows(
    model: type[Model], fields: Mapping[str, object], *, limit: int, having: Any = None
) -> list[dict[str, Any]]:
    """Return at most `limit` rows, the oldest first, whatever another program may have written into them.

    Through the driver: for a single row with invalid UTF-8 or a date out of range the ORM would fail for the whole
    list.
    """
    stored = collection_of(model)
    lenient = stored.codec_options.with_options(
        datetime_conversion=DatetimeConversion.DATETIME_AUTO, unicode_decode_error_handler="replace"
    )
    found = stored.with_options(lenient).find(having or {}, {"_id": False, **fields})
    return list(found.sort("_id").limit(limit))


@dataclass(slots=True)
class ReadCache(Generic[Rows, Parsed]):
    """What `parse` makes of the rows, and its age. One thread at a time reads; the others use what is cached.

    Until a read has succeeded it is `empty`. `noun` names the rows in the log.
    """

    read: Callable[[], Rows]
    parse: Callable[[Rows], Parsed]
    empty: Parsed
    noun: str
    clock: Callable[[], float] = time.monotonic
    _rows: Rows | None = None
    _parsed: Parsed | None = None
    _good_until: float = float("-inf")
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def current(self) -> Parsed:
        """Return the cached value, read again if it is older than a second. Never raises."""
        if self.clock() >= self._good_until and self._reading.acquire(blocking=False):
            try:
                self._refresh()
            finally:
                self._reading.release()
        return self.empty if self._parsed is None else self._parsed

    def _refresh(self) -> None:
        started = self.clock()
        try:
            rows = self.read()
            if self._parsed is None or rows != self._rows:
                self._parsed, self._rows = self.parse(rows), rows
        except Exception as error:  # noqa: BLE001  # no search may fail for lack of these rows
            self._good_until = self.clock() + REST_SECONDS
            logger.warning(
                "The %s could not be read, so the cached ones stay in use: %s", self.noun, type(error).__name__
            )
        else:
            self._good_until = started + FRESH_SECONDS

    def forget(self) -> None:
        """Empty the cache; the next call reads."""
        self._rows, self._parsed, self._good_until = None, None, float("-inf")
