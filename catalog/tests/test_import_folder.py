"""import_articles and folders of texts, web pages and JSON."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.tests.importing import counts, run_import, stored

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]


def write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def test_two_trees_of_categories_are_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path / "Full texts" / "sea" / "1.txt", "Ferry\n\nIt sails again.")
    write(tmp_path / "Abstracts" / "sea" / "1.txt", "Ferry\n\nIt sails.")
    error = run_import(tmp_path).error
    assert "The folder holds 2 trees of categories: “Abstracts”, “Full texts”." in error
    assert f"the longest texts are in “Full texts”, that is “{tmp_path}/Full texts”." in error
    assert stored("title") == []


def test_a_single_tree_inside_is_taken(tmp_path: Path) -> None:
    write(tmp_path / "bbc" / "sea" / "1.txt", "Ferry\n\nIt sails.")
    write(tmp_path / "README.TXT", "Terms of use.")
    outcome = run_import(tmp_path)
    assert outcome.summary == counts(new=1)
    assert "Files left out, not category/NNN.txt: “README.TXT”." in outcome.report


def test_web_pages_and_json_are_read_as_well(tmp_path: Path) -> None:
    page = "<html><head><title>Courier</title></head><body><h1>Ferry &amp; sea</h1><p>It sails.</p></body></html>"
    write(tmp_path / "sea" / "1.html", page)
    write(tmp_path / "sea" / "2.json", json.dumps({"headline": "Orchard", "text": "It yields.", "date": "2006-04-07"}))
    write(tmp_path / "sea" / "3.txt", "Tägliche Fähre\n7 April 2006\n\nSie fährt.".encode("cp1252"))
    outcome = run_import(tmp_path)
    moment = datetime(2006, 4, 7, tzinfo=UTC)
    assert stored("title", "content", "published_at") == [
        ("Ferry & sea", "It sails.", None),
        ("Orchard", "It yields.", moment),
        ("Tägliche Fähre", "Sie fährt.", moment),
    ]
    assert "Files were read as Windows-1252 (sea/3.txt)." in outcome.report


def test_a_folder_of_tables_says_how_to_import_them(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "title,content,category\n")
    error = run_import(tmp_path).error
    assert (
        f"The folder holds “a.csv”, not category/NNN.txt. Import these files by their names: “{tmp_path}/*.csv”."
        in error
    )


def test_texts_without_folders_need_a_category(tmp_path: Path) -> None:
    write(tmp_path / "1.txt", "Ferry\n\nIt sails.")
    assert "expected as category/NNN.txt" in run_import(tmp_path).error
    assert run_import(tmp_path, category="sea").summary == counts(new=1)


def test_a_year_alone_is_a_line_of_the_text(tmp_path: Path) -> None:
    write(tmp_path / "books" / "1.txt", "Orwell's novel\n1984\n\nA classic.")
    run_import(tmp_path)
    assert stored("content", "published_at") == [("1984\n\nA classic.", None)]
