"""import_articles and encodings: told by the bytes, named in the report, never guessed."""

import codecs
from pathlib import Path

import pytest

from catalog.tests.importing import counts, import_text, stored

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]
TEXT = "title,content,category\r\nCafé “Ø”,“It’s £5 – señor”.,société\r\n"
UNICODE = {
    "UTF-8": TEXT.encode(),
    "UTF-8 with three marks": codecs.BOM_UTF8 * 3 + TEXT.encode(),
    "UTF-16 with a mark": TEXT.encode("utf-16"),
    "UTF-16, big end first": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "UTF-16 without a mark": TEXT.encode("utf-16-le"),
    "UTF-16, big end first, without a mark": TEXT.encode("utf-16-be"),
    "UTF-32": TEXT.encode("utf-32"),
    "UTF-32 without a mark": TEXT.encode("utf-32-be"),
    "Windows-1252": TEXT.encode("cp1252"),
}


@pytest.mark.parametrize("content", UNICODE.values(), ids=UNICODE.keys())
def test_the_encoding_is_told_by_the_bytes(tmp_path: Path, content: bytes) -> None:
    assert import_text(tmp_path, content).summary == counts(new=1)
    assert stored("title", "content", "category") == [("Café “Ø”", "“It’s £5 – señor”.", "société")]


def test_an_encoding_other_than_utf_8_is_named(tmp_path: Path) -> None:
    assert "not UTF-8 and was read as Windows-1252" in import_text(tmp_path, TEXT.encode("cp1252")).report
    assert "The file was read as UTF-16." in import_text(tmp_path, TEXT.encode("utf-16")).report


def test_capitals_before_quotes_are_not_taken_for_utf_8(tmp_path: Path) -> None:
    text = "title,content,category\nCAFÉ’,“CAFÉ” IT SAID. À LA CARTE.,x\n"
    import_text(tmp_path, text.encode("cp1252"))
    assert stored("title") == ["CAFÉ’"]


OTHERS = {
    "windows-1251": "Мост открыт,Мост снова открыт после ремонта. Движение восстановлено.,город",
    "windows-1253": "Η γέφυρα,Η γέφυρα άνοιξε ξανά τη Δευτέρα.,πόλη",
    "windows-1250": "Most,Łódź: most został ponownie otwarty w poniedziałek i zamknięty wczoraj.,miasto",
    "shift_jis": "橋が再開,橋は月曜日に再開した。通行料は三月に上がる。,社会",
    "gb18030": "大桥重新开放,大桥星期一重新开放。比计划提前两周。,社会",
    "koi8-r": "Мост открыт,Мост снова открыт после ремонта. Движение восстановлено.,город",
}


@pytest.mark.parametrize(("encoding", "row"), OTHERS.items(), ids=OTHERS.keys())
def test_another_encoding_is_refused_until_it_is_given(tmp_path: Path, encoding: str, row: str) -> None:
    content = f"title,content,category\n{row}\n".encode(encoding)
    error = import_text(tmp_path, content).error
    assert "is not UTF-8, and the file does not look like Windows-1252 either; it may be " in error
    assert "--encoding" in error
    assert import_text(tmp_path, content, encoding=encoding).summary == counts(new=1)
    assert stored("title") == [row.split(",", maxsplit=1)[0]]


def test_an_encoding_that_does_not_fit_or_exist_is_refused(tmp_path: Path) -> None:
    content = TEXT.encode("cp1252")
    assert "is not shift_jis. Choose another" in import_text(tmp_path, content, encoding="shift_jis").error
    assert "“klingon” is not the name of an encoding." in import_text(tmp_path, content, encoding="klingon").error
    assert "“base64” is not the name of an encoding." in import_text(tmp_path, content, encoding="base64").error


def test_a_file_cut_in_the_middle_of_a_character_is_told(tmp_path: Path) -> None:
    outcome = import_text(tmp_path, "title,content,category\nOne,£5,x\nTwo,Caf".encode() + b"\xc3")
    assert outcome.summary == counts(new=1, refused=1)
    assert "The file ends in the middle of a character; it may not be whole." in outcome.report
