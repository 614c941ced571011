"""import_articles and JSON: lists, lines, lists inside an object, and what MongoDB writes."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bson import ObjectId

from catalog.models import Article
from catalog.tests.importing import counts, import_text, stored

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]
FERRY = {"title": "Ferry", "content": "It sails.", "category": "travel"}
ORCHARD = {"title": "Orchard", "content": "It yields.", "category": "farming"}

SHAPES: dict[str, str] = {
    "lines": json.dumps(FERRY) + "\n\n" + json.dumps(ORCHARD),
    "a list": json.dumps([FERRY, ORCHARD]),
    "an indented list": json.dumps([FERRY, ORCHARD], indent=2),
    "a list inside": json.dumps({"status": "ok", "total": 2, "results": [FERRY, ORCHARD]}),
    "a list deep inside": json.dumps({"response": {"meta": {"n": 1}, "docs": [FERRY, ORCHARD]}}, indent=1),
    "hits of Elasticsearch": json.dumps({"hits": {"hits": [{"_id": "a", "_source": FERRY}, {"_source": ORCHARD}]}}),
    "objects in sequence": json.dumps(FERRY, indent=2) + "\n" + json.dumps(ORCHARD, indent=2),
    "an object for each id": json.dumps({"17": FERRY, "18": ORCHARD}),
    "a list of users beside": json.dumps({"users": [{"name": "Ann"}], "posts": [FERRY, ORCHARD]}),
    "comments inside": json.dumps({"posts": [{**FERRY, "comments": [{"text": "Ah", "title": "x"}]}, ORCHARD]}),
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES.keys())
def test_articles_are_found_wherever_the_json_has_them(tmp_path: Path, text: str) -> None:
    outcome = import_text(tmp_path, text, name="articles.json")
    assert outcome.summary == counts(new=2)
    assert stored("title", "content", "category") == [
        ("Ferry", "It sails.", "travel"),
        ("Orchard", "It yields.", "farming"),
    ]


def test_it_is_told_which_list_was_taken(tmp_path: Path) -> None:
    report = import_text(tmp_path, SHAPES["a list of users beside"], name="articles.json").report
    assert "The articles are the list “posts” inside the file's one object." in report
    assert "Other lists in it were left out: “users”." in report


def test_two_lists_of_articles_are_a_doubt(tmp_path: Path) -> None:
    error = import_text(tmp_path, json.dumps({"old": [FERRY], "new": [ORCHARD]}), name="articles.json").error
    assert "The file holds 2 lists that could be the articles: “old”, “new”." in error


def test_one_object_is_one_article(tmp_path: Path) -> None:
    import_text(tmp_path, json.dumps({**FERRY, "tags": [{"name": "sea"}]}, indent=2), name="articles.json")
    assert stored("title") == ["Ferry"]


NESTED: dict[str, dict[str, Any]] = {
    "NewsAPI": {
        "source": {"id": None, "name": "Courier"}, "author": "Ann Lee", "title": "Ferry", "description": "Sh…",
        "url": "https://n.example/1", "publishedAt": "2006-04-07T10:00:00Z", "content": "It sails.", "category": "sea",
    },
    "the New York Times": {
        "headline": {"main": "Ferry", "print_headline": "F"}, "lead_paragraph": "It sails.", "snippet": "It…",
        "pub_date": "2006-04-07T10:00:00+0000", "section_name": "sea", "news_desk": "Foreign",
        "web_url": "https://n.example/1", "byline": {"original": "By Ann Lee", "person": []},
    },
    "the Guardian": {
        "webTitle": "Ferry", "sectionName": "sea", "webPublicationDate": "2006-04-07T10:00:00Z",
        "webUrl": "https://n.example/1", "fields": {"headline": "F", "bodyText": "It sails.", "byline": "Ann Lee"},
    },
    "schema.org": {
        "@type": "NewsArticle", "headline": "Ferry", "articleBody": "It sails.", "articleSection": ["sea", "world"],
        "datePublished": "2006-04-07T12:00:00+02:00", "author": [{"@type": "Person", "name": "Ann Lee"}],
        "url": "https://n.example/1",
    },
    "WordPress": {
        "id": 7, "date": "2006-04-07T10:00:00", "link": "https://n.example/1", "title": {"rendered": "Ferry"},
        "content": {"rendered": "<p>It sails.</p>"}, "status": "publish", "category": "sea",
        "author": {"name": "Ann Lee"},
    },
}  # fmt: skip


@pytest.mark.parametrize("row", NESTED.values(), ids=NESTED.keys())
def test_nested_values_are_found(tmp_path: Path, row: dict[str, Any]) -> None:
    import_text(tmp_path, json.dumps(row) + "\n" + json.dumps(row | {"x": 1}) + "\n", name="articles.jsonl")
    moment = datetime(2006, 4, 7, 10, tzinfo=UTC)
    assert stored("title", "content", "category", "published_at", "author", "source_url")[0] == (
        "Ferry", "It sails.", "sea", moment, ["Ann Lee"], "https://n.example/1",
    )  # fmt: skip


@pytest.mark.parametrize(
    "date",
    [
        {"$date": "2005-03-07T09:30:00Z"},
        {"$date": "2005-03-07T10:30:00.000+0100"},
        {"$date": 1110187800000},
        {"$date": {"$numberLong": "1110187800000"}},
        {"$numberLong": "1110187800000"},
        1110187800,
        "1110187800.0",
    ],
)
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_extended_json_keeps_dates_and_ids(tmp_path: Path, date: object, name: str) -> None:
    row = {"_id": {"$oid": "65a0c0ffee00000000000abc"}, **FERRY, "published_at": date, "version": {"$numberInt": "3"}}
    text = json.dumps(row) if name == "a.jsonl" else json.dumps([row])
    import_text(tmp_path, text + "\n", name=name)
    article = Article.objects.get()
    assert (article.pk, article.published_at) == (
        ObjectId("65a0c0ffee00000000000abc"),
        datetime(2005, 3, 7, 9, 30, tzinfo=UTC),
    )


def test_an_article_with_its_own_id_is_known_after_an_edit(tmp_path: Path) -> None:
    text = json.dumps({"_id": {"$oid": "65a0c0ffee00000000000abc"}, **FERRY}) + "\n"
    import_text(tmp_path, text, name="a.jsonl")
    Article.objects.update(title="Edited", content="Edited.")
    assert import_text(tmp_path, text + text, name="a.jsonl").summary == counts(new=0, known=2)


def test_a_summary_that_is_empty_leaves_the_title(tmp_path: Path) -> None:
    texts = {"Ferry 0": "", "Ferry 1": "It sails."}
    rows = [{"headline": title, "short_description": text, "category": "SEA"} for title, text in texts.items()]
    outcome = import_text(tmp_path, "\n".join(map(json.dumps, rows)), name="a.json")
    assert stored("title", "content") == [("Ferry 0", "Ferry 0"), ("Ferry 1", "It sails.")]
    assert "The summary is empty, so the title is the text (line 1)." in outcome.report


def test_rows_may_name_their_fields_differently(tmp_path: Path) -> None:
    other = {"headline": "Orchard", "body": "It yields.", "section": "farming"}
    outcome = import_text(tmp_path, json.dumps(FERRY) + "\n" + json.dumps(other), name="a.jsonl")
    assert stored("title", "content") == [("Ferry", "It sails."), ("Orchard", "It yields.")]
    assert "“headline” was taken as title, where there is no “title” (line 2)." in outcome.report


@pytest.mark.parametrize("cut", [20, 60, 90])
def test_a_list_that_ends_in_the_middle_is_refused(tmp_path: Path, cut: int) -> None:
    outcome = import_text(tmp_path, json.dumps([FERRY, ORCHARD])[:cut], name="articles.json")
    assert "The file ends in the middle, after " in outcome.error
    assert stored("title") == []


def test_the_last_of_lines_that_is_cut_is_told(tmp_path: Path) -> None:
    outcome = import_text(tmp_path, SHAPES["lines"][:-9], name="articles.jsonl")
    assert outcome.summary == counts(new=1, refused=1)
    assert "the file seems to end in the middle" in outcome.report
