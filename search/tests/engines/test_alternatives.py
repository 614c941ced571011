"""The alternatives to a search that found little or nothing, on the real index: only those that find more."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from search.tests.asking import answer, html
from search.tests.factories import index_titles

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]


@pytest.fixture
def parliaments(index: None) -> None:
    index_titles("Parliament sits", "Parliament rises", "The parliament of owls", category="politics")


def alternatives(page: str) -> dict[str, tuple[str, int]]:
    """Return the link and the count of each alternative on a page without results."""
    found = re.findall(r'data-alternative="(\w+)"\s+href="([^"]+)".*?</a>:\s+(\d+) article', page, re.DOTALL)
    return {name: (url.replace("&amp;", "&"), int(count)) for name, url, count in found}


def leads_to(url: str) -> int:
    total: int = answer(**parse_qs(urlsplit(url).query))["total"]["value"]
    return total


@pytest.mark.usefixtures("parliaments")
@pytest.mark.parametrize("text", ["parlaimnet", "parlament", "Parlaiment sits"])
def test_a_better_spelling_is_offered_with_its_count(text: str) -> None:
    better = answer(q=text)["did_you_mean"]
    assert better["query"].lower() == ("parliament sits" if "sits" in text else "parliament")
    assert better["total"] == answer(q=better["query"])["total"]["value"]


@pytest.mark.usefixtures("parliaments")
def test_the_hits_of_a_better_spelling_are_shown_at_once_if_the_words_find_nothing() -> None:
    body = answer(q="parlaimnet stis", sort="title")
    assert [hit["title"] for hit in body["hits"]] == ["Parliament sits"]
    assert (body["query"], body["shown_instead"]) == ("parlaimnet stis", "parliament sits")
    assert body["did_you_mean"] == {"query": "parliament sits", "total": body["total"]["value"]}
    assert "<mark>Parliament</mark>" in body["hits"][0]["title_html"]


@pytest.mark.usefixtures("parliaments")
def test_the_page_says_what_it_shows_and_leads_back_to_the_words_as_typed() -> None:
    page = html(q="parlaimnet", htmx=True)
    assert re.search(
        r"Nothing for <em>parlaimnet</em>. Showing\s+<a href=\"\?q=parliament\"[^>]*><em>parliament</em></a>", page
    )
    assert 'data-status="Nothing for “parlaimnet”. 3 articles for “parliament”."' in page
    back = re.search(r'data-testid="as-typed"\s+href="([^"]+)"', page)
    assert back
    assert back[1].replace("&amp;", "&") == "?q=parlaimnet&spelling=off"


@pytest.mark.usefixtures("parliaments")
def test_the_links_of_such_a_page_keep_the_words_as_typed() -> None:
    page = html(q="parlaimnet", htmx=True)
    assert "?q=parlaimnet&amp;category=politics" in page
    assert answer(q="parlaimnet", category="politics")["total"]["value"] == 3


@pytest.mark.usefixtures("parliaments")
def test_the_words_as_typed_find_nothing_when_the_reader_wants_just_them() -> None:
    body = answer(q="parlaimnet", spelling="off")
    assert (body["hits"], "shown_instead" in body) == ([], False)
    assert body["did_you_mean"]["query"] == "parliament"


@pytest.mark.usefixtures("index")
def test_a_spelling_far_from_a_short_word_is_not_shown_at_once() -> None:
    index_titles("Tapes found", "Old tapes", "Tapes sold")
    body = answer(q="tapir")
    assert (body["hits"], "shown_instead" in body) == ([], False)


@pytest.mark.usefixtures("parliaments")
def test_words_that_are_found_are_never_replaced() -> None:
    index_titles("Parlaimnet is a misprint")
    body = answer(q="parlaimnet")
    assert ([hit["title"] for hit in body["hits"]], "shown_instead" in body) == (["Parlaimnet is a misprint"], False)


@pytest.mark.parametrize(
    ("typed", "better"),
    [("O'Riely", "O'Reilly"), ("o’riely", "o'reilly"), ("mr O'Riely", "mr O'Reilly"), ("Elysse", "Elysee")],
)
def test_a_word_with_an_apostrophe_or_accent_is_respelled_whole(typed: str, better: str) -> None:
    index_titles(
        "Mr O'Reilly resigns", "Mr O'Reilly returns", "Mr O’Reilly speaks", *(f"Élysée {each}" for each in "abc")
    )
    body = answer(q=typed)
    assert body["did_you_mean"]["query"] == better


@pytest.mark.usefixtures("parliaments")
def test_the_page_links_to_the_better_spelling() -> None:
    page = html(q="parlaimnet", spelling="off", htmx=True)
    assert re.search(r'Did you mean <a href="\?q=parliament"[^>]*>parliament</a>\?', page)
    assert '<span data-testid="suggestion-count">3</span> articles' in page


@pytest.mark.usefixtures("parliaments")
@pytest.mark.parametrize("text", ["parliament", "owls", "parli", "zzyzx", "parliament zzyzx", "2004"])
def test_nothing_is_offered_that_finds_no_more(text: str) -> None:
    assert "did_you_mean" not in answer(q=text)


@pytest.mark.usefixtures("parliaments")
def test_a_spelling_that_finds_nothing_under_the_chosen_filters_is_not_offered() -> None:
    assert "did_you_mean" not in answer(q="parlaimnet", category="sport")


@pytest.mark.usefixtures("parliaments")
def test_operators_and_filters_stay_when_the_spelling_changes() -> None:
    index_titles("Parliament of sport", category="sport")
    better = answer(q="parlaimnet -owls category:politics")["did_you_mean"]
    assert better == {"query": "parliament -owls category:politics", "total": 2}


@pytest.mark.usefixtures("parliaments")
def test_a_word_with_an_ending_is_never_offered_as_its_stem() -> None:
    """Stems are terms of the index too, and no reader knows the word "compani"."""
    index_titles("Companies merge", "Companies split", "Companies grow")
    assert answer(q="compnaeis")["did_you_mean"]["query"] == "companies"


@pytest.mark.usefixtures("parliaments")
def test_without_the_filters_is_an_alternative() -> None:
    found = alternatives(html(q="parliament", category="sport"))
    assert found["everywhere"][1] == leads_to(found["everywhere"][0]) == 3


@pytest.mark.usefixtures("parliaments")
def test_without_the_category_operator_is_an_alternative() -> None:
    found = alternatives(html(q="parliament category:sport"))
    assert found["everywhere"] == ("?q=parliament", 3)


@pytest.mark.usefixtures("parliaments")
def test_any_of_the_words_is_an_alternative() -> None:
    index_titles("Zebras")
    found = alternatives(html(q="owls zebras"))
    assert found["any_word"][1] == leads_to(found["any_word"][0]) == 2


def test_no_alternative_is_offered_that_finds_nothing() -> None:
    index_titles("Zebras")
    assert alternatives(html(q="owls hoot", category="sport")) == {}


@pytest.mark.usefixtures("parliaments")
def test_a_search_for_any_word_is_labelled_and_links_back() -> None:
    page = html(q="parliament zebras", words="any")
    assert "any of the words “parliament zebras”" in page
    assert re.search(r'<a href="\?q=parliament\+zebras"[^>]*>Search for all the words</a>', page)


@pytest.mark.usefixtures("parliaments")
def test_a_search_for_any_word_that_finds_enough_is_not_fuzzy() -> None:
    assert answer(q="parliament zebras", words="any")["total"]["value"] == 3
