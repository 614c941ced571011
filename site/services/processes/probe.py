"""Plain HTTP requests for health checks, without the retries and logs of a client library."""

import base64
import json
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import unquote, urlsplit

OK = 200


def ask(url: str, *, timeout: float, authority: str | None = None, api_key: str = "") -> tuple[int, bytes]:
    """The status and body of a GET; an OSError or HTTPException when nothing answers.

    Sends the API key, or a name and password given in the address. `authority` is a file with a certificate.
    """
    parts = urlsplit(url)
    headers = {}
    if api_key:
        headers["Authorization"] = f"ApiKey {api_key}"
    elif parts.username:
        credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(credentials.encode()).decode()}"
    connection: HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context(cafile=authority)
        connection = HTTPSConnection(parts.hostname or "", parts.port, timeout=timeout, context=context)
    else:
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    try:
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def get(url: str, *, timeout: float, authority: str | None = None) -> tuple[int, bytes] | None:
    """The status and body of a GET, or None when nothing answers."""
    try:
        return ask(url, timeout=timeout, authority=authority)
    except (OSError, HTTPException, ValueError):
        return None


def get_json(url: str, *, timeout: float) -> dict[str, Any] | None:
    """The JSON object that an address answers with, or None."""
    answer = get(url, timeout=timeout)
    return None if answer is None else json_object(answer[1])


def json_object(body: bytes) -> dict[str, Any] | None:
    """The JSON object of a body, or None."""
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
