"""Settings of a site that waits for Elasticsearch: what MongoDB answers then has met an error, not a busy machine."""

from config.settings.dev import *  # noqa: F403
from config.settings.dev import ELASTICSEARCH_DSL, elasticsearch_client

ELASTICSEARCH_DSL = {**ELASTICSEARCH_DSL, "page": elasticsearch_client(request_timeout=30)}
