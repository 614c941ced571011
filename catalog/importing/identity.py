"""The identity of a row: its category, title and text, and its occurrence number among equal rows of the file."""

import hashlib
import sqlite3
from functools import lru_cache
from types import TracebackType
from typing import Self

from bson import ObjectId

from catalog.categories import category_key

MOST_IN_MEMORY = 100_000  # digests: 15 MB


@lru_cache(maxsize=10_000)
def key_of(category: str) -> str:
    """Return what all spellings of a category have in common. An archive has few, each in many rows."""
    return category_key(category)


class Fingerprint:
    """What a row is known by: one pass over its text gives `digest`, and the id of each of its occurrences."""

    __slots__ = ("_hash", "digest")

    def __init__(self, category: str, title: str, content: str) -> None:
        # NUL is the separator because none of the three can contain it.
        self._hash = hashlib.sha256(f"{category}\0{title}\0{content}".encode())
        self.digest = self._hash.digest()

    def id(self, occurrence: int) -> ObjectId:
        """Return the id of the article that this row becomes, the same on every machine."""
        numbered = self._hash.copy()
        numbered.update(f"\0{occurrence}".encode())
        return ObjectId(numbered.digest()[:12])


class Occurrences:
    """Counts the occurrences of each digest in a file: of the first ones in memory, of the others on disk.

    So memory does not grow with the number of rows.
    """

    def __enter__(self) -> Self:
        self._first: dict[bytes, int] = {}
        self._database = sqlite3.connect("")  # a temporary file of SQLite's, deleted with the connection
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE seen (digest BLOB PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._database.close()

    def next(self, digest: bytes) -> int:
        """Return 1 for the first time this digest is given, 2 for the second, and so on."""
        if digest in self._first or len(self._first) < MOST_IN_MEMORY:
            self._first[digest] = times = self._first.get(digest, 0) + 1
            return times
        (times,) = self._database.execute(
            "INSERT INTO seen VALUES (?, 1) ON CONFLICT (digest) DO UPDATE SET times = times + 1 RETURNING times",
            (digest,),
        ).fetchone()
        return int(times)
