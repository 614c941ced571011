from collections.abc import Callable
from dataclasses import dataclass, field

from services.processes.supervisor import LONGEST_DELAY, STEADY_SECONDS, Supervisor
from services.progress import Silence


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Fragile:
    """A watched process that dies when the test says so."""

    clock: Clock
    title: str = "The web server"
    alive: bool = True
    exit_code: int | None = 1
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.starts.append(self.clock.now)
        self.alive = True

    def stop(self, hurry: Callable[[], bool] = lambda: False) -> None:
        self.alive = False


def test_whoever_dies_is_started_again_at_once() -> None:
    clock = Clock()
    web = Fragile(clock)
    supervisor = Supervisor([web], Silence(), clock)
    web.alive = False
    supervisor.check()
    assert web.starts == [0.0]


def test_whoever_keeps_dying_is_started_ever_later() -> None:
    clock = Clock()
    web = Fragile(clock)
    supervisor = Supervisor([web], Silence(), clock)
    while len(web.starts) < 5:
        web.alive = False
        supervisor.check()
        clock.now += 0.25
    waits = [later - earlier for earlier, later in zip(web.starts, web.starts[1:], strict=False)]
    assert waits == [0.75, 1.25, 2.25, 4.25]  # the delay and the quarter second until the death is seen


def test_nobody_waits_longer_than_the_longest_delay() -> None:
    clock = Clock()
    web = Fragile(clock)
    supervisor = Supervisor([web], Silence(), clock)
    for _ in range(1000):
        web.alive = False
        supervisor.check()
        clock.now += 1
    waits = [later - earlier for earlier, later in zip(web.starts, web.starts[1:], strict=False)]
    assert max(waits) <= LONGEST_DELAY + 1


def test_a_steady_run_forgives_earlier_deaths() -> None:
    clock = Clock()
    web = Fragile(clock)
    supervisor = Supervisor([web], Silence(), clock)
    for _ in range(3):
        web.alive = False
        supervisor.check()
        clock.now += 10
        supervisor.check()
    clock.now += STEADY_SECONDS
    web.alive = False
    supervisor.check()
    assert supervisor.deaths(web) == 1
    assert web.starts[-1] == clock.now


def test_the_others_are_left_alone() -> None:
    clock = Clock()
    web, sync = Fragile(clock), Fragile(clock, title="The sync worker")
    supervisor = Supervisor([web, sync], Silence(), clock)
    web.alive = False
    supervisor.check()
    assert sync.starts == []
