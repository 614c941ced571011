"""Objects of JSON as rows: nested values by dotted names, and MongoDB's extended JSON."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

from bson import json_util
from bson.errors import BSONError

from catalog.importing.columns import GROUPS, rank_of

DEPTH = 3
MOST_NAMES = 500
EXTENDED = '"$'
JSON_ERRORS = (ValueError, TypeError, RecursionError, OverflowError, BSONError)


def parse(text: str) -> object:
    """Parse one value. What has `$` in its keys is MongoDB's extended JSON. Raises one of JSON_ERRORS."""
    if EXTENDED not in text:
        return json.loads(text)
    return json_util.loads(text)


def revive(value: object) -> object:
    """Turn the extended JSON inside a value that another parser has read into Python's types."""
    if isinstance(value, dict):
        revived = {key: revive(each) for key, each in value.items()}
        return json_util.object_hook(revived) if any(key.startswith("$") for key in revived) else revived
    return [revive(each) for each in value] if isinstance(value, list) else value


def names_of(rows: Iterable[Mapping[str, object]]) -> list[str]:
    """Return the names of all values, in the order of their first appearance; `fields.headline` for nested ones."""
    names: dict[str, None] = {}
    for row in rows:
        names.update(dict.fromkeys(nested_names(row)))
        if len(names) > MOST_NAMES:
            break
    return list(names)[:MOST_NAMES]


def nested_names(row: Mapping[str, object], depth: int = 1) -> Iterable[str]:
    for name, value in row.items():
        if isinstance(value, dict) and depth < DEPTH and not is_field(name):
            yield from (f"{name}.{inner}" for inner in nested_names(value, depth + 1))
        else:
            yield name


def is_field(name: str) -> bool:
    return any(rank_of(field, name) is not None for field in GROUPS)


def values_of(row: Mapping[str, object], columns: Mapping[str, str]) -> tuple[dict[str, object], list[str]]:
    """Return the values of the fields, and what to tell: without the column, another name of the row counts."""
    values: dict[str, object] = {}
    told = []
    for field, name in columns.items():
        if name in row:
            values[field] = row[name]
        elif (found := nested(row, name) if "." in name else None) is not None:
            values[field] = found
        elif other := best_name(field, tuple(key for key in row if key not in columns.values())):
            values[field] = row[other]
            told.append(f"“{other}” was taken as {field}, where there is no “{name}”")
    return values, told


@lru_cache(maxsize=4096)
def best_name(field: str, names: tuple[str, ...]) -> str:
    """Return the name that is the field in a row with other names than most of the file."""
    ranks = [(rank, name) for name in names if (rank := rank_of(field, name)) is not None]
    return min(ranks)[1] if ranks else ""


def nested(row: object, name: str) -> object:
    """Return the value of a dotted name; the names themselves may hold points."""
    if not isinstance(row, Mapping):
        return None
    if name in row:
        return row[name]
    parts = name.split(".")
    for count in range(len(parts) - 1, 0, -1):
        found = nested(row.get(".".join(parts[:count])), ".".join(parts[count:]))
        if found is not None:
            return found
    return None
