"""The matches in an article that was opened from a search."""

from html import unescape

import pytest

from catalog.models import Article
from search.tests.web.reading_pages import MARKS, marked, open_page, published

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index", "archive")]


def test_the_matches_are_those_of_the_snippet_numbered_through_title_and_text() -> None:
    article = published(title="Oil prices", content="Oil is dear.\n\nA price was paid.\n\nThe crude price.")
    page = open_page(f"{article.get_absolute_url()}?q=oil+pri&at=1")
    assert MARKS.findall(page) == [
        ("1", "Oil"), ("2", "prices"), ("3", "Oil"), ("4", "price"), ("5", "price"),
    ]  # fmt: skip
    assert page.count("<p>") >= 3
    assert "5 matches" in page


def test_a_match_that_crosses_paragraphs_is_marked_in_both() -> None:
    article = published(title="Report", content="They read a good\n\nbook today.")
    page = open_page(f'{article.get_absolute_url()}?q="good+book"')
    assert "</mark></p>" in page
    assert page.count("<mark") == page.count("</mark>") == 2


def test_everything_else_of_the_text_stays_escaped() -> None:
    article = published(title="War & <b>peace</b>", content='The war: 1 < 2 & "so" it\'s </mark> <mark>on</mark>.')
    page = open_page(f"{article.get_absolute_url()}?q=war&at=1")
    assert "War</mark> &amp; &lt;b&gt;" in page
    assert marked(page) == ["War"]  # another program's tags are HTML, so its text is shown as stored
    assert "&lt;mark&gt;on&lt;/mark&gt;" in page


def test_a_text_with_signs_is_marked_and_escaped() -> None:
    article = published(title="Signs", content='A war: 1 < 2 & "so" it\'s 3/4.')
    page = open_page(f"{article.get_absolute_url()}?q=war&at=1")
    assert marked(page) == ["war"]
    assert '1 < 2 & "so" it\'s 3/4.' in unescape(page)
    assert "1 &lt; 2 &amp;" in page


def test_a_long_text_is_shown_whole() -> None:
    article = published(title="Long", content=f"A war. {'word ' * 30_000}The end.")
    page = open_page(f"{article.get_absolute_url()}?q=war&at=1")
    assert marked(page) == ["war"]
    assert "The end." in page


def test_a_text_that_was_just_edited_is_shown_without_marks() -> None:
    article = published(title="War one", content="The war of old.")
    Article.objects.filter(pk=article.pk).update(content="The war of today.")
    page = open_page(f"{article.get_absolute_url()}?q=war&at=1")
    assert "<p>The war of today.</p>" in page
    assert marked(page) == ["War"]  # the title is the same


def test_invisible_characters_hinder_no_mark() -> None:
    article = published(title="Report", content="The war of a co\u00adoperative.")
    assert marked(open_page(f"{article.get_absolute_url()}?q=war&at=1")) == ["war"]
