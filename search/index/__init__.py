"""The index: its alias and client (alias), and how text becomes terms in it (analysis)."""

from search.index.alias import (
    ELASTICSEARCH_FAILED,
    AliasedIndex,
    alias_name,
    client,
    create_concrete,
    live_index,
    mapping_hash,
    short_reason,
)

__all__ = [
    "ELASTICSEARCH_FAILED",
    "AliasedIndex",
    "alias_name",
    "client",
    "create_concrete",
    "live_index",
    "mapping_hash",
    "short_reason",
]
