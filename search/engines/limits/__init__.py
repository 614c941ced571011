"""What keeps a server from more searches than it can answer."""
