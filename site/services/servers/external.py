"""Checks of servers that somebody else runs, so that a wrong address is reported at the start."""

from typing import Any
from urllib.parse import urlsplit

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from config.nodes import addresses
from services.errors import SetupError
from services.processes import probe

ASK_SECONDS = 5.0


def check_mongodb(uri: str) -> None:
    timeout = int(ASK_SECONDS * 1000)
    try:
        client: MongoClient[dict[str, Any]] = MongoClient(uri, serverSelectionTimeoutMS=timeout, timeoutMS=timeout)
        with client:
            answer = client.admin.command("hello")
    except (PyMongoError, ValueError) as error:
        raise SetupError(
            f"MONGODB_URI is set, and no MongoDB answers there ({first_words(error)}).",
            "Start that server or correct the address, or unset the variable to have one started here.",
        ) from error
    if "setName" not in answer and answer.get("msg") != "isdbgrid":
        raise SetupError(
            "The MongoDB of MONGODB_URI is not a replica set, and transactions and change streams need one.",
            "Start it with --replSet and call rs.initiate() once; one member is enough.",
        )


def check_elasticsearch(urls: str) -> None:
    """One node that answers is enough: of several addresses, separated by commas, the others may be unavailable."""
    nodes = addresses(urls)
    if not any(is_elasticsearch(url) for url in nodes):
        hosts = " or ".join(dict.fromkeys(urlsplit(url).hostname or url for url in nodes)) or repr(urls)
        raise SetupError(
            f"ELASTICSEARCH_URL is set, and no Elasticsearch answers at {hosts}.",
            "Start that server or correct the address, or unset the variable to have one started here.",
        )


def is_elasticsearch(url: str) -> bool:
    answer = probe.get_json(url, timeout=ASK_SECONDS)
    return answer is not None and "version" in answer


def first_words(error: Exception) -> str:
    """The beginning of pymongo's message, which goes on about every server it tried."""
    return str(error).split(", Timeout:")[0].split(" (configured")[0][:160]
