"""Which words are highlighted, and that everything else of an article is escaped, on the real index."""

import re

import pytest

from search.tests.asking import answer, by_testid, html
from search.tests.factories import index_article

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]

SCRIPT = "<script>alert(1)</script>"
ESCAPED = "&lt;script&gt;"


def highlights(text: str) -> tuple[str, str]:
    """Return the title and the snippet of the one hit."""
    (hit,) = answer(q=text)["hits"]
    return hit["title_html"], hit["snippet_html"]


def marked(html: str) -> list[str]:
    return re.findall(r"<mark>(.*?)</mark>", html)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("profits ", ["Profits"]),
        ("profit ", ["Profits"]),
        ("prof", ["Profits"]),
        ("warner profits ", ["Profits", "Warner"]),
        ("warner prof", ["Profits", "Warner"]),
        ("p", ["Profits"]),
    ],
)
def test_what_was_typed_is_marked_in_the_title(text: str, words: list[str]) -> None:
    index_article(title="Profits up at Time Warner", content="Nothing else.")
    assert marked(highlights(text)[0]) == words


def test_what_was_typed_is_marked_in_the_text() -> None:
    index_article(title="Report", content="Sales fell. The profit of the year was small.")
    assert marked(highlights("profit")[1]) == ["profit"]


def test_an_apostrophe_of_either_form_is_found_and_marked() -> None:
    index_article(title="O’Neill resigns", content="")
    assert highlights("O'Neill ")[0] == "<mark>O’Neill</mark> resigns"


def test_a_title_is_shown_whole() -> None:
    title = "War " + "and the long road to peace " * 10
    index_article(title=title, content="")
    assert highlights("war ")[0] == title.replace("War", "<mark>War</mark>")


def test_the_snippet_of_a_long_text_is_cut_around_the_match() -> None:
    index_article(title="Report", content="Filler words here. " * 200 + "The dividend rose. " + "More words. " * 200)
    snippet = highlights("dividend")[1]
    assert "<mark>dividend</mark> rose" in snippet
    assert len(snippet) < 400


def test_a_title_and_authors_with_the_word_do_not_hide_the_match_in_the_text() -> None:
    content = f"{'Filler words here. ' * 60}In the end the dividend of the year, as it was called then, rose."
    index_article(title="Dividend", author=["Ann Dividend", "Bo Dividend", "Cy Dividend"], content=content)
    assert "the <mark>dividend</mark> of the year" in highlights("dividend ")[1]


FAR_APART = f"The dividend rose at last. {'Filler words here. ' * 60}The merger failed. {'More words there. ' * 60}"


def test_words_that_stand_apart_are_shown_in_a_fragment_each() -> None:
    index_article(title="Report", content=FAR_APART)
    snippet = highlights("dividend merger ")[1]
    assert "The <mark>dividend</mark> rose" in snippet
    assert "The <mark>merger</mark> failed" in snippet
    assert " … " in snippet
    assert len(snippet) < 480


def test_a_fragment_that_has_all_the_words_stands_alone() -> None:
    index_article(title="Report", content=f"{FAR_APART} The merger ended the dividend. {'More. ' * 60}")
    snippet = highlights("dividend merger ")[1]
    assert "The <mark>merger</mark> ended the <mark>dividend</mark>" in snippet
    assert len(marked(snippet)) == 2
    assert len(snippet) < 300


def test_two_endings_of_a_word_are_no_reason_for_a_second_fragment() -> None:
    index_article(title="Report", content=FAR_APART.replace("merger", "dividends"))
    assert len(marked(highlights("dividend report ")[1])) == 1


def test_many_words_have_three_fragments_at_most() -> None:
    index_article(
        title="Report", content=" ".join(f"{word} rose. {'Filler. ' * 60}" for word in ["ab", "cd", "ef", "gh"])
    )
    snippet = highlights("ab cd ef gh ")[1]
    assert len(marked(snippet)) == 3
    assert len(snippet) < 700


def test_a_match_deep_in_a_very_long_text_is_no_error() -> None:
    index_article(title="Report", content="word " * 230_000 + "dividend")
    assert highlights("dividend ")[0] == "Report"


def test_a_hit_that_matches_in_its_title_only_still_shows_its_text() -> None:
    index_article(title="Dividend", content="Nothing of the kind is said here.")
    assert highlights("dividend")[1] == "Nothing of the kind is said here."


def test_browsing_shows_texts_without_marks() -> None:
    index_article(title="Report", content="A text.")
    assert highlights("") == ("Report", "A text.")


def test_an_article_without_text_has_an_empty_snippet() -> None:
    index_article(title="Report", content="")
    assert highlights("report") == ("<mark>Report</mark>", "")


@pytest.mark.parametrize("text", ["", "report", "alert", "script", "<script>"])
def test_a_script_in_an_article_is_escaped(text: str) -> None:
    index_article(title=f"Report {SCRIPT}", content=f"Alert {SCRIPT} & more")
    assert "<" not in re.sub(r"</?mark>", "", "".join(highlights(text)))
    assert SCRIPT not in html(q=text)


def test_a_script_in_a_title_is_shown_as_text() -> None:
    index_article(title=f"Report {SCRIPT}", content="")
    assert ESCAPED in by_testid(html(q="report"), "hit-title")[0]


def test_a_text_in_html_is_searched_and_shown_without_its_tags() -> None:
    index_article(title="Report", content=f"<p>The firm <strong>lost</strong> money.</p>{SCRIPT}<p>AT&amp;T won.</p>")
    assert answer(q="strong")["hits"] == []
    assert highlights("lost money")[1] == "The firm <mark>lost</mark> <mark>money</mark>.\n\nAT&amp;T won."


def test_a_text_with_a_sign_for_less_is_shown_as_it_is() -> None:
    index_article(title="Report", content="If a < b and c > d, all is well.")
    assert highlights("well")[1] == "If a &lt; b and c &gt; d, all is <mark>well</mark>."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("chât", ["Château"]),
        ("istan", ["İstanbul"]),
        ("o'dri", ["O’Driscoll"]),
        ("müll", ["Müller"]),
        ("muell", ["Müller"]),
        ("websi", ["website"]),
        ("web sit", ["website"]),
        ("parl* ", ["Parliament"]),
    ],
)
def test_a_half_typed_word_is_marked_however_it_is_written(text: str, words: list[str]) -> None:
    index_article(title="Château İstanbul O’Driscoll Müller website Parliament", content="")
    assert marked(highlights(text)[0]) == words


def test_only_the_phrase_is_marked_and_not_its_words_elsewhere() -> None:
    index_article(title="Report", content="It was good. The book is a good book, the good of the book.")
    assert marked(highlights('"good book"')[1]) == ["good book"]


def test_the_words_of_an_or_are_marked() -> None:
    index_article(title="Report", content="A gas well was found.")
    assert marked(highlights("oil OR gas")[1]) == ["gas"]


def test_a_mark_in_an_article_is_not_a_match() -> None:
    index_article(title="<mark>Report</mark> two", content="")
    assert marked(highlights("two")[0]) == ["two"]


@pytest.mark.parametrize("value", [SCRIPT, f'">{SCRIPT}', f"'{SCRIPT}"])
@pytest.mark.parametrize("htmx", [False, True])
def test_a_script_in_the_address_is_escaped(value: str, htmx: bool) -> None:
    names = ("q", "category", "exclude", "sort", "year", "page", "size", "other")
    page = html(htmx=htmx, **dict.fromkeys(names, value))
    assert ESCAPED in page
    assert "<script>alert" not in page


def test_a_typed_script_is_shown_as_text_in_the_box_and_the_heading() -> None:
    index_article()
    assert html(q=SCRIPT).count(f"{ESCAPED}alert(1)") >= 2
