"""Passwords that nobody types, and the form in which Elasticsearch keeps one in a file."""

import base64
import hashlib
import secrets

# Elasticsearch's own defaults for its pbkdf2 (docs: xpack.security.authc.password_hashing).
ROUNDS, SALT_BYTES, HASH_BYTES = 10_000, 32, 32


def new_password() -> str:
    """Return 256 random bits in letters, digits, - and _, which need no encoding in an address."""
    return secrets.token_urlsafe(32)


def file_realm_hash(password: str) -> str:
    """Return a password as a line of Elasticsearch's file `users` has it."""
    salt = secrets.token_bytes(SALT_BYTES)
    made = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS, HASH_BYTES)
    return f"{{PBKDF2}}{ROUNDS}${base64.b64encode(salt).decode()}${base64.b64encode(made).decode()}"
