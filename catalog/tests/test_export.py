"""export_articles: the archive as CSV, and back to the letter."""

import csv
import io
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections

from catalog.models import Article
from catalog.tests.factories import make_article, make_articles
from catalog.tests.importing import counts, run_import

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]
AWKWARD: list[dict[str, Any]] = [
    {"title": 'A "quote", a comma', "content": 'He said "no, never",\n\n"nothing".'},
    {"title": "'=1+1", "content": "=1+1\n"},
    {"title": "Émigré 🗞️ 新聞", "content": "  spaces around  \n\n"},
    {"title": "Line ends", "content": "unix\n\nwindows\r\n\r\nmac\rend\r"},
    {"title": "Moment", "content": "x", "published_at": datetime(2024, 5, 1, 9, 30, 15, 250_000, tzinfo=UTC)},
    {"title": "Old", "content": "x", "published_at": datetime(1000, 1, 2, tzinfo=UTC)},
    {"title": "Backslash \\n", "content": '\\"\\'},
    {"title": "NULL", "content": "None"},
    {"title": "Write <b> &amp; </b>", "content": "<p>AT&amp;T</p>\n  a < b &lt;"},
    {"title": "Author", "content": "x", "author": ["A B, C D and E F"], "source_url": "https://e.example/?a=1&b=2"},
    {"title": "Category", "content": "x", "category": "A|B; <i>C</i> &amp; D"},
]


def export() -> str:
    out = io.StringIO()
    call_command("export_articles", stdout=out)
    return out.getvalue()


def everything() -> list[tuple[Any, ...]]:
    fields = ("title", "content", "category", "published_at", "author", "source_url")
    return list(Article.objects.order_by("pk").values_list(*fields))


def test_the_columns_are_those_that_import_reads() -> None:
    given = {"author": ["Jane Doe", "Roe, John"], "source_url": "https://example.org/1"}
    make_article(title="One", content="Text.", category="sport", published_at=datetime(2024, 5, 1, tzinfo=UTC), **given)
    assert list(csv.reader(io.StringIO(export()))) == [
        ["title", "content", "category", "published_at", "author", "source_url"],
        ["One", "Text.", "sport", "2024-05-01T00:00:00.000+00:00", "Jane Doe; Roe, John", "https://example.org/1"],
    ]


def test_an_empty_archive_is_a_header_that_can_be_imported(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text(export())
    assert run_import(path).summary == counts(new=0)


def test_what_is_exported_is_imported_to_the_letter(tmp_path: Path) -> None:
    for fields in AWKWARD:
        make_article(**fields)
    before = everything()
    path = tmp_path / "all.csv"
    call_command("export_articles", output=path, stderr=io.StringIO())
    Article.objects.all().delete()
    assert run_import(path).summary == counts(new=len(AWKWARD))
    assert sorted(everything(), key=repr) == sorted(before, key=repr)


def test_an_export_into_its_own_archive_changes_nothing(tmp_path: Path) -> None:
    make_articles("One", "Two")
    make_articles("Same", "Same", content="The very same.")
    path = tmp_path / "all.csv"
    path.write_text(export())
    assert run_import(path).summary == counts(new=0, known=4)


def test_an_export_into_its_own_archive_changes_nothing_after_edits(tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    make_articles("One", "Two")
    path.write_text(export())
    Article.objects.all().delete()
    run_import(path)
    Article.objects.filter(title="One").update(title="Edited")
    path.write_text(export())
    assert run_import(path).summary == counts(new=0, known=2)


def test_an_export_to_a_file_says_how_many(tmp_path: Path) -> None:
    make_articles("One", "Two")
    err = io.StringIO()
    call_command("export_articles", output=tmp_path / "all.csv", stderr=err)
    assert err.getvalue().strip() == f"2 articles written to {tmp_path / 'all.csv'}."
    assert [path.name for path in tmp_path.iterdir()] == ["all.csv"]


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="The export cannot be written: No such file or directory"):
        call_command("export_articles", output=tmp_path / "missing" / "all.csv")


def test_a_failed_export_leaves_the_last_one_alone(tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_text("the last good one")
    make_article(title="Broken")
    collection = connections["default"].database["articles"]  # type: ignore[attr-defined]  # only MongoDB's backend has it
    collection.update_one({}, {"$set": {"published_at": "not a date"}})
    with pytest.raises(Exception, match="str"):
        call_command("export_articles", output=path)
    assert path.read_text() == "the last good one"
    assert [each.name for each in tmp_path.iterdir()] == ["all.csv"]


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    make_articles(*(f"Article {number}" for number in range(500)), content="x" * 2_000)
    environment = {**os.environ, "MONGODB_DATABASE": str(connections["default"].settings_dict["NAME"])}
    with subprocess.Popen(
        [sys.executable, "manage.py", "export_articles"],
        cwd=settings.ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline().startswith(b'"title"')
        process.stdout.close()
        said = process.stderr.read()
        assert (process.wait(), said) == (0, b"")
