"""What a reader asks of the site, and what is read from the answer."""

import re
from typing import Any
from urllib.parse import urlencode

from django.test import Client

# A value may be a list: the parameter is then given once for each.
Parameter = str | int | list[str] | list[int]


def address(path: str, **parameters: Parameter) -> str:
    return f"{path}?{urlencode(parameters, doseq=True)}"


def answer(**parameters: Parameter) -> dict[str, Any]:
    response = Client().get(address("/search.json", **parameters))
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    return body


def titles(**parameters: Parameter) -> list[str]:
    return [hit["title"] for hit in answer(**parameters)["hits"]]


def counts(facet: str, **parameters: Parameter) -> dict[str, int]:
    """Return the count of each value that a facet shows."""
    return {each["value"]: each["count"] for each in answer(**parameters)["facets"][facet]}


def html(*, htmx: bool = False, **parameters: Parameter) -> str:
    response = Client().get(address("/", **parameters), headers={"HX-Request": "true"} if htmx else {})
    assert response.status_code == 200
    return response.content.decode()


def by_testid(page: str, name: str) -> list[str]:
    """Return what the elements of that test id hold, with tags."""
    return [
        found.strip() for found in re.findall(rf'data-testid="{name}"[^>]*>(.*?)</(?:a|p|span|div)>', page, re.DOTALL)
    ]
