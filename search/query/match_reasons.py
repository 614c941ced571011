"""Why a hit is there: the names that the clauses of a query have, and what the names of a hit's clauses tell.

Elasticsearch says of each hit which named clauses it matched. A slot of the query (a word, or several that are one
term) has up to three: found as typed, found with a slip, found by a synonym. "0/2" is the first of two slots.
"""

from collections.abc import Iterable

from search.values import Reason


def slot_name(number: int, count: int) -> str:
    return f"{number}/{count}"


def typed(slot: str) -> str:
    return f"typed {slot}"


def near(slot: str) -> str:
    return f"near {slot}"


def synonym(slot: str) -> str:
    return f"synonym {slot}"


def reasons(names: Iterable[str]) -> tuple[Reason, ...]:
    """Return why a hit is there, from the names of the clauses that it matched."""
    matched = set(names)
    found = {reason for reason in Reason if reason.value in matched}
    slots = {name.partition(" ")[2] for name in matched if "/" in name}
    as_typed = {slot for slot in slots if typed(slot) in matched}
    for slot in slots - as_typed:
        found.add(Reason.SYNONYM if synonym(slot) in matched else Reason.SIMILAR_SPELLING)
    if slots:
        # A slot that did not match has no name here, so each name tells how many there are.
        count = int(next(iter(slots)).partition("/")[2])
        if len(as_typed) == count > 1:
            found.add(Reason.ALL_WORDS)
    return tuple(reason for reason in Reason if reason in found)
