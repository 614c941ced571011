"""Traces: sent when OpenTelemetry's variables are set, to a collector that this test is, and with no words in them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from config.watching import tracing

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A collector on a port; yields its address and what it was sent."""
    sent: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", sent
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def search(**variables: str) -> None:
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}", "OTEL_EXPORTER_OTLP_COMPRESSION": "none", **variables}
    subprocess.run([sys.executable, str(HERE / "traced_site.py")], env=env, check=True, cwd=ROOT)


@pytest.mark.servers
def test_a_search_is_traced_to_both_servers_without_its_words() -> None:
    with collector() as (address, sent):
        search(OTEL_EXPORTER_OTLP_ENDPOINT=address)
    requests = [ExportTraceServiceRequest.FromString(each) for each in sent]
    spans = [
        (scope.scope.name, span)
        for each in requests
        for of in each.resource_spans
        for scope in of.scope_spans
        for span in scope.spans
    ]
    scopes = {name for name, _ in spans}
    assert {"opentelemetry.instrumentation.django", "opentelemetry.instrumentation.pymongo"} <= scopes
    assert any("elastic" in name for name in scopes)
    (root,) = [span for name, span in spans if name.endswith("django") and "reset" not in span.name]
    of_the_search = [span for _, span in spans if span.trace_id == root.trace_id]
    assert len(of_the_search) >= 3
    assert not any(b"hunter2" in each for each in sent)
    assert not any(span.events or span.status.message for _, span in spans)
    services = {
        a.value.string_value
        for e in requests
        for r in e.resource_spans
        for a in r.resource.attributes
        if a.key == "service.name"
    }
    assert services == {"broadsheet-test"}


def test_without_the_variables_nothing_of_it_is_imported() -> None:
    search(OTEL_EXPORTER_OTLP_ENDPOINT="")


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_its_own_variables_say_whether_it_is_wanted(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], wanted: bool
) -> None:
    for name in (*tracing.VARIABLES, "OTEL_SDK_DISABLED"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert tracing.is_wanted() is wanted


def test_without_the_packages_the_site_runs_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.resources", None)
    tracing.start("broadsheet-test")
    assert "requirements/otel.txt" in caplog.text


def test_addresses_are_cut() -> None:
    attributes = {
        "http.url": "http://user:hunter2@host/?q=hunter2",
        "http.target": "/accounts/reset/MQ/hunter2/",
        "http.route": "accounts/reset/<uidb64>/<token>/",
        "url.query": "q=hunter2",
        "db.statement": "find hunter2",
        "http.status_code": 200,
    }
    found = tracing.discreet(attributes)
    assert "hunter2" not in str(found)
    assert found["http.status_code"] == 200
    assert tracing.discreet({"url.full": "http://user:hunter2@host/a?q=1"}) == {"url.full": "http://host/a"}
