"""The page of one article."""

import re

import pytest
from django.test import Client

from catalog.models import Article
from catalog.tests.factories import make_article, make_foreign_article

pytestmark = pytest.mark.servers


def page(client: Client, article: Article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


def test_the_article_is_shown(reader: Client) -> None:
    article = make_article(title="Poles play", category="sport")
    assert all(part in page(reader, article) for part in ("Poles play", "Sport", "First paragraph of"))


@pytest.mark.parametrize("pk", ["0" * 23, "0" * 25, "g" * 24, "A" * 24, "1", "abc", "%00", "..", "null", "0" * 24])
def test_a_malformed_or_unknown_id_is_not_found(reader: Client, pk: str) -> None:
    assert reader.get(f"/articles/{pk}/").status_code == 404


@pytest.mark.parametrize("action", ["edit", "delete"])
@pytest.mark.parametrize("pk", ["abc", "0" * 24])
def test_a_malformed_or_unknown_id_is_not_found_by_an_editor(editor: Client, pk: str, action: str) -> None:
    assert editor.get(f"/articles/{pk}/{action}/").status_code == 404


def test_each_author_is_a_link_that_searches_for_them(reader: Client) -> None:
    shown = page(reader, make_article(author=["Jane Doe", "A/B & <C>"]))
    assert re.findall(r'rel="author"\s+href="([^"]*)">([^<]*)<', shown) == [
        ("/?author=Jane%20Doe", "Jane Doe"),
        ("/?author=A%2FB%20%26%20%3CC%3E", "A/B &amp; &lt;C&gt;"),
    ]


def test_the_source_is_a_link_shown_as_its_host(reader: Client) -> None:
    shown = page(reader, make_article(source_url="https://www.news.example/2024/a?b=1&c=2"))
    link = '<a rel="external nofollow noopener" href="https://www.news.example/2024/a?b=1&amp;c=2">news.example</a>'
    assert link in shown


def test_an_article_without_author_and_source_says_nothing_of_them(reader: Client) -> None:
    shown = page(reader, make_article())
    assert 'rel="author"' not in shown
    assert "external" not in shown


@pytest.mark.parametrize("source", ["javascript:alert(1)", "data:text/html,x", 5, None, ["https://e.org"], "//e.org"])
def test_a_foreign_source_that_is_no_address_is_not_linked(reader: Client, source: object) -> None:
    assert "external" not in page(reader, make_foreign_article(content="x", source_url=source))


@pytest.mark.parametrize(
    ("author", "names"),
    [("Jane Doe", ["Jane Doe"]), (None, []), (7, []), ([1, None, " Jane "], ["Jane"]), ([], []), ({"a": 1}, [])],
)
def test_foreign_authors_are_shown_as_far_as_they_are_names(reader: Client, author: object, names: list[str]) -> None:
    shown = page(reader, make_foreign_article(content="x", author=author))
    assert re.findall(r'rel="author"[^>]*>([^<]*)<', shown) == names


@pytest.mark.parametrize("category", [None, 42, ["a"], "", " x "])
def test_a_foreign_category_is_harmless(reader: Client, category: object) -> None:
    assert "None" not in page(reader, make_foreign_article(content="x", category=category))


def test_script_shows_as_text(reader: Client) -> None:
    article = make_article(title="<script>alert(1)</script>", content="<script>alert(2)</script>", category="<script>")
    assert "<script>alert" not in page(reader, article)
    assert "&lt;script&gt;alert(2)" in page(reader, article)


def test_an_empty_line_parts_paragraphs(reader: Client) -> None:
    assert page(reader, make_article(content="One.\n\nTwo.\n\nThree.")).count("<p>") >= 3


def test_an_article_of_another_program_needs_neither_version_nor_text(reader: Client) -> None:
    article = make_foreign_article()
    assert "None" not in page(reader, article)


@pytest.mark.parametrize(("who", "offered"), [("reader", False), ("editor", True)])
def test_editing_is_offered_to_who_is_signed_in(who: str, offered: bool, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who)
    article = make_article()
    assert (f"{article.get_absolute_url()}edit/" in page(client, article)) is offered


def test_articles_like_it_are_one_link_away(reader: Client) -> None:
    article = make_article()
    assert f'<a href="{article.get_absolute_url()}similar/">More like this</a>' in page(reader, article)
