"""The search page, and the fragment with which it answers a keystroke."""

import pytest
from django.test import Client

from search.tests.asking import by_testid, html
from search.tests.factories import index_article, index_titles

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]

KEYSTROKE = {"HX-Request": "true"}
BACK = {"HX-Request": "true", "HX-History-Restore-Request": "true"}


def test_the_page_is_complete(reader: Client) -> None:
    page = reader.get("/?q=war").content.decode()
    assert page.lstrip().startswith("<!DOCTYPE html>")
    assert all(part in page for part in ('role="search"', 'id="results"', 'id="search-status"', "</html>"))


def test_a_keystroke_gets_the_results_only(reader: Client) -> None:
    fragment = reader.get("/?q=war", headers=KEYSTROKE).content.decode()
    assert 'id="results"' in fragment
    assert not any(part in fragment for part in ("<html", "<form", 'type="search"', 'id="search-status"'))


def test_going_back_gets_the_whole_page(reader: Client) -> None:
    assert "<!DOCTYPE html>" in reader.get("/?q=war", headers=BACK).content.decode()


@pytest.mark.parametrize("headers", [{}, KEYSTROKE, BACK])
def test_the_vary_header_names_what_the_page_reads(reader: Client, headers: dict[str, str]) -> None:
    varies = {name.strip() for name in reader.get("/?q=war", headers=headers)["Vary"].split(",")}
    assert varies >= {"HX-Request", "HX-History-Restore-Request", "Cookie"}


def test_the_fragment_is_a_part_of_the_whole_page() -> None:
    index_titles("War and peace", "The war")
    fragment = html(q="war", htmx=True)
    results = fragment[fragment.index("<section") :].strip()
    assert results in html(q="war")


@pytest.mark.parametrize("path", ["/", "/search.json"])
def test_head_is_get_without_its_body(reader: Client, path: str) -> None:
    head, get = reader.head(path), reader.get(path)
    assert (head.status_code, head["Content-Type"], head.content) == (200, get["Content-Type"], b"")


@pytest.mark.parametrize("path", ["/", "/search.json"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_search_is_read_only(reader: Client, path: str, method: str) -> None:
    response = reader.generic(method, path)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_the_newest_articles_are_a_short_list_of_links(reader: Client) -> None:
    index_titles(*(f"Number {number}" for number in range(7)))
    titles = reader.get("/newest/").content.decode().count('class="entry-title"')
    assert titles == 5


def test_without_articles_there_are_no_newest_ones(reader: Client) -> None:
    assert reader.get("/newest/").status_code == 204


def test_the_box_holds_what_was_typed() -> None:
    assert 'value="time &quot;war&quot; "' in html(q='time "war" ')


def test_the_heading_shows_the_total_and_the_text() -> None:
    index_titles("War", "War again")
    page = html(q="war")
    assert by_testid(page, "total") == ["2"]
    assert "for “war”" in page


def test_the_query_is_in_the_title_of_the_page() -> None:
    assert "<title>\n“war” · Broadsheet" in html(q="war")


def test_a_fragment_includes_the_title_of_the_page() -> None:
    assert "<title>“war” · Broadsheet" in html(q="war", htmx=True)


def test_a_hit_links_to_its_article_within_the_search() -> None:
    article = index_article(title="The war")
    for turn in "ab":
        index_article(title=f"Peace {turn}", content="After the war.")
    page = html(q="war")
    assert f'href="/articles/{article.pk}/?q=war&amp;at=1" data-testid="hit-title"' in page
    assert by_testid(page, "hit-title")[0] == "The <mark>war</mark>"


def test_a_hit_of_the_fuzzy_pass_says_so_in_its_address() -> None:
    article = index_article(title="The war")
    assert f'href="/articles/{article.pk}/?q=war&amp;match=similar&amp;at=1"' in html(q="war")


def test_a_hit_shows_its_score_only_when_there_are_words_to_match() -> None:
    index_article(title="The war")
    (score,) = by_testid(html(q="the war"), "score")
    assert float(score) > 1000  # the bonus of an exact title; a word's own score also depends on deleted documents
    assert by_testid(html(), "score") == []


def test_a_chip_has_its_count_and_its_link() -> None:
    index_titles("War", "War again", category="sport")
    chip = html(q="war").split('id="chip-category-sport"')[1].split("</a>")[0]
    assert 'href="?q=war&amp;category=sport"' in chip
    assert 'hx-get="?q=war&amp;category=sport"' in chip
    assert by_testid(chip, "count") == ["2"]


def test_a_chosen_chip_is_marked_and_links_to_the_search_without_it() -> None:
    chip = html(q="war", category="sport").split('id="chip-category-sport"')[1].split("</a>")[0]
    assert 'href="?q=war"' in chip
    assert "data-chosen" in chip
    assert 'aria-label="Sport, 0 articles, chosen"' in chip


def test_an_excluded_chip_is_marked() -> None:
    chip = html(exclude="sport").split('id="chip-category-sport"')[1].split("</a>")[0]
    assert "data-excluded" in chip
    assert 'aria-label="Sport, 0 articles, hidden"' in chip


def test_a_form_without_javascript_keeps_what_was_chosen() -> None:
    page = html(q="war", category="sport", exclude="tech", year=2004, sort="title", size=20)
    sent = [("category", "sport"), ("exclude", "tech"), ("year", "2004"), ("sort", "title"), ("size", "20")]
    hidden = page.replace("\n", "").split('<input type="hidden"')[1:]
    for name, value in sent:
        assert any(f'name="{name}"' in field and f'value="{value}"' in field for field in hidden), name


def test_a_page_without_results_offers_an_alternative() -> None:
    page = html(q="nonsense", category="sport")
    assert 'data-testid="empty"' in page
    assert 'data-testid="failed"' not in page
    assert 'href="?q=nonsense"' in page


def test_an_empty_archive_says_so() -> None:
    assert "There are no articles in the archive yet." in html()


def test_the_fragment_carries_the_status_for_the_live_region() -> None:
    index_titles("War", "War again")
    assert 'data-status="2 articles for “war”."' in html(q="war", htmx=True)


def test_nothing_in_the_page_is_inline(reader: Client) -> None:
    response = reader.get("/?q=war")
    page = response.content.decode()
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert not any(part in page for part in (" onclick=", " style=", "<style", "hx-on", "javascript:"))
    assert all("src=" in script.split(">")[0] for script in page.split("<script")[1:])
