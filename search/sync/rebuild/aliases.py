"""The indices of this site in Elasticsearch: which one is live, which are left over, and the alias swap."""

import re
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch, NotFoundError

from search.documents import articles
from search.index import alias_name, create_concrete, live_index, mapping_hash

# Nobody reads an index while it is filled: refreshes and replicas would only cost time.
FILL_SETTINGS = {"refresh_interval": "-1", "number_of_replicas": 0}
# The settings that readers and the worker need, and that a re-sync changes for a while.
READER_SETTINGS = ("refresh_interval", "number_of_replicas", "gc_deletes")


def wanted_mapping() -> str:
    """Return the hash of the mapping that this version of the site needs."""
    return mapping_hash(articles.body())


def has_wanted_mapping(index: str) -> bool:
    return index.startswith(f"{alias_name()}-{wanted_mapping()}-")


def create_to_fill(elastic: Elasticsearch) -> str:
    """Create an empty index without an alias, with the settings for filling it; return its name."""
    body: dict[str, Any] = articles.body()
    body["settings"] = {**body["settings"], **FILL_SETTINGS}
    return create_concrete(elastic, body)


def restore_settings(elastic: Elasticsearch, index: str) -> bool:
    """Give an index the settings that readers need; return whether any was different."""
    wanted = {name: settings.SEARCH_INDEX_SETTINGS[name] for name in READER_SETTINGS}
    found = elastic.indices.get_settings(index=index, flat_settings=True).body[index]["settings"]
    differs = any(found.get(f"index.{name}") != str(value) for name, value in wanted.items())
    if differs:
        elastic.indices.put_settings(index=index, settings=wanted)
    return differs


def has_all_replicas(elastic: Elasticsearch, index: str) -> bool:
    """Return whether every replica that the settings ask for is allocated."""
    status: str = elastic.cluster.health(index=index)["status"]
    return status == "green"


def own_indices(elastic: Elasticsearch) -> list[str]:
    """Return every index that this site has created, live or not."""
    pattern = re.compile(rf"{re.escape(alias_name())}-[0-9a-f]{{8}}-\d+")
    found = elastic.indices.get_alias(index=f"{alias_name()}-*")
    return [name for name in found.body if pattern.fullmatch(name)]


def remove_leftovers(elastic: Elasticsearch, *, keep: set[str]) -> list[str]:
    """Delete the site's indices except the live one and those to keep; return the names of the deleted ones."""
    live = live_index(elastic)
    leftovers = [name for name in own_indices(elastic) if name != live and name not in keep]
    for name in leftovers:
        elastic.options(ignore_status=404).indices.delete(index=name)
    return leftovers


def freeze(elastic: Elasticsearch, index: str) -> None:
    """Stop an index from showing anything newer, so that its successor cannot show less at the moment of the swap.

    The refresh waits for one in progress: after it, the index shows only what was written before this call.
    """
    elastic.indices.put_settings(index=index, settings={"refresh_interval": "-1"})
    elastic.indices.refresh(index=index)


def indices_behind(elastic: Elasticsearch, alias: str) -> list[str]:
    try:
        return list(elastic.indices.get_alias(name=alias).body)
    except NotFoundError:
        return []


def swap(elastic: Elasticsearch, index: str) -> None:
    """Point the alias at an index in one step: every search meets either the old or the new one."""
    alias = alias_name()
    actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": alias, "is_write_index": True}}]
    behind = indices_behind(elastic, alias)
    actions += [{"remove": {"index": name, "alias": alias}} for name in behind if name != index]
    if not behind and elastic.indices.exists(index=alias):
        # Somebody created an index with the alias's own name; it blocks the alias.
        actions.append({"remove_index": {"index": alias}})
    elastic.indices.update_aliases(actions=actions)
