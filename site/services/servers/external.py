"""Checks of servers that somebody else runs, so that a wrong address is reported at the start, and why it is wrong."""

import os
import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any

from pymongo import MongoClient
from pymongo.errors import ConnectionFailure, OperationFailure, PyMongoError

from config import addresses
from config.addresses import AddressError
from services.errors import SetupError
from services.processes import probe
from services.servers import variables

ASK_SECONDS = 5.0
CORRECT = "Start that server or correct the address, or unset the variable to have one started here."
AUTHENTICATION_FAILED = frozenset({13, 18, 8000})  # 8000 is Atlas' own
WANTS_PASSWORD = frozenset({401, 403})


def check_mongodb(uri: str) -> None:
    timeout = int(ASK_SECONDS * 1000)
    try:
        addresses.check_mongodb(uri)
        client: MongoClient[dict[str, Any]] = MongoClient(uri, serverSelectionTimeoutMS=timeout, timeoutMS=timeout)
        with client:
            answer = client.admin.command("hello")
            database = client[addresses.mongodb_database(uri) or "broadsheet"]
            # The least that a server with authentication refuses to somebody without a name.
            database.command("listCollections", nameOnly=True, authorizedCollections=True)
    except AddressError as error:
        raise SetupError(f"MONGODB_URI is set, and it is no address. {error}") from None
    except (PyMongoError, ValueError) as error:
        # Without its cause: a traceback of the driver's may quote the address.
        raise SetupError(mongodb_sentence(error, addresses.mongodb_hosts(uri)), CORRECT) from None
    if "setName" not in answer and answer.get("msg") != "isdbgrid":
        raise SetupError(
            "The MongoDB of MONGODB_URI is not a replica set, and transactions and change streams need one.",
            "Start it with --replSet and call rs.initiate() once; one member is enough.",
        )


def is_about_access(error: BaseException | None) -> bool:
    """Whether an error of MongoDB's is about reaching it or being let in, not about what it was asked."""
    refused = isinstance(error, OperationFailure) and error.code in AUTHENTICATION_FAILED
    return refused or isinstance(error, ConnectionFailure)


def mongodb_sentence(error: Exception, hosts: str) -> str:
    """Return what went wrong. The driver tells its causes apart only in the words of its message."""
    if isinstance(error, OperationFailure) and error.code in AUTHENTICATION_FAILED:
        return f"MONGODB_URI is set, and MongoDB at {hosts} refuses its user or password."
    for words, sentence in MONGODB_CAUSES:
        if words in str(error):
            return f"MONGODB_URI is set, and no MongoDB answers there: {sentence.format(hosts=hosts)}."
    if isinstance(error, OperationFailure) and not error.timeout:
        return f"MONGODB_URI is set, and MongoDB at {hosts} refuses a command (code {error.code})."
    if isinstance(error, OperationFailure) or "Timeout" in str(error):
        return f"MONGODB_URI is set, and no MongoDB answers there: {hosts} does not answer in time."
    return "MONGODB_URI is set, and MongoDB's driver does not accept its options or its form."


MONGODB_CAUSES = (
    ("Name or service not known", "the name {hosts} is not found"),
    ("name resolution", "the name {hosts} is not found"),
    ("No address associated", "the name {hosts} is not found"),
    ("nodename nor servname", "the name {hosts} is not found"),
    ("DNS query name does not exist", "the name {hosts} is not found"),
    ("CERTIFICATE_VERIFY_FAILED", "the certificate of {hosts} is not trusted (tlsCAFile=FILE in the address helps)"),
    ("WRONG_VERSION_NUMBER", "{hosts} does not speak TLS, which the address asks for"),
    ("record layer failure", "{hosts} does not speak TLS, which the address asks for"),
    ("SSL", "the TLS connection to {hosts} fails"),
    ("Connection refused", "nothing listens at {hosts}"),
    ("connection closed", "{hosts} closes the connection (does it want TLS, tls=true in the address?)"),
    ("replica set", "{hosts} belongs to another replica set than the address names"),
    ("timed out", "{hosts} does not answer in time"),
)


def check_elasticsearch(urls: str) -> None:
    """One node that answers is enough: of several addresses, separated by commas, the others may be unavailable."""
    try:
        nodes = addresses.elasticsearch(urls)
    except AddressError as error:
        raise SetupError(f"ELASTICSEARCH_URL is set, and it is no address. {error}") from None
    if not nodes:
        raise SetupError("ELASTICSEARCH_URL is set, and holds no address.", CORRECT)
    sentences = []
    for url in nodes:
        sentence = elasticsearch_sentence(url)
        if sentence is None:
            return
        sentences.append(sentence)
    raise SetupError(" ".join(dict.fromkeys(sentences)), CORRECT)


def elasticsearch_sentence(url: str) -> str | None:
    """Return why a node is of no use, or None when it is."""
    host = addresses.host_of(url)
    nobody = f"ELASTICSEARCH_URL is set, and no Elasticsearch answers at {host}."
    try:
        key = variables.value(variables.API_KEY) or variables.value(variables.WRITER_API_KEY)
        authority = os.environ.get("ELASTICSEARCH_CA_FILE")
        status, body = probe.ask(url, timeout=ASK_SECONDS, authority=authority, api_key=key)
    except (OSError, HTTPException) as error:
        return f"{nobody} {next(causes_of(error))}"
    if status in WANTS_PASSWORD:
        if key:
            return f"ELASTICSEARCH_URL is set, and Elasticsearch at {host} refuses its API key ({status})."
        if "@" in url:
            return f"ELASTICSEARCH_URL is set, and Elasticsearch at {host} refuses its user or password ({status})."
        wants = "wants a user and a password, or an API key"
        return f"ELASTICSEARCH_URL is set, and Elasticsearch at {host} {wants} ({status})."
    if "version" not in (probe.json_object(body) or {}):
        return f"{nobody} Something else answers there, with status {status}."
    return None


def causes_of(error: Exception) -> Iterator[str]:
    """Yield what the error means, the likeliest first."""
    if isinstance(error, ssl.SSLCertVerificationError):
        yield f"Its certificate is not trusted ({error.verify_message}). ELASTICSEARCH_CA_FILE=FILE names an authority."
    if isinstance(error, ssl.SSLError):
        yield "It does not speak TLS. Is it http:// and not https://?"
    if isinstance(error, socket.gaierror):
        yield "That name is not found."
    if isinstance(error, ConnectionRefusedError):
        yield "Nothing listens at that port."
    if isinstance(error, TimeoutError):
        yield f"It does not answer within {ASK_SECONDS:g} seconds."
    if isinstance(error, ConnectionError | HTTPException):
        yield "It does not speak HTTP. Is it https:// and not http://?"
    yield "The connection fails."
