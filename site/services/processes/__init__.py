"""Starting, watching and stopping programs, whichever they are."""
