"""Records the requests to Elasticsearch and the commands to MongoDB that a page sends."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connections
from pymongo import MongoClient
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from search.index import client


@dataclass
class Requests:
    """The body of every request, whatever its response; an `_msearch` is one body."""

    bodies: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.bodies)

    @property
    def last(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.bodies[-1])
        return body


def record_requests(monkeypatch: pytest.MonkeyPatch) -> Requests:
    """Record the requests of the page's client."""
    requests = Requests()
    transport = client("page").transport
    perform = transport.perform_request

    def recorded(*arguments: Any, **options: Any) -> Any:
        body = options.get("body")
        requests.bodies.append(json.dumps(body, default=str))
        return perform(*arguments, **options)

    monkeypatch.setattr(transport, "perform_request", recorded)
    return requests


class Commands(CommandListener):
    def __init__(self) -> None:
        self.names: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        self.names.append(event.command_name)

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Counted at the start."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Counted at the start."""


@contextmanager
def heard_commands() -> Iterator[Commands]:
    """Record every command sent through Django's connection to MongoDB."""
    real: Any = connections["default"]
    database, host = real.database, real.settings_dict["HOST"]
    listener = Commands()
    with MongoClient[dict[str, Any]](host, event_listeners=[listener]) as recorded:
        real.database = recorded[database.name]
        yield listener
        real.database = database
