"""What search engines and the previews of links are told of an article."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from catalog.models import Article
from catalog.tests.factories import make_article, make_articles, make_foreign_article

pytestmark = pytest.mark.servers


def page(client: Client, article: Article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


def linked_data(page: str) -> dict[str, Any]:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    data: dict[str, Any] = json.loads(found)
    return data


def meta(page: str, name: str) -> list[str]:
    return re.findall(rf'<meta (?:name|property)="{re.escape(name)}"\s+content="([^"]*)">', page)


def test_an_article_is_a_news_article(reader: Client) -> None:
    article = make_article(
        title="Poles play",
        content="They played.\n\nAnd won.",
        category="world news",
        author=["Ann Ho", "Jo Ng"],
        published_at=datetime(2025, 1, 2, tzinfo=UTC),
        updated_at=datetime(2025, 3, 4, tzinfo=UTC),
        source_url="https://example.org/poles",
    )
    address = f"http://testserver{article.get_absolute_url()}"
    assert linked_data(page(reader, article)) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "Poles play",
        "description": "They played. And won.",
        "url": address,
        "mainEntityOfPage": address,
        "datePublished": "2025-01-02T00:00:00+00:00",
        "dateModified": "2025-03-04T00:00:00+00:00",
        "articleSection": "World news",
        "author": [{"@type": "Person", "name": "Ann Ho"}, {"@type": "Person", "name": "Jo Ng"}],
        "isBasedOn": "https://example.org/poles",
        "publisher": {"@type": "Organization", "name": "Broadsheet", "url": "http://testserver/"},
    }


def test_the_preview_of_a_link_to_it(reader: Client) -> None:
    article = make_article(title='Poles "play"', content="word " * 100, published_at=datetime(2025, 1, 2, tzinfo=UTC))
    shown = page(reader, article)
    assert meta(shown, "og:title") == ["Poles &quot;play&quot;"]
    assert meta(shown, "og:type") == ["article"]
    assert meta(shown, "description") == meta(shown, "og:description")
    assert meta(shown, "description")[0].endswith("word…")
    assert len(meta(shown, "description")[0]) <= 160
    assert meta(shown, "article:published_time") == ["2025-01-02T00:00:00+00:00"]
    assert meta(shown, "og:image")[0].startswith("http://testserver/static/touch-icon")


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--<script>", "]]> & \u2028 \u2029 \\"])
def test_no_text_ends_the_data(reader: Client, text: str) -> None:
    shown = page(reader, make_foreign_article(title=text, content=text, author=[text]))
    assert linked_data(shown)["headline"] == text
    assert linked_data(shown)["author"] == [{"@type": "Person", "name": text.strip()}]
    assert "<script>alert" not in shown


@pytest.mark.parametrize(
    "stored", [{}, {"title": 5, "content": None, "published_at": None, "author": 7, "category": []}]
)
def test_what_another_program_stored_is_told_as_far_as_it_goes(reader: Client, stored: dict[str, object]) -> None:
    shown = page(reader, make_foreign_article(**{"content": "x", **stored}))
    assert linked_data(shown)["@type"] == "NewsArticle"


def test_an_article_has_one_address(reader: Client) -> None:
    article = make_article()
    shown = page(reader, article)
    assert re.findall(r'<link rel="canonical" href="([^"]*)">', shown) == [
        f"http://testserver{article.get_absolute_url()}"
    ]
    assert meta(shown, "robots") == []


@pytest.mark.parametrize(
    ("query", "kept"), [("", True), ("?page=1", True), ("?title=x", False), ("?page=1&title=x", False)]
)
def test_the_pages_of_the_list_are_kept_and_filtered_ones_are_not(reader: Client, query: str, kept: bool) -> None:
    make_articles("x")
    shown = reader.get(f"/articles/{query}").content.decode()
    assert (meta(shown, "robots") == []) is kept
    assert (f'<link rel="canonical" href="http://testserver/articles/{query}">' in shown) is kept


def test_addresses_are_those_of_the_host_that_was_asked(reader: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["news.example"]
    shown = reader.get(make_article().get_absolute_url(), headers={"host": "news.example"}).content.decode()
    assert linked_data(shown)["publisher"]["url"] == "http://news.example/"
    # The page that refuses a host is itself made without one.
    assert reader.get("/robots.txt", headers={"host": "other.example"}).status_code == 400
