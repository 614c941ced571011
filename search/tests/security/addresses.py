"""All addresses of the site as its URLs have them, and each with something real in the place of its parameters."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
ADMIN = re.compile(r"/admin/(\w+)/(\w+)/")
FORMER_VERSION = "1"  # of the article
# Those that take what is no row of a model, or that the admin writes as a pattern.
SAMPLES = {
    "/accounts/reset/<uidb64>/<token>/": "/accounts/reset/MQ/set-password/",
    "/admin/r/<path:content_type_id>/<path:object_id>/": "/admin/r/1/1/",
    "/admin/<app>/": "/admin/catalog/",
    "/admin/<anything>": "/admin/nothing/",
}


def patterns(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[str]:
    """Yield each address with its parameters in pointed brackets."""
    each: URLPattern | URLResolver
    for each in (resolver or get_resolver()).url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, route)
        elif "app_label" in route:
            yield "/admin/<app>/"
        elif "?P<url>" in route:
            yield "/admin/<anything>"
        else:
            yield route


def model_of(pattern: str) -> Any:
    """Return the model of the row that an address is about."""
    if found := ADMIN.match(pattern):
        return apps.get_model(found[1], found[2])
    return apps.get_model("catalog", "article")


def sample(pattern: str, rows: dict[Any, Any]) -> str:
    """Return the address of one row; `rows` has one of each model."""
    if pattern in SAMPLES:
        return SAMPLES[pattern]
    return PARAMETER.sub(
        lambda match: FORMER_VERSION if match[1] == "number" else str(rows[model_of(pattern)].pk), pattern
    )
