"""A site that counts its requests as search/operations/counters.py does, and answers what all processes counted."""

import json
import os
from collections.abc import Callable, Iterable
from typing import Any

from prometheus_client import CollectorRegistry, Counter
from prometheus_client.multiprocess import MultiProcessCollector

requests = Counter("requests", "Requests.", registry=CollectorRegistry())


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    requests.inc()
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    answer = {"pid": os.getpid(), "counted": together.get_sample_value("requests_total")}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]
