"""One run at a time on one set of data."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from services.errors import SetupError
from services.processes import waiting


class BusyError(SetupError):
    """Another run holds the lock."""


@contextmanager
def held(file: Path, message: str, hint: str) -> Iterator[None]:
    """Hold the lock, or raise BusyError with the process that has it. It ends with us, however we end."""
    descriptor = _open(file)
    try:
        if not _taken(descriptor):
            owner = file.read_text().strip() or "unknown"
            raise BusyError(f"{message} (process {owner}).", hint)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


@contextmanager
def waited_for(file: Path, tick: Callable[[], None]) -> Iterator[None]:
    """Hold the lock as soon as the other run lets go of it: it is doing the very set-up that we need."""
    descriptor = _open(file)
    try:
        while not waiting.until(lambda: _taken(descriptor), timeout=60.0, tick=tick):
            pass
        yield
    finally:
        os.close(descriptor)


def _open(file: Path) -> int:
    file.parent.mkdir(parents=True, exist_ok=True)
    return os.open(file, os.O_RDWR | os.O_CREAT, 0o644)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
