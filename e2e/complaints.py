"""Errors and warnings that the browser reports during a test."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage

NewContext = Callable[..., BrowserContext]

# htmx reports that it aborted a request for a newer one.
ABORTED = "^htmx:(afterRequest|sendAbort),"


@dataclass  # no slots: Playwright stores its wrapper of `record` on the instance
class Complaints:
    """Errors and warnings of the browser's console, and uncaught errors of scripts."""

    reported: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=lambda: [ABORTED])

    def expect(self, pattern: str) -> None:
        self.expected.append(pattern)

    def listen_to(self, context: BrowserContext) -> None:
        context.on("console", self.record)
        context.on("weberror", lambda failed: self.reported.append(str(failed.error)))

    def record(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.reported.append(f"{message.text} ({message.location['url']})")

    @property
    def unexpected(self) -> list[str]:
        return [text for text in self.reported if not any(re.search(pattern, text) for pattern in self.expected)]
