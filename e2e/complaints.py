"""What a browser complains about while it is driven."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage

NewContext = Callable[..., BrowserContext]

# How htmx reports that it gave up a request for a newer one.
OVERTAKEN = "^htmx:(afterRequest|sendAbort),"


@dataclass  # no slots: Playwright stores its wrapper of `hear` on the instance
class Complaints:
    """What the browser complained about: errors and warnings of its console, scripts that failed, dialogs."""

    heard: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=lambda: [OVERTAKEN])

    def expect(self, pattern: str) -> None:
        self.expected.append(pattern)

    def listen_to(self, context: BrowserContext) -> None:
        context.on("console", self.hear)
        context.on("weberror", lambda failed: self.heard.append(str(failed.error)))

    def hear(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.heard.append(f"{said.text} ({said.location['url']})")

    @property
    def unexpected(self) -> list[str]:
        return [text for text in self.heard if not any(re.search(pattern, text) for pattern in self.expected)]
