"""What search engines and the previews of links are told of an article."""

import json
from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from catalog.models import Article
from catalog.text import plain_text

register = template.Library()

DESCRIPTION_LENGTH = 160
READ_LENGTH = 2_000
# Nothing in the text can then end the script element or begin a comment in it.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


@register.filter
def summary(article: Article) -> str:
    """Return the beginning of the text, on one line."""
    text = article.content if isinstance(article.content, str) else ""
    return Truncator(" ".join(plain_text(text[:READ_LENGTH]).split())).chars(DESCRIPTION_LENGTH)


@register.filter
def published(article: Article) -> str:
    return iso(article.published_at)


def iso(stored: object) -> str:
    return stored.isoformat() if isinstance(stored, datetime) else ""


@register.simple_tag
def linked_data(article: Article, site: str) -> SafeString:
    """Return the article as a NewsArticle of schema.org, in an element that no policy for scripts is about."""
    found = json.dumps(news_article(article, site), ensure_ascii=False).translate(ESCAPES)
    escaped = mark_safe(found)  # noqa: S308  # ESCAPES leave nothing that HTML gives a meaning
    return format_html('<script type="application/ld+json">{}</script>', escaped)


def news_article(article: Article, site: str) -> dict[str, object]:
    """Return the properties that the article has a value for."""
    address = f"{site}{article.get_absolute_url()}"
    properties: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": str(article.title),
        "description": summary(article),
        "url": address,
        "mainEntityOfPage": address,
        "datePublished": iso(article.published_at),
        "dateModified": iso(article.updated_at),
        "articleSection": article.category_label,
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "isBasedOn": article.source_link,
        "publisher": {"@type": "Organization", "name": "Broadsheet", "url": f"{site}/"},
    }
    return {name: value for name, value in properties.items() if value}
