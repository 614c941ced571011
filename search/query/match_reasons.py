"""Why a hit is there: the names that the clauses of a query have, and what the names of a hit's clauses tell.

Elasticsearch says of each hit which named clauses it matched. A group of the query (a word, or several that are one
term) has up to three: found as typed, found with a slip, found by a synonym. "0/2" is the first of two groups.
"""

from collections.abc import Iterable

from search.values import MatchReason


def group_name(number: int, count: int) -> str:
    return f"{number}/{count}"


def typed(group: str) -> str:
    return f"typed {group}"


def near(group: str) -> str:
    return f"near {group}"


def synonym(group: str) -> str:
    return f"synonym {group}"


def reasons(names: Iterable[str]) -> tuple[MatchReason, ...]:
    """Return why a hit is there, from the names of the clauses that it matched."""
    matched = set(names)
    found = {reason for reason in MatchReason if reason.value in matched}
    groups = {name.partition(" ")[2] for name in matched if "/" in name}
    as_typed = {group for group in groups if typed(group) in matched}
    for group in groups - as_typed:
        found.add(MatchReason.SYNONYM if synonym(group) in matched else MatchReason.SIMILAR_SPELLING)
    if groups:
        # A group that did not match has no name here, so each name tells how many there are.
        count = int(next(iter(groups)).partition("/")[2])
        if len(as_typed) == count > 1:
            found.add(MatchReason.ALL_WORDS)
    return tuple(reason for reason in MatchReason if reason in found)
