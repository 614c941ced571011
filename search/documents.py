"""How an article looks in the index: the one mapping path for worker, re-sync and verification."""

from datetime import datetime
from typing import Any

from bson import ObjectId
from django.conf import settings
from django_elasticsearch_dsl import Document, fields
from elasticsearch.dsl import MetaField, Text

from catalog.models import Article
from search.index import AliasedIndex, analysis

articles = AliasedIndex("articles")
articles.settings(**settings.SEARCH_INDEX_SETTINGS)


class UnindexableArticleError(ValueError):
    """The stored article has a shape that no reader could use; the message says which field and why."""


def required_text(article: Article, name: str) -> str:
    value = getattr(article, name)
    if not isinstance(value, str):
        raise UnindexableArticleError(f"{name} is {type(value).__name__}, not text")
    return value


def optional_time(article: Article, name: str) -> datetime | None:
    value = getattr(article, name)
    if value is not None and not isinstance(value, datetime):
        raise UnindexableArticleError(f"{name} is {type(value).__name__}, not a date")
    return value


@articles.document
class ArticleDocument(Document):
    """`title` and `content` are what is shown and marked; `text` holds both, and is what is searched.

    One field for both halves the work of a keystroke: a word that a reader remembers is looked for once, and is
    weighed by how rare it is in whole articles. What a title adds is a bonus of its own (search/query/build.py).
    """

    id = fields.KeywordField()
    title = fields.TextField(
        analyzer=analysis.words,
        copy_to="text",
        fields={
            "prefix": fields.TextField(analyzer=analysis.prefixes, search_analyzer=analysis.prefix_search),
            "whole_prefix": fields.TextField(
                analyzer=analysis.whole_prefixes,
                search_analyzer=analysis.whole_prefix_search,
                index_options="docs",
                norms=False,
            ),
            "whole": fields.KeywordField(normalizer=analysis.whole, ignore_above=1000),
        },
    )
    content = fields.TextField(
        analyzer=analysis.words,
        copy_to="text",
        index_options="offsets",  # so that highlighting a long text does not analyse it anew
    )
    # Not a field of django-elasticsearch-dsl: Elasticsearch fills it, no article is asked for it.
    text = Text(
        analyzer=analysis.words_and_compounds,
        search_analyzer=analysis.words,
        fields={
            # How often a prefix occurs is kept: it says which articles are about a half-typed word.
            "prefix": Text(analyzer=analysis.prefixes, search_analyzer=analysis.prefix_search, index_options="freqs"),
            # No stems and nothing joined: for an exact phrase, and for the spellings that there are.
            "written": Text(analyzer=analysis.as_written, norms=False),
        },
    )
    category = fields.KeywordField()
    published_at = fields.DateField()
    updated_at = fields.DateField()
    year = fields.ShortField()

    class Django:
        model = Article
        queryset_pagination = 500

    class Meta:
        dynamic = MetaField("strict")  # a field that nobody declared is an error, not a guess

    @classmethod
    def generate_id(cls, object_instance: Article) -> str:
        # An ObjectId cannot be serialised, and would only say so after MongoDB has the write.
        return str(object_instance.pk)

    def prepare_id(self, instance: Article) -> str:
        if not isinstance(instance.pk, ObjectId):
            raise UnindexableArticleError(f"_id is {type(instance.pk).__name__}, not an ObjectId")
        return str(instance.pk)

    def prepare_title(self, instance: Article) -> str:
        return required_text(instance, "title")

    def prepare_content(self, instance: Article) -> str:
        return required_text(instance, "content")

    def prepare_category(self, instance: Article) -> str:
        return required_text(instance, "category")

    def prepare_published_at(self, instance: Article) -> datetime | None:
        return optional_time(instance, "published_at")

    def prepare_updated_at(self, instance: Article) -> datetime | None:
        return optional_time(instance, "updated_at")

    def prepare_year(self, instance: Article) -> int | None:
        published = optional_time(instance, "published_at")
        return published.year if published else None


def document_of(article: Article) -> dict[str, Any]:
    """Return the `_source` of an article; UnindexableArticleError when it cannot have one."""
    prepared: dict[str, Any] = PREPARER.prepare(article)
    return prepared


# Building a document object for each article costs more than preparing it.
PREPARER = ArticleDocument()
