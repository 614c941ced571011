"""How mail is sent: one address, such as smtp+tls://user:password@mail.example.org."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

SCHEMES = ("smtp", "smtp+tls", "smtp+ssl", "consolemail", "filemail")
PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}


@dataclass(frozen=True, slots=True)
class Mail:
    """What Django's settings of the same names want."""

    backend: str
    host: str
    port: int
    user: str
    password: str
    tls: bool
    ssl: bool
    folder: str


def parse(address: str) -> Mail:
    """Read EMAIL_URL. Raises ImproperlyConfigured with a sentence that holds nothing of the address."""
    try:
        scheme = urlsplit(address).scheme
        parts: dict[str, Any] = environ.Env.email_url_config(address)
    except (ValueError, ImproperlyConfigured):
        scheme, parts = "", {}
    if scheme not in SCHEMES or (scheme in PORTS and not parts["EMAIL_HOST"]):
        raise ImproperlyConfigured(
            "EMAIL_URL is an address such as smtp+tls://user:password@mail.example.org:587, with smtp for a server "
            "without encryption, smtp+tls for STARTTLS, smtp+ssl for TLS from the start, or consolemail:// to print "
            "mail. A special character in the password must be percent-encoded."
        )
    return Mail(
        backend=parts["EMAIL_BACKEND"],
        host=parts["EMAIL_HOST"] or "",
        port=parts["EMAIL_PORT"] or PORTS.get(scheme, 25),
        user=parts["EMAIL_HOST_USER"] or "",
        password=parts["EMAIL_HOST_PASSWORD"] or "",
        tls=scheme == "smtp+tls",
        ssl=scheme == "smtp+ssl",
        folder=f"/{parts['EMAIL_FILE_PATH']}",
    )
