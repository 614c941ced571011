"""The live index: its mapping, its documents, and django-elasticsearch-dsl's search_index command."""

from copy import deepcopy
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from bson import ObjectId
from django.core.management import call_command
from elasticsearch import BadRequestError, NotFoundError
from pytest_django import Settings

from catalog.models import Article
from search.documents import LEAD_LENGTH, ArticleDocument, UnindexableArticleError, articles, beginning, document_of
from search.index import alias_name, client, live_index, mapping_hash
from search.tests.factories import index_article, keep_articles, new_article

pytestmark = pytest.mark.servers


def search_index(*options: str) -> str:
    output = StringIO()
    call_command("search_index", *options, stdout=output)
    return output.getvalue()


def stored(article: Article) -> dict[str, Any]:
    return dict(client().get(index=alias_name(), id=str(article.pk))["_source"])


def count() -> int:
    client().indices.refresh(index=alias_name())
    return int(client().count(index=alias_name())["count"])


def test_an_indexed_article_is_not_empty(index: None) -> None:
    article = index_article(
        title="War", content="Peace", category="politics", published_at=datetime(2004, 5, 6, tzinfo=UTC)
    )
    source = stored(article)
    assert source.pop("updated_at")
    assert source == {
        "id": str(article.pk),
        "title": "War",
        "text": ["Peace", "War"],
        "lead": "Peace",
        "category": "politics",
        "category_key": "politics",
        "author": [],
        "author_key": [],
        "source_url": "",
        "published_at": "2004-05-06T00:00:00+00:00",
        "year": 2004,
    }


def test_the_librarys_own_update_does_not_index_empty_documents(index: None) -> None:
    """Since elasticsearch 9.4 the library indexes empty documents without an error (django-elasticsearch-dsl #505)."""
    article = new_article(title="War")
    ArticleDocument().update(article)
    assert stored(article)["title"] == "War"


def test_an_article_without_a_date_has_no_year(index: None) -> None:
    source = stored(index_article(published_at=None))
    assert (source["published_at"], source["year"]) == (None, None)


def test_an_undeclared_field_is_rejected(index: None) -> None:
    with pytest.raises(BadRequestError, match="strict_dynamic_mapping_exception"):
        client().index(index=alias_name(), document={"title": "War", "colour": "red"})


def test_an_index_has_exactly_the_declared_mapping(index: None) -> None:
    (live,) = client().indices.get_mapping(index=alias_name()).body.values()
    declared = articles.body()["mappings"]
    assert live["mappings"]["dynamic"] == "strict"
    assert set(live["mappings"]["properties"]) == set(declared["properties"])
    assert {name: field["type"] for name, field in live["mappings"]["properties"].items()} == {
        name: field["type"] for name, field in declared["properties"].items()
    }


def test_an_index_has_the_declared_settings(index: None) -> None:
    (live,) = client().indices.get_settings(index=alias_name()).body.values()
    names = ("number_of_shards", "number_of_replicas", "refresh_interval", "gc_deletes")
    assert [live["settings"]["index"][name] for name in names] == ["1", "0", "500ms", "1h"]


def test_an_index_is_named_after_its_mapping_and_has_the_alias(index: None) -> None:
    name = live_index(client())
    assert name
    assert name.startswith(f"{alias_name()}-{mapping_hash(articles.body())}-")


def ways_to_index(field: dict[str, Any]) -> list[str]:
    """Return the analyzer of a field and of each field in it."""
    return [each["analyzer"] for each in (field, *field["fields"].values()) if each.get("index", "analyzer" in each)]


@pytest.mark.parametrize(("language", "most"), [("english", 1), ("german", 3)])
def test_each_way_to_index_a_long_text_costs_a_pass_so_there_are_few(
    settings: Settings, language: str, most: int
) -> None:
    settings.ARCHIVE_LANGUAGE = language
    fields = articles.body()["mappings"]["properties"]
    assert len(ways_to_index(fields["text"])) == most
    assert {"content", "text"} & set(fields) == {"text"}
    assert "copy_to" not in str(fields)


def test_only_titles_are_indexed_by_the_beginnings_of_their_words() -> None:
    """Those of all texts took ten times as long to write as a plain index, and three times the space."""
    body = articles.body()
    analysis = body["settings"]["analysis"]
    grams = {name for name, each in analysis["filter"].items() if each["type"] in {"edge_ngram", "ngram"}}
    beginnings = {name for name, each in analysis["analyzer"].items() if grams & set(each["filter"])}
    fields = body["mappings"]["properties"]
    assert beginnings & set(ways_to_index(fields["title"])) == beginnings
    assert not beginnings & set(ways_to_index(fields["text"]))


def test_most_words_pass_the_costly_filters_by() -> None:
    """They hold regular expressions, which took two thirds of the time."""
    analysis = articles.body()["settings"]["analysis"]
    for name in ("words", "written"):
        filters = [analysis["filter"].get(each, {"type": each}) for each in analysis["analyzer"][name]["filter"]]
        assert "condition" in {each["type"] for each in filters}
        assert not {"pattern_replace", "pattern_capture", "word_delimiter_graph"} & {each["type"] for each in filters}


def test_a_changed_analyzer_is_another_mapping() -> None:
    body, changed = articles.body(), deepcopy(articles.body())
    changed["settings"]["analysis"]["analyzer"]["another"] = {"type": "standard"}
    assert mapping_hash(body) != mapping_hash(changed)


def test_another_refresh_interval_is_the_same_mapping() -> None:
    body, changed = articles.body(), deepcopy(articles.body())
    changed["settings"]["refresh_interval"] = "9s"
    assert mapping_hash(body) == mapping_hash(changed)


@pytest.mark.parametrize(
    "given", [{"title": None}, {"content": 5}, {"category": None}, {"published_at": "2004"}, {"pk": "x"}]
)
def test_the_error_for_an_unindexable_article_names_the_field(given: dict[str, Any]) -> None:
    with pytest.raises(UnindexableArticleError, match=next(iter(given)).replace("pk", "_id")):
        document_of(new_article(**given))


def test_the_id_of_a_document_is_text() -> None:
    key = ObjectId()
    assert ArticleDocument.generate_id(new_article(pk=key)) == str(key)


@pytest.mark.parametrize(
    ("text", "length"),
    [("word " * 100, LEAD_LENGTH - 1), ("東京 " + "京" * 500, LEAD_LENGTH), ("京" * 500, LEAD_LENGTH)],
    ids=["words", "few spaces", "none"],
)
def test_the_beginning_of_a_text_is_about_as_long_as_it_may_be(text: str, length: int) -> None:
    assert beginning(text) == text[:length]


def test_a_write_to_a_missing_alias_creates_no_index(no_index: None) -> None:
    with pytest.raises(NotFoundError):
        client().index(index=alias_name(), document={"title": "War"})
    assert not client().indices.exists(index=alias_name())


def test_search_index_create_creates_an_index_with_the_alias(no_index: None) -> None:
    search_index("--create")
    assert live_index(client())


def test_search_index_create_keeps_an_existing_index(index: None) -> None:
    article, before = index_article(), live_index(client())
    assert "already exists" in search_index("--create")
    assert (live_index(client()), bool(stored(article))) == (before, True)


def test_search_index_populate_indexes_every_article(index: None, archive: None) -> None:
    kept = [new_article() for _ in range(3)]
    keep_articles(*kept)
    search_index("--populate", "--refresh")
    assert count() == 3
    assert stored(kept[0])["title"] == kept[0].title


def test_search_index_populate_twice_indexes_no_duplicates(index: None, archive: None) -> None:
    keep_articles(new_article())
    search_index("--populate")
    search_index("--populate")
    assert count() == 1


def test_search_index_delete_deletes_the_index_behind_the_alias(index: None) -> None:
    name = live_index(client())
    search_index("--delete", "-f")
    assert live_index(client()) is None
    assert not client().indices.exists(index=str(name))


@pytest.mark.filterwarnings("ignore:Passing transport options:DeprecationWarning")  # raised inside the library
def test_search_index_delete_without_an_index_is_no_error(no_index: None) -> None:
    assert "Deleting" in search_index("--delete", "-f")


def test_search_index_rebuild_runs_resync_search(index: None, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    monkeypatch.setattr("search.management.commands.search_index.call_command", called.append)
    before = live_index(client())
    search_index("--rebuild", "-f")
    assert (called, live_index(client())) == (["resync_search"], before)
