"""The mapping, and the document of an article, for worker, re-sync and verification alike."""

from datetime import datetime
from typing import Any

from bson import ObjectId
from django.conf import settings
from django_elasticsearch_dsl import Document, fields
from elasticsearch.dsl import MetaField

from catalog.authors import author_key
from catalog.categories import category_key
from catalog.models import Article
from catalog.text import clean, plain_text
from search.index import AliasedIndex
from search.index.languages import archive_language

archive_language()  # so that an unknown language stops every process at its start, with a clear error
# The category of an article whose own is empty; another program may have written it.
NO_CATEGORY = "Uncategorised"
LEAD_LENGTH = 240  # characters: about three lines of the page

articles = AliasedIndex("articles")
articles.settings(**settings.SEARCH_INDEX_SETTINGS)


class UnindexableArticleError(ValueError):
    """The stored article cannot be indexed; the message names the field and the reason."""


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


def indexed_category(text: str) -> str:
    return category_key(text) or category_key(NO_CATEGORY)


def authors_of(article: Article) -> list[str]:
    """Return the names, without space around them; another program may have stored a single one as text, or none."""
    value = article.author
    names = [value] if isinstance(value, str) else (value or [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise UnindexableArticleError("author is not a list of text")
    return [trimmed for name in names if (trimmed := " ".join(name.split()))]


def searched_content(article: Article) -> str:
    """Return the content as it is searched and shown in snippets: another program may have stored HTML."""
    return clean(plain_text(required_text(article, "content")))


def beginning(text: str) -> str:
    """Return the first words of a text, at most LEAD_LENGTH characters; in mid-word where spaces are rare (Chinese)."""
    if len(text) <= LEAD_LENGTH:
        return text
    whole_words = text[:LEAD_LENGTH].rpartition(" ")[0]
    return whole_words if len(whole_words) > LEAD_LENGTH // 2 else text[:LEAD_LENGTH]


@articles.document
class ArticleDocument(Document):
    """`text` holds the words of an article: its content, its title and its authors, in this order.

    It is searched, and its fragments are the snippets. One field for all halves the cost of a keystroke: each word is
    searched for once and weighted by its frequency in whole articles. A match in the title is a separate bonus
    (search/query/text_query.py). The values are in the document instead of being copied by Elasticsearch, so that they
    keep their order, which the offsets need. Each way in which a long text is indexed costs a pass over it, so a
    half-typed word is looked up in the dictionary of the same terms, and only titles are indexed by their prefixes
    (docs/decisions/0028-beginnings-of-words-come-from-the-dictionary.md).

    The analyzers are those of search/index/analysis.py.
    """

    id = fields.KeywordField()
    title = fields.TextField(
        analyzer="words",
        search_analyzer="word_search",
        fields={
            "prefix": fields.TextField(analyzer="prefixes", search_analyzer="prefix_search"),
            "whole_prefix": fields.TextField(
                analyzer="whole_prefixes",
                search_analyzer="whole_prefix_search",
                index_options="docs",
                norms=False,
            ),
            "whole": fields.KeywordField(normalizer="whole", ignore_above=1000),
        },
    )
    text = fields.TextField(
        analyzer="words",
        search_analyzer="word_search",
        index_options="offsets",  # so that highlighting need not analyse a long text again
        fields={
            # No stems or compounds: for exact phrases. Where stems are marked, `text` itself serves both purposes.
            "written": fields.TextField(analyzer="written", search_analyzer="exact_search", norms=False),
            # Nor words without their accents: for spelling suggestions, which are shown.
            "spelling": fields.TextField(analyzer="exact_search", index_options="docs", norms=False),
            # Without terms: only to mark plain words, which takes a simpler analysis (search/query/highlights.py).
            "marks": fields.TextField(analyzer="marks", index=False),
            "begun_marks": fields.TextField(analyzer="begun_marks", index=False),
        },
    )
    # What is shown of an article whose title alone was found.
    lead = fields.KeywordField(index=False, doc_values=False)
    category = fields.KeywordField(index=False, doc_values=False)  # as written; searched and counted by its key
    category_key = fields.KeywordField()
    # As written, for the hits and the counts; the key is what filters.
    author = fields.KeywordField(fields={"words": fields.TextField(analyzer="as_written", norms=False)})
    author_key = fields.KeywordField()
    source_url = fields.KeywordField(index=False, doc_values=False)
    published_at = fields.DateField()
    updated_at = fields.DateField()
    year = fields.ShortField()

    class Django:
        model = Article
        queryset_pagination = 500

    class Meta:
        dynamic = MetaField("strict")  # an undeclared field is an error

    @classmethod
    def generate_id(cls, object_instance: Article) -> str:
        # An ObjectId cannot be serialised to JSON.
        return str(object_instance.pk)

    def prepare_id(self, instance: Article) -> str:
        if not isinstance(instance.pk, ObjectId):
            raise UnindexableArticleError(f"_id is {type(instance.pk).__name__}, not an ObjectId")
        return str(instance.pk)

    def prepare_title(self, instance: Article) -> str:
        return required_text(instance, "title")

    def prepare_text(self, instance: Article) -> list[str]:
        return [searched_content(instance), required_text(instance, "title"), *authors_of(instance)]

    def prepare_lead(self, instance: Article) -> str:
        return beginning(searched_content(instance))

    def prepare_category(self, instance: Article) -> str:
        return required_text(instance, "category")

    def prepare_category_key(self, instance: Article) -> str:
        return indexed_category(required_text(instance, "category"))

    def prepare_author(self, instance: Article) -> list[str]:
        return authors_of(instance)

    def prepare_author_key(self, instance: Article) -> list[str]:
        return [author_key(name) for name in authors_of(instance)]

    def prepare_source_url(self, instance: Article) -> str:
        return "" if instance.source_url is None else required_text(instance, "source_url")

    def prepare_published_at(self, instance: Article) -> datetime | None:
        return optional_time(instance, "published_at")

    def prepare_updated_at(self, instance: Article) -> datetime | None:
        return optional_time(instance, "updated_at")

    def prepare_year(self, instance: Article) -> int | None:
        published = optional_time(instance, "published_at")
        return published.year if published else None


def document_of(article: Article) -> dict[str, Any]:
    """Return the `_source` of an article; UnindexableArticleError if it cannot be indexed."""
    prepared: dict[str, Any] = PREPARER.prepare(article)
    return prepared


# One instance for all: creating a document object costs more than preparing an article.
PREPARER = ArticleDocument()
