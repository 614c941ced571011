"""A file becomes in the browser what it becomes through the command."""

import bz2
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from catalog.import_models import ImportJob
from catalog.models import Article, Category
from catalog.tests.importing import counts, run_import
from catalog.tests.imports.browsing import Browser, fresh, rows, work

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]
State = ImportJob.State

# Cases from public reports, beside the repository.
CASES: Path = settings.ROOT.parent / "shared" / "cases" / "import"
FILES = sorted(path for path in CASES.glob("*") if path.is_file())
FEED = (
    '<rss version="2.0"><channel><title>News</title><item><title>One</title><category>Arts</category>'
    "<description>The text of the first.</description><link>https://example.org/1</link></item></channel></rss>"
)


def zipped(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, rows(3))
    return target.getvalue()


OWN: dict[str, Callable[[], bytes]] = {
    "plain.csv": rows(3).encode,
    "tabs.csv": lambda: rows(3).replace(",", "\t").encode("utf-16"),
    "semicolons.csv": lambda: b"sep=;\r\n" + rows(3).replace(",", ";").replace("\n", "\r\n").encode(),
    "windows.csv": lambda: (rows(2) + "Café,“Déjà vu” costs £3.,Arts\n").encode("cp1252"),
    "list.json": lambda: b'[{"headline": "One", "body": "Text.", "section": "Arts", "publishedAt": "2024-05-01"}]',
    "feed.xml": FEED.encode,
    "rows.csv.gz": lambda: gzip.compress(rows(3).encode()),
    "rows.csv.bz2": lambda: bz2.compress(rows(3).encode()),
    "one.zip": lambda: zipped("rows.csv"),
    "refused.csv": (rows(2) + "No text,,Arts\nToo,many,cells,here\n").encode,
    # What cannot be used.
    "empty.csv": lambda: b"\n\n",
    "two.zip": lambda: zipped("a.csv", "b.csv"),
    "columns.csv": lambda: b"a,b\n1,2\n",
    "dates.csv": lambda: b"title,content,date\nA,Text.,03/04/2005\n",
    "binary.pdf": lambda: b"%PDF-1.7\n",
    "bomb.xml": lambda: b'<!DOCTYPE a [<!ENTITY b "c">]><rss><channel/></rss>',
}


def articles() -> list[tuple[Any, ...]]:
    fields = ("pk", "title", "content", "category", "published_at", "author", "source_url")
    return sorted(tuple(map(str, row)) for row in Article.objects.order_by().values_list(*fields))


def compare(anna: Browser, path: Path) -> ImportJob:
    """Import a file by command and in the browser, each time into an empty archive."""
    by_command = run_import(path)
    expected = articles()
    Article.objects.all().delete()
    Category.objects.all().delete()
    job = anna.upload(path)
    work()
    if fresh(job).state == State.READY:
        anna.post(job, "start")
        work()
    job = fresh(job)
    assert articles() == expected
    if job.state == State.DONE:
        assert by_command.summary.splitlines()[-1].startswith(counts(job.new, job.known, job.refused))
    else:
        assert (job.state, by_command.error) == (State.UNUSABLE, f"{path}: nothing was imported. {job.message}")
        assert job.message in anna.page(job).replace("&#x27;", "'").replace("&quot;", '"').replace("&lt;", "<").replace(
            "&gt;", ">"
        )
    return job


@pytest.mark.parametrize("name", OWN)
def test_own(anna: Browser, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(OWN[name]())
    usable = list(OWN).index(name) < list(OWN).index("empty.csv")
    assert compare(anna, path).state == (State.DONE if usable else State.UNUSABLE)


@pytest.mark.archive
@pytest.mark.skipif(not FILES, reason="the cases are not beside the repository")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_cases(anna: Browser, path: Path) -> None:
    job = compare(anna, path)
    assert (job.state, job.new > 0) == (State.DONE, True)
