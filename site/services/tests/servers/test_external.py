"""Servers of somebody else: each cause of failure is told in its own words, with no more than the host."""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from pymongo.errors import OperationFailure

from services.errors import SetupError
from services.processes import ports
from services.servers import external
from services.servers.mongodb import MongoDB

SECRET = "s3cret"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(external, "ASK_SECONDS", 1.0)


@contextmanager
def answering(status: int, body: bytes = b"{}", certificate: Path | None = None) -> Iterator[int]:
    """A server that gives every request the same answer; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Log nothing."""

    class Quiet(HTTPServer):
        def handle_error(self, *_arguments: object) -> None:
            """A client that does not trust the certificate hangs up."""

    with Quiet(("127.0.0.1", 0), Handler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of our own for 127.0.0.1, with its key."""
    key, cert, both = tmp_path / "key.pem", tmp_path / "cert.pem", tmp_path / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)]
    subprocess.run([*command, *names], check=True, capture_output=True)
    both.write_text(key.read_text() + cert.read_text())
    return both


def told_of_elasticsearch(url: str) -> str:
    with pytest.raises(SetupError) as caught:
        external.check_elasticsearch(url)
    assert SECRET not in str(caught.value)
    return str(caught.value)


def told_of_mongodb(uri: str) -> str:
    with pytest.raises(SetupError) as caught:
        external.check_mongodb(uri)
    assert SECRET not in str(caught.value)
    return str(caught.value)


def test_an_elasticsearch_that_refuses_the_password() -> None:
    with answering(401) as port:
        text = told_of_elasticsearch(f"http://elastic:{SECRET}@127.0.0.1:{port}")
    assert "Elasticsearch at 127.0.0.1 refuses its user or password (401)" in text


def test_an_elasticsearch_that_wants_a_password() -> None:
    with answering(401) as port:
        assert "wants a user and a password, or an API key (401)" in told_of_elasticsearch(f"http://127.0.0.1:{port}")


def test_an_untrusted_certificate(certificate: Path) -> None:
    with answering(200, b'{"version": {}}', certificate) as port:
        text = told_of_elasticsearch(f"https://elastic:{SECRET}@127.0.0.1:{port}")
    assert "Its certificate is not trusted (self-signed certificate)" in text


def test_a_certificate_of_ones_own_authority(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELASTICSEARCH_CA_FILE", str(certificate))
    with answering(200, b'{"version": {}}', certificate) as port:
        external.check_elasticsearch(f"https://127.0.0.1:{port}")


def test_tls_where_there_is_none() -> None:
    with answering(200) as port:
        assert "It does not speak TLS" in told_of_elasticsearch(f"https://elastic:{SECRET}@127.0.0.1:{port}")


def test_no_tls_where_there_is(certificate: Path) -> None:
    with answering(200, b"{}", certificate) as port:
        assert "Is it https://" in told_of_elasticsearch(f"http://elastic:{SECRET}@127.0.0.1:{port}")


@pytest.mark.parametrize("status", [200, 404, 500])
def test_something_else_than_elasticsearch(status: int) -> None:
    with answering(status, b"<html>") as port:
        assert f"Something else answers there, with status {status}" in told_of_elasticsearch(
            f"http://127.0.0.1:{port}"
        )


def test_an_elasticsearch_whose_port_is_closed() -> None:
    text = told_of_elasticsearch(f"http://elastic:{SECRET}@127.0.0.1:{ports.choose()}")
    assert "no Elasticsearch answers at 127.0.0.1. Nothing listens at that port." in text


def test_an_elasticsearch_whose_name_is_not_found() -> None:
    assert "That name is not found" in told_of_elasticsearch(f"http://elastic:{SECRET}@nowhere.invalid:9200")


def test_an_address_that_cannot_be_read() -> None:
    assert "it is no address" in told_of_elasticsearch(f"elastic:{SECRET}@127.0.0.1:9200")
    assert "it is no address" in told_of_mongodb(f"mongodb://u:a/{SECRET}@127.0.0.1/db")


def test_one_node_that_answers_is_enough() -> None:
    with answering(200, b'{"version": {}}') as port:
        external.check_elasticsearch(f"http://127.0.0.1:{ports.choose()},http://127.0.0.1:{port}")


def test_a_mongodb_whose_port_is_closed() -> None:
    text = told_of_mongodb(f"mongodb://u:{SECRET}@127.0.0.1:{ports.choose()}/db")
    assert "no MongoDB answers there: nothing listens at 127.0.0.1:" in text


def test_a_mongodb_whose_name_is_not_found() -> None:
    assert "the name nowhere.invalid is not found" in told_of_mongodb(f"mongodb://u:{SECRET}@nowhere.invalid/db")
    assert "the name nowhere.invalid is not found" in told_of_mongodb(f"mongodb+srv://u:{SECRET}@nowhere.invalid/db")


@pytest.mark.parametrize("options", ["replicaSet=", "a", "a=b;c=d&e=f"])
def test_options_that_mongodbs_driver_does_not_take(options: str) -> None:
    assert "MONGODB_URI is set" in told_of_mongodb(f"mongodb://u:{SECRET}@127.0.0.1:1/db?{options}")


@pytest.mark.servers
def test_a_mongodb_that_refuses_the_password(mongodb: MongoDB) -> None:
    text = told_of_mongodb(f"mongodb://u:{SECRET}@{mongodb.address}/db?directConnection=true")
    assert f"MongoDB at {mongodb.address} refuses its user or password" in text


@pytest.mark.servers
def test_a_mongodb_of_another_replica_set(mongodb: MongoDB) -> None:
    assert "another replica set" in told_of_mongodb(f"mongodb://{mongodb.address}/db?replicaSet=other")


@pytest.mark.servers
def test_a_mongodb_without_tls(mongodb: MongoDB) -> None:
    text = told_of_mongodb(f"mongodb://{mongodb.address}/db?tls=true&directConnection=true")
    assert "TLS" in text


@pytest.mark.parametrize(
    ("code", "says"), [(50, "does not answer in time"), (2, "refuses a command (code 2)"), (18, "refuses its user")]
)
def test_mongodb_that_answers_with_an_error_is_told_from_one_that_is_late(code: int, says: str) -> None:
    assert says in external.mongodb_sentence(OperationFailure("No.", code), "mongo:27017")
