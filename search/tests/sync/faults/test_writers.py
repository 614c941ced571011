"""Fault 7: every writer reaches the index, all of them at once."""

import json
from pathlib import Path

import pytest
from bson import ObjectId

from search.tests.sync.faults.arena import Arena
from search.tests.sync.faults.journal import Journal, fill, written
from search.tests.sync.faults.table import Record
from search.tests.sync.faults.web import Browser, Web

pytestmark = pytest.mark.chaos

TURNS = 3
TEXT = "A text of one line."
ADMIN = {"published_at_0": "", "published_at_1": ""}


def id_of(arena: Arena, title: str) -> ObjectId:
    row = arena.articles.find_one({"title": title})
    assert row is not None, f"{title} was acknowledged and is lost"
    key: ObjectId = row["_id"]
    return key


def by_form_and_admin(arena: Arena, editor: Browser, turn: int, journal: Journal) -> None:
    """Add three articles with the form, edit one, delete one; add one in the admin and edit it there."""
    for name in ("kept", "edited", "deleted"):
        title = f"Form {turn} {name}"
        assert editor.post("/articles/new/", title=title, content=TEXT, category="tech") == 302
        journal.acknowledge({id_of(arena, title): title})
    edited, deleted = (id_of(arena, f"Form {turn} {name}") for name in ("edited", "deleted"))
    changed = f"Form {turn} changed"
    assert editor.post(f"/articles/{edited}/edit/", title=changed, content=TEXT, category="sport") == 302
    assert editor.post(f"/articles/{deleted}/delete/", version="1") == 302
    added = f"Admin {turn}"
    fields = {"content": TEXT, "category": "tech", **ADMIN}
    assert editor.post("/admin/catalog/article/add/", opened_at="/articles/new/", title=added, **fields) == 302
    in_admin = id_of(arena, added)
    journal.acknowledge({edited: changed, deleted: None, in_admin: added})
    again = f"Admin {turn} changed"
    form = f"/articles/{in_admin}/edit/"
    assert editor.post(f"/admin/catalog/article/{in_admin}/change/", opened_at=form, title=again, **fields) == 302
    journal.acknowledge({in_admin: again})


def by_orm(arena: Arena, turn: int, journal: Journal) -> None:
    words = f"from search.tests.sync.faults.orm_writes import write; write({turn})"
    done = arena.manage("shell", "-c", words)
    assert done.returncode == 0, done.stderr
    written_by_orm = json.loads(done.stdout.splitlines()[-1])
    journal.acknowledge({ObjectId(key): title for key, title in written_by_orm["kept"].items()})
    journal.titles |= {ObjectId(key): None for key in written_by_orm["ghosts"]}  # never acknowledged, never to be seen


def by_importer(arena: Arena, file: Path, turn: int, journal: Journal) -> None:
    titles = [f"Imported {turn} {number}" for number in range(200)]
    rows = [f"{title},{TEXT},tech" for title in titles]
    file.write_text("\n".join(["title,content,category", *rows]))
    done = arena.manage("import_articles", str(file))
    assert done.returncode == 0, done.stderr
    journal.acknowledge({row["_id"]: row["title"] for row in arena.articles.find({"title": {"$in": titles}})})
    assert arena.articles.count_documents({"title": {"$in": titles}}) == len(titles)


def test_7_every_writer_reaches_the_index_under_load(arena: Arena, record: Record, tmp_path: Path) -> None:
    arena.start_worker()
    arena.wait_until_followed()
    web = Web(arena)
    web.start()
    editor = web.editor()
    with written(arena.articles, fill(arena.articles, 500)) as journal:
        for turn in range(TURNS):
            by_form_and_admin(arena, editor, turn, journal)
            by_orm(arena, turn, journal)
            by_importer(arena, tmp_path / "more.csv", turn, journal)
    record(arena.converge("7. every writer at once, and aborted transactions", journal))
