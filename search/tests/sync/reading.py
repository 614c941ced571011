"""A reader who searches for everything, constantly."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from elasticsearch import Elasticsearch

from search.tests.sync.repeating import repeated


@contextmanager
def read(elastic: Elasticsearch, alias: str) -> Iterator[list[int | Exception]]:
    """Collect how many hits each search has found, or its error, while the block runs."""
    answers: list[int | Exception] = []

    def ask() -> None:
        try:
            found = elastic.search(index=alias, size=0, track_total_hits=True)
            answers.append(found["hits"]["total"]["value"])
        except Exception as error:  # noqa: BLE001  # the test looks at it
            answers.append(error)

    with repeated(ask, 0.01):
        yield answers


def assert_no_reader_saw_less(answers: Sequence[int | Exception], existing: int) -> None:
    """While articles are only added: no error, and each search finds at least what the one before it found."""
    counts = [answer for answer in answers if isinstance(answer, int)]
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert counts[0] >= existing
    assert counts == sorted(counts)
