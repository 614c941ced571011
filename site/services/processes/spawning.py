"""Starting programs so that none outlives us."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from services.account import Account

PR_SET_PDEATHSIG = 1
# Loaded before any fork: between fork and exec it may be too late to load anything.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(parent: int) -> Callable[[], None]:
    """A function for a child to call before its program begins: it asks the kernel for SIGTERM when the parent is gone.

    So nothing is left running when we are killed with SIGKILL and cannot clean up. The kernel watches the *thread*
    that started the child, so programs are started from the main thread. Linux only; elsewhere it does nothing.
    """

    def ask() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # the parent ended between fork and prctl
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
    """Start a program that ends when we do, in a process group of its own unless `own_group` is false."""
    return subprocess.Popen(
        command,
        env=None if env is None else dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL if own_group else None,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        start_new_session=own_group,
        preexec_fn=die_with_parent(os.getpid()),  # noqa: PLW1509  # it calls nothing but prctl
        **({} if account is None else account.popen_options()),
    )
