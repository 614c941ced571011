"""The addresses of the servers, as MONGODB_URI and ELASTICSEARCH_URL hold them, read without asking anybody.

No error holds more of an address than its host: the rest may be a password, or a piece of one.
"""

import re
from urllib.parse import unquote, urlsplit

MONGODB = "MONGODB_URI"
ELASTICSEARCH = "ELASTICSEARCH_URL"
MONGODB_SCHEMES = ("mongodb://", "mongodb+srv://")
ELASTICSEARCH_SCHEMES = ("http://", "https://")
LAST_PORT = 65_535
# A comma separates two addresses only before a scheme: a password may hold one.
BETWEEN_ADDRESSES = re.compile(r",\s*(?=[a-zA-Z][a-zA-Z0-9+.-]*://|$)")
ESCAPED = re.compile(r"(?:[^%]|%[0-9a-fA-F]{2})*")


class AddressError(ValueError):
    """One sentence about what is wrong with an address, and what to write instead."""


def encoding_error(variable: str) -> AddressError:
    return AddressError(
        f"{variable} cannot be read: its user or password holds a character that must be percent-encoded. Write @ as "
        "%40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25 and a comma as %2C."
    )


def port_error(variable: str, host: str) -> AddressError:
    """Return the error of a port that is none, which may be a password that is not encoded."""
    return AddressError(
        f"{variable}: the port of {host} is not a number from 1 to {LAST_PORT}. If it belongs to a password, write its "
        "special characters percent-encoded, such as / as %2F."
    )


def scheme_error(variable: str, schemes: tuple[str, ...], example: str) -> AddressError:
    return AddressError(f"{variable} begins with neither {schemes[0]} nor {schemes[1]}. Write it as {example}.")


# --- Elasticsearch --------------------------------------------------------------------------------------------


def elasticsearch(urls: str) -> list[str]:
    """Return the addresses in a list that is separated by commas; an AddressError for one that is none."""
    found = [url.strip() for url in BETWEEN_ADDRESSES.split(urls.strip()) if url.strip()]
    for url in found:
        check_elasticsearch(url)
    return found


def check_elasticsearch(url: str) -> None:
    if not url.lower().startswith(ELASTICSEARCH_SCHEMES):
        raise scheme_error(ELASTICSEARCH, ELASTICSEARCH_SCHEMES, "http://HOST:9200 or https://USER:PASSWORD@HOST:9200")
    parts = urlsplit(url)
    userinfo, _, place = parts.netloc.rpartition("@")
    if "@" in f"{parts.path}{parts.query}{parts.fragment}" or not is_encoded(userinfo):
        raise encoding_error(ELASTICSEARCH)
    if "," in place:
        raise AddressError(
            f"{ELASTICSEARCH} cannot be read: between two commas stands no whole address. Write http:// or https:// "
            "before each, and a comma of a password as %2C."
        )
    host, port = split_place(place)
    if not host:
        raise AddressError(f"{ELASTICSEARCH} names no host. Write it as http://HOST:9200.")
    if port is None and parts.scheme.lower() == "http":
        raise AddressError(f"{ELASTICSEARCH} names no port for {host}. Write it as http://{host}:9200.")
    if port is not None and not is_port(port):
        raise port_error(ELASTICSEARCH, host)


def split_place(place: str) -> tuple[str, str | None]:
    """Return the host and the port of HOST, HOST:PORT or [IPV6]:PORT."""
    host, colon, port = place.rpartition(":")
    if not colon or "]" in port:
        return place, None
    return host, port


def is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text) <= LAST_PORT


def is_encoded(userinfo: str) -> bool:
    return "@" not in userinfo and userinfo.count(":") <= 1 and bool(ESCAPED.fullmatch(userinfo))


def host_of(url: str) -> str:
    """Return the host of an address that was checked, without its port."""
    return urlsplit(url).hostname or ""


# --- MongoDB --------------------------------------------------------------------------------------------------


def split_mongodb(uri: str) -> tuple[str, str, str]:
    """Return the user and password, the hosts, and the rest of an address from its slash on."""
    rest = uri.partition("://")[2]
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    userinfo, _, hosts = authority.rpartition("@")
    return userinfo, hosts, rest[len(authority) :]


def check_mongodb(uri: str) -> None:
    """Raise an AddressError for what is no address. The driver's own errors quote it."""
    if not uri.startswith(MONGODB_SCHEMES):
        raise scheme_error(MONGODB, MONGODB_SCHEMES, "mongodb://HOST:27017/broadsheet?replicaSet=rs0")
    userinfo, hosts, rest = split_mongodb(uri)
    if "@" in rest or "#" in uri or not is_encoded(userinfo):
        raise encoding_error(MONGODB)
    for place in hosts.split(","):
        host, port = split_place(place)
        if not host:
            raise AddressError(f"{MONGODB} names no host, or has a comma too many between its hosts.")
        if port is not None and not is_port(port):
            raise port_error(MONGODB, host)
    if re.search(r'[ "$\\]', mongodb_database(uri)):
        raise AddressError(f'{MONGODB} names a database with a blank or one of the characters " $ \\ in its name.')


def mongodb_database(uri: str) -> str:
    """Return the database that an address names after its slash, or ''."""
    path = split_mongodb(uri)[2].partition("?")[0].removeprefix("/")
    return unquote(path).partition(".")[0]


def mongodb_hosts(uri: str) -> str:
    """Return the hosts of an address with their ports, as it holds them."""
    return split_mongodb(uri)[1]
