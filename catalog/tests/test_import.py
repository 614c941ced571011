"""import_articles: what is taken, and what is known already."""

import csv
import json
import logging
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pymongo.collection import Collection

from catalog.categories import register
from catalog.editing.recategorise import settle
from catalog.importing import writing
from catalog.importing.writing import BATCH_ROWS, Document
from catalog.models import Article
from catalog.tests.factories import make_article
from catalog.tests.importing import HEADER, counts, import_text, run_import
from catalog.tests.outage import outage
from catalog.text import plain_text

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]
ARCHIVE: Path = settings.ROOT.parent / "shared" / "data" / "articles_bbc.csv"
TWO = HEADER + "One,Text one.,sport,2024-05-01\nTwo,Text two.,tech,\n"


def titles() -> list[str]:
    return [article.title for article in Article.objects.all()]


def test_a_csv_file_is_imported(tmp_path: Path) -> None:
    assert import_text(tmp_path, TWO).summary == counts(new=2)
    one = Article.objects.get(title="One")
    assert (one.content, one.category, one.version) == ("Text one.", "sport", 1)
    assert one.published_at == datetime(2024, 5, 1, tzinfo=UTC)


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    import_text(tmp_path, TWO)
    assert import_text(tmp_path, TWO).summary == counts(new=0, known=2)
    assert Article.objects.count() == 2


def test_a_file_that_grew_adds_its_new_rows(tmp_path: Path) -> None:
    import_text(tmp_path, TWO)
    assert import_text(tmp_path, TWO + "Three,Text three.,tech,\n").summary == counts(new=1, known=2)


def test_doubles_inside_a_file_all_stay(tmp_path: Path) -> None:
    text = HEADER + "One,Text.,sport,\n" * 3
    assert import_text(tmp_path, text).summary == counts(new=3)
    assert import_text(tmp_path, text).summary == counts(new=0, known=3)


def test_a_double_that_is_added_later_is_new(tmp_path: Path) -> None:
    import_text(tmp_path, HEADER + "One,Text.,sport,\n")
    assert import_text(tmp_path, HEADER + "One,Text.,sport,\n" * 2).summary == counts(new=1, known=1)


def test_an_edit_made_on_the_site_stays(tmp_path: Path) -> None:
    import_text(tmp_path, TWO)
    Article.objects.filter(title="One").update(title="Edited")
    assert import_text(tmp_path, TWO).summary == counts(new=0, known=2)
    assert titles() == ["Edited", "Two"]


def test_an_article_deleted_on_the_site_comes_back_with_its_file(tmp_path: Path) -> None:
    import_text(tmp_path, TWO)
    Article.objects.filter(title="One").delete()
    assert import_text(tmp_path, TWO).summary == counts(new=1, known=1)


def test_an_article_made_by_hand_is_known(tmp_path: Path) -> None:
    make_article(title="One", content="Text one.", category="sport")
    assert import_text(tmp_path, TWO).summary == counts(new=1, known=1)


def test_two_rows_need_two_articles_made_by_hand(tmp_path: Path) -> None:
    make_article(title="One", content="Text.", category="sport")
    assert import_text(tmp_path, HEADER + "One,Text.,sport,\n" * 2).summary == counts(new=1, known=1)


@pytest.mark.parametrize("other", [{"title": "ONE"}, {"content": "text one."}, {"category": "tech"}])
def test_an_article_that_differs_in_one_letter_is_another(tmp_path: Path, other: dict[str, str]) -> None:
    make_article(**{"title": "One", "content": "Text one.", "category": "sport", **other})
    assert import_text(tmp_path, TWO).summary == counts(new=2)


def test_the_date_is_not_part_of_what_a_row_is_known_by(tmp_path: Path) -> None:
    import_text(tmp_path, TWO)
    assert import_text(tmp_path, TWO.replace("2024-05-01", "2025-01-01")).summary == counts(new=0, known=2)


def test_columns_may_stand_in_any_order_beside_others(tmp_path: Path) -> None:
    import_text(tmp_path, "id,category,content,author,title\n7,sport,Text.,Me,One\n")
    assert Article.objects.values_list("title", "content", "category").get() == ("One", "Text.", "sport")


def test_common_other_names_of_the_columns_are_understood(tmp_path: Path) -> None:
    import_text(tmp_path, "Headline,Body,Section,Publication Date\nOne,Text.,Sport,2024-05-01\n")
    assert Article.objects.get().published_at == datetime(2024, 5, 1, tzinfo=UTC)


def test_our_own_name_of_a_column_wins(tmp_path: Path) -> None:
    import_text(tmp_path, "name,title,text,category\nFile,One,Text.,sport\n")
    assert titles() == ["One"]


@pytest.mark.parametrize("category", ["Sport", " sport ", "SPORT"])
def test_the_case_of_a_category_does_not_matter(tmp_path: Path, category: str) -> None:
    register(["sport"])
    outcome = import_text(tmp_path, f"{HEADER}One,Text.,{category},\n")
    assert Article.objects.get().category == "sport"
    assert outcome.report == ""


def test_a_text_is_kept_to_the_letter(tmp_path: Path) -> None:
    import_text(tmp_path, f'{HEADER}" One ","  A ""quote"", a comma,\n\r\na line. ",sport,\n')
    assert Article.objects.values_list("title", "content").get() == ("One", '  A "quote", a comma,\n\r\na line. ')


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2024-05-01", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024-05-01 09:30", datetime(2024, 5, 1, 9, 30, tzinfo=UTC)),
        ("2024-05-01T09:30:15.250Z", datetime(2024, 5, 1, 9, 30, 15, 250_000, tzinfo=UTC)),
        ("2024-05-01T09:30:00+02:00", datetime(2024, 5, 1, 7, 30, tzinfo=UTC)),
        ("", None),
    ],
)
def test_dates_are_read_as_utc_unless_they_say_else(tmp_path: Path, date: str, moment: datetime | None) -> None:
    import_text(tmp_path, f"{HEADER}One,Text.,sport,{date}\n")
    assert Article.objects.get().published_at == moment


def test_json_lines_are_imported(tmp_path: Path) -> None:
    rows = [
        {"headline": "One", "body": "Text.", "section": "sport"},
        {"title": "Two", "content": "T.", "category": "tech"},
    ]
    text = "\n".join(json.dumps(row) for row in rows) + "\n\n"
    assert import_text(tmp_path, text, name="articles.jsonl").summary == counts(new=2)


def test_a_folder_is_imported(tmp_path: Path) -> None:
    (tmp_path / "sport").mkdir()
    (tmp_path / "sport" / "001.txt").write_text("One\n\nFirst.\n\nSecond.\n")
    (tmp_path / "sport" / "002.txt").write_text("Two\n2024-05-01T09:30:00+00:00\n\nText.\n")
    assert run_import(tmp_path).summary == counts(new=2)
    found = {article.title: (article.content, article.published_at) for article in Article.objects.all()}
    assert found == {"One": ("First.\n\nSecond.", None), "Two": ("Text.", datetime(2024, 5, 1, 9, 30, tzinfo=UTC))}


def test_a_row_is_known_whatever_kind_of_file_it_comes_from(tmp_path: Path) -> None:
    import_text(tmp_path, HEADER + "One,Text.,sport,\n")
    (tmp_path / "sport").mkdir()
    (tmp_path / "sport" / "001.txt").write_text("One\nText.\n")
    assert run_import(tmp_path).summary == counts(new=0, known=1)


def test_several_files_are_counted_each_on_its_own(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(HEADER + f"{name},Text.,sport,\n")
    outcome = run_import(tmp_path / "a.csv", tmp_path / "b.csv")
    assert outcome.summary.splitlines() == [f"{tmp_path}/{name}.csv: {counts(new=1)}" for name in "ab"]


def test_a_header_without_rows_is_no_error(tmp_path: Path) -> None:
    outcome = import_text(tmp_path, HEADER)
    assert (outcome.summary, outcome.error) == (counts(new=0), "")


def test_the_queries_are_by_batch_not_by_row(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    make_article()
    text = HEADER + "".join(f"Title {number},Text {number}.,tech,\n" for number in range(BATCH_ROWS + 1))
    with CaptureQueriesContext(connection), caplog.at_level(logging.DEBUG, "django.db.backends"):
        assert import_text(tmp_path, text).summary == counts(new=BATCH_ROWS + 1)
    # The categories before and after, then for each of the two batches: which ids are there, which texts, the insert,
    # and its categories.
    assert len(caplog.records) <= 25


def test_rows_that_somebody_else_imports_at_this_moment_are_not_doubled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other import writes row 2 between our look and our write."""
    insert = writing.insert

    def write_after_others(articles: Collection[Document], documents: Sequence[Document]) -> None:
        if articles.find_one() is None:
            articles.insert_one(dict(documents[1]))
        insert(articles, documents)

    monkeypatch.setattr(writing, "insert", write_after_others)
    assert import_text(tmp_path, TWO).summary == counts(new=1, known=1)
    assert titles() == ["One", "Two"]


def test_mongodb_going_away_midway_is_one_sentence_and_running_again_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = HEADER + "".join(f"Title {number},Text {number}.,tech,\n" for number in range(BATCH_ROWS + 1))
    with ExitStack() as unavailable:

        def lose_mongodb_after_the_first_write(*given: Any) -> None:
            unavailable.enter_context(outage())
            settle(*given)

        monkeypatch.setattr(writing, "settle", lose_mongodb_after_the_first_write)
        error = import_text(tmp_path, text).error
        monkeypatch.undo()
    assert error.startswith(
        "MongoDB became unavailable: 1,000 articles of articles.csv were added so far. Import it again"
    )
    assert import_text(tmp_path, text).summary == counts(new=1, known=BATCH_ROWS)


@pytest.mark.archive
@pytest.mark.skipif(not ARCHIVE.exists(), reason="the BBC archive is no part of the project; it lies beside it")
def test_the_bbc_archive_is_imported_whole_and_once() -> None:
    assert run_import(ARCHIVE).summary == counts(new=2225)
    assert run_import(ARCHIVE).summary == counts(new=0, known=2225)
    with ARCHIVE.open(newline="") as stream:
        rows = [
            (row["category"], plain_text(row["title"]), plain_text(row["content"])) for row in csv.DictReader(stream)
        ]
    assert sorted(Article.objects.order_by().values_list("category", "title", "content")) == sorted(rows)
