"""Plain HTTP requests for health checks, without the retries and logs of a client library."""

import base64
import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import unquote, urlsplit

OK = 200


def get(url: str, *, timeout: float) -> tuple[int, bytes] | None:
    """The status and body of a GET, or None when nothing answers. Sends a name and password given in the address."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    headers = {}
    if parts.username:
        credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(credentials.encode()).decode()}"
    try:
        connection = kind(parts.hostname or "", parts.port, timeout=timeout)
        try:
            connection.request("GET", parts.path or "/", headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError):
        return None


def get_json(url: str, *, timeout: float) -> dict[str, Any] | None:
    """The JSON object that an address answers with, or None."""
    answer = get(url, timeout=timeout)
    if answer is None:
        return None
    try:
        found = json.loads(answer[1])
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
