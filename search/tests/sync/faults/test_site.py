"""Faults 2 and 6: the web process dies after a commit, and a server hangs while readers ask."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from search.tests.sync.faults.arena import Arena, until
from search.tests.sync.faults.journal import Journal
from search.tests.sync.faults.table import Record
from search.tests.sync.faults.web import Browser, Web
from services.processes import groups
from services.servers.server import Server

SHORT, LONG = 1, 10
forms = pytest.mark.parametrize("scale", [SHORT, pytest.param(LONG, marks=pytest.mark.chaos)])
TEXT = "A text of one line."


@forms
def test_2_the_web_process_is_killed_straight_after_a_commit(scale: int, arena: Arena, record: Record) -> None:
    arena.start_worker()
    arena.wait_until_followed()
    web, journal = Web(arena), Journal()
    for turn in range(1 if scale == SHORT else 20):
        web.start()
        editor = web.editor()

        def add(number: int, turn: int = turn, editor: Browser = editor) -> tuple[str, int]:
            title = f"Article {turn} {number}"
            return title, editor.post("/articles/new/", title=title, content=TEXT, category="tech")

        with ThreadPoolExecutor(4) as pool:
            sent = [pool.submit(add, number) for number in range(8)]
            until(lambda: any(each.done() and each.result()[1] == 302 for each in sent))  # noqa: B023  # called at once
            assert web.process is not None
            groups.kill(web.process)  # some are answered, some committed and not answered, some neither
        for title, status in (each.result() for each in sent):
            if status == 302:
                row = arena.articles.find_one({"title": title})
                assert row is not None, f"{title} was acknowledged and is lost"
                journal.titles[row["_id"]] = title
                journal.acknowledged += 1
    assert journal.acknowledged
    record(arena.converge("2. kill -9 the web process", journal))


@forms
def test_6_a_server_that_hangs_keeps_no_reader_waiting(scale: int, arena: Arena, record: Record) -> None:
    """First MongoDB, then Elasticsearch, on the same site."""
    rows = [{"title": f"Title {number}", "content": "Word " * 50, "category": "tech"} for number in range(50)]
    keys = arena.articles.insert_many(rows).inserted_ids
    arena.start_worker()
    arena.wait_until_followed()
    web = Web(arena)
    web.start()
    paths = ["/", "/?q=word", "/?q=tite+wrod", "/search.json?q=title", "/?page=9", "/readyz"]
    paths += ["/articles/", f"/articles/{keys[0]}/", "/articles/?category=tech&title=title", "/metrics"]
    web.seconds_of(paths, at_once=4, times=len(paths))  # warm up
    journal = Journal(titles={key: row["title"] for key, row in zip(keys, rows, strict=True)})
    for name in ("mongodb", "elasticsearch"):
        answers = answers_while_frozen(getattr(arena, name), web, paths, times=40 if scale == SHORT else 800)
        slowest = max(answers)
        seen = sorted({(path, status) for _, status, path in answers})
        row = arena.converge(f"6. SIGSTOP {name}, 20 readers at once", journal)
        record(row, f"slowest of {len(answers)} requests {slowest[0]:.2f} s")
        assert slowest[0] < 3, sorted(answers)[-20:]
        assert not [each for each in seen if each[1] in {0, 500}], seen


def answers_while_frozen(server: Server, web: Web, paths: list[str], times: int) -> list[tuple[float, int, str]]:
    server.freeze()
    try:
        return web.seconds_of(paths, at_once=20, times=times)
    finally:
        server.thaw()
