"""Match reasons, as Elasticsearch reports them and as the page shows them."""

import re

import pytest

from search.tests.asking import answer, html
from search.tests.factories import Choose, index_article, index_titles

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]


def matched(text: str) -> dict[str, list[str]]:
    return {hit["title"]: hit["matched"] for hit in answer(q=text)["hits"]}


def test_a_whole_title_is_an_exact_title() -> None:
    index_titles("Oil price falls", "Oil price falls again")
    found = matched("oil price falls")
    assert found["Oil price falls"] == ["exact title", "in title", "all words"]
    assert found["Oil price falls again"] == ["in title", "all words"]


def test_words_in_the_text_are_all_words() -> None:
    index_article(title="Markets", content="The oil price falls.")
    assert matched("oil price ") == {"Markets": ["all words"]}


@pytest.mark.parametrize("text", ["oil", "oi", "oils ", "title:oil"])
def test_one_word_in_the_title_is_in_title_only(text: str) -> None:
    index_titles("Oil price falls")
    assert matched(text) == {"Oil price falls": ["in title"]}


def test_one_word_in_the_text_has_no_reason() -> None:
    index_article(title="Markets", content="The price of oil.")
    assert matched("oil ") == {"Markets": []}


def test_a_typo_is_a_similar_spelling() -> None:
    index_article(title="Markets", content="The government acts.")
    assert matched("goverment acts ") == {"Markets": ["similar spelling"]}


def test_an_exact_word_is_no_similar_spelling() -> None:
    index_article(title="Markets", content="The government acts.")
    assert matched("government acts ") == {"Markets": ["all words"]}


def test_a_synonym_is_reported(synonyms: Choose) -> None:
    synonyms("lorry, heavy truck")
    index_article(title="Roads", content="A heavy truck on fire.")
    assert matched("lorry fire ") == {"Roads": ["synonym"]}


def test_the_page_leaves_out_implied_reasons() -> None:
    index_titles("Oil price falls")
    why = re.findall(r'data-testid="why".*?</ul>', html(q="oil price falls"), re.DOTALL)
    assert re.findall(r"<li>(.*?)</li>", why[0]) == ["Exact title"]


def test_browsing_gives_no_reasons() -> None:
    index_titles("Oil price falls")
    assert 'data-testid="why"' not in html()


def test_a_letter_that_a_text_lacks_is_none_of_all_words() -> None:
    index_article(title="Markets", content="Vitamin d sells.")
    index_article(title="Oranges", content="They have vitamin c.")
    assert matched("vitamin c") == {"Oranges": ["all words"], "Markets": []}
