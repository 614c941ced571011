import os
from pathlib import Path

import pytest

from services.processes import locking


def test_a_second_run_is_reported_which_process_has_the_lock(tmp_path: Path) -> None:
    with (
        locking.held(tmp_path / "lock", "It runs", "Stop it."),
        pytest.raises(locking.BusyError, match=rf"It runs \(process {os.getpid()}\)\. Stop it\."),
        locking.held(tmp_path / "lock", "It runs", "Stop it."),
    ):
        pass


def test_a_lock_is_free_again_after_the_run(tmp_path: Path) -> None:
    for _ in range(2):
        with locking.held(tmp_path / "lock", "It runs", ""):
            pass


def test_a_lock_that_is_waited_for_is_taken_when_the_other_run_lets_go(tmp_path: Path) -> None:
    other = locking.held(tmp_path / "lock", "It runs", "")
    other.__enter__()
    ticks = []

    def tick() -> None:
        ticks.append(1)
        if len(ticks) == 2:
            other.__exit__(None, None, None)

    with locking.waited_for(tmp_path / "lock", tick):
        assert len(ticks) == 2
