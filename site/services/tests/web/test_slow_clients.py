"""Clients that hold on: readers are answered beside them, and each is closed when its time is over."""

import select
import socket
import time
from http.client import HTTPConnection

import pytest

from config.tests.document_tables import hold_row
from services.tests.web.conftest import Web, read_to_end, status_of

HALF_A_HEADER = b"GET / HTTP/1.1\r\nHost: a\r\nX-Half: "
HALF_A_BODY = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf"
HALF_A_CHUNK = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\nhalf"
NOTHING = b""
SLOW = [HALF_A_HEADER, HALF_A_BODY, HALF_A_CHUNK, NOTHING]
NAMES = ["half a header", "half a body", "half a chunk", "nothing"]
HERE = "`site/services/tests/web/test_slow_clients.py`"


@pytest.mark.parametrize("sent", SLOW, ids=NAMES)
def test_readers_are_answered_beside_half_sent_requests(web: Web, sent: bytes) -> None:
    """There are two threads: with a thread for each client, nobody would be answered."""
    with web.clients(50, sent):
        assert [web.ask()["PATH_INFO"] for _ in range(20)] == ["/"] * 20


def test_readers_are_answered_beside_clients_that_do_not_read(web: Web) -> None:
    with web.clients(10, b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n"):
        assert [web.ask()["PATH_INFO"] for _ in range(10)] == ["/"] * 10


@pytest.mark.parametrize(("name", "sent"), list(zip(NAMES, SLOW, strict=True)), ids=NAMES)
def test_who_sends_no_more_is_closed(web: Web, name: str, sent: bytes) -> None:
    with web.clients(1, sent) as (client,):
        answer = read_to_end(client)
    assert (b" 408 Request Timeout\r\n" in answer) == bool(sent)
    hold_row("attacks", f"{name}, then silence", f"{status_of(answer) or 'no answer'}, and the end", HERE)


def test_a_byte_now_and_then_does_not_keep_a_header_open(web: Web) -> None:
    with web.clients(1, HALF_A_HEADER) as (client,):
        bytes_sent = 0
        while bytes_sent < 60 and not select.select([client], [], [], 0.3)[0]:
            client.sendall(b"x")
            bytes_sent += 1
        assert bytes_sent < 60  # else it may be sent for ever
        assert b" 408 " in client.recv(1000)


def test_a_slow_line_may_send_a_large_form(web: Web) -> None:
    """It takes twice the time of a body that stops, and is taken because it goes on."""
    with web.clients(1, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 16000\r\nConnection: close\r\n\r\n") as (
        client,
    ):
        for _ in range(16):
            client.sendall(b"x" * 1000)
            time.sleep(0.3)  # the slowness is what is tested
        answer = read_to_end(client)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"read": 16000' in answer


def test_who_does_not_read_is_closed(web: Web) -> None:
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(30)
        client.connect(("127.0.0.1", web.port))
        client.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(4)  # longer than the server waits
        assert len(read_to_end(client)) < 12 * 2**20


def test_a_connection_is_used_again(web: Web) -> None:
    connection = HTTPConnection("127.0.0.1", web.port, timeout=30)
    connection.connect()
    first = connection.sock
    for _ in range(3):
        connection.request("GET", "/")
        assert connection.getresponse().read()
        assert connection.sock is first
    connection.close()
