"""How readers reach the site: by TLS or not, through how many proxies, under which path."""

import os
import re
from dataclasses import dataclass

MOST_PROXIES = 10
YEAR_SECONDS = 31_536_000
PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")


class PublicError(Exception):
    """A variable that cannot be; the message says what it may be."""


@dataclass(frozen=True, slots=True)
class Public:
    """`tls`: readers come by https. `proxies` stand in front and are believed. `prefix` is a path, as /archive."""

    tls: bool = False
    proxies: int = 0
    prefix: str = ""
    hsts_seconds: int = 0

    @property
    def cookie_path(self) -> str:
        return f"{self.prefix}/"

    def cookie_name(self, name: str) -> str:
        """Return a name with which browsers take the cookie from this host, by https, and from nobody else."""
        if not self.tls:
            return name
        return f"__Secure-{name}" if self.prefix else f"__Host-{name}"


def public() -> Public:
    """Read BEHIND_TLS, TRUSTED_PROXIES, SITE_PREFIX and HSTS_SECONDS. Raises PublicError."""
    tls = switch("BEHIND_TLS")
    proxies = number("TRUSTED_PROXIES", default=0, most=MOST_PROXIES)
    if tls and not proxies:
        raise PublicError(
            "BEHIND_TLS=1 needs TRUSTED_PROXIES, the number of proxies in front of the site: one of them says whether "
            "a reader came by https, and without it every page would redirect to itself."
        )
    prefix = os.environ.get("SITE_PREFIX", "").strip().rstrip("/")
    if not PREFIX.fullmatch(prefix):
        raise PublicError("SITE_PREFIX is a path that begins with a slash, such as /archive.")
    hsts = number("HSTS_SECONDS", default=YEAR_SECONDS, most=10 * YEAR_SECONDS)
    return Public(tls, proxies, prefix, hsts if tls else 0)


def switch(name: str) -> bool:
    value = os.environ.get(name, "").strip()
    if value not in ("", "0", "1"):
        raise PublicError(f"{name} is 1 for yes, 0 or nothing for no.")
    return value == "1"


def number(name: str, *, default: int, most: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and int(value) <= most):
        raise PublicError(f"{name} is a number from 0 to {most:,}.")
    return int(value)
