"""Preparing the next item while those before it are worked on."""

from collections.abc import Iterator
from threading import Event

import pytest

from search.sync.follow.overlap import overlapped

PATIENCE = 30.0  # seconds; only a test that fails waits this long


def test_two_items_are_worked_on_at_once_and_come_back_in_order() -> None:
    second_done = Event()

    def work(number: int) -> int:
        if number == 1:
            assert second_done.wait(PATIENCE), "the second never ran beside the first"
        second_done.set()
        return 10 * number

    assert list(overlapped(work, [1, 2, 3], 2)) == [10, 20, 30]


def test_the_next_item_is_prepared_while_those_before_it_are_worked_on() -> None:
    third_made = Event()

    def items() -> Iterator[int]:
        yield from (1, 2)
        third_made.set()
        yield 3

    def work(number: int) -> int:
        assert third_made.wait(PATIENCE), "the third was not made while this one was worked on"
        return number

    assert list(overlapped(work, items(), 2)) == [1, 2, 3]


def test_only_one_item_is_prepared_ahead_of_the_results() -> None:
    """Each holds articles: the rest of the batch must not pile up while Elasticsearch is unavailable."""
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(10):
            made.append(number)
            yield number

    results = overlapped(lambda number: number, items(), 2)
    assert (next(results), len(made)) == (0, 3)
    assert (next(results), len(made)) == (1, 4)
    results.close()


@pytest.mark.parametrize("ending", ["the work fails", "the making fails", "nobody wants more"])
def test_no_thread_is_left_at_the_end(ending: str) -> None:
    begun, ended = Event(), Event()

    def items() -> Iterator[int]:
        yield from (1, 2)
        assert begun.wait(PATIENCE)
        if ending == "the making fails":
            raise LookupError(ending)
        yield 3

    def work(number: int) -> int:
        if number == 2:
            begun.set()
            Event().wait(0.05)  # so that a thread that is not waited for is noticed
            ended.set()
        elif ending == "the work fails":
            raise LookupError(ending)
        return number

    results = overlapped(work, items(), 2)
    if ending == "nobody wants more":
        assert next(results) == 1
        results.close()
    else:
        with pytest.raises(LookupError, match=ending):
            list(results)
    assert ended.is_set()
