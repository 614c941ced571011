"""The cost of a keystroke, compared with a plain multi_match query: `python bench/run.py keystrokes`.

The queries alternate in the same run, so that a busy machine slows all of them alike. The figures are milliseconds, as
reported by Elasticsearch; compare them within one run only.
"""

import argparse
import random
import statistics
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from elasticsearch.helpers import bulk

from bench.archive import articles
from bench.files import SAMPLE, rows
from search.documents import articles as index
from search.documents import document_of
from search.index import client, create_concrete
from search.query.build import build_search
from search.query.parse import parse_query
from search.query.synonyms import Synonyms
from search.values import SearchQuery

Body = dict[str, Any]
WARM_UP = 20
# The synonyms of a new site; they are part of the cost of a keystroke.
SYNONYMS = Synonyms.of(import_module("search.migrations.0003_first_synonyms").DEFAULT_SYNONYMS)


def plain(text: str) -> Body:
    """Return a plain multi_match query, as in a tutorial."""
    match = {"query": text, "fields": ["title^3", "content"], "fuzziness": "AUTO"}
    return {"query": {"multi_match": match}, "_source": ["title"]}


def ours(text: str, *, whole_page: bool) -> Body:
    body = build_search(SearchQuery(SYNONYMS.widen(parse_query(text)))).to_dict()
    return body if whole_page else {key: body[key] for key in ("query", "sort", "_source", "track_total_hits")}


def fill(name: str, path: Path, count: int) -> None:
    actions = ({"_index": name, "_id": str(each.pk), "_source": document_of(each)} for each in articles(path, count))
    bulk(client().options(request_timeout=300), actions, chunk_size=1000)
    client().options(request_timeout=300).indices.refresh(index=name)


def keystrokes(path: Path, count: int) -> list[str]:
    """Return prefixes of titles, of random lengths: the text at each keystroke."""
    generator = random.Random(1)
    titles = [row["title"] for row in rows(path)]
    return [title[: generator.randint(1, len(title))] for title in generator.choices(titles, k=count)]


def took(name: str, body: Body) -> int:
    answer = client().search(index=name, body={"size": 10, **body}, request_cache=False)
    return int(answer["took"])


def measure(name: str, queries: Sequence[str], builders: dict[str, Callable[[str], Body]]) -> dict[str, list[int]]:
    for text in queries[:WARM_UP]:
        for build in builders.values():
            took(name, build(text))
    figures: dict[str, list[int]] = {label: [] for label in builders}
    for text in queries:
        for label, build in builders.items():
            figures[label].append(took(name, build(text)))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, default=SAMPLE, help="a CSV file; the bundled sample by default")
    parser.add_argument("--articles", type=int, default=20_000, help="recombined from the archive's sentences")
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    name = create_concrete(client(), index.body())
    try:
        fill(name, options.archive, options.articles)
        figures = measure(
            name,
            keystrokes(options.archive, options.queries),
            {
                "plain multi_match": plain,
                "ours": lambda text: ours(text, whole_page=False),
                "ours with facets and highlights": lambda text: ours(text, whole_page=True),
            },
        )
    finally:
        client().indices.delete(index=name)
    print(f"{options.queries} keystrokes, {options.articles:,} articles, milliseconds")
    for label, values in figures.items():
        cuts = statistics.quantiles(values, n=20)
        print(f"{label:34} mean {statistics.mean(values):6.1f}  median {cuts[9]:6.1f}  p95 {cuts[18]:6.1f}")


if __name__ == "__main__":
    main()
