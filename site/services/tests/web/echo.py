"""A site for tests of the web server: it tells what it was asked, is slow, answers with a lot, or fails midway."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

LARGE = 12 * 2**20
UPLOADS = 20 * 2**20


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/slow":
        time.sleep(1.5)
    if path == "/large":
        start_response("200 OK", [("Content-Length", str(LARGE))])
        return (b"x" * 65_536 for _ in range(LARGE // 65_536))
    if path == "/broken":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return broken()
    told = {key: value for key, value in environ.items() if isinstance(value, str)}
    body = json.dumps({**told, "read": len(environ["wsgi.input"].read())}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def broken() -> Iterator[bytes]:
    yield b"the first part"
    raise RuntimeError("there is no second part")


def body_limit(path: str, cookies: str) -> int:
    return UPLOADS if path == "/uploads" and cookies == "may=upload" else 2**20


vars(application)["body_limit"] = body_limit
vars(application)["refused"] = lambda status: {"X-Told": str(status)}
