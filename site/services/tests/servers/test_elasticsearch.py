"""Facts about the real server. It takes ten seconds to start, so the first tests share one."""

import json
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from services.errors import SetupError
from services.processes import groups, probe, waiting
from services.progress import Silence
from services.servers import starting, throwaway
from services.servers.elasticsearch import Elasticsearch

pytestmark = pytest.mark.faults


def send(server: Elasticsearch, method: str, path: str, body: dict[str, Any] | None = None) -> int:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    headers = {"Content-Type": "application/json"}
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_its_cluster_is_healthy(elasticsearch: Elasticsearch) -> None:
    health = probe.get_json(f"{elasticsearch.url}/_cluster/health", timeout=5)
    assert health is not None
    assert health["status"] in {"green", "yellow"}


def test_a_write_to_a_missing_index_makes_none(elasticsearch: Elasticsearch) -> None:
    assert send(elasticsearch, "PUT", "/missing/_doc/1", {"title": "x"}) == 404


def test_a_power_cut_loses_nothing(elasticsearch: Elasticsearch) -> None:
    port, pid = elasticsearch.port, elasticsearch.pid
    assert pid is not None
    assert send(elasticsearch, "PUT", "/kept", {"settings": {"number_of_replicas": 0}}) == 200
    assert send(elasticsearch, "PUT", "/kept/_doc/1", {"title": "x"}) == 201
    elasticsearch.kill()
    assert groups.group_is_gone(pid)
    elasticsearch.start()
    elasticsearch.wait_until_healthy(Silence())
    assert elasticsearch.port == port
    assert waiting.until(lambda: send(elasticsearch, "GET", "/kept/_doc/1") == 200, timeout=30)


def test_a_frozen_server_answers_nothing_until_it_is_thawed(elasticsearch: Elasticsearch) -> None:
    elasticsearch.freeze()
    assert not elasticsearch.is_healthy()
    elasticsearch.thaw()
    assert waiting.until(elasticsearch.is_healthy, timeout=30)


def test_a_stop_leaves_no_process(elasticsearch: Elasticsearch) -> None:
    pid = elasticsearch.pid
    assert pid is not None
    elasticsearch.stop()
    assert groups.group_is_gone(pid)
    assert not elasticsearch.is_healthy()


def test_a_heap_that_java_refuses_is_reported_with_the_line_of_its_log(home: Path) -> None:
    server = starting.elasticsearch_of(throwaway.prerequisites(), home / "elasticsearch", heap="1x")
    server.start()
    try:
        with pytest.raises(SetupError, match=r"Elasticsearch ended before it was ready .*Xm[sx]1x"):
            server.wait_until_healthy(Silence())
    finally:
        server.stop()
