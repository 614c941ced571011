"""A command that has the terminal while we look after its servers."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from services.errors import SetupError
from services.processes import spawning, waiting
from services.processes.stopping import Stopping


def run(command: Sequence[str], addresses: Mapping[str, str], stopping: Stopping) -> int:
    """Run a command in our own process group: it has the terminal, and Ctrl-C reaches it without us."""
    stopping.raises = False
    # Our own environment's programs come first: `python` means the one that we run on.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        env = {**os.environ, **addresses, "PATH": path}
        process = spawning.spawn(command, env=env, own_group=False)
    except FileNotFoundError:
        raise SetupError(f"There is no program {command[0]!r}.", "Is its name right?") from None
    try:
        _wait_for(process, stopping)
    finally:
        stopping.raises = True
    code: int = process.returncode
    return code if code >= 0 else 128 - code


def _wait_for(process: subprocess.Popen[bytes], stopping: Stopping) -> None:
    """Wait for the command; pass on what asks us to stop, and end it when we are asked again."""
    passed_on = False
    while process.poll() is None:
        if stopping.hurry():
            process.kill()
        elif stopping.asked and not passed_on:
            passed_on = True
            if not stopping.came_from_terminal():
                process.terminate()
        waiting.pause(0.05)
