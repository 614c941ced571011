"""Several articles chosen among the results: another category for them, deleting them, and undoing either."""
