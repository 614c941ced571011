"""When two rows are the same article: same category, title and text, and the same occurrence of these in their file."""

import hashlib
import sqlite3
from types import TracebackType
from typing import Self

from bson import ObjectId


def digest(category: str, title: str, content: str) -> bytes:
    # NUL parts the three: none of them can hold one.
    return hashlib.sha256(f"{category}\0{title}\0{content}".encode()).digest()


def object_id(category: str, title: str, content: str, occurrence: int) -> ObjectId:
    """Return the id of the article that this row becomes, on whichever machine it is imported first."""
    key = f"{category}\0{title}\0{content}\0{occurrence}"
    return ObjectId(hashlib.sha256(key.encode()).digest()[:12])


class Occurrences:
    """Counts how often a digest came along in one file. On disk, so that a million rows need no more memory."""

    def __enter__(self) -> Self:
        self._database = sqlite3.connect("")  # SQLite's own temporary file, gone with the connection
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE seen (digest BLOB PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._database.close()

    def next(self, digest: bytes) -> int:
        """Return 1 for the first time this digest is given, 2 for the second, and so on."""
        (times,) = self._database.execute(
            "INSERT INTO seen VALUES (?, 1) ON CONFLICT (digest) DO UPDATE SET times = times + 1 RETURNING times",
            (digest,),
        ).fetchone()
        return int(times)
