"""import_articles and compressed files: unpacked within bounds, or refused with a sentence."""

import bz2
import gzip
import io
import lzma
import zipfile
from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.tests.importing import HEADER, counts, import_text, stored

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]
CSV = (HEADER + "One,Text.,sport,\n").encode()


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(CSV),
        bz2.compress(CSV),
        lzma.compress(CSV),
        zipped(**{"data/a.csv": CSV}),
        zipped(**{"a.csv": CSV, "__MACOSX/._a.csv": b"x", ".DS_Store": b"x"}),
        gzip.compress('[{"title": "One", "content": "Text.", "category": "sport"}]'.encode("utf-16")),
    ],
    ids=["gzip", "bzip2", "xz", "zip", "zip of a Mac", "gzip of UTF-16"],
)
@pytest.mark.parametrize("name", ["a.dat", "a.csv"])
def test_one_compressed_file_is_unpacked_whatever_its_name(tmp_path: Path, packed: bytes, name: str) -> None:
    outcome = import_text(tmp_path, packed, name=name)
    assert outcome.summary == counts(new=1)
    assert "The file was unpacked (" in outcome.report


REFUSED = {
    "zip of two files": (zipped(a=CSV, b=CSV), "The zip holds 2 files: “a”, “b”. Unpack it"),
    "path out of the zip": (zipped(**{"../../a.csv": CSV}), "holds “../../a.csv”, a path that leads out of it"),
    "path from the root": (zipped(**{"/etc/a.csv": CSV}), "a path that leads out of it"),
    "path of a drive": (zipped(**{"C:\\a.csv": CSV}), "a path that leads out of it"),
    "empty zip": (zipped(), "The zip holds no file."),
    "workbook": (
        zipped(**{"[Content_Types].xml": b"", "xl/workbook.xml": b""}),
        "In Excel, save the sheet as “CSV UTF-8”",
    ),
    "document": (zipped(**{"word/document.xml": b""}), "This is a file of Word"),
    "gzip that ends in the middle": (gzip.compress(CSV * 99)[:-9], "ends in the middle: its gzip data"),
    "bzip2 that ends in the middle": (bz2.compress(CSV * 99)[:-9], "ends in the middle: its bzip2 data"),
    "zip that ends in the middle": (zipped(a=CSV * 999)[:-40], "The zip is damaged, or ends in the middle"),
    "gzip bomb": (gzip.compress(b"0" * 2**27), "unpacks to more than 250 times its size"),
    "bzip2 bomb": (bz2.compress(b"0" * 2**27), "unpacks to more than 250 times its size"),
    "zip bomb": (zipped(a=b"0" * 2**27), "unpacks to more than 250 times its size"),
    "PDF": (b"%PDF-1.7\n", "This is a PDF."),
    "old Office": (b"\xd0\xcf\x11\xe0\xa1\xb1", "a file of an old Office program"),
    "tar": (gzip.compress(b"a.csv".ljust(257, b"\0") + b"ustar\0" + b"\0" * 300), "This is a tar archive."),
    "BSON": (b"\x50\0\0\0\x07_id\0" + b"x" * 12, "This is BSON, as mongodump writes it. Use mongoexport"),
}


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_unpacked_says_what_to_do(tmp_path: Path, content: bytes, reason: str) -> None:
    outcome = import_text(tmp_path, content)
    assert reason in outcome.error
    assert stored("title") == []


def test_the_size_of_what_is_unpacked_has_a_limit(tmp_path: Path, settings: Settings) -> None:
    settings.IMPORT_UNPACKED_LIMIT = 100
    for packed in (gzip.compress(CSV * 9), zipped(a=CSV * 9)):
        assert "Unpacked, the file has more than 100 bytes." in import_text(tmp_path, packed).error
