"""The checked rows of the first pass, kept on disk for the second: reading and checking twice takes twice the time.

Beyond LIMIT, or when the disk is full, the file is read again instead.
"""

import pickle
import tempfile
from collections.abc import Iterator
from dataclasses import fields
from types import TracebackType
from typing import Self

from catalog.importing.checking import Row
from catalog.importing.rows import Meter, Refused

LIMIT = 2 * 2**30  # bytes
BATCH_ROWS = 200
BATCH_CHARACTERS = 2_000_000


ROW_FIELDS = len(fields(Row))


def values_of(row: Row | Refused) -> tuple[object, ...]:
    """Return the row as a tuple: pickling a dataclass with slots takes three times as long."""
    if isinstance(row, Refused):
        return row.where, row.reason
    return row.category, row.title, row.content, row.published_at, row.author, row.source_url, row.own_id


class Spool:
    """Call `keep` for each row, then iterate `rows` if it is `complete`."""

    def __enter__(self) -> Self:
        self._file = tempfile.TemporaryFile()  # closed by __exit__
        self._batch: list[tuple[object, ...]] = []
        self._characters = 0
        self.size = 0
        self.complete = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._file.close()

    def keep(self, row: Row | Refused) -> None:
        if not self.complete:
            return
        self._batch.append(values_of(row))
        self._characters += len(row.content) if isinstance(row, Row) else 0
        if len(self._batch) >= BATCH_ROWS or self._characters >= BATCH_CHARACTERS:
            self._write()

    def _write(self) -> None:
        try:
            pickle.dump(self._batch, self._file, protocol=pickle.HIGHEST_PROTOCOL)
            self._file.flush()
        except OSError:
            self.discard()
        self.size = self._file.tell()
        if self.size > LIMIT:
            self.discard()
        self._batch, self._characters = [], 0

    def discard(self) -> None:
        """Give the disk back; the file has to be read again."""
        self.complete = False
        self._file.seek(0)
        self._file.truncate()

    def rows(self, meter: Meter) -> Iterator[Row | Refused]:
        self._write()
        meter.total = meter.done + self.size
        self._file.seek(0)
        position = 0
        while position < self.size:
            batch = pickle.load(self._file)  # noqa: S301  # written by this process, into a file that it alone has
            for values in batch:
                yield Row(*values) if len(values) == ROW_FIELDS else Refused(*values)
            meter.add(self._file.tell() - position)
            position = self._file.tell()
