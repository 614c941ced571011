"""What readers notice of a flood: 24 clients that send slips without a pause, while 8 readers type at human speed.

`make bench BENCH="flood --site http://127.0.0.1:8000"`. `--beside` names a second site, such as an older version or one
with CLIENT_RATE=0 SEARCHES_AT_ONCE=0; they take turns, since the load of a shared machine changes by the minute. Each
client has an address of its own (127.0.2.1 and so on), or with `--one-address` all that flood share one. Before each
turn the readers type for a while without a flood, which tells what the machine allows.

`--record CASE` writes the figures into the table of docs/security.md (bench/flood_cases.py).
"""

import argparse
import itertools
import os
import random
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.files import ROOT, SAMPLE, rows
from bench.flood_cases import RECORDED
from bench.queries.slips import make_slips
from bench.words import ARCHIVE

KEY_SECONDS = 0.2
WORD_SECONDS = 1.0
ALONE_SECONDS = 8.0
TIMEOUT = 20.0
FLOOD, READERS = "127.0.2", "127.0.1"
COSTLY = {"words": "any", "size": "50"}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int  # 0 for none
    seconds: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The answers of one turn: to the readers before the flood and in it, and to those that flooded."""

    alone: list[Answer]
    readers: list[Answer]
    flood: list[Answer]
    seconds: float


class Client:
    """A connection from an address of its own."""

    def __init__(self, site: str, address: str) -> None:
        self.host, self.source = urlsplit(site).netloc, (address, 0)
        self.connection = self.connect()

    def connect(self) -> HTTPConnection:
        return HTTPConnection(self.host, timeout=TIMEOUT, source_address=self.source)

    def get(self, **parameters: str) -> Answer:
        began = time.monotonic()
        try:
            self.connection.request("GET", f"/?{urlencode(parameters)}", headers={"HX-Request": "true"})
            response = self.connection.getresponse()
            response.read()
            status = response.status
        except OSError:
            self.connection.close()
            self.connection = self.connect()
            status = 0
        return Answer(status, time.monotonic() - began)


def send_slips(site: str, slips: Sequence[str], address: str) -> list[Answer]:
    client = Client(site, address)
    return [client.get(q=slip, **COSTLY) for slip in slips]


def flood(site: str, slips: Sequence[str], clients: int, each: int, *, one_address: bool) -> list[Answer]:
    """Send that many slips from each client, all at once. Runs in a process of its own."""
    shares = [slips[number * each : (number + 1) * each] for number in range(clients)]
    addresses = [f"{FLOOD}.{1 if one_address else number + 1}" for number in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        return list(itertools.chain(*pool.map(send_slips, [site] * clients, shares, addresses)))


def read(site: str, number: int, texts: Sequence[str], over: threading.Event) -> Iterator[Answer]:
    """Type words key by key until the flood is over."""
    client = Client(site, f"{READERS}.{number + 1}")
    chosen = random.Random(number)
    time.sleep(chosen.random())
    while True:
        text = chosen.choice(texts)
        for end in range(2, len(text) + 1):
            if over.wait(KEY_SECONDS):
                return
            yield client.get(q=text[:end])
        time.sleep(WORD_SECONDS * chosen.random())


def turn(site: str, slips: Sequence[str], texts: Sequence[str], options: argparse.Namespace) -> Figures:
    alone, over = threading.Event(), threading.Event()
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as own,
        ThreadPoolExecutor(options.readers) as pool,
    ):
        own.submit(os.getpid).result()  # it is up
        typing = [pool.submit(lambda n: list(read(site, n, texts, alone)), n) for n in range(options.readers)]
        time.sleep(ALONE_SECONDS)
        alone.set()
        before = [answer for each in typing for answer in each.result()]
        typing = [pool.submit(lambda n: list(read(site, n, texts, over)), n) for n in range(options.readers)]
        began = time.monotonic()
        sent = own.submit(flood, site, slips, options.clients, options.slips, one_address=options.one_address)
        try:
            answers = sent.result()
        finally:
            seconds = time.monotonic() - began
            over.set()
        return Figures(before, [answer for each in typing for answer in each.result()], answers, seconds)


def line(name: str, figures: Sequence[Figures]) -> str:
    told = [answer for each in figures for answer in each.flood]
    seconds = sum(each.seconds for each in figures)
    return (
        f"{name}\n"
        f"  readers alone    {times([answer for each in figures for answer in each.alone])}\n"
        f"  in the flood     {times([answer for each in figures for answer in each.readers])}\n"
        f"  the flood        {counts(told)}, {len(told) / seconds:.0f} a second"
    )


def record(name: str, figures: Sequence[Figures], load: str) -> None:
    sys.path.insert(0, str(ROOT / "site"))
    from config.tests.document_tables import put_row  # noqa: PLC0415  # site/ is a plain folder

    alone, readers, told = ([each for one in figures for each in getattr(one, kind)] for kind in Figures.__slots__[:3])
    put_row("floods", name, times(alone), times(readers), counts(told), f"{datetime.now(UTC):%-d %B %Y}, load {load}")


def times(answers: Sequence[Answer]) -> str:
    seconds = [answer.seconds for answer in answers]
    cuts = statistics.quantiles(seconds, n=20, method="inclusive") if len(seconds) > 1 else [float("nan")] * 19
    return f"p50 {cuts[9]:.2f} s  p95 {cuts[18]:.2f} s  {counts(answers)}"


def counts(answers: Sequence[Answer]) -> str:
    found = Counter(answer.status for answer in answers)
    return " ".join(f"{number} × {status or 'none'}" for status, number in sorted(found.items()))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--beside", help="the address of a second site, for comparison")
    parser.add_argument("--archive", type=Path, help="a CSV file; the BBC's if it is there, else the bundled sample")
    parser.add_argument("--clients", type=int, default=24)
    parser.add_argument("--slips", type=int, default=20, help="that each client sends in a row")
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one-address", action="store_true", help="all that flood come from one address")
    parser.add_argument("--record", choices=sorted(RECORDED), help="write the figures into docs/security.md")
    options = parser.parse_args()
    archive = rows(options.archive or (ARCHIVE if ARCHIVE.is_file() else SAMPLE))
    slips = itertools.cycle([slip.typed for slip in make_slips(archive)])
    texts = [" ".join(row["title"].split()[:2]) for row in archive]
    sites = [site for site in (options.beside, options.site) if site]
    found: dict[str, list[Figures]] = {site: [] for site in sites}
    for number in range(options.rounds):
        chosen = list(itertools.islice(slips, options.clients * options.slips))
        for site in sites:
            found[site].append(turn(site, chosen, texts, options))
            if 0 in {answer.status for answer in found[site][-1].readers} and not number:
                print(f"Some readers got no answer from {site}. Is it running?", file=sys.stderr)
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{options.clients} clients × {options.slips} slips, {options.rounds} rounds, load at the end {load}")
    for site in sites:
        print(line(site, found[site]))
    if options.record:
        record(RECORDED[options.record], found[options.site], load)
    return 0


if __name__ == "__main__":
    sys.exit(main())
