"""Reading files: bytes (source, compressed), their encoding, and one reader for each kind of file (opening)."""
