"""The alias that is searched, and the concrete index behind it, whose name includes a hash of its mapping.

A re-sync swaps the alias to a new index: search/sync/rebuild/aliases.py.
"""

import hashlib
import json
import time
from copy import deepcopy
from typing import Any

from django.conf import settings
from django_elasticsearch_dsl import Index
from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError
from elasticsearch.dsl import connections

from search.index.analysis import analysis_of
from search.index.languages import archive_language

# Raised by the client if Elasticsearch is unavailable: no response, or an error response.
ELASTICSEARCH_FAILED = (TransportError, ApiError)


def alias_name() -> str:
    """Return the alias that is searched. Read from the settings at each call: tests set a prefix of their own."""
    return f"{settings.SEARCH_INDEX_PREFIX}articles"


def client(using: str = "default") -> Elasticsearch:
    """Return the process's client of that name (settings.ELASTICSEARCH_DSL)."""
    connection: Elasticsearch = connections.get_connection(using)
    return connection


class AliasedIndex(Index):
    """An index whose name is an alias, so that it can be rebuilt beside itself and swapped.

    `create()` makes a concrete index and points the alias at it; the library's own method would make a concrete index
    with the alias's name, which could not be swapped.
    """

    @property
    def _name(self) -> str:
        return alias_name()

    @_name.setter
    def _name(self, value: str) -> None:
        """Ignore the name that the library sets at import; ours comes from the settings."""

    def body(self) -> dict[str, Any]:
        """Return mappings and settings as Elasticsearch takes them."""
        # A copy, which callers may change: the library returns its own dictionary of settings.
        body: dict[str, Any] = deepcopy(self.to_dict())
        body.pop("aliases", None)
        language = archive_language()
        body["settings"]["analysis"] = analysis_of(language)
        if language.marks_stems:
            # The words of the text itself are phrases and spellings. The fields stay without terms, so that a site
            # which changes to another language can ask for them.
            ways = body["mappings"]["properties"]["text"]["fields"]
            ways["written"] = ways["spelling"] = {"type": "text", "index": False}
        return body

    def create(self, using: str | None = None, **_kwargs: Any) -> Any:
        return create_concrete(client(using or "default"), self.body(), alias=alias_name())


def mapping_hash(body: dict[str, Any]) -> str:
    """Return a hash of mappings and analyzers: any change of them needs a new index, so a re-sync.

    The other settings (replicas, refresh interval) can be changed on a live index and are left out.
    """
    content = {"mappings": body["mappings"], "analysis": body["settings"]["analysis"]}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:8]


def concrete_name(body: dict[str, Any]) -> str:
    return f"{alias_name()}-{mapping_hash(body)}-{time.time_ns() // 1_000_000}"


def create_concrete(elastic: Elasticsearch, body: dict[str, Any], alias: str | None = None) -> str:
    """Create an empty index for this mapping, with the alias if one is given; return its name."""
    name = concrete_name(body)
    aliases = {alias: {"is_write_index": True}} if alias else {}
    elastic.indices.create(index=name, aliases=aliases, **body)
    return name


def live_index(elastic: Elasticsearch) -> str | None:
    """Return the concrete index behind the alias, or None if there is none."""
    try:
        return max(elastic.indices.get_alias(name=alias_name()).body, default=None)
    except NotFoundError:
        return None
