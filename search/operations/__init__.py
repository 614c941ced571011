"""What operators see of the index and its worker, and what they can do."""
