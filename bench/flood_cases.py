"""The floods whose figures are in docs/security.md: those of bench/flood.py, and the soak of `make chaos`."""

# What `--record` takes, and the name of the row.
RECORDED = {
    "archive": "24 clients × 20 slips each, 2,225 articles",
    "one-address": "the same, all from one address",
    "large": "24 clients × 20 slips each, 100,000 articles",
}
SOAK = "50 searches and 2 edits a second, 24 clients with slips without end and 50 that hold on"
FLOODS = (*RECORDED.values(), SOAK)
# Nobody has had a machine for these two alone so far: their rows may be missing. docs/security.md says what was seen.
AWAITED = frozenset({RECORDED["large"], SOAK})
