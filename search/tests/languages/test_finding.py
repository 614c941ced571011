"""What is found in an archive of each language: other endings, marks left out, capitals, half-typed words."""

import html
import re
from collections.abc import Sequence
from typing import Any

import pytest

from search.tests.asking import answer, titles
from search.tests.factories import Choose
from search.tests.languages.archives import ARCHIVES, Archive

pytestmark = pytest.mark.servers


def cases(kind: str) -> pytest.MarkDecorator:
    """Return a parametrisation with each row of a kind; the index is made by the fixture."""
    rows = [(archive, row) for archive in ARCHIVES for row in getattr(archive, kind)]
    names = [f"{archive.language} {row[0]} {row[1]}" for archive, row in rows]
    return pytest.mark.parametrize(("archive_index", "row"), rows, indirect=["archive_index"], ids=names)


def marked(hit: dict[str, Any]) -> list[str]:
    return [html.unescape(word) for word in re.findall("<mark>(.*?)</mark>", hit["title_html"] + hit["snippet_html"])]


@cases("finds")
def test_a_word_is_found_and_marked(archive_index: Archive, row: Sequence[str]) -> None:
    query, name, word = row
    # The space says that the word is complete; else its beginning would be enough.
    hits = {hit["title"]: hit for hit in answer(q=f"{query} ")["hits"]}
    assert archive_index.title(name) in hits
    assert word in marked(hits[archive_index.title(name)])
    assert "similar spelling" not in hits[archive_index.title(name)]["matched"]


@cases("half_typed")
def test_a_half_typed_word_is_found_and_marked(archive_index: Archive, row: Sequence[str]) -> None:
    query, name = row
    hits = {hit["title"]: hit for hit in answer(q=query)["hits"]}
    assert archive_index.title(name) in hits
    assert marked(hits[archive_index.title(name)])


@cases("compounds")
def test_words_put_together_are_found_apart(archive_index: Archive, row: Sequence[str]) -> None:
    query, name = row
    assert titles(q=f"{query} ") == [archive_index.title(name)]


@cases("first")
def test_the_word_with_the_marks_that_were_typed_is_first(archive_index: Archive, row: Sequence[str]) -> None:
    query, upper, lower = row
    found = titles(q=f"{query} ")
    assert found.index(archive_index.title(upper)) < found.index(archive_index.title(lower))


@cases("lacks")
def test_another_word_is_not_found(archive_index: Archive, row: Sequence[str]) -> None:
    query, name = row
    assert archive_index.title(name) not in titles(q=f"{query} ")


@cases("respelled")
def test_a_better_spelling_has_its_marks(archive_index: Archive, row: Sequence[str]) -> None:
    typed, better = row
    assert answer(q=f"{typed} ")["did_you_mean"]["query"] == better


@cases("synonyms")
def test_a_synonym_is_found_by_another_form_of_the_word(
    archive_index: Archive, row: Sequence[str], synonyms: Choose
) -> None:
    group, query, name = row
    synonyms(group)
    assert archive_index.title(name) in titles(q=f"{query} ")
