"""The cache of synonyms: at most a second old, and never a reason for a search to wait or fail."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import ObjectId
from bson.datetime_ms import DatetimeMS
from bson.raw_bson import RawBSONDocument
from pytest_django import DjangoDbBlocker

from search.engines import synonym_cache
from search.engines.synonym_cache import MOST_GROUPS, SynonymList
from search.models import SynonymGroup
from search.query.synonyms import MOST_TERMS, NO_SYNONYMS
from search.tests.editorial.kept import PATIENCE, nothing_kept, stored
from search.tests.recording import Commands, heard_commands
from search.tests.unavailable import KINDS, mongodb_unavailable
from search.values import TermGroup

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]
Later = Callable[[float], None]


@pytest.fixture
def mongo(test_database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with nothing_kept(django_db_blocker):
        yield


@pytest.fixture
def later() -> Later:
    """Return a function that advances the clock of the cache by some seconds."""

    def advance(seconds: float) -> None:
        now[0] += seconds

    now = advance.now = [0.0]  # type: ignore[attr-defined]
    return advance


@pytest.fixture(autouse=True)
def own_synonyms(later: Any, monkeypatch: pytest.MonkeyPatch) -> SynonymList:
    """The site's cache, with a generous timeout and a clock that the test sets."""
    monkeypatch.setattr(synonym_cache, "READ_SECONDS", PATIENCE)
    monkeypatch.setattr(synonym_cache, "known", SynonymList(clock=lambda: later.now[0]))
    return synonym_cache.known


@pytest.fixture
def commands(mongo: None) -> Iterator[Commands]:
    with heard_commands() as commands:
        yield commands


def keep(*groups: str) -> None:
    SynonymGroup.objects.bulk_create(SynonymGroup(terms=group) for group in groups)


def synonyms_of(*words: str) -> tuple[str, ...]:
    """Return the current synonyms of these words."""
    (group,) = synonym_cache.current().group([TermGroup((word,)) for word in words])
    return group.synonyms


@contextmanager
def unavailable(kind: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch, mongodb_unavailable(kind, "default"):
        patch.setattr(synonym_cache, "READ_SECONDS", 0.25)
        yield


def test_without_groups_nothing_has_synonyms() -> None:
    assert synonyms_of("lorry") == ()


def test_each_term_of_a_group_has_the_others_as_synonyms() -> None:
    keep("lorry, truck", "MP, member of parliament")
    assert synonyms_of("truck") == ("lorry",)
    assert synonyms_of("member", "of", "parliament") == ("MP",)


def test_an_edit_is_read_after_a_second_and_not_before(later: Later) -> None:
    assert synonyms_of("lorry") == ()
    keep("lorry, truck")
    assert synonyms_of("lorry") == ()
    later(1)
    assert synonyms_of("lorry") == ("truck",)
    SynonymGroup.objects.update(terms="lorry, lorries of old, juggernaut")
    later(1)
    assert synonyms_of("lorry") == ("lorries of old", "juggernaut")
    SynonymGroup.objects.all().delete()
    later(1)
    assert synonyms_of("lorry") == ()


def test_a_hundred_searches_in_a_second_read_once(commands: Commands, later: Later) -> None:
    for _ in range(100):
        synonym_cache.current()
    assert commands.names == ["find"]
    later(1)
    synonym_cache.current()
    assert commands.names == ["find", "find"]


def test_an_unchanged_list_is_not_parsed_again(later: Later) -> None:
    keep("lorry, truck")
    first = synonym_cache.current()
    later(1)
    assert synonym_cache.current() is first


def test_a_forgotten_list_is_read_at_the_next_call() -> None:
    synonym_cache.current()
    keep("lorry, truck")
    synonym_cache.forget()
    assert synonyms_of("lorry") == ("truck",)


NOT_UTF8 = b"\x15\x00\x00\x00\x02terms\x00\x05\x00\x00\x00a, \xff\x00\x00"


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"terms": None},
        {"terms": 7},
        {"terms": ["film", "movie"]},
        {"terms": {"film": "movie"}},
        {"terms": ObjectId()},
        {"terms": datetime(2024, 1, 1, tzinfo=UTC)},
        {"terms": DatetimeMS(10**15)},
        {"terms": b"film, movie"},
        {"terms": ""},
        {"terms": " , ,"},
        {"terms": "film"},
        {"terms": "\0\ud7ff, 🚚"},
        {"terms": "film, " * 50_000},
        RawBSONDocument(NOT_UTF8),
    ],
)
def test_an_invalid_group_does_not_affect_the_others(broken: Any) -> None:
    stored("search_synonyms").insert_one(broken)
    keep("lorry, truck")
    assert synonyms_of("lorry") == ("truck",)


def test_only_the_first_terms_of_a_long_group_are_used() -> None:
    keep(", ".join(f"word{number}" for number in range(30)))
    assert len(synonyms_of("word0")) == MOST_TERMS - 1
    assert synonyms_of("word29") == ()


def test_the_number_of_groups_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synonym_cache, "MOST_GROUPS", 2)
    keep("one, eins", "two, zwei", "three, drei")
    assert [synonyms_of(word) for word in ("one", "two", "three")] == [("eins",), ("zwei",), ()]


def test_the_longest_list_is_read_in_time() -> None:
    keep(*(f"word{number}, term{number}, wort{number}" for number in range(MOST_GROUPS)))
    assert len(synonym_cache.read_groups()) == MOST_GROUPS


@pytest.mark.parametrize("kind", KINDS)
def test_without_mongodb_the_cached_list_is_used_at_once(
    kind: str, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep("lorry, truck")
    assert synonyms_of("lorry") == ("truck",)
    with unavailable(kind, monkeypatch):
        later(1)
        before = time.monotonic()
        assert synonyms_of("lorry") == ("truck",)
        assert time.monotonic() - before < 1.5  # a quarter of a second, on a machine that is busy with tests
        before = time.monotonic()
        later(4.9)
        assert synonyms_of("lorry") == ("truck",)
        assert time.monotonic() - before < 0.1
    SynonymGroup.objects.all().delete()
    assert synonyms_of("lorry") == ("truck",)
    later(0.2)
    assert synonyms_of("lorry") == ()


@pytest.mark.parametrize("kind", KINDS)
def test_without_mongodb_from_the_start_there_are_no_synonyms_until_it_is_back(
    kind: str, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep("lorry, truck")
    with unavailable(kind, monkeypatch):
        assert synonym_cache.current() == NO_SYNONYMS
    later(5)
    assert synonyms_of("lorry") == ("truck",)
