"""Locks between runs. `fcntl.flock` needs no library, and the kernel releases it however a run ends."""

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
    """Hold the lock; raise BusyError with the id of the process that has it."""
    descriptor = open_file(file)
    try:
        if not take(descriptor):
            owner = file.read_text().strip() or "unknown"
            raise BusyError(f"{message} (process {owner}).", hint)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


@contextmanager
def waited_for(file: Path, tick: Callable[[], None]) -> Iterator[None]:
    """Wait for the lock and hold it: the other run is doing the very set-up that we need."""
    descriptor = open_file(file)
    try:
        while not waiting.until(lambda: take(descriptor), timeout=60.0, tick=tick):
            pass
        yield
    finally:
        os.close(descriptor)


def open_file(file: Path) -> int:
    file.parent.mkdir(parents=True, exist_ok=True)
    return os.open(file, os.O_RDWR | os.O_CREAT, 0o644)


def take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
