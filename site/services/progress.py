"""Progress lines: what a command waits for, and how long it has waited."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

# Seconds between two lines when the output is no terminal: enough to see that something still moves.
QUIET_SECONDS = 10.0


class Reporter(Protocol):
    """What the servers need of Progress, so that tests can pass something smaller."""

    def report(self, text: str) -> None: ...

    def waiting_tick(self, what: str) -> Callable[[], None]: ...


class Progress:
    """Progress lines on standard error, so that standard output stays free for what scripts read."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._live = self._stream.isatty()

    def report(self, text: str) -> None:
        print(text, file=self._stream, flush=True)

    @contextmanager
    def waiting(self, what: str) -> Iterator[Callable[[], None]]:
        """Yield a function to call while waiting; report at the end how long it took."""
        began = time.monotonic()
        yield self.waiting_tick(what)
        seconds = time.monotonic() - began
        self._stream.write("\r\x1b[2K" if self._live else "")
        self.report(f"  ✓ {what} ({seconds:.1f} s)")

    def waiting_tick(self, what: str) -> Callable[[], None]:
        began = time.monotonic()
        last = began

        def tick() -> None:
            nonlocal last
            now = time.monotonic()
            if self._live:
                self._stream.write(f"\r\x1b[2K  … {what}, {now - began:.0f} s")
                self._stream.flush()
            elif now - last >= QUIET_SECONDS:
                last = now
                self.report(f"  … still waiting: {what}, {now - began:.0f} s")

        return tick


class Silence:
    """A reporter that discards everything."""

    def report(self, text: str) -> None:
        pass

    def waiting_tick(self, what: str) -> Callable[[], None]:  # noqa: ARG002  # the signature of Reporter
        return lambda: None
