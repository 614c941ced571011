"""Match reasons: the names of a query's clauses, and the reasons derived from the clauses that a hit matched.

Elasticsearch reports which named clauses each hit matched. A term group (a word, or several that form one term) has up
to three: matched as typed, fuzzily, or by a synonym. "0/2" is the first of two groups. One of a single letter, which is
not looked for in every text, is only begun.
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


def begun(group: str) -> str:
    return f"begun {group}"


def reasons(names: Iterable[str]) -> tuple[MatchReason, ...]:
    """Return the reasons for a hit from the names of the clauses that it matched."""
    matched = set(names)
    found = {reason for reason in MatchReason if reason.value in matched}
    groups = {name.partition(" ")[2] for name in matched if "/" in name}
    as_typed = {group for group in groups if typed(group) in matched}
    for group in {group for group in groups - as_typed if begun(group) not in matched}:
        found.add(MatchReason.SYNONYM if synonym(group) in matched else MatchReason.SIMILAR_SPELLING)
    if groups:
        # A group that did not match is not named here, so each name includes the number of groups.
        count = int(next(iter(groups)).partition("/")[2])
        if len(as_typed) == count > 1:
            found.add(MatchReason.ALL_WORDS)
        if missing := count - len(groups):
            found.add(MatchReason.WORD_MISSING if missing == 1 else MatchReason.WORDS_MISSING)
    return tuple(reason for reason in MatchReason if reason in found)
