"""A site that takes one from the allowance of everybody for each request, and tells whether there was enough."""

import json
import os
from collections.abc import Callable, Iterable
from typing import Any

from config import buckets

TWENTY = buckets.Allowance(burst=20, per_second=0.001)


def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    told = {"process": os.getpid(), "allowed": not buckets.shared.take("everybody", 1, TWENTY)}
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(told).encode()]
