"""Settings of the two servers. Their addresses and passwords come from the environment, or from files that it names."""

import os
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config import addresses, nodes, variables
from config.watching import commands

# --- MongoDB ------------------------------------------------------------------------------------------------
MONGODB_URI = variables.secret(
    "MONGODB_URI", "mongodb://127.0.0.1:27017/broadsheet?replicaSet=rs0&directConnection=true"
)

# The database that the address names counts, unless another is given by its name.
MONGODB_DATABASE = os.environ.get("MONGODB_DATABASE") or addresses.mongodb_database(MONGODB_URI) or "broadsheet"


def mongo_database(**options: Any) -> dict[str, Any]:
    return {
        "ENGINE": "django_mongodb_backend",
        "HOST": MONGODB_URI,
        "NAME": MONGODB_DATABASE,
        "OPTIONS": {"retryWrites": True, "event_listeners": [commands.CommandTimer()], **options},
    }


# Set in the web process only (config/wsgi.py): long imports and migrations have no deadline.
MONGODB_TIMEOUT_MS = int(os.environ.get("MONGODB_TIMEOUT_MS", "0"))

DATABASES = {
    "default": mongo_database(
        w="majority",
        **({"timeoutMS": MONGODB_TIMEOUT_MS} if MONGODB_TIMEOUT_MS else {}),
    ),
    # The client of the sync worker: it waits for an unavailable server instead of giving up, and reads with majority
    # concern, because what could still be rolled back must never be indexed.
    "sync": {
        **mongo_database(
            readConcernLevel="majority", w="majority", serverSelectionTimeoutMS=5000, socketTimeoutMS=30_000
        ),
        "TEST": {"MIRROR": "default"},
    },
}
DATABASE_ROUTERS = ["django_mongodb_backend.routers.MongoRouter"]
DEFAULT_AUTO_FIELD = "django_mongodb_backend.fields.ObjectIdAutoField"
MIGRATION_MODULES = {
    "admin": "config.mongo_migrations.admin",
    "auth": "config.mongo_migrations.auth",
    "contenttypes": "config.mongo_migrations.contenttypes",
}

# --- Elasticsearch ------------------------------------------------------------------------------------------
# One address, or those of several nodes separated by commas: a request goes to another node when one is unavailable.
ELASTICSEARCH_URL = variables.secret("ELASTICSEARCH_URL", "http://127.0.0.1:9200")
try:
    ELASTICSEARCH_NODES = addresses.elasticsearch(ELASTICSEARCH_URL)
    addresses.check_mongodb(MONGODB_URI)
except addresses.AddressError as error:
    raise ImproperlyConfigured(str(error)) from None
# The certificate of the authority that signed Elasticsearch's, if it is one of your own.
ELASTICSEARCH_CA_FILE = os.environ.get("ELASTICSEARCH_CA_FILE")
if ELASTICSEARCH_CA_FILE and not os.access(ELASTICSEARCH_CA_FILE, os.R_OK):
    raise ImproperlyConfigured("ELASTICSEARCH_CA_FILE names a file that cannot be read.")
# Whoever writes has a key of its own, which the web server is never given (services/commands/site.py). Who has one key
# only does everything with it (docs/decisions/0025).
READER_API_KEY = variables.secret("ELASTICSEARCH_API_KEY")
WRITER_API_KEY = variables.secret("ELASTICSEARCH_WRITER_API_KEY")
if (READER_API_KEY or WRITER_API_KEY) and any("@" in url for url in ELASTICSEARCH_NODES):
    raise ImproperlyConfigured("ELASTICSEARCH_URL holds a user, and an API key is set as well. Take one of them away.")


def elasticsearch_client(request_timeout: float, api_key: str = "") -> dict[str, Any]:
    return {
        "hosts": ELASTICSEARCH_NODES,
        "request_timeout": request_timeout,
        "max_retries": len(ELASTICSEARCH_NODES) - 1,
        "transport_class": nodes.NextNode,
        **({"ca_certs": ELASTICSEARCH_CA_FILE} if ELASTICSEARCH_CA_FILE else {}),
        **({"api_key": api_key} if api_key else {}),
    }


ELASTICSEARCH_DSL = {
    # Commands and the sync worker: patient, and they write.
    "default": elasticsearch_client(request_timeout=30, api_key=WRITER_API_KEY or READER_API_KEY),
    # The page: after a second a reader is better served by MongoDB's answer.
    "page": elasticsearch_client(request_timeout=1, api_key=READER_API_KEY or WRITER_API_KEY),
}
# Signals lose updates; the sync worker follows MongoDB's change stream instead (docs/decisions/0002).
ELASTICSEARCH_DSL_AUTOSYNC = False
ELASTICSEARCH_DSL_SIGNAL_PROCESSOR = "django_elasticsearch_dsl.signals.BaseSignalProcessor"
ELASTICSEARCH_DSL_AUTO_REFRESH = False
SEARCH_INDEX_PREFIX = os.environ.get("SEARCH_INDEX_PREFIX", "")
# The language of the articles (docs/languages.md). After a change the worker runs a re-sync by itself.
ARCHIVE_LANGUAGE = os.environ.get("ARCHIVE_LANGUAGE", "").strip().lower() or "english"
SEARCH_INDEX_SETTINGS = {
    "number_of_shards": 1,
    # With several nodes, a replica on another, so that any one of them may die.
    "number_of_replicas": int(os.environ.get("SEARCH_INDEX_REPLICAS", "1" if len(ELASTICSEARCH_NODES) > 1 else "0")),
    # Explicit, because with the default an index that was not searched for 30 s stops refreshing.
    "refresh_interval": "500ms",
    # A delete leaves a tombstone this long, so that a late, stale write cannot bring the article back.
    "gc_deletes": "1h",
    "max_result_window": 10_000,
}
# /readyz is "degraded" when the index is this far behind MongoDB. The worker saves its place every five seconds.
READY_LAG_SECONDS = int(os.environ.get("READY_LAG_SECONDS", "60"))
