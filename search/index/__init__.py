"""The index: its alias and client (alias), its analyzers (analysis), and the languages of archives (languages)."""

from search.index.alias import (
    ELASTICSEARCH_FAILED,
    AliasedIndex,
    alias_name,
    client,
    create_concrete,
    live_index,
    mapping_hash,
)

__all__ = [
    "ELASTICSEARCH_FAILED",
    "AliasedIndex",
    "alias_name",
    "client",
    "create_concrete",
    "live_index",
    "mapping_hash",
]
