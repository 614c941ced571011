"""What the operator sees of the index and its worker, and may do about it."""
