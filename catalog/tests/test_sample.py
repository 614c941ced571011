"""The bundled sample: a hundred articles written for this project."""

import csv
import re
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from catalog.importing.checking import Row, check
from catalog.management.commands.prepare_site import SAMPLE

SHINGLE = 8


@pytest.fixture(scope="module")
def sample() -> list[Row]:
    with SAMPLE.open(encoding="utf-8", newline="") as stream:
        return [check(row) for row in csv.DictReader(stream)]


def test_each_of_five_categories_has_twenty(sample: list[Row]) -> None:
    assert list(Counter(article.category for article in sample).values()) == [20] * 5


def test_each_article_has_150_words_or_more_in_paragraphs(sample: list[Row]) -> None:
    assert [row.title for row in sample if len(row.content.split()) < 150 or "\n\n" not in row.content] == []


def test_no_title_stands_twice(sample: list[Row]) -> None:
    assert len({article.title.casefold() for article in sample}) == 100


def test_no_date_stands_twice(sample: list[Row]) -> None:
    assert len({article.published_at for article in sample}) == 100


def test_dates_are_of_the_last_three_years(sample: list[Row]) -> None:
    first, last = datetime(2024, 3, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    assert [row.title for row in sample if not (row.published_at and first <= row.published_at <= last)] == []


def test_the_file_is_sorted_by_category_and_date(sample: list[Row]) -> None:
    assert all((one.category, one.published_at) < (two.category, two.published_at) for one, two in pairwise(sample))


def test_no_two_articles_share_eight_words_in_a_row(sample: list[Row]) -> None:
    seen: dict[tuple[str, ...], str] = {}
    shared = []
    for article in sample:
        words = re.findall(r"\w+", article.content.casefold())
        shingles = {tuple(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)}
        shared += [(seen[shingle], article.title, shingle) for shingle in shingles if shingle in seen]
        seen.update(dict.fromkeys(shingles, article.title))
    assert shared == []


def test_the_prose_is_clean(sample: list[Row]) -> None:
    """No space too many, no line broken inside a paragraph, no curly quotes beside straight ones."""
    dirty = re.compile(r"[^\S\n]{2}| \n|\n |\n{3}|(?<!\n)\n(?!\n)|[\u2018-\u201f]")
    assert [row.title for row in sample if dirty.search(row.content) or row.content != row.content.strip()] == []
