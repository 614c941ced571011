"""Three of each server: what a restart keeps, and `make cluster` itself. search tests the kills, as fault 18."""

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient

from services import account, paths
from services.cli import main
from services.processes import probe, waiting
from services.servers import cluster, env_file, external, mongodb, starting, throwaway, variables
from services.servers.elasticsearch import Elasticsearch
from services.servers.mongodb import MongoDB
from services.servers.prerequisites import Prerequisites
from services.setup import tools
from services.setup.java import Java
from services.tests.running import all_gone, services

HELD = "for the test"


def nothing_installed() -> Prerequisites:
    """Prerequisites that suffice to describe servers that are never started."""
    owner = account.for_servers()
    return Prerequisites(paths.layout(owner), owner, Java(Path("/java"), 21))


@pytest.fixture
def profile(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in (variables.MONGODB, variables.ELASTICSEARCH):
        monkeypatch.delenv(name, raising=False)
    name = f"test-{uuid4().hex[:8]}"
    yield name
    for base in {paths.ROOT / ".services", nothing_installed().layout.base}:
        tools.remove(base / name)


@contextmanager
def taken(port: int) -> Iterator[None]:
    """Occupy a port, refusing connections: if they hung, their clients would wait."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections of the server that ended may remain
        holder.bind(("127.0.0.1", port))
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)  # from here on nobody may share it
        yield


@pytest.mark.parametrize("name", [variables.MONGODB, variables.ELASTICSEARCH])
def test_a_cluster_is_not_made_of_servers_that_somebody_else_runs(
    name: str, profile: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, "somewhere")
    assert main(["cluster", "--profile", profile]) == 1
    assert f"A cluster has servers of its own, and {name} is set. Unset it first." in capsys.readouterr().err


def test_all_addresses_are_in_the_two_variables(profile: str) -> None:
    made = cluster.build(nothing_installed(), profile, {})
    assert len(made.started) == 6
    ports = [server.port for server in made.started]
    assert len(set(ports)) == 6
    hosts = [f"127.0.0.1:{port}" for port in ports]
    assert made.addresses == {
        variables.MONGODB: f"mongodb://{','.join(hosts[:3])}/broadsheet?replicaSet=rs0&w=majority",
        variables.ELASTICSEARCH: ",".join(f"http://{host}" for host in hosts[3:]),
    }


def test_the_nodes_know_each_other_and_one_alone_knows_nobody(profile: str) -> None:
    folder = nothing_installed().layout.open_profile(profile)
    nodes = cluster.of(nothing_installed(), folder).elasticsearch
    for node in nodes:
        text = node.settings()
        assert all(f'"127.0.0.1:{other.transport_port}"' in text for other in nodes)
        assert 'initial_master_nodes: ["elasticsearch-1", "elasticsearch-2", "elasticsearch-3"]' in text
        assert "single-node" not in text
    alone = starting.elasticsearch_of(nothing_installed(), folder / "alone").settings()
    assert "discovery.type: single-node" in alone
    assert "seed_hosts" not in alone


@pytest.mark.faults
def test_one_node_that_answers_is_enough(elasticsearch: Elasticsearch) -> None:
    external.check_elasticsearch(f"http://127.0.0.1:1,{elasticsearch.url}")


@pytest.mark.faults
def test_a_replica_set_whose_ports_are_taken_moves_and_keeps_its_data() -> None:
    with throwaway.replica_set() as members, ExitStack() as stack:
        with MongoClient[dict[str, Any]](members[0].url, timeoutMS=20_000) as client:
            client.get_default_database()["kept"].insert_one({"_id": HELD})
        for member in reversed(members):
            member.stop()
        for member in members[:2]:
            stack.enter_context(taken(member.port))
        again = tuple(MongoDB(member.config) for member in members)
        mongodb.join(again)
        with throwaway.running(*again):
            assert [new.port != old.port for new, old in zip(again, members, strict=True)] == [True, True, False]
            with MongoClient[dict[str, Any]](again[0].url, timeoutMS=20_000) as client:
                assert client.get_default_database()["kept"].find_one() == {"_id": HELD}
                client.get_default_database()["kept"].insert_one({"_id": "more"})


@pytest.mark.faults
@pytest.mark.chaos
@pytest.mark.timeout(900)
def test_make_cluster_starts_whoever_is_killed_again_and_stops_all(profile: str) -> None:
    with services("cluster", "--profile", profile) as run:
        run.wait_for("All 6 servers are ready", 400)
        addresses = env_file.read(throwaway.prerequisites().layout.env_file(profile))
        assert env_file.text(addresses) in run.text
        urls = addresses[variables.ELASTICSEARCH].split(",")

        def is_whole() -> bool:
            health = probe.get_json(f"{urls[0]}/_cluster/health", timeout=5) or {}
            return health.get("number_of_nodes") == 3

        assert waiting.until(is_whole, timeout=60)
        for word in ("mongodb-2/", "elasticsearch-3/"):
            victim = run.child(word)
            assert victim is not None
            victim.kill()
        run.wait_for("MongoDB 2 ended (exit code -9); it is started again.")
        run.wait_for("Elasticsearch 3 ended (exit code -9); it is started again.")
        assert waiting.until(lambda: not is_whole(), timeout=60)
        assert waiting.until(is_whole, timeout=400)
        with MongoClient[dict[str, Any]](addresses[variables.MONGODB], timeoutMS=60_000) as client:
            assert len(client.admin.command("replSetGetStatus")["members"]) == 3
        family = run.family()
        run.process.terminate()
        assert run.process.wait(timeout=120) == 0
        assert all_gone(family)
        assert re.search(r"Traceback", run.text) is None
