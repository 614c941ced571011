"""The description of the JSON form, in OpenAPI 3.1. A test holds it against real answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_filters import Filter

from search.query import facets
from search.query.normalise import MAX_CHARACTERS
from search.values import MAX_DEPTH, MAX_PAGE_SIZE, PAGE_SIZE, Engine, MatchReason, Sort
from search.web.parameters import ANY_WORD, AS_TYPED, filterset_of

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
SWITCH: Schema = {"type": "boolean"}
# Parameters that have a meaning on the page only.
OF_THE_PAGE = ("all", "first")

PARAMETERS: dict[str, Schema] = {
    "q": {**TEXT, "maxLength": MAX_CHARACTERS},
    "sort": {**TEXT, "enum": Sort.values, "default": Sort.RELEVANCE.value},
    "words": {**TEXT, "enum": [ANY_WORD]},
    "spelling": {**TEXT, "enum": [AS_TYPED]},
    "size": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE},
    "page": {"type": "integer", "minimum": 1, "maximum": MAX_DEPTH, "default": 1},
}


def a_list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def an_object(properties: dict[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    """Return the schema of an object with these properties and no others."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def schemas() -> dict[str, Schema]:
    html = {**TEXT, "description": "Escaped, with the matches in <mark>."}
    return {
        "Page": an_object(
            {
                "query": {**TEXT, "description": "The words as they were understood."},
                "total": an_object({"value": NUMBER, "relation": {**TEXT, "enum": ["eq", "gte"]}}),
                "took_ms": NUMBER,
                "engine": {**TEXT, "enum": [engine.value for engine in Engine]},
                "hits": {**a_list(reference("Hit")), "maxItems": MAX_PAGE_SIZE},
                "facets": an_object({facet.name: a_list(reference("FacetValue")) for facet in facets.FACETS}),
                "page": {**NUMBER, "minimum": 1},
                "pages": {**NUMBER, "minimum": 1},
                "did_you_mean": an_object({"query": TEXT, "total": NUMBER}),
                "shown_instead": {**TEXT, "description": "The better spelling whose hits these are."},
                "pick": reference("Pick"),
                "notices": a_list(reference("Notice")),
            },
            optional=("did_you_mean", "shown_instead", "pick", "notices"),
        ),
        "Pick": an_object(
            {
                "sentence": {**TEXT, "description": "Why the editors put these articles above the hits."},
                "hits": {**a_list(reference("Hit")), "minItems": 1, "maxItems": 2},
            }
        ),
        "Hit": an_object(
            {
                "id": {**TEXT, "pattern": "^[0-9a-f]{24}$"},
                "title": TEXT,
                "category": TEXT,
                "published_at": {"type": ["string", "null"], "format": "date-time"},
                "url": {**TEXT, "format": "uri-reference"},
                "score": {"type": ["number", "null"], "description": "Null where nothing is ranked."},
                "title_html": html,
                "snippet_html": html,
                "matched": a_list({**TEXT, "enum": [reason.value for reason in MatchReason]}),
                "author": a_list(TEXT),
                "source_url": TEXT,
            }
        ),
        "FacetValue": an_object({"value": TEXT, "count": NUMBER, "selected": SWITCH, "excluded": SWITCH}),
        "Notice": an_object(
            {
                "facet": TEXT,
                "given": TEXT,
                "used": {"type": ["string", "null"]},
                "known": a_list(TEXT),
                "more": NUMBER,
                "text": TEXT,
            }
        ),
        "Error": an_object({"error": TEXT}),
    }


def parameter(name: str, declared: Filter) -> Schema:
    """Return the description of a parameter; what PARAMETERS does not have is one of a facet, and may be repeated."""
    return {
        "name": name,
        "in": "query",
        "description": str(declared.label),
        "schema": PARAMETERS.get(name) or a_list(TEXT),
    }


def response(description: str, schema: str) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": reference(schema)}}}


def description() -> Schema:
    declared = filterset_of(facets.FACETS).base_filters
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Broadsheet",
            "version": "1",
            "description": "Search in the archive. A parameter that is not valid counts as absent.",
        },
        "paths": {
            reverse("search:json"): {
                "get": {
                    "operationId": "search",
                    "summary": "One page of the articles that a search finds, with the counts of its facets.",
                    "parameters": [parameter(name, each) for name, each in declared.items() if name not in OF_THE_PAGE],
                    "responses": {
                        "200": response("The page.", "Page"),
                        "503": response("Neither search engine answers.", "Error"),
                    },
                }
            }
        },
        "components": {"schemas": schemas()},
    }


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse({**description(), "servers": [{"url": request.build_absolute_uri("/")[:-1]}]})
