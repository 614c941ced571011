"""The process's cache of the editors' synonyms (search/engines/read_cache.py)."""

import time
from collections.abc import Callable

import pymongo

from search.engines.read_cache import ReadCache, read_rows
from search.models import SynonymGroup
from search.query.synonyms import MOST_TERMS, NO_SYNONYMS, Synonyms, terms_of

MOST_GROUPS = 2_000
LONGEST_GROUP = 300  # characters; the model's limit, which another program may not observe
READ_SECONDS = 0.25

Groups = tuple[str, ...]


def read_groups() -> Groups:
    """Return the groups stored in MongoDB, except values that are not text or too long."""
    with pymongo.timeout(READ_SECONDS):
        text = {"terms": {"$type": "string"}}
        rows = read_rows(SynonymGroup, {"terms": True}, limit=MOST_GROUPS, having=text)
    written = [row["terms"] for row in rows]
    return tuple(terms for terms in written if isinstance(terms, str) and len(terms) <= LONGEST_GROUP)


def parse(groups: Groups) -> Synonyms:
    """Return the synonyms of the groups. Each term is paired with every other, so the length of a group is limited."""
    return Synonyms.of(", ".join(terms_of(group)[:MOST_TERMS]) for group in groups)


class SynonymList(ReadCache[Groups, Synonyms]):
    def __init__(self, read: Callable[[], Groups] = read_groups, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(read=read, parse=parse, empty=NO_SYNONYMS, noun="synonyms", clock=clock)


# The process's cache.
known = SynonymList()


def current() -> Synonyms:
    return known.current()


def forget() -> None:
    """For tests, which change the list faster than once a second."""
    known.forget()
