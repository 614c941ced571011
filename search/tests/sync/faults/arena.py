"""A pair of servers to kill, the site's processes beside them, and the checks that both stores converge."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError
from pymongo import MongoClient
from pymongo.collection import Collection

from search.tests.sync.faults.journal import Journal
from search.tests.sync.faults.table import Row
from services.processes import groups, site_processes, spawning
from services.progress import Silence
from services.servers.elasticsearch import Elasticsearch as ElasticsearchServer
from services.servers.mongodb import MongoDB
from services.servers.server import Server

ROOT = Path(__file__).parents[4]
DATABASE, PREFIX = "faults", "faults-"
ALIAS = f"{PREFIX}articles"
NOTES = ("search_checkpoints", "search_dead_letters", "leases", "search_resyncs", "search_status")
STARTS = 300.0  # seconds for a server; a busy machine must not fail a test
CONVERGES = 60.0  # seconds; a test asserts its own, tighter bound where it has one


@dataclass
class Arena:
    """The servers, and the processes that a test has started beside them."""

    mongodb: MongoDB
    elasticsearch: ElasticsearchServer
    logs: Path
    overrides: dict[str, str] = field(default_factory=dict)  # variables of the site's processes that differ
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.mongo: MongoClient[dict[str, Any]] = MongoClient(self.mongodb.url, w="majority", timeoutMS=60_000)
        urls = self.elasticsearch.url.split(",")
        self.elastic = Elasticsearch(urls, request_timeout=30, max_retries=len(urls) - 1)

    @property
    def servers(self) -> tuple[Server, ...]:
        """All servers behind the two addresses: two, or those of a cluster."""
        return (*self.mongodb.members, *self.elasticsearch.members)

    @property
    def articles(self) -> Collection[dict[str, Any]]:
        return self.mongo[DATABASE]["articles"]

    @property
    def environment(self) -> dict[str, str]:
        addresses = {"MONGODB_URI": self.mongodb.url, "ELASTICSEARCH_URL": self.elasticsearch.url}
        env = site_processes.environment(addresses, "config.settings.dev")
        env.pop("MONGODB_TIMEOUT_MS", None)
        return env | {"MONGODB_DATABASE": DATABASE, "SEARCH_INDEX_PREFIX": PREFIX} | self.overrides

    def manage(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, env=self.environment | more, cwd=ROOT, capture_output=True, text=True, check=False, timeout=150
        )

    def start(self, command: list[str], name: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a program that ends with the test; its output goes to a log of that name."""
        with (self.logs / f"{name}.log").open("ab") as output:
            process = spawning.spawn(command, env=env or self.environment, cwd=ROOT, output=output)
        self.running.append(process)
        return process

    @property
    def holders(self) -> list[str]:
        """The indices behind the alias: one, or none for a moment."""
        try:
            return list(self.elastic.indices.get_alias(name=ALIAS).body)
        except NotFoundError:
            return []

    @property
    def live(self) -> str:
        (index,) = self.holders
        return index

    def note(self, name: str) -> Collection[dict[str, Any]]:
        """Return one of the worker's collections."""
        return self.mongo[DATABASE][name]

    def start_worker(self) -> subprocess.Popen[bytes]:
        return self.start(site_processes.sync_command(), "worker")

    def wait_until_followed(self) -> None:
        """Wait until there is an index and both stores agree."""
        until(lambda: self.difference() == {}, CONVERGES)

    def stop_all(self) -> None:
        for process in self.running:
            groups.signal_group(process, signal.SIGCONT)
            groups.kill(process)
        self.running.clear()

    def heal(self) -> None:
        """Restart or thaw whatever a test has killed or frozen, and wait until it is healthy."""
        for server in self.servers:
            server.thaw()
            if not server.alive:
                server.start()
        for server in self.servers:
            server.wait_until_healthy(Silence(), STARTS)

    def clear(self) -> None:
        for name in ("articles", *NOTES):
            self.mongo[DATABASE][name].delete_many({})
        for index in self.elastic.indices.get(index=f"{PREFIX}*", expand_wildcards="all").body:
            self.elastic.indices.delete(index=index)

    def held(self) -> dict[str, str] | None:
        """Return the live index's titles by id; None while it cannot be searched."""
        with suppress(Exception):
            self.elastic.indices.refresh(index=ALIAS)
            found: dict[str, str] = {}
            beyond = None
            while True:
                answer = self.elastic.search(
                    index=ALIAS, size=2000, source_includes=["title"], sort=[{"id": "asc"}], search_after=beyond
                )
                hits = answer["hits"]["hits"]
                if not hits:
                    return found
                found |= {hit["_id"]: hit["_source"]["title"] for hit in hits}
                beyond = hits[-1]["sort"]
        return None

    def difference(self) -> dict[str, tuple[str | None, str | None]] | None:
        """Return what differs, as (title of article, of document) by id; None while the index cannot be searched."""
        held = self.held()
        if held is None:
            return None
        kept = {str(row["_id"]): row["title"] for row in self.articles.find({}, {"title": 1})}
        return {key: (kept.get(key), held.get(key)) for key in kept | held if kept.get(key) != held.get(key)}

    def converge(self, fault: str, journal: Journal) -> Row:
        """Wait until both stores agree; count lost writes, and check that verify_search finds nothing."""
        began = monotonic()
        with suppress(AssertionError):
            self.wait_until_followed()
        seconds = monotonic() - began
        different = (self.difference() or {}).values()
        kept = {row["_id"]: row["title"] for row in self.articles.find({}, {"title": 1})}
        lost = journal.lost(kept) + sum(document is None for _, document in different)
        stale = sum(None not in pair for pair in different)
        orphans = sum(article is None for article, _ in different)
        proof = self.manage("verify_search")
        assert proof.returncode == 0, f"{proof.stdout}\n{proof.stderr}\n{self.log_of('worker')}"
        return Row(fault, journal.acknowledged, lost, stale, orphans, seconds)

    def log_of(self, name: str) -> str:
        file = self.logs / f"{name}.log"
        return file.read_text()[-4000:] if file.exists() else ""


def until(holds: Callable[[], Any], seconds: float = CONVERGES) -> Any:
    end, pause = monotonic() + seconds, Event()
    while not (found := holds()):
        assert monotonic() < end, f"not within {seconds:.0f} s"
        pause.wait(0.05)
    return found


def wait_for_writes(journal: Journal, more: int) -> None:
    """Wait until this many more writes are acknowledged."""
    wanted = journal.acknowledged + more
    until(lambda: journal.acknowledged >= wanted, 120)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def migrated(arena: Arena) -> Iterator[Arena]:
    made = arena.manage("migrate", "--verbosity", "0")
    assert made.returncode == 0, made.stderr
    yield arena
    arena.mongo.close()
    arena.elastic.close()


@contextmanager
def cleared(arena: Arena) -> Iterator[Arena]:
    arena.heal()
    arena.clear()
    for log in arena.logs.glob("*.log"):
        os.truncate(log, 0)
    try:
        yield arena
    finally:
        arena.stop_all()
