"""The pages on which editors write: what was typed is never lost on the way (docs/decisions/0030)."""
