"""The indices of this site in Elasticsearch: which one is live, which are left over, and the one swap."""

import re
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch, NotFoundError

from search.documents import articles
from search.index import alias_name, create_concrete, live_index, mapping_hash

# While an index is filled nobody reads it: refreshing it would only cost.
FILLING = {"refresh_interval": "-1", "number_of_replicas": 0}
# What readers and the worker need of an index, which a re-sync changes for a while.
SETTLED = ("refresh_interval", "number_of_replicas", "gc_deletes")


def wanted_mapping() -> str:
    return mapping_hash(articles.body())


def has_wanted_mapping(index: str) -> bool:
    return index.startswith(f"{alias_name()}-{wanted_mapping()}-")


def create_filling(elastic: Elasticsearch) -> str:
    body: dict[str, Any] = articles.body()
    body["settings"] = {**body["settings"], **FILLING}
    return create_concrete(elastic, body)


def settle(elastic: Elasticsearch, index: str) -> bool:
    """Give an index the settings that readers need; return whether it lacked any."""
    wanted = {name: settings.SEARCH_INDEX_SETTINGS[name] for name in SETTLED}
    found = elastic.indices.get_settings(index=index, flat_settings=True).body[index]["settings"]
    lacking = any(found.get(f"index.{name}") != str(value) for name, value in wanted.items())
    if lacking:
        elastic.indices.put_settings(index=index, settings=wanted)
    return lacking


def has_its_copies(elastic: Elasticsearch, index: str) -> bool:
    """Return whether every copy is there that the settings ask for; with no replicas it always is."""
    status: str = elastic.cluster.health(index=index)["status"]
    return status == "green"


def own_indices(elastic: Elasticsearch) -> list[str]:
    """Return every index that this site made, live or not."""
    pattern = re.compile(rf"{re.escape(alias_name())}-[0-9a-f]{{8}}-\d+")
    found = elastic.indices.get_alias(index=f"{alias_name()}-*")
    return [name for name in found.body if pattern.fullmatch(name)]


def remove_leftovers(elastic: Elasticsearch, *, keep: set[str]) -> list[str]:
    """Delete indices of runs that never finished; return their names."""
    live = live_index(elastic)
    left = [name for name in own_indices(elastic) if name != live and name not in keep]
    for name in left:
        elastic.options(ignore_status=404).indices.delete(index=name)
    return left


def freeze(elastic: Elasticsearch, index: str) -> None:
    """Stop an index from showing anything newer, so that its successor cannot show less at the moment of the swap.

    The refresh waits for one that is under way: after it, the index shows only what it was given before now.
    """
    elastic.indices.put_settings(index=index, settings={"refresh_interval": "-1"})
    elastic.indices.refresh(index=index)


def holders_of(elastic: Elasticsearch, alias: str) -> list[str]:
    try:
        return list(elastic.indices.get_alias(name=alias).body)
    except NotFoundError:
        return []


def swap(elastic: Elasticsearch, index: str) -> None:
    """Point the alias at an index in one step: no search falls between the old and the new one."""
    alias = alias_name()
    actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": alias, "is_write_index": True}}]
    holders = holders_of(elastic, alias)
    actions += [{"remove": {"index": name, "alias": alias}} for name in holders if name != index]
    if not holders and elastic.indices.exists(index=alias):
        # Somebody made an index of the alias's own name; nothing can be swapped while it stands there.
        actions.append({"remove_index": {"index": alias}})
    elastic.indices.update_aliases(actions=actions)
