"""What an operator sees of the commands when a server is unavailable or hangs."""

import signal
from threading import Event
from time import monotonic

import pytest

from search.tests.sync.faults.arena import ALIAS, Arena, free_port


@pytest.mark.parametrize("name", ["mongodb", "elasticsearch"])
def test_the_worker_ends_within_two_seconds_also_when_a_server_hangs(name: str, arena: Arena) -> None:
    worker = arena.start_worker()
    arena.wait_until_followed()
    server = getattr(arena, name)
    server.freeze()
    try:
        Event().wait(2)  # a worker that waits for a frozen server shows nothing to wait for
        began = monotonic()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0
        assert monotonic() - began < 4  # 1.5 s in the worker; the rest is for a busy machine
    finally:
        server.thaw()


NOWHERE = f"127.0.0.1:{free_port()}"
OUTAGES = {
    "MongoDB": ("verify_search", "MONGODB_URI", f"mongodb://{NOWHERE}/?replicaSet=rs0"),
    "Elasticsearch": ("resync_search", "ELASTICSEARCH_URL", f"http://{NOWHERE}"),
}


@pytest.mark.parametrize("server", OUTAGES)
def test_a_command_reports_in_one_sentence_that_a_server_is_unavailable(server: str, arena: Arena) -> None:
    """All commands translate errors in one place, so each server is tried with one command."""
    command, variable, address = OUTAGES[server]
    arena.elastic.indices.create(index=f"{ALIAS}-00000000-1", aliases={ALIAS: {}})
    ended = arena.manage(command, **{variable: address}, LOG_LEVEL="CRITICAL")
    assert ended.returncode == 1
    last = ended.stderr.strip().splitlines()[-1]
    assert last.startswith(f"CommandError: {server} is unavailable or returned an error: "), ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_worker_stops_with_the_reason_when_every_document_is_refused(arena: Arena) -> None:
    """A supervisor sees exit code 3 and one sentence."""
    rows = [{"title": f"Title {number}", "content": "Text", "category": "x" * 40_000} for number in range(60)]
    arena.articles.insert_many(rows)
    worker = arena.start_worker()
    assert worker.wait(timeout=120) == 3
    assert "CommandError: The worker stops: 60 of the last 60 articles were refused" in arena.log_of("worker")
    assert arena.mongo[arena.articles.database.name]["search_dead_letters"].count_documents({}) == 0
