"""What a client may send: the size and form of a body (bodies), and mistakes that only MongoDB notices (refusals)."""
