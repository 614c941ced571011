"""The list of all environment variables that the site reads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variable:
    """One line of the table in docs/operations.md. `default` is what the code has, or a few words about it.

    Instead of a `secret` one, NAME_FILE may name a file that holds it (config/variables.py).
    """

    name: str
    default: str
    meaning: str
    secret: bool = False


# Each that the code reads is here, and no other: config/tests/test_settings_table.py holds it.
VARIABLES = {
    "The servers": (
        Variable(
            "MONGODB_URI",
            "mongodb://127.0.0.1:27017/broadsheet?replicaSet=rs0&directConnection=true",
            "MongoDB, which must be a replica set. When it is set, `make run` starts none.",
            secret=True,
        ),
        Variable("MONGODB_DATABASE", "the one in MONGODB_URI, or broadsheet", "The database."),
        Variable(
            "MONGODB_TIMEOUT_MS",
            "0; 1500 in the web server",
            "After so many milliseconds a database call fails; 0 waits for ever. Long commands want 0.",
        ),
        Variable(
            "ELASTICSEARCH_URL",
            "http://127.0.0.1:9200",
            "Elasticsearch; several nodes with commas between them. When it is set, `make run` starts none.",
            secret=True,
        ),
        Variable("ELASTICSEARCH_CA_FILE", "", "The certificate of the authority that signed Elasticsearch's."),
        Variable("ELASTICSEARCH_API_KEY", "", "Searches, unless the address holds a user.", secret=True),
        Variable(
            "ELASTICSEARCH_WRITER_API_KEY",
            "ELASTICSEARCH_API_KEY",
            "Writes the index. Only the sync worker and commands are given it: the web server drops it at its start.",
            secret=True,
        ),
        Variable("SEARCH_INDEX_PREFIX", "", "Put before the names of the indices, for several sites on one server."),
        Variable("SEARCH_INDEX_REPLICAS", "1 with several nodes, else 0", "Copies of the index on other nodes."),
        Variable("BROADSHEET_ES_HEAP", "768m", "The heap of the Elasticsearch that `make run` starts."),
    ),
    "The site": (
        Variable("ARCHIVE_LANGUAGE", "english", "The language of the articles (docs/languages.md)."),
        Variable("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]", "The names of the site."),
        Variable("CSRF_TRUSTED_ORIGINS", "", "Other origins whose forms are taken, such as https://news.example.org."),
        Variable("BEHIND_TLS", "", "1: readers come by https, through a proxy."),
        Variable("TRUSTED_PROXIES", "0", "How many proxies stand in front of the site and are believed."),
        Variable("SITE_PREFIX", "", "The path under which the site is, such as /archive."),
        Variable("HSTS_SECONDS", "31536000", "How long browsers remember that the site speaks https, behind TLS."),
        Variable("BROADSHEET_SECRET_KEY", "a file made by make run", "Signs sessions.", secret=True),
        Variable("SIGN_IN_IDLE_SECONDS", "43200", "A sign-in ends so long after the last request."),
        Variable("SIGN_IN_SECONDS", "1209600", "A sign-in ends so long after it began."),
        Variable("STAFF_SECOND_FACTOR", "optional", "required: nobody signs in without a second factor."),
        Variable("AUDIT_KEEP_DAYS", "365", "How long it is kept who did what; 0 for ever."),
        Variable("HISTORY_KEEP_DAYS", "90", "How long a former version of an article is kept; 0 for ever."),
        Variable("HISTORY_KEEP_VERSIONS", "50", "How many former versions of each article are kept; 0 for all."),
        Variable(
            "EMAIL_URL", "consolemail://", "The mail server, such as smtp+tls://user:password@host:587.", secret=True
        ),
        Variable("DEFAULT_FROM_EMAIL", "Broadsheet <broadsheet@localhost>", "Who mail is from."),
        Variable("IMPORT_MAX_MEGABYTES", "100", "The largest file that an editor may upload."),
        Variable("IMPORT_KEEP_DAYS", "7", "After so many days an uploaded file is removed."),
    ),
    "Operating it": (
        Variable("READY_LAG_SECONDS", "60", "/readyz is “degraded” when the index is so far behind."),
        Variable("CLIENT_BURST", "2000", "What one account or address may ask at once (docs/security.md)."),
        Variable("CLIENT_RATE", "100", "How much of that comes back each second; 0 switches the limit off."),
        Variable("SEARCHES_AT_ONCE", "3", "How many requests a web process sends to a server at once."),
        Variable("METRICS_TOKEN", "", "Opens /metrics to others than this machine.", secret=True),
        Variable("LOG_FORMAT", "", "json: each line of the log is an object."),
        Variable("LOG_LEVEL", "INFO", "The least important lines of the log: DEBUG, INFO, WARNING, ERROR."),
        Variable("STATIC_ROOT", "staticfiles", "Where static files are collected."),
        Variable("BROADSHEET_CREDENTIALS_FILE", ".services/editor-password", "Where the first password is saved."),
        Variable("DJANGO_SETTINGS_MODULE", "config.settings.prod; dev for manage.py", "Which settings count."),
        Variable("PORT", "8000", "The port of `make run`."),
        Variable("ARTICLES", "the sample", "What `make run` imports into an empty database."),
    ),
    "Setting it up and testing it": (
        Variable("JAVA_HOME", "found or fetched", "The Java that runs Elasticsearch."),
        Variable("BROADSHEET_CHROMIUM", "found or fetched", "The browser of the tests."),
        Variable("PYTEST", "", "What `make test` and `make check` pass on to pytest."),
    ),
}
