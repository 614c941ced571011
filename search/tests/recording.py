"""What a page costs: the requests that Elasticsearch gets and the commands that MongoDB gets."""

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
    """Each body that was sent, an `_msearch` as one text; every request counts, whatever its answer."""

    bodies: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.bodies)

    @property
    def last(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.bodies[-1])
        return body


def record_requests(monkeypatch: pytest.MonkeyPatch) -> Requests:
    """Listen between the page's client and the network."""
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
        """Counted when it started."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Counted when it started."""


@contextmanager
def heard_commands() -> Iterator[Commands]:
    """Hear every command that MongoDB gets through Django's connection."""
    real: Any = connections["default"]
    database, host = real.database, real.settings_dict["HOST"]
    listener = Commands()
    with MongoClient[dict[str, Any]](host, event_listeners=[listener]) as heard:
        real.database = heard[database.name]
        yield listener
        real.database = database
