"""Requests to the search page and its JSON form, and parsers of the responses."""

import re
from typing import Any
from urllib.parse import urlencode

from django.test import Client

# A list repeats the parameter.
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
    """Return the inner HTML of the elements with that test id."""
    return [
        found.strip() for found in re.findall(rf'data-testid="{name}"[^>]*>(.*?)</(?:a|p|span|div)>', page, re.DOTALL)
    ]
