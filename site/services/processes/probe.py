"""Plain HTTP requests for health checks, without the retries and logs of a client library."""

import base64
import json
import os
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import unquote, urlsplit

OK = 200


def ask(url: str, *, timeout: float) -> tuple[int, bytes]:
    """The status and body of a GET; an OSError or HTTPException when nothing answers.

    Sends a name and password given in the address, and trusts the authority of ELASTICSEARCH_CA_FILE as the site does.
    """
    parts = urlsplit(url)
    headers = {}
    if parts.username:
        credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(credentials.encode()).decode()}"
    connection: HTTPConnection
    if parts.scheme == "https":
        context = ssl.create_default_context(cafile=os.environ.get("ELASTICSEARCH_CA_FILE"))
        connection = HTTPSConnection(parts.hostname or "", parts.port, timeout=timeout, context=context)
    else:
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.request("GET", parts.path or "/", headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def get(url: str, *, timeout: float) -> tuple[int, bytes] | None:
    """The status and body of a GET, or None when nothing answers."""
    try:
        return ask(url, timeout=timeout)
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
