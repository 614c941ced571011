"""The breaker, with a clock that the test sets."""

from threading import Barrier, Thread

import pytest

from config.tests.clock import Clock
from search.engines.limits.breaker import Breaker


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def closed(clock: Clock) -> Breaker:
    return Breaker(limit=3, rest=5.0, clock=clock)


@pytest.fixture
def opened(closed: Breaker) -> Breaker:
    fail(closed, 3)
    return closed


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        breaker.failed()


def test_a_new_breaker_is_closed(closed: Breaker) -> None:
    assert closed.allows()
    assert not closed.is_open


def test_two_failures_do_not_open_it(closed: Breaker) -> None:
    fail(closed, 2)
    assert closed.allows()


def test_three_failures_in_a_row_open_it(opened: Breaker) -> None:
    assert opened.is_open
    assert not opened.allows()


def test_a_success_resets_the_count(closed: Breaker) -> None:
    fail(closed, 2)
    closed.succeeded()
    fail(closed, 2)
    assert closed.allows()


def test_it_stays_open_for_the_rest_period(opened: Breaker, clock: Clock) -> None:
    clock.now += 4.9
    assert not opened.allows()


def test_after_the_rest_period_one_caller_may_try(opened: Breaker, clock: Clock) -> None:
    clock.now += 5
    assert [opened.allows(), opened.allows(), opened.allows()] == [True, False, False]


def test_a_try_that_succeeds_closes_it(opened: Breaker, clock: Clock) -> None:
    clock.now += 5
    opened.allows()
    opened.succeeded()
    assert [opened.allows(), opened.allows(), opened.is_open] == [True, True, False]


def test_a_try_that_fails_opens_it_for_another_rest_period(opened: Breaker, clock: Clock) -> None:
    clock.now += 5
    opened.allows()
    opened.failed()
    clock.now += 4.9
    assert not opened.allows()
    clock.now += 0.1
    assert opened.allows()


def test_a_try_that_never_ends_does_not_keep_it_open_forever(opened: Breaker, clock: Clock) -> None:
    clock.now += 5
    opened.allows()
    clock.now += 5
    assert opened.allows()


def test_of_many_threads_at_once_one_may_try(opened: Breaker, clock: Clock) -> None:
    clock.now += 5
    together = Barrier(16)
    allowed: list[bool] = []

    def ask() -> None:
        together.wait()
        allowed.append(opened.allows())

    threads = [Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(allowed), sum(allowed)) == (16, 1)
