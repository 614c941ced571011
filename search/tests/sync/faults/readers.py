"""Readers who search on the site constantly, and the answers that they got."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from time import monotonic

from search.tests.sync.faults.arena import until
from search.tests.sync.faults.web import Browser, Web
from search.tests.sync.repeating import repeated

SEARCH = "/search.json?q=article"
WARM = 20  # answers of Elasticsearch in a row: by then both web processes have connected
PAUSE = 0.05  # seconds between two searches of one reader


@dataclass
class Answers:
    """How many searches each engine answered, how long the slowest took, and which failed."""

    by: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    failed: list[str] = field(default_factory=list)
    fewest: int = 0  # hits that every answer of Elasticsearch must have
    _lock: Lock = field(default_factory=Lock)

    def ask(self, browser: Browser) -> None:
        began = monotonic()
        status, text = browser.ask(SEARCH)
        seconds = monotonic() - began
        with self._lock:
            self.slowest = max(self.slowest, seconds)
            if status != 200:  # search.json says 503 when neither engine answered
                self.failed.append(f"{status} {text[:200]}")
                return
            body = json.loads(text)
            self.by[body["engine"]] += 1
            if body["engine"] == "elasticsearch" and body["total"]["value"] < self.fewest:
                self.failed.append(f"only {body['total']['value']} hits")

    def __str__(self) -> str:
        everything = self.by.total() + len(self.failed)
        return f"{everything:,} searches, {self.by['mongodb']:,} answered by MongoDB, slowest {self.slowest:.2f} s"


def warm_up(web: Web) -> None:
    """Search until Elasticsearch answers each time: a site is slow right after its start."""

    def is_warm() -> bool:
        answers = Answers()
        for _ in range(WARM):
            answers.ask(Browser(web.address))
        return answers.by["elasticsearch"] == WARM

    until(is_warm, 120)


@contextmanager
def searching(web: Web, *, readers: int = 2, fewest: int = 0) -> Iterator[Answers]:
    warm_up(web)
    answers = Answers(fewest=fewest)
    with ExitStack() as stack:
        for _ in range(readers):
            stack.enter_context(repeated(partial(answers.ask, Browser(web.address)), PAUSE))
        yield answers
