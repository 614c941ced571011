"""What each client may still ask, in memory that processes share."""

import fcntl
import os
import signal
from collections.abc import Callable

import pytest

from config.buckets import WAYS, Allowance, Buckets
from config.tests.clock import Clock

THREE = Allowance(burst=3, per_second=2)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def buckets(clock: Clock) -> Buckets:
    return Buckets(rows=64, clock=clock)


def taken(buckets: Buckets, times: int, client: str = "anna") -> int:
    """How many of so many requests at once are allowed."""
    return sum(not buckets.take(client, 1, THREE) for _ in range(times))


def in_a_process(run: Callable[[], None]) -> int:
    """Run it in a process that is forked, as gunicorn does; return its wait status."""
    if not (child := os.fork()):
        run()
        os._exit(0)
    return os.waitpid(child, 0)[1]


def test_so_much_at_once_and_no_more(buckets: Buckets) -> None:
    assert taken(buckets, 5) == 3


def test_the_time_to_wait_is_told_and_enough(buckets: Buckets, clock: Clock) -> None:
    taken(buckets, 3)
    assert buckets.take("anna", 1, THREE) == pytest.approx(0.5)
    clock.now += 0.5
    assert taken(buckets, 2) == 1


def test_a_refusal_takes_nothing(buckets: Buckets, clock: Clock) -> None:
    taken(buckets, 100)
    clock.now += 1.5
    assert taken(buckets, 100) == 3


def test_a_costly_request_takes_more(buckets: Buckets) -> None:
    assert not buckets.take("anna", 2, THREE)
    assert taken(buckets, 5) == 1


def test_what_costs_more_than_the_allowance_takes_all_of_it(buckets: Buckets) -> None:
    assert not buckets.take("anna", 50, THREE)
    assert buckets.take("anna", 50, THREE) == pytest.approx(1.5)


def test_each_client_has_an_allowance(buckets: Buckets) -> None:
    assert (taken(buckets, 5, "anna"), taken(buckets, 5, "bert")) == (3, 3)


def test_without_a_rate_there_is_no_limit(buckets: Buckets) -> None:
    assert not any(buckets.take("anna", 1, Allowance(burst=3, per_second=0)) for _ in range(50))


def test_processes_share_it(buckets: Buckets) -> None:
    for _ in range(2):
        in_a_process(lambda: None if taken(buckets, 1) else os._exit(1))
    assert taken(buckets, 5) == 1


def test_a_process_that_dies_keeps_nobody_out(buckets: Buckets) -> None:
    def die() -> None:
        with buckets.alone():
            os.kill(os.getpid(), signal.SIGKILL)

    assert os.WTERMSIG(in_a_process(die)) == signal.SIGKILL
    assert taken(buckets, 5) == 3


def test_one_process_at_a_time_counts(buckets: Buckets) -> None:
    def look() -> None:
        try:
            fcntl.lockf(buckets.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os._exit(7)

    with buckets.alone():
        assert os.waitstatus_to_exitcode(in_a_process(look)) == 7
    assert in_a_process(look) == 0


def test_of_more_clients_than_rows_the_one_with_most_left_makes_room() -> None:
    few = Buckets(rows=WAYS, clock=Clock())
    taken(few, 1, "new")
    for number in range(WAYS - 1):
        taken(few, 3, f"client {number}")
    taken(few, 1, "one more")
    assert [taken(few, 1, f"client {number}") for number in range(WAYS - 1)] == [0] * (WAYS - 1)


def test_the_memory_holds_no_address(buckets: Buckets) -> None:
    taken(buckets, 1, "192.0.2.77")
    assert b"192.0.2.77" not in buckets.memory[:]
    assert any(buckets.memory[:])
