"""What is written, and what is counted, while the next rows are read."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from threading import Event, current_thread

import pytest
from bson import ObjectId
from pymongo.collection import Collection
from pymongo.errors import AutoReconnect, BulkWriteError

from catalog.importing import writing
from catalog.importing.checking import Row
from catalog.importing.loading import write
from catalog.importing.rows import StoppedError
from catalog.importing.writing import Document, Tally, Writer, document_of
from catalog.models import Article, collection_of

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]
SECONDS = 20.0
NOW = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
insert = writing.insert


def row(number: int) -> Row:
    return Row("Arts", f"Title {number}", "Text.", None)


@pytest.mark.parametrize(
    "given",
    [
        Row("Arts", "Title", "Text.", None),
        Row("Arts", "Title", "Text.", NOW, ("Jane Doe", "Roe"), "https://news.example/1"),
    ],
)
def test_a_document_is_what_the_orm_would_store(given: Row) -> None:
    pk, other = ObjectId(), ObjectId()
    insert(collection_of(Article), [document_of(pk, given, NOW)])
    Article.objects.create(
        pk=other,
        title=given.title,
        content=given.content,
        category=given.category,
        published_at=given.published_at,
        author=list(given.author),
        source_url=given.source_url,
        updated_at=NOW,
    )
    ours, orms = (collection_of(Article).find_one({"_id": each}) for each in (pk, other))
    assert ours is not None
    assert orms is not None
    assert list(({**ours, "_id": other}).items()) == list(orms.items())


@pytest.fixture
def batches_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BATCH_ROWS", 1)


@pytest.mark.usefixtures("batches_of_one")
def test_the_next_row_is_read_while_a_batch_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    next_is_read, writers = Event(), []

    def insert_later(articles: Collection[Document], documents: Sequence[Document]) -> None:
        writers.append((current_thread(), next_is_read.wait(SECONDS)))
        insert(articles, documents)

    def rows() -> Iterator[Row]:
        yield row(1)
        next_is_read.set()
        yield row(2)

    monkeypatch.setattr(writing, "insert", insert_later)
    tally = Tally()
    write(rows(), Writer(tally), print)
    assert [was_read for _, was_read in writers] == [True, True]
    assert len({thread for thread, _ in writers} | {current_thread()}) == 2
    assert (tally.new, Article.objects.count()) == (2, 2)


@pytest.mark.usefixtures("batches_of_one")
@pytest.mark.parametrize("ending", [StoppedError, KeyboardInterrupt, ValueError])
def test_what_is_being_written_when_the_reading_ends_is_counted(
    monkeypatch: pytest.MonkeyPatch, ending: type[BaseException]
) -> None:
    ended, tally = Event(), Tally()

    def insert_at_the_end(articles: Collection[Document], documents: Sequence[Document]) -> None:
        assert ended.wait(SECONDS)
        insert(articles, documents)

    def rows() -> Iterator[Row]:
        yield row(1)
        assert tally.new == 0
        ended.set()
        raise ending

    monkeypatch.setattr(writing, "insert", insert_at_the_end)
    with pytest.raises(ending):
        write(rows(), Writer(tally), print)
    assert (tally.new, Article.objects.count()) == (1, 1)


def fail(*_given: object) -> None:
    raise AutoReconnect("MongoDB is gone")


@pytest.mark.usefixtures("batches_of_one")
@pytest.mark.parametrize("count", [1, 2])
def test_a_write_that_fails_is_told_at_the_next_batch_or_at_the_end(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(writing, "insert", fail)
    tally = Tally()
    with pytest.raises(AutoReconnect):
        write(map(row, range(count)), Writer(tally), print)
    assert (tally.new, tally.known) == (0, 0)


@pytest.mark.usefixtures("batches_of_one")
@pytest.mark.parametrize(("ending", "told"), [(StoppedError, AutoReconnect), (KeyboardInterrupt, KeyboardInterrupt)])
def test_a_write_that_fails_is_told_instead_of_a_wish_to_stop(
    monkeypatch: pytest.MonkeyPatch, ending: type[BaseException], told: type[BaseException]
) -> None:
    def rows() -> Iterator[Row]:
        yield row(1)
        raise ending

    monkeypatch.setattr(writing, "insert", fail)
    with pytest.raises(told):
        write(rows(), Writer(Tally()), print)


def test_an_error_that_is_no_duplicate_is_not_taken_for_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object) -> None:
        raise BulkWriteError({"nInserted": 0, "writeErrors": [{"code": 121, "errmsg": "failed validation"}]})

    monkeypatch.setattr(writing, "insert", refuse)
    with pytest.raises(BulkWriteError):
        write([row(1)], Writer(Tally()), print)
