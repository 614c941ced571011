"""How well real words find: 300 queries made from the BBC archive, asked of a running site.

`make bench BENCH="words --site http://127.0.0.1:8000 --archive ../shared/data/articles_bbc.csv"`. The site must hold
the archive. The figures are the share of the meant articles that are among the first ten hits of `/search.json`, and
their mean reciprocal rank. Articles with the same title count as one.
"""

import argparse
import json
import sys
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.files import ROOT, rows
from bench.queries.words import WordQuery, make_queries

ARCHIVE = ROOT.parent / "shared" / "data" / "articles_bbc.csv"
HITS = 10
SECONDS = 20.0


class NothingMeasuredError(Exception):
    """The archive or the site is not there; the message says which, and what to do."""


def titles(site: str, text: str) -> list[str]:
    """Return the titles of the first ten hits, in lower case."""
    url = f"{site.rstrip('/')}/search.json?{urllib.parse.urlencode({'q': text, 'size': HITS})}"
    with urllib.request.urlopen(url, timeout=SECONDS) as answer:
        return [hit["title"].strip().lower() for hit in json.load(answer)["hits"][:HITS]]


def reciprocal_rank(query: WordQuery, found: Sequence[str]) -> float:
    """Return 1 for the first hit, 1/2 for the second; 0 if the article is not among them."""
    meant = query.title.lower()
    return 1 / (found.index(meant) + 1) if meant in found else 0.0


def read_queries(path: Path) -> list[WordQuery]:
    if not path.is_file():
        raise NothingMeasuredError(f"Nothing measured: there is no archive at {path}. Name one with --archive.")
    return make_queries(rows(path))


def ask(site: str, queries: Sequence[WordQuery], *, as_written: bool) -> list[float]:
    """Return the reciprocal rank of each query's article."""
    try:
        return [
            reciprocal_rank(query, titles(site, query.as_written if as_written else query.text)) for query in queries
        ]
    except (OSError, ValueError) as error:
        raise NothingMeasuredError(f"Nothing measured: no answer from {site} ({error}). Is it running?") from error


def table(queries: Sequence[WordQuery], ranks: Sequence[float]) -> list[str]:
    """Return a line for each kind and one for all: the share found, the mean reciprocal rank, the number of queries."""
    by_kind: dict[str, list[float]] = defaultdict(list)
    for query, rank in zip(queries, ranks, strict=True):
        by_kind[query.kind].append(rank)
    return [
        f"{kind:10}  found {sum(rank > 0 for rank in own) / len(own):.3f}  MRR {sum(own) / len(own):.3f}  n {len(own)}"
        for kind, own in (*by_kind.items(), ("all", list(ranks)))
        if own
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--archive", type=Path, default=ARCHIVE, help="the CSV file that the site holds")
    parser.add_argument("--missed", action="store_true", help="list the queries that do not find their article")
    parser.add_argument("--as-written", action="store_true", help="ask for the terms as the articles have them")
    options = parser.parse_args()
    try:
        queries = read_queries(options.archive)
        ranks = ask(options.site, queries, as_written=options.as_written)
    except NothingMeasuredError as error:
        print(error, file=sys.stderr)
        return 2
    if options.missed:
        missed = [query for query, rank in zip(queries, ranks, strict=True) if not rank]
        print("\n".join(f"{each.kind:10}  {each.text!r} is {each.as_written!r} in {each.title!r}" for each in missed))
    print("\n".join(table(queries, ranks)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
