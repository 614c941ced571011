"""Servers that somebody else runs: asked once, so that a wrong address is answer at the start."""

from typing import Any
from urllib.parse import urlsplit

from pymongo import MongoClient
from pymongo.errors import PyMongoError

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
            f"MONGODB_URI is set, and no MongoDB answers there ({_short(error)}).",
            "Start that server or mend the address, or unset the variable to have one started here.",
        ) from error
    if "setName" not in answer and answer.get("msg") != "isdbgrid":
        raise SetupError(
            "The MongoDB of MONGODB_URI is not a replica set, and transactions and change streams need one.",
            "Start it with --replSet and call rs.initiate() once; one member is enough.",
        )


def check_elasticsearch(urls: str) -> None:
    """Of several nodes, with commas between their addresses, one that answers is enough: any other may be away."""
    nodes = [url.strip() for url in urls.split(",") if url.strip()]
    if not any(_answers(url) for url in nodes):
        hosts = " or ".join(dict.fromkeys(urlsplit(url).hostname or url for url in nodes)) or repr(urls)
        raise SetupError(
            f"ELASTICSEARCH_URL is set, and no Elasticsearch answers at {hosts}.",
            "Start that server or mend the address, or unset the variable to have one started here.",
        )


def _answers(url: str) -> bool:
    answer = probe.get_json(url, timeout=ASK_SECONDS)
    return answer is not None and "version" in answer


def _short(error: Exception) -> str:
    """The beginning of pymongo's long story about every server it tried."""
    return str(error).split(", Timeout:")[0].split(" (configured")[0][:160]
