"""A site for benchmarks: emptied, filled and verified."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event
from typing import Any

from bson import Timestamp
from django.core.management import call_command

from catalog.models import Article
from search.index import client, live_index
from search.sync.rebuild import aliases
from search.sync.rebuild.resync import Resync
from search.sync.source import collection, connected, mongo_client


@contextmanager
def empty_site() -> Iterator[None]:
    """A site without articles, with a live, verified index; deleted afterwards."""
    clear()
    call_command("migrate", verbosity=0)
    try:
        assert Resync(client(), Event()).run() is not None
        yield
    finally:
        clear()


def clear() -> None:
    mongo_client().drop_database(connected().database.name)
    for name in aliases.own_indices(client()):
        client().indices.delete(index=name)


def store(given: Sequence[Article]) -> Timestamp:
    """Write the articles to MongoDB; return the operation time of the last write."""
    with mongo_client().start_session() as session:
        for start in range(0, len(given), 1000):
            rows = [row_of(article) for article in given[start : start + 1000]]
            collection().insert_many(rows, session=session)
        assert session.operation_time is not None
        return session.operation_time


def row_of(article: Article) -> dict[str, Any]:
    row = {each.attname: getattr(article, each.attname) for each in Article._meta.concrete_fields}  # noqa: SLF001  # Django's public _meta
    return {"_id": row.pop("id"), **row}


def assert_indexed(count: int) -> None:
    name = live_index(client())
    assert name is not None
    client().indices.refresh(index=name)
    found = client().count(index=name)["count"]
    assert found == count, f"{found} of {count} articles are in the index"
