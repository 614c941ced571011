"""import_articles and what is wrong with files: by line where a row is bad, in one sentence where a file is."""

import codecs
import json
import os
import threading
from pathlib import Path

import pytest

from catalog.importing.reading.csv_rows import MAX_FIELD
from catalog.importing.reading.encoding import CHUNK
from catalog.importing.reading.source import MAX_LINE
from catalog.models import CONTENT_LENGTH, TITLE_LENGTH, Article
from catalog.tests.importing import HEADER, counts, import_text, run_import

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]
GOOD = "Good,Text.,sport,\n"

BAD_ROWS = {
    "empty title": (",Text.,sport,", "the title is empty"),
    "blank title": ("   ,Text.,sport,", "the title is empty"),
    "long title": ("x" * (TITLE_LENGTH + 1) + ",Text.,sport,", "the title has 301 characters; the limit is 300"),
    "NUL in title": ("a\0b,Text.,sport,", "the title contains U+0000, which is not text"),
    "line break in title": ('"a\nb",Text.,sport,', "the title contains a line break"),
    "tab in title": ("a\tb,Text.,sport,", "the title contains a control character (U+0009)"),
    "invisible title": ("\u200b,Text.,sport,", "the title is empty"),
    "empty text": ("Bad,,sport,", "the text is empty"),
    "blank text": ('Bad," \n ",sport,', "the text is empty"),
    "NUL in text": ("Bad,a\0b,sport,", "the text contains U+0000, which is not text"),
    "long text": (f"Bad,{'x' * (CONTENT_LENGTH + 1)},sport,", "the text has 200,001 characters; the limit is 200,000"),
    "enormous text": (f'Bad,"{"x" * (2 * 10**6)}",sport,', "the text has 2,000,000 characters; the limit is 200,000"),
    "line longer than memory allows": (f"Bad,{'x' * MAX_LINE},sport,", "the line is too long for an article"),
    "no category": ("Bad,Text.,,", "the category is empty"),
    "long category": (f"Bad,Text.,{'x' * 101},", "the category has 101 characters; the limit is 100"),
    "line break in category": ('Bad,Text.,"a\x07b",', "the category contains U+0007, which is not text"),
    "bad date": ("Bad,Text.,sport,yesterday", "“yesterday” is not a date; write it as 2024-05-01"),
    "impossible date": ("Bad,Text.,sport,2024-02-30", "“2024-02-30” is not a date"),
    "date before all time": ("Bad,Text.,sport,0001-01-01T00:00:00+14:00", "is not a date"),
    "date after all time": ("Bad,Text.,sport,9999-12-31T23:59:59-14:00", "is not a date"),
    "too many columns": ("Bad,Text.,sport,,more", "5 values, but the header has 4 columns"),
    "too few columns": ("Bad,Text.", "2 values, but the header has 4 columns"),
    "quote not doubled": ('Bad,"A "quoted" word.",sport,', "a quote inside the text is not doubled"),
    "lone carriage return": ("Bad\rText.,sport,", "a lone carriage return ends the line"),
}


@pytest.mark.parametrize(("row", "reason"), BAD_ROWS.values(), ids=BAD_ROWS.keys())
def test_a_bad_row_is_reported_and_the_good_ones_are_imported(tmp_path: Path, row: str, reason: str) -> None:
    outcome = import_text(tmp_path, f"{HEADER}{GOOD}{row}\nAlso good,Text.,tech,\n")
    assert outcome.summary == counts(new=2, refused=1)
    assert outcome.report.startswith("articles.csv, line 3: ")
    assert reason in outcome.report
    assert outcome.error == ""
    assert [article.title for article in Article.objects.all()] == ["Also good", "Good"]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    text = f'{HEADER}\nGood,"One.\n\nTwo.",sport,\n\n,Text.,sport,\n"Bad\nTitle",Text.,sport,\n'
    assert [line.split(":")[0] for line in import_text(tmp_path, text).lines] == [
        "articles.csv, line 7",
        "articles.csv, line 8",
    ]


def test_a_quote_that_is_never_closed_costs_its_row_only(tmp_path: Path) -> None:
    outcome = import_text(tmp_path, f'{HEADER}Bad,"never closed,sport,\n{GOOD}Also good,Text.,tech,\n')
    assert outcome.summary == counts(new=2, refused=1)
    assert outcome.lines == ["articles.csv, line 2: a quote is never closed."]


def test_a_quote_never_closed_before_a_big_archive_costs_its_row_only(tmp_path: Path) -> None:
    rows = [f"Good {number},{'x' * 100_000},tech,\n" for number in range(MAX_FIELD // 100_000 + 5)]
    outcome = import_text(tmp_path, f'{HEADER}Bad,"never closed,sport,\n{"".join(rows)}')
    assert outcome.summary == counts(new=len(rows), refused=1)
    assert "line 2: a field is longer than 4,000,000 characters, or a quote is never closed" in outcome.report


def test_windows_line_ends_are_fine(tmp_path: Path) -> None:
    outcome = import_text(tmp_path, (HEADER + GOOD + ",Text.,sport,\n").replace("\n", "\r\n"))
    assert outcome.summary == counts(new=1, refused=1)
    assert outcome.report.startswith("articles.csv, line 3: ")


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    assert import_text(tmp_path, codecs.BOM_UTF8 + (HEADER + GOOD).encode()).summary == counts(new=1)


def test_a_last_line_without_an_end_is_a_row(tmp_path: Path) -> None:
    assert import_text(tmp_path, HEADER + GOOD.strip()).summary == counts(new=1)


def test_when_no_row_can_be_taken_the_command_fails(tmp_path: Path) -> None:
    outcome = import_text(tmp_path, HEADER + ",Text.,sport,\n" * 2)
    assert outcome.summary == counts(new=0, refused=2)
    assert outcome.error.endswith("none of its 2 rows could be imported.")


BAD_FILES = {
    "empty": (b"", "The file is empty."),
    "only empty lines": (b"\n\n\n", "The file contains only empty lines."),
    "only a byte order mark": (codecs.BOM_UTF8, "The file contains only empty lines."),
    "two encodings": (
        f"{HEADER}{GOOD}Café,Text.,sport,\nCaf".encode() + b"\xe9,Text.,sport,\n",
        "Line 4, byte 4 (0xE9) is not UTF-8, but other lines are: the file has two encodings. Save it as UTF-8",
    ),
    "two encodings, far inside": (
        f"{HEADER}£,Text.,sport,\n".encode() + GOOD.encode() * (CHUNK // len(GOOD) + 9) + b"\xe9\n",
        f"Line {CHUNK // len(GOOD) + 12}, byte 1 (0xE9) is not UTF-8",
    ),
    "Cyrillic in one byte": (
        f"{HEADER}Мост открыт,Мост снова открыт после ремонта.,город,\n".encode("cp1251"),
        "and the file does not look like Windows-1252 either",
    ),
    "binary": (b"\x89PNG\r\x1a\0\0\0\rIHDR\n\0", "The file is binary, not text."),
    "missing column": (
        b"title,category\nOne,sport\n",
        "There is no column content (or text, body, article). The first line names “title”, “category”.",
    ),
    "two missing columns": (b"id,title\n1,One\n", "There is no column content (or text, body, article)."),
    "no header": (GOOD.encode(), "The first line names “Good”, “Text.”, “sport”, “”."),
    "a header that is never closed": (
        b'"title,content\n',
        "The first line is not a CSV header: a quote is never closed",
    ),
    "old Mac line ends": (b"title,content,category\rOne,Text.,sport\r", "a lone carriage return ends the line"),
    "a JSON list that is cut": (
        b'[{"title": "One", "content": "Text."}, {"title": "Tw',
        "ends in the middle, after 1 whole items",
    ),
}


@pytest.mark.parametrize(("content", "reason"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_of_a_file_that_is_none_of_ours_nothing_is_imported(tmp_path: Path, content: bytes, reason: str) -> None:
    outcome = import_text(tmp_path, content)
    assert "nothing was imported. " in outcome.error
    assert reason in outcome.error
    assert (outcome.summary, Article.objects.count()) == ("", 0)


def test_a_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing.csv"
    assert (
        run_import(missing).error
        == f"{missing}: nothing was imported. The file cannot be read: No such file or directory."
    )


def test_a_folder_without_articles_says_what_is_expected(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("Not an article.")
    assert "expected as category/NNN.txt, such as sport/001.txt" in run_import(tmp_path).error


def test_one_bad_file_does_not_keep_the_others_out(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text(HEADER + GOOD)
    outcome = run_import(tmp_path / "missing.csv", tmp_path / "good.csv")
    assert "No such file" in outcome.error
    assert Article.objects.count() == 1


def test_a_pipe_can_be_imported(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=(HEADER + GOOD,))
    writer.start()
    outcome = run_import(pipe)
    writer.join()
    assert outcome.summary == counts(new=1)


BAD_JSON = {
    "not JSON": ("{title: One}", "this is not JSON"),
    "not an object": ("[1, 2]", "this is not a JSON object"),
    "deeply nested": ('{"a":' * 100_000, "this is not JSON"),
    "number as title": ('{"title": 7, "content": "Text.", "category": "sport"}', "the title is not text: “7”"),
    "no text": ('{"title": "Bad", "category": "sport"}', "the text is empty"),
    "null text": ('{"title": "Bad", "content": null, "category": "sport"}', "the text is empty"),
    "lone surrogate": (
        '{"title": "a\\ud800", "content": "Text.", "category": "sport"}',
        "the title contains U+D800, which is not text",
    ),
    "too long a line": ('{"a": "' + "x" * MAX_LINE + '"}', "the line is too long for an article"),
}


@pytest.mark.parametrize(("line", "reason"), BAD_JSON.values(), ids=BAD_JSON.keys())
def test_a_bad_line_of_json_is_reported(tmp_path: Path, line: str, reason: str) -> None:
    good = json.dumps({"title": "Good", "content": "Text.", "category": "sport"})
    outcome = import_text(tmp_path, f"{good}\n{line}\n", name="articles.jsonl")
    assert outcome.summary == counts(new=1, refused=1)
    assert outcome.report.startswith(f"articles.jsonl, line 2: {reason}")


BAD_ARTICLES = {
    "two encodings": (
        b"Title\n\nCaf\xc3\xa9 caf\xe9\n",
        (
            "line 3, byte 10 (0xE9) is not UTF-8, but other lines are: the file has two encodings. Save it as UTF-8 "
            "throughout, or say which one counts: --encoding windows-1252"
        ),
    ),
    "empty": (b"", "the title is empty"),
    "no text": (b"Title\n", "the text is empty"),
    "too long": (b"Title\n" + b"x" * MAX_LINE, "the file is too long for an article"),
}


@pytest.mark.parametrize(("content", "reason"), BAD_ARTICLES.values(), ids=BAD_ARTICLES.keys())
def test_a_bad_article_of_a_folder_is_reported_by_its_name(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "sport").mkdir()
    (tmp_path / "sport" / "001.txt").write_text("Good\n\nText.\n")
    (tmp_path / "sport" / "002.txt").write_bytes(content)
    outcome = run_import(tmp_path)
    assert outcome.summary == counts(new=1, refused=1)
    assert outcome.lines == [f"{tmp_path.name}, sport/002.txt: {reason}."]


def test_a_folder_of_an_unknown_category_is_refused_on_demand(tmp_path: Path) -> None:
    (tmp_path / "weather").mkdir()
    (tmp_path / "weather" / "001.txt").write_text("Rain\n\nMuch.\n")
    report = run_import(tmp_path, only_known_categories=True).report
    assert "weather/001.txt: “weather” is not a category of this site." in report
