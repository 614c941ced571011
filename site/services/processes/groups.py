"""Process groups: a program together with everything that it started."""

import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress

import psutil

from services.processes import waiting

GRACE_SECONDS = 30.0


def signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def group_states(group: int) -> set[str]:
    """The states of the group's processes, as psutil names them; zombies do not count."""
    states: set[str] = set()
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) == group:
                states.add(process.status())
    return states - {psutil.STATUS_ZOMBIE}


def group_is_gone(group: int) -> bool:
    """Whether no process of the group is left."""
    return not group_states(group)


def freeze(process: subprocess.Popen[bytes]) -> None:
    """Suspend the whole group; returns when every process of it is suspended."""
    signal_group(process, signal.SIGSTOP)
    waiting.until(lambda: group_states(process.pid) <= {psutil.STATUS_STOPPED}, timeout=5.0, interval=0.02)


def thaw(process: subprocess.Popen[bytes]) -> None:
    signal_group(process, signal.SIGCONT)


def end(
    process: subprocess.Popen[bytes],
    *,
    grace: float = GRACE_SECONDS,
    hurry: Callable[[], bool] = lambda: False,
    number: int = signal.SIGTERM,
) -> None:
    """Signal the group's leader, wait up to `grace` seconds, and kill whatever is left of the group."""
    if process.poll() is None:
        thaw(process)  # a suspended process receives no signals
        with suppress(ProcessLookupError):
            process.send_signal(number)
        waiting.until(lambda: process.poll() is not None or hurry(), timeout=grace, interval=0.05)
    if process.poll() is not None and not hurry():
        signal_group(process, number)  # those that the leader did not pass it on to
        waiting.until(lambda: group_is_gone(process.pid) or hurry(), timeout=5.0, interval=0.05)
    kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole group and wait until it is gone."""
    signal_group(process, signal.SIGKILL)
    process.wait()
    waiting.until(lambda: group_is_gone(process.pid), timeout=5.0, interval=0.02)


def end_stray(pid: int, mark: str, *, grace: float = GRACE_SECONDS) -> bool:
    """End a process that an earlier run left behind, if `pid` is still a program with `mark` in its command.

    Returns whether there was one.
    """
    try:
        stray = psutil.Process(pid)
        if not any(mark in word for word in stray.cmdline()):
            return False
        with suppress(psutil.NoSuchProcess):
            stray.terminate()
            _, left = psutil.wait_procs([stray], timeout=grace)
            for process in left:
                process.kill()
    except psutil.Error:
        return False
    return True
