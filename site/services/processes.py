"""Starting and ending programs so that none is ever left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import psutil

from services import waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from services.account import Account

PR_SET_PDEATHSIG: Final = 1
GRACE_SECONDS: Final = 30.0
# Loaded before any fork: between fork and exec it may be too late to load anything.
_LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(parent: int) -> Callable[[], None]:
    """What a child does before its program begins: ask the kernel for SIGTERM when its parent is gone.

    So nothing stays when we are killed with SIGKILL and cannot tidy up. The kernel watches the *thread* that
    started the child, which is why programs are started from the main thread. Linux only; elsewhere no-op.
    """

    def ask() -> None:
        if _LIBC is not None:
            _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # it went between fork and prctl
                os._exit(1)

    return ask


def spawn(
    command: Sequence[str],
    *,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | str | None = None,
    output: Any = None,
    own_group: bool = True,
) -> subprocess.Popen[bytes]:
    """Start a program that ends when we do; in a process group of its own unless told otherwise."""
    return subprocess.Popen(
        command,
        env=None if env is None else dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL if own_group else None,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        start_new_session=own_group,
        preexec_fn=die_with_parent(os.getpid()),  # noqa: PLW1509 - it calls nothing but prctl
        **({} if account is None else account.popen_options()),
    )


def signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def group_states(group: int) -> set[str]:
    """The states of the group's processes, as psutil names them; the dead that nobody collected do not count."""
    states: set[str] = set()
    for process in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(process.pid) == group:
                states.add(process.status())
    return states - {psutil.STATUS_ZOMBIE}


def group_is_gone(group: int) -> bool:
    """Whether no process of the group runs any more."""
    return not group_states(group)


def freeze(process: subprocess.Popen[bytes]) -> None:
    """Stop the whole group where it stands, and return when it really stands."""
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
    """Ask the group's leader to end, wait, and kill whatever of its group is left after `grace` seconds."""
    if process.poll() is None:
        thaw(process)  # a frozen process hears nothing
        with suppress(ProcessLookupError):
            process.send_signal(number)
        waiting.until(lambda: process.poll() is not None or hurry(), timeout=grace, interval=0.05)
    if process.poll() is not None and not hurry():
        signal_group(process, number)  # whoever of its group it did not tell itself
        waiting.until(lambda: group_is_gone(process.pid) or hurry(), timeout=5.0, interval=0.05)
    kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End the whole group at once and wait until it is gone."""
    signal_group(process, signal.SIGKILL)
    process.wait()
    waiting.until(lambda: group_is_gone(process.pid), timeout=5.0, interval=0.02)


def end_stray(pid: int, mark: str, *, grace: float = GRACE_SECONDS) -> bool:
    """End a process that an earlier run left behind, if `pid` is still a program with `mark` in its command.

    True when there was one.
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
