"""Fault 18: three of each server, any one of which is killed under load."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.db import connections
from pymongo import MongoClient, WriteConcern, timeout
from pymongo.errors import PyMongoError
from pytest_django import DjangoDbBlocker

from search.engines import mongodb
from search.engines.mongodb import search_mongodb
from search.query.parse import parse_query
from search.tests.sync.faults.arena import ALIAS, STARTS, Arena, cleared, free_port, migrated, until, wait_for_writes
from search.tests.sync.faults.journal import Journal, fill, row_of, written
from search.tests.sync.faults.readers import searching
from search.tests.sync.faults.table import Record
from search.tests.sync.faults.web import Web
from search.values import SearchQuery
from services.processes import site_processes
from services.progress import Silence
from services.servers import throwaway
from services.servers.mongodb import MongoDB
from services.servers.server import Server

FILLED = 500
PATIENT = "search.tests.sync.faults.patient"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Arena]:
    """Three of each."""
    with (
        throwaway.cluster() as servers,
        migrated(Arena(servers.mongodb[0], servers.elasticsearch[0], tmp_path)) as arena,
        cleared(arena),
    ):
        yield arena


@pytest.fixture(scope="module")
def members() -> Iterator[tuple[MongoDB, ...]]:
    """A replica set of three; a test that takes it starts those that an earlier test has killed."""
    with throwaway.replica_set() as members:
        yield members


@pytest.fixture
def one_node_down(pair: Arena, members: tuple[MongoDB, ...], tmp_path: Path) -> Iterator[Arena]:
    """Three members of MongoDB, and an unused address of Elasticsearch before the one in use."""
    urls = f"http://127.0.0.1:{free_port()},{pair.elasticsearch.url}"
    overrides = {"ELASTICSEARCH_URL": urls, "SEARCH_INDEX_REPLICAS": "0", site_processes.SETTINGS: PATIENT}
    with (
        migrated(Arena(members[0], pair.elasticsearch, tmp_path, overrides)) as arena,
        cleared(arena),
    ):
        yield arena


def leaders(arena: Arena) -> set[str]:
    """Return the titles of the primary and of the elected master."""
    primary = primary_of(arena.mongodb.members, arena.mongo)
    master = arena.elastic.cat.master(h="node").body.strip()
    return {primary.title, *(each.title for each in arena.elasticsearch.members if each.node == master)}


def is_complete(arena: Arena) -> bool:
    """Return whether every server is up and replication is complete."""
    with suppress(Exception):  # whatever it is, the cluster is not complete yet
        states = [member["stateStr"] for member in arena.mongo.admin.command("replSetGetStatus")["members"]]
        health = arena.elastic.cluster.health()
        nodes = health["status"], health["number_of_nodes"], health["relocating_shards"]
        return sorted(states) == ["PRIMARY", "SECONDARY", "SECONDARY"] and nodes == ("green", 3, 0)
    return False


def has_its_replica(arena: Arena) -> bool:
    shards: str = arena.elastic.cat.shards(index=arena.live, h="prirep,state").body
    return sorted(shards.split()) == ["STARTED", "STARTED", "p", "r"]


def seconds_until_found(arena: Arena, title: str, journal: Journal) -> float:
    """Write an article; return the seconds until Elasticsearch finds it."""
    row = row_of(title)
    began = monotonic()
    arena.articles.insert_one(row)
    journal.acknowledge({row["_id"]: title})

    def is_found() -> bool:
        with suppress(Exception):
            return bool(arena.elastic.count(index=ALIAS, query={"term": {"id": str(row["_id"])}})["count"])
        return False

    until(is_found, 120)
    return monotonic() - began


def kill_and_start_again(arena: Arena, victim: Server, journal: Journal) -> float:
    """Kill and restart a server; return the seconds until a write made right after the kill was found."""
    wait_for_writes(journal, 100)
    victim.kill()
    seconds = seconds_until_found(arena, f"While {victim.title} is down", journal)
    wait_for_writes(journal, 200)
    victim.start()
    victim.wait_until_healthy(Silence(), STARTS)
    until(lambda: is_complete(arena), STARTS)
    return seconds


@pytest.mark.chaos
def test_18_any_one_of_a_cluster_is_killed_under_load(cluster: Arena, record: Record) -> None:
    """Each of the six in turn; the primary or the elected master before the others of its kind."""
    journal = fill(cluster.articles, FILLED)
    worker = cluster.start_worker()
    until(lambda: cluster.holders)
    assert has_its_replica(cluster), "the index was swapped in before it had its replica"
    cluster.wait_until_followed()
    until(lambda: is_complete(cluster))
    web = Web(cluster)
    web.start()
    left, led, took = list(cluster.servers), set[str](), list[float]()
    with searching(web, fewest=FILLED) as answers, written(cluster.articles, journal, pause=0.02):
        while left:
            leading = leaders(cluster)
            victim = next((each for each in left if each.title in leading), left[0])
            left.remove(victim)
            led |= leading & {victim.title}
            took.append(kill_and_start_again(cluster, victim, journal))
    row = cluster.converge("18. kill -9 each of three and three", journal)
    record(row, f"{len(led)} of the six led; {answers}; a write found after {max(took):.1f} s at most")
    assert answers.failed == []
    assert {title.split()[0] for title in led} == {"MongoDB", "Elasticsearch"}
    assert worker.poll() is None, "the worker ended"
    assert has_its_replica(cluster)


def primary_of(members: Sequence[MongoDB], client: MongoClient[dict[str, Any]]) -> MongoDB:
    address = client.admin.command("hello")["primary"]
    return next(each for each in members if each.address == address)


@pytest.mark.chaos
def test_18_the_primary_is_killed_and_a_node_is_down(one_node_down: Arena, record: Record) -> None:
    """The shorter form: one of two addresses of Elasticsearch is dead; three nodes would take a minute to start."""
    arena = one_node_down
    journal = fill(arena.articles, 100)
    worker = arena.start_worker()
    arena.wait_until_followed()
    web = Web(arena)
    web.start()
    with searching(web, fewest=100) as answers, written(arena.articles, journal):
        wait_for_writes(journal, 50)
        victim = primary_of(arena.mongodb.members, arena.mongo)
        victim.kill()
        seconds = seconds_until_found(arena, "While the primary is down", journal)
        wait_for_writes(journal, 50)
        victim.start()
        victim.wait_until_healthy(Silence(), STARTS)
    row = arena.converge("18. kill -9 the primary of three, one of two nodes down", journal)
    record(row, f"{answers}; a write found after {seconds:.1f} s")
    assert answers.failed == []
    assert set(answers.by) == {"elasticsearch"}
    assert worker.poll() is None, "the worker ended"


def test_18_without_a_primary_a_secondary_answers_a_search_in_mongodb(
    members: tuple[MongoDB, ...],
    test_database: None,
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Elasticsearch may be slow during an election; here two of three members are dead, so the election never ends."""
    monkeypatch.setattr(mongodb, "SECONDS", 10.0)
    with django_db_blocker.unblock(), MongoClient[dict[str, Any]](members[0].url, timeoutMS=20_000) as client:
        database = client["without_a_primary"]
        everywhere = database.get_collection("articles", write_concern=WriteConcern(w=len(members)))
        everywhere.insert_one(row_of("The war"))
        primary = primary_of(members, client)
        _, *others = (member for member in members if member is not primary)
        for member in (primary, *others):
            member.kill()
        monkeypatch.setattr(connections["default"], "database", database)
        page = search_mongodb(SearchQuery(parse_query("war")))
        with pytest.raises(PyMongoError), timeout(1):
            database["articles"].find_one()
    assert [hit.title for hit in page.hits] == ["The war"]
