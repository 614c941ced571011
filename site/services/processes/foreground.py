"""A command that owns the terminal while we keep its servers running."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from services.errors import SetupError
from services.processes import spawning, waiting
from services.processes.stopping import Stopping


def environment(addresses: Mapping[str, str]) -> dict[str, str]:
    """Our environment with these addresses. Its programs come first: `python` is the one that we run on."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, **addresses, "PATH": path}


def run(command: Sequence[str], addresses: Mapping[str, str], stopping: Stopping) -> int:
    """Run a command in our own process group, where Ctrl-C reaches it directly; returns its exit code."""
    stopping.raises = False
    try:
        process = spawning.spawn(command, env=environment(addresses), own_group=False)
    except FileNotFoundError:
        raise SetupError(f"There is no program {command[0]!r}.", "Is its name right?") from None
    try:
        wait_for(process, stopping)
    finally:
        stopping.raises = True
    code: int = process.returncode
    return code if code >= 0 else 128 - code


def wait_for(process: subprocess.Popen[bytes], stopping: Stopping) -> None:
    """Wait for the command; pass on the first request to stop, and kill it at the second."""
    passed_on = False
    while process.poll() is None:
        if stopping.hurry():
            process.kill()
        elif stopping.requests and not passed_on:
            passed_on = True
            if not stopping.came_from_terminal():
                process.terminate()
        waiting.pause(0.05)
