"""The cost of a keystroke over HTTP, side by side with the plainest view: `make bench BENCH=keystrokes`.

A site and the view of bench/plain_view.py are served with as many processes and threads. Titles are typed key by key,
and for each key all rows are asked in a shuffled order, so that a busy machine slows all of them alike: compare the
ratios. The rows of Elasticsearch send their bodies to it directly; "our bodies" are those that the fragment sends.
"""

import argparse
import gzip
import json
import logging
import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path
from threading import Event
from time import perf_counter
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from bench.archive import articles
from bench.files import SAMPLE, rows
from bench.plain import plain_body, plain_document, plain_query
from bench.servers import served
from bench.sites import empty_site, store
from bench.turns import INDEX, Turns
from search.engines.elasticsearch import ENOUGH
from search.index import alias_name, client
from search.query.build import build_search
from search.query.facets import EVERYTHING
from search.query.parse import parse_query
from search.query.synonyms import Synonyms
from search.sync.rebuild import resync
from search.values import SearchQuery

Body = dict[str, Any]
Ask = Callable[[str], None]
WARM_UP = 30
# The synonyms of a new site; they are part of the cost of a keystroke.
SYNONYMS = Synonyms.of(import_module("search.migrations.0003_first_synonyms").DEFAULT_SYNONYMS)
# The fragment is what htmx swaps.
HTMX = {"HX-Request": "true", "HX-Target": "results", "Accept-Encoding": "gzip"}
OURS = {"DJANGO_SETTINGS_MODULE": "bench.site_settings"}
BOUNDS = {"fragment less our bodies": 2.5, "our bodies ÷ multi_match": 1.2, "fragment ÷ the plainest view": 0.9}


class Server:
    """A connection that is kept, as a browser keeps one."""

    def __init__(self, host: str) -> None:
        self.connection = HTTPConnection(host, timeout=60)

    def get(self, path: str, **headers: str) -> bytes:
        return self.send("GET", path, None, headers)

    def search(self, index: str, body: Body) -> Body:
        sent = json.dumps(body, default=str).encode()
        answer: Body = json.loads(self.send("POST", f"/{index}/_search", sent, {"Content-Type": "application/json"}))
        return answer

    def send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> bytes:
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        found = answer.read()
        if answer.status != 200:  # noqa: PLR2004  # OK
            raise RuntimeError(f"{path}: {answer.status} {found[:200]!r}")
        return found


def keystrokes(path: Path, count: int) -> list[str]:
    """Return prefixes of titles, of random lengths: the text at each keystroke."""
    generator = random.Random(1)
    titles = [row["title"] for row in rows(path)]
    return [title[: generator.randint(1, len(title))] for title in generator.choices(titles, k=count)]


def body_of(text: str, *, fuzzy: bool = False, without: Sequence[str] = ()) -> Body:
    body = build_search(SearchQuery(SYNONYMS.widen(parse_query(text))), fuzzy=fuzzy).to_dict()
    return {name: value for name, value in body.items() if name not in without}


def ours(elastic: Server, text: str) -> None:
    """Send the bodies of a keystroke: the strict pass, and the fuzzy one if that finds too little."""
    found = elastic.search(alias_name(), body_of(text))
    if found["aggregations"][EVERYTHING]["doc_count"] < ENOUGH and parse_query(text).can_be_fuzzy:
        elastic.search(alias_name(), body_of(text, fuzzy=True))


@contextmanager
def sites(path: Path, count: int) -> Iterator[dict[str, Ask]]:
    """Yield the rows of the table, each with what it asks for a text."""
    given = list(articles(path, count))
    plain = Turns(given, body=plain_body, document=plain_document)
    resync.RETIRE_DELAY = 0.0
    with empty_site():
        store(given)
        assert resync.Resync(client(), Event()).run() is not None
        plain.after(count)
        for name in (INDEX, alias_name()):
            patient = client().options(request_timeout=600)
            patient.indices.refresh(index=name)
            patient.indices.forcemerge(index=name, max_num_segments=1)
        view = served("bench.plain_view:application", "/?q=war", {"PLAIN_INDEX": INDEX})
        with served("config.wsgi", "/livez", OURS) as port, view as other:
            site, beside = Server(f"127.0.0.1:{port}"), Server(f"127.0.0.1:{other}")
            elastic = Server(urlsplit(settings.ELASTICSEARCH_NODES[0]).netloc)
            yield {
                "livez": lambda _text: void(site.get("/livez")),
                "multi_match": lambda text: void(elastic.search(INDEX, plain_query(text))),
                "the plainest view": lambda text: void(beside.get(f"/?{urlencode({'q': text})}")),
                "our bodies": lambda text: ours(elastic, text),
                "… strict": lambda text: void(elastic.search(alias_name(), body_of(text))),
                "… strict, no marks": lambda text: void(
                    elastic.search(alias_name(), body_of(text, without=["highlight"]))
                ),
                "… strict, no facets": lambda text: void(elastic.search(alias_name(), body_of(text, without=["aggs"]))),
                "building a body": lambda text: void(body_of(text)),
                "fragment": lambda text: void(site.get(f"/?{urlencode({'q': text})}", **HTMX)),
                "search.json": lambda text: void(site.get(f"/search.json?{urlencode({'q': text})}")),
            }
            packed = site.get(f"/?{urlencode({'q': keystrokes(path, 1)[0]})}", **HTMX)
            print(f"a fragment: {len(gzip.decompress(packed)):,} bytes, {len(packed):,} on the wire")
    plain.end()


def void(_answer: object) -> None:
    """Leave the answer alone."""


def measure(asks: dict[str, Ask], texts: Sequence[str], rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds of each row for each text, in the same order."""
    generator = random.Random(2)
    figures: dict[str, list[float]] = {label: [] for label in asks}
    warm_up = texts[:WARM_UP]
    for text in [*warm_up, *(list(texts) * rounds)]:
        for label in generator.sample(sorted(asks), len(asks)):
            began = perf_counter()
            asks[label](text)
            figures[label].append((perf_counter() - began) * 1000)
    return {label: values[len(warm_up) :] for label, values in figures.items()}


def cuts(values: Sequence[float]) -> tuple[float, float]:
    """Return the median and the 95th of 100."""
    found = statistics.quantiles(values, n=20)
    return found[9], found[18]


def report(figures: dict[str, list[float]]) -> None:
    print(f"{'milliseconds':32} {'p50':>7} {'p95':>7}")
    for label, values in figures.items():
        middle, late = cuts(values)
        print(f"{label:32} {middle:7.1f} {late:7.1f}")
    rest = [whole - part for whole, part in zip(figures["fragment"], figures["our bodies"], strict=True)]
    middle, late = cuts(rest)
    print(f"{'fragment less our bodies':32} {middle:7.1f} {late:7.1f}  bound {BOUNDS['fragment less our bodies']}")
    for over, under in (("our bodies", "multi_match"), ("fragment", "the plainest view")):
        label = f"{over} ÷ {under}"
        (middle, late), (least, worst) = cuts(figures[over]), cuts(figures[under])
        print(f"{label:32} {middle / least:7.2f} {late / worst:7.2f}  bound {BOUNDS[label]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, default=SAMPLE, help="a CSV file; the bundled sample by default")
    parser.add_argument("--articles", type=int, nargs="+", default=[2_225, 100_000])
    parser.add_argument("--keys", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    logging.getLogger("search").setLevel(logging.WARNING)
    for count in options.articles:
        with sites(options.archive, count) as asks:
            figures = measure(asks, keystrokes(options.archive, options.keys), options.rounds)
            print(f"{count:,} articles, {options.keys} keys, {options.rounds} rounds")
            report(figures)


if __name__ == "__main__":
    main()
