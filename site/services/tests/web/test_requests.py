"""Requests that are too long, and headers that pretend."""

import signal
from threading import Thread
from typing import Any

import pytest

from config.tests.document_tables import hold_row
from services.processes import waiting
from services.tests.web.conftest import Web, read_to_end, status_of
from services.web import limits

MEGABYTE = 2**20
HERE = "`site/services/tests/web/test_requests.py`"


def line(length: int) -> bytes:
    """A request line of that many bytes."""
    path = b"/?q=" + b"a" * (length - len(b"GET /?q= HTTP/1.1"))
    return b"GET " + path + b" HTTP/1.1\r\n"


def send(web: Web, *parts: bytes) -> bytes:
    """Send all of it, whatever the server thinks of it, and return its answer."""
    with web.connect() as client:
        try:
            for part in parts:
                client.sendall(part)
        except ConnectionError:
            pass  # it has answered already
        return read_to_end(client)


def test_the_longest_line_is_answered(web: Web) -> None:
    assert send(web, line(limits.REQUEST_LINE), b"Host: a\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("length", [limits.REQUEST_LINE + 1, 20_000, 70_000, MEGABYTE, 16 * MEGABYTE])
def test_a_longer_line_is_too_long(web: Web, length: int) -> None:
    before = web.worker().memory_info().rss
    answer = send(web, line(length), b"Host: a\r\n\r\n")
    assert b" 414 URI Too Long\r\n" in answer
    assert b"longer than 8190 bytes" in answer
    assert web.worker().memory_info().rss - before < 8 * MEGABYTE
    hold_row("attacks", f"a request line of {length:,} bytes", status_of(answer), HERE)


def test_a_line_without_an_end_is_too_long(web: Web) -> None:
    assert b" 414 " in send(web, b"GET /" + b"a" * 9000)


def test_long_headers_are_too_long(web: Web) -> None:
    answer = send(web, line(100), b"".join(b"X-%d: %s\r\n" % (n, b"a" * 1000) for n in range(100)), b"\r\n")
    assert b" 431 " in answer
    hold_row("attacks", "headers of 100 kB", status_of(answer), HERE)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (line(limits.REQUEST_LINE + 1), 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-A: a\r\n" * 9000, 431),
        (b"GET / HTTP/1.1\r\nno header\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n", 408),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n", 413),
    ],
)
def test_the_site_is_told_of_a_refusal_and_says_what_it_carries(web: Web, sent: bytes, status: int) -> None:
    answer = send(web, sent)
    assert answer.startswith((b"HTTP/1.1 %d " % status, b"HTTP/1.0 %d " % status))
    assert b"\r\nX-Told: %d\r\n" % status in answer


@pytest.mark.parametrize("how", ["sent", "announced"])
def test_a_large_body_is_refused_unread(web: Web, how: str) -> None:
    expect = b"Expect: 100-continue\r\n" if how == "announced" else b""
    header = b"POST / HTTP/1.1\r\nHost: a\r\n" + expect + b"Content-Length: %d\r\n\r\n" % (60 * MEGABYTE)
    with web.connect() as client:
        client.sendall(header)
        answer = read_to_end(client)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"1,048,576 bytes" in answer
    hold_row("attacks", f"a body of 60 MB, {how}", f"{status_of(answer)}, before it is read", HERE)


def test_a_client_that_sends_it_all_the_same_reads_the_refusal(web: Web) -> None:
    header = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % (30 * MEGABYTE)
    assert b" 413 " in send(web, header, *[b"x" * MEGABYTE] * 30)


def test_chunks_are_counted(web: Web) -> None:
    chunk = b"100000\r\n" + b"x" * MEGABYTE + b"\r\n"
    header = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = send(web, header, *[chunk] * 3, b"0\r\n\r\n")
    assert b" 413 " in answer
    hold_row("attacks", "a body in chunks, larger than its limit", status_of(answer), HERE)


def upload(cookie: bytes) -> bytes:
    header = b"POST /uploads HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n"
    return header % (cookie, 9 * MEGABYTE)


def test_a_path_may_take_more(web: Web) -> None:
    assert b'"read": 9437184' in send(web, upload(b"Cookie: may=upload\r\n"), *[b"x" * MEGABYTE] * 9)


@pytest.mark.parametrize("cookie", [b"", b"Cookie: may=not\r\n"])
def test_it_takes_no_more_from_somebody_without_the_cookie(web: Web, cookie: bytes) -> None:
    with web.connect() as client:
        client.sendall(upload(cookie))  # and no body: it is not waited for
        assert read_to_end(client).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "Script_Name", "PATH_INFO", "REMOTE_USER", "X_Forwarded_Proto"])
def test_a_header_does_not_pass_for_a_variable_of_the_server(web: Web, name: str) -> None:
    told = web.ask(headers={name: "/elsewhere"})
    assert "/elsewhere" not in told.values()
    assert told["SCRIPT_NAME"] == ""
    hold_row("attacks", f"a header named {name}", "as without it", HERE)


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded"])
def test_what_a_proxy_would_say_is_dropped_where_none_is_trusted(web: Web, name: str) -> None:
    told = web.ask(headers={name: "203.0.113.9"})
    assert "203.0.113.9" not in told.values()
    assert told["REMOTE_ADDR"] == "127.0.0.1"


def test_a_request_that_runs_is_answered_when_a_process_is_to_end(web: Web) -> None:
    answers: list[Any] = []
    asking = Thread(target=lambda: answers.append(web.ask("/slow")))
    asking.start()
    worker = web.worker()
    waiting.pause(0.5)  # it runs for a second and a half
    worker.send_signal(signal.SIGTERM)
    asking.join()
    assert answers[0]["PATH_INFO"] == "/slow"
    assert waiting.until(lambda: not worker.is_running() or worker.status() == "zombie", timeout=10)
    assert web.ask()["PATH_INFO"] == "/"  # gunicorn has started another


def test_an_answer_that_breaks_off_does_not_look_complete(web: Web) -> None:
    """Without its last chunk a browser calls a download failed."""
    answer = send(web, b"GET /broken HTTP/1.1\r\nHost: a\r\n\r\n")
    assert b"Transfer-Encoding: chunked\r\n" in answer
    assert b"the first part" in answer
    assert not answer.endswith(b"0\r\n\r\n")
