"""Concurrent reads of the synonyms, and errors while reading."""

import threading

from search.engines.synonym_cache import SynonymList
from search.query.synonyms import NO_SYNONYMS


def test_while_one_thread_reads_the_others_use_the_cached_list() -> None:
    started, answer = threading.Event(), threading.Event()
    reads = []

    def slow() -> tuple[str, ...]:
        reads.append(1)
        started.set()
        assert answer.wait(10)
        return ("lorry, truck",)

    known = SynonymList(read=slow)
    reader = threading.Thread(target=known.current)
    reader.start()
    assert started.wait(10)
    assert [known.current() for _ in range(20)] == [NO_SYNONYMS] * 20
    answer.set()
    reader.join()
    assert known.current().others[("lorri",)] == ("truck",)
    assert reads == [1]


def test_an_error_while_reading_never_reaches_a_search() -> None:
    def fail() -> tuple[str, ...]:
        raise RuntimeError("no thread can be started")

    assert SynonymList(read=fail).current() == NO_SYNONYMS
