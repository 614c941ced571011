"""Settings of a site that waits long for Elasticsearch: if MongoDB answers, there was an error, not a busy machine."""

from config.settings.dev import *  # noqa: F403  # a settings module takes over the other's names
from config.settings.dev import ELASTICSEARCH_DSL, elasticsearch_client

ELASTICSEARCH_DSL = {**ELASTICSEARCH_DSL, "page": elasticsearch_client(request_timeout=30)}
