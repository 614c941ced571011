"""A relevance contract as a file: what is read, and the error for what cannot be."""

from pathlib import Path

import pytest

from search.editorial.relevance import Row
from search.editorial.relevance_csv import RelevanceCsvError, read_contract


def written(folder: Path, content: bytes) -> Path:
    file = folder / "contract.csv"
    file.write_bytes(content)
    return file


def rows(folder: Path, content: str, encoding: str = "utf-8") -> list[Row]:
    return read_contract(written(folder, content.encode(encoding)))


def reason(folder: Path, content: bytes | str) -> str:
    with pytest.raises(RelevanceCsvError) as refused:
        read_contract(written(folder, content.encode() if isinstance(content, str) else content))
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_are_read(tmp_path: Path, encoding: str, end: str) -> None:
    content = end.join(["query,title", "wär,Wär", '"a, b","C ""d"""', ""])
    assert rows(tmp_path, content, encoding) == [Row("wär", "Wär"), Row("a, b", 'C "d"')]


def test_columns_are_known_by_their_names(tmp_path: Path) -> None:
    assert rows(tmp_path, "Title , kind,QUERY\nWar,slip,wra\n") == [Row("wra", "War")]


def test_empty_lines_are_skipped(tmp_path: Path) -> None:
    assert rows(tmp_path, "\nquery,title\n\nwar,War\n\n") == [Row("war", "War")]


def test_a_query_is_cleaned_and_keeps_the_space_at_its_end(tmp_path: Path) -> None:
    assert rows(tmp_path, "query,title\n  the \t war  , War \n") == [Row("the war ", "War")]


def test_a_file_with_a_header_only_has_no_rows(tmp_path: Path) -> None:
    assert rows(tmp_path, "query,title\n") == []


def test_control_characters_of_a_title_never_reach_a_terminal(tmp_path: Path) -> None:
    assert rows(tmp_path, "query,title\nwar,\x1b[2JWar\n") == [Row("war", "[2JWar")]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("", "The file is empty."),
        ("\n\n", "Line 1: there is no column query and no column title; the header names nothing."),
        (
            "query;title\nwar;War",
            "Line 1: there is no column query and no column title; the header names “query;title”.",
        ),
        ("war,War\n", "Line 1: there is no column query and no column title; the header names “war”, “War”."),
        ("query,name\n", "Line 1: there is no column title; the header names “query”, “name”."),
        ("query,title\nwar,War\n,Peace\n", "Line 3: the query is empty."),
        ("query,title\n \x00 ,Peace\n", "Line 2: the query is empty."),
        ("query,title\nwar, \n", "Line 2: the title is empty."),
        ("query,title\nwar\n", "Line 2: 1 values where the header names 2 columns."),
        ("query,title\n\nwar,War,of,roses\n", "Line 3: 4 values where the header names 2 columns."),
        ("query,title\nwar,War\npeace,Peace\n war,War\n", "Line 4: repeats line 2."),
        ('query,title\n"one\ntwo",War\n,Peace\n', "Line 4: the query is empty."),
        ('query,title\nwar,"War\n', "Line 2: not valid CSV (unexpected end of data)."),
        ('query,title\npeace,Peace\nwar,"War"s\n', "Line 3: not valid CSV (',' expected after '\"')."),
        (b"query,title\nwar,War\nw\xe4r,War\n", "Line 3, byte 2 (0xE4) is not UTF-8"),
        ("query,title\n".encode("utf-16"), "The file is UTF-16"),
        (b"\x89PNG\0\0", "The file is binary, not text."),
    ],
)
def test_an_error_names_its_line(tmp_path: Path, content: bytes | str, error: str) -> None:
    assert reason(tmp_path, content).startswith(error)


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    for path, error in ((tmp_path / "none.csv", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(RelevanceCsvError, match=error):
            read_contract(path)
