"""The page in a reader's hand: how quickly it answers keys, what it weighs, and what a slow line shows.

`make bench BENCH="page --site http://127.0.0.1:8000"`. The site should hold the BBC archive or one of its kind.
Chromium is driven; its processor is slowed four times for the keys. INP is read as web.dev defines it: the longest
interaction, with one left out for each fifty (https://web.dev/articles/inp).
"""

import argparse
import gzip
import os
import shutil
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

WORDS = (
    "government election",
    "champions league final",
    "oil prices fall",
    "mobile phone music",
    "british film awards",
)
KEYS = 200
SLOWER = 4
PAUSE_MS = 90
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LINES = {"600 ms a request": (600, -1), "400 kbit/s and 400 ms": (400, 50_000)}
NOTE_INTERACTIONS = """() => {
  window.interactions = new Map();
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries())
      if (interactionId) interactions.set(interactionId, Math.max(duration, interactions.get(interactionId) ?? 0));
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
}"""
NOTE_ANSWERS = """() => {
  window.shown = new Set();
  const note = () => shown.add(document.getElementById("results-heading").textContent.trim());
  const everything = { childList: true, subtree: true, characterData: true };
  new MutationObserver(note).observe(document.querySelector("main"), everything);
}"""
TITLES_IN_VIEW = """(height) => [...document.querySelectorAll("[data-testid=hit-title]")]
  .filter((title) => title.getBoundingClientRect().bottom <= height).length"""
WEIGHTS = """() => [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
  .map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize])"""


class NothingMeasuredError(Exception):
    """The site or the browser is not there; the message says which."""


def typed() -> Iterator[str]:
    """Yield the keys: each of the words, then as many Backspaces."""
    keys: list[str] = []
    for words in WORDS * KEYS:
        keys += [*words, *["Backspace"] * len(words)]
        if len(keys) >= KEYS:
            break
    yield from keys[:KEYS]


def slow_down(page: Page, *, times: float = 1, latency: int = 0, bytes_a_second: int = -1) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": times})
    session.send("Network.enable")
    line = {"latency": latency, "downloadThroughput": bytes_a_second, "uploadThroughput": bytes_a_second}
    session.send("Network.emulateNetworkConditions", {"offline": False, **line})


def interaction_to_next_paint(page: Page, site: str) -> float:
    """Return the INP of 200 keys in milliseconds."""
    page.goto(site)
    page.evaluate(NOTE_INTERACTIONS)
    slow_down(page, times=SLOWER)
    page.locator("#q").focus()
    for key in typed():
        page.keyboard.press("Space" if key == " " else key)
        page.wait_for_timeout(PAUSE_MS)
    page.wait_for_timeout(500)
    durations: list[float] = sorted(page.evaluate("[...interactions.values()]"), reverse=True)
    return durations[min(KEYS // 50, len(durations) - 1)] if durations else 0.0


def answers_on_the_way(page: Page, site: str, latency: int, bytes_a_second: int) -> int:
    """Return how many different answers are shown during 20 keys in 4 s."""
    page.goto(site)
    page.evaluate(NOTE_ANSWERS)
    slow_down(page, latency=latency, bytes_a_second=bytes_a_second)
    page.locator("#q").press_sequentially("government elections", delay=200)
    return int(page.evaluate("shown.size"))


def weights(page: Page, site: str) -> dict[str, int]:
    """Return the bytes of the first load as they are sent, by kind."""
    page.goto(f"{site}/?q=oil+price", wait_until="networkidle")
    kinds = {"js": 0, "css": 0, "woff2": 0, "page": 0}
    for path, size in page.evaluate(WEIGHTS):
        kind = path.rsplit(".", 1)[-1]
        kinds[kind if kind in kinds else "page"] += size
    return kinds


def answer_bytes(site: str, text: str) -> tuple[int, int]:
    """Return the size of a key's answer as it is sent, and unpacked."""
    headers = {"HX-Request": "true", "Accept-Encoding": "gzip"}
    with urllib.request.urlopen(urllib.request.Request(f"{site}/?q={text}", headers=headers)) as answer:
        sent = answer.read()
        plain = gzip.decompress(sent) if answer.headers.get("Content-Encoding") == "gzip" else sent
    return len(sent), len(plain)


@contextmanager
def opened(browser: Browser, **options: Any) -> Iterator[Page]:
    with browser.new_context(**options) as context:
        yield context.new_page()


def report(browser: Browser, site: str, runs: int) -> Iterator[str]:
    with opened(browser) as page:
        kinds = weights(page, site)
    yield "first load, bytes sent: " + ", ".join(f"{kind} {size:,}" for kind, size in kinds.items())
    for text in ("oil", "oil+price", "government"):
        sent, plain = answer_bytes(site, text)
        yield f"a key's answer ({text}): {sent:,} bytes sent, {plain:,} unpacked"
    with opened(browser, **PHONE) as page:
        page.goto(f"{site}/?q=oil+price")
        counts = [page.evaluate(TITLES_IN_VIEW, height) for height in (844, 420)]
        yield f"whole titles on a phone: {counts[0]} at 390 x 844, {counts[1]} at 390 x 420"
    for name, line in LINES.items():
        with opened(browser) as page:
            yield f"answers shown during 20 keys in 4 s, {name}: {answers_on_the_way(page, site, *line)}"
    for run in range(1, runs + 1):
        with opened(browser) as page:
            inp = interaction_to_next_paint(page, site)
            yield f"INP of {KEYS} keys, CPU slowed {SLOWER} times, run {run}: {inp:.0f} ms"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    program = os.environ.get("BROADSHEET_CHROMIUM") or shutil.which("chromium")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            for line in report(browser, options.site.rstrip("/"), options.runs):
                print(line, flush=True)
    except (OSError, BrowserError) as error:
        print(f"Nothing measured: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
