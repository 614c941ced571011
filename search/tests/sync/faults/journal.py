"""Writers that record what MongoDB has acknowledged."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

from bson import ObjectId
from pymongo.collection import Collection
from pymongo.errors import PyMongoError


@dataclass
class Journal:
    """The last acknowledged title of each article, None for a deleted one."""

    acknowledged: int = 0
    slowest: float = 0.0
    titles: dict[ObjectId, str | None] = field(default_factory=dict)
    # Sent but not answered: MongoDB may have written them or not.
    unsure: set[ObjectId] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def lost(self, kept: Mapping[Any, str]) -> int:
        """Count the acknowledged writes that MongoDB does not hold."""
        return sum(kept.get(key) != title for key, title in self.titles.items() if key not in self.unsure)

    def acknowledge(self, titles: Mapping[ObjectId, str | None]) -> None:
        """Record writes that MongoDB has acknowledged to others than `write`."""
        with self._lock:
            self.titles |= titles
            self.acknowledged += len(titles)

    def write(self, articles: Collection[dict[str, Any]], number: int, own: list[ObjectId]) -> None:
        """Insert, change or delete one article of this writer's own."""
        key = own[number % len(own)] if own and number % 3 else ObjectId()
        title: str | None = f"Title {number}"
        began = monotonic()
        try:
            if key not in own:
                row = {"title": title, "content": f"Text {number}", "category": "tech", "version": 1}
                articles.insert_one({"_id": key, **row})
                own.append(key)
            elif number % 7 == 1:
                articles.delete_one({"_id": key})
                own.remove(key)
                title = None
            else:
                articles.update_one({"_id": key}, {"$set": {"title": title}})
        except PyMongoError:
            with self._lock:
                self.unsure.add(key)
            if key in own:
                own.remove(key)
            return
        with self._lock:
            self.slowest = max(self.slowest, monotonic() - began)
            self.titles[key] = title
            self.acknowledged += 1


def row_of(title: str) -> dict[str, Any]:
    return {"_id": ObjectId(), "title": title, "content": f"Text of {title}", "category": "tech", "version": 1}


def fill(articles: Collection[dict[str, Any]], number: int) -> Journal:
    """Write this many articles at once."""
    rows = [row_of(f"Article {place}") for place in range(number)]
    articles.insert_many(rows)
    journal = Journal()
    journal.acknowledge({row["_id"]: row["title"] for row in rows})
    return journal


def paced(times: int, per_second: float) -> Iterator[int]:
    """Count at an even pace, however long the caller takes in between."""
    began, pause = monotonic(), Event()
    for number in range(times):
        pause.wait(max(0.0, began + number / per_second - monotonic()))
        yield number


@contextmanager
def written(
    articles: Collection[dict[str, Any]],
    journal: Journal | None = None,
    *,
    writers: int = 2,
    pause: float = 0.01,
    only_new: bool = False,
) -> Iterator[Journal]:
    """Write constantly while the block runs; with `only_new` just insert, so the number of articles never falls."""
    journal, ended = journal or Journal(), Event()

    def work(start: int) -> None:
        number, own = start, list[ObjectId]()
        while not ended.wait(pause):
            journal.write(articles, number, [] if only_new else own)
            number += 1

    threads = [Thread(target=work, args=[each * 1_000_000], name="writer") for each in range(writers)]
    for thread in threads:
        thread.start()
    try:
        yield journal
    finally:
        ended.set()
        for thread in threads:
            thread.join()
