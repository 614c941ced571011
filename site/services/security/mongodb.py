"""MongoDB's operator, and the users and roles of the site's programs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, unquote

from pymongo import MongoClient
from pymongo.database import Database
from pymongo.errors import OperationFailure

from config import addresses
from services.errors import SetupError
from services.processes import waiting
from services.security.folder import Folder
from services.security.passwords import new_password
from services.security.roles import Program

ASK_MS, ELECTED_SECONDS = 10_000, 60.0
# MongoDB's numbers of errors.
UNAUTHORIZED, AUTHENTICATION_FAILED, ALREADY_INITIALIZED, USER_EXISTS, ROLE_EXISTS = 13, 18, 23, 51003, 51002
MongoDatabase = Database[dict[str, Any]]


@contextmanager
def connected(uri: str, **options: Any) -> Iterator[MongoClient[dict[str, Any]]]:
    with MongoClient[dict[str, Any]](
        uri, serverSelectionTimeoutMS=ASK_MS, timeoutMS=ASK_MS, w="majority", **options
    ) as client:
        yield client


def begin(uri: str, at: str) -> None:
    """Initiate a new replica set and make its operator, both as `uri` has them.

    `at` is the server's own 127.0.0.1:PORT: only there, and only until it has a user, does MongoDB let in somebody
    without a name. Does nothing when the operator is there.
    """
    name, password = user_of(uri)
    query = uri.partition("?")[2]
    options = dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair)
    authority = {"tlsCAFile": unquote(options["tlsCAFile"])} if "tlsCAFile" in options else {}
    with connected(f"mongodb://{at}/?directConnection=true", tls=bool(authority), **authority) as client:
        members = addresses.mongodb_hosts(uri).split(",")
        config = {
            "_id": options.get("replicaSet", "rs0"),
            "members": [{"_id": number, "host": host} for number, host in enumerate(members)],
        }
        unless(lambda: client.admin.command("replSetInitiate", config), ALREADY_INITIALIZED, UNAUTHORIZED)
        if not waiting.until(lambda: client.admin.command("hello")["isWritablePrimary"], timeout=ELECTED_SECONDS):
            raise SetupError(f"MongoDB at {at} did not become the primary of its replica set.", "Its log says why.")
        unless(
            lambda: client.admin.command("createUser", name, pwd=password, roles=["root"]), UNAUTHORIZED, USER_EXISTS
        )


def unless(act: Any, *codes: int) -> None:
    """Call it; an error with one of these codes means that it was done before."""
    try:
        act()
    except OperationFailure as error:
        if error.code not in codes:
            raise


def give_each_its_user(uri: str, programs: Mapping[str, Program], folder: Folder) -> None:
    """Make roles and users as the operator of `uri`, or correct those that are there; keep `program/mongodb-uri`."""
    name = addresses.mongodb_database(uri) or "broadsheet"
    with connected(uri) as client:
        for program, its in programs.items():
            title = f"{name}-{program}"
            file = f"{program}/mongodb-uri"
            known = folder.has(file)
            password = user_of(folder.read(file).decode().strip())[1] if known else new_password()
            put(client.admin, "Role", title, ROLE_EXISTS, **its.mongodb)
            put(client.admin, "User", title, USER_EXISTS, pwd=password, roles=[title])
            if not known:
                folder.write(file, with_user(uri, title, password))


def put(admin: MongoDatabase, kind: str, name: str, exists: int, **content: Any) -> None:
    """Create a role or user, or update the one of that name."""
    try:
        admin.command(f"create{kind}", name, **content)
    except OperationFailure as error:
        if error.code != exists:
            raise
        admin.command(f"update{kind}", name, **content)


def user_of(uri: str) -> tuple[str, str]:
    """Return the user and the password of an address."""
    name, _, password = addresses.split_mongodb(uri)[0].partition(":")
    return unquote(name), unquote(password)


def with_user(uri: str, name: str, password: str) -> str:
    """Return an address with another user, who is known where all users of ours are."""
    scheme = uri.partition("://")[0]
    _, hosts, rest = addresses.split_mongodb(uri)
    path, _, query = rest.partition("?")
    options = [pair for pair in query.split("&") if pair and not pair.startswith("authSource=")]
    query = "&".join([*options, "authSource=admin"])
    return f"{scheme}://{quote(name, safe='')}:{quote(password, safe='')}@{hosts}{path or '/'}?{query}"
