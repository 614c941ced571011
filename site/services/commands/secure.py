"""`secure`: servers behind passwords, in two steps; compose.yaml runs both by itself (docs/security.md).

`secure secrets` writes what the servers need before their first start: an authority, certificates, keys, an operator.
`secure servers`, as the operator of MONGODB_URI and ELASTICSEARCH_URL, gives each program of the site what it may do,
and writes its credentials beside the others. Both may be repeated: what is there stays, roles are brought up to date.
"""

import argparse
import os
from pathlib import Path

from elastic_transport import TransportError
from elasticsearch import ApiError
from pymongo.errors import PyMongoError

from config import addresses
from services.errors import SetupError
from services.processes.stopping import Stopping
from services.progress import Progress
from services.security import elasticsearch, mongodb, roles
from services.security.first_secrets import Places, make_secrets
from services.security.folder import Folder, owners_of
from services.servers import external, variables

STEPS = ("secrets", "servers")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("--folder", type=Path, required=True, help="where the secrets are kept")
    parser.add_argument("--owners", default="", help="who may read which of them: PROGRAM=UID:GID,…; else only we")
    parser.add_argument("--mongodb", default="127.0.0.1:27017", help="secrets: where MongoDB will be")
    parser.add_argument("--elasticsearch", default="127.0.0.1:9200", help="secrets: where Elasticsearch will be")
    parser.add_argument("--begin-at", help="servers: 127.0.0.1:PORT of a MongoDB that has no user yet")
    parser.add_argument("--kibana", action="store_true", help="servers: a password for Kibana, too")


def main(options: argparse.Namespace, progress: Progress, _stopping: Stopping) -> int:
    folder = Folder(options.folder, owners_of(options.owners))
    if options.step == "secrets":
        make_secrets(folder, Places(options.mongodb, options.elasticsearch))
        progress.report(f"  ✓ The secrets of the servers are in {folder.path}")
        return 0
    secure_servers(folder, options.begin_at, kibana=options.kibana)
    progress.report(f"  ✓ Each program has its credentials in {folder.path}")
    return 0


def secure_servers(folder: Folder, begin_at: str | None, *, kibana: bool) -> None:
    variables.from_environment()
    uri, url = variables.value(variables.MONGODB), variables.value(variables.ELASTICSEARCH)
    database = addresses.mongodb_database(uri) or "broadsheet"
    programs = roles.programs(database, os.environ.get("SEARCH_INDEX_PREFIX", ""))
    try:
        if begin_at:
            mongodb.begin(uri, begin_at)
        external.check_mongodb(uri)
        mongodb.give_each_its_user(uri, programs, folder)
    except PyMongoError as error:
        sentence = external.mongodb_sentence(error, addresses.mongodb_hosts(uri))
        raise SetupError(sentence, "Is that the address of an operator, who may make users?") from None
    external.check_elasticsearch(url)
    try:
        with elasticsearch.operator_client(url, os.environ.get("ELASTICSEARCH_CA_FILE")) as elastic:
            elasticsearch.give_each_its_key(elastic, programs, folder, database)
            if kibana:
                elasticsearch.give_kibana_its_password(elastic, folder)
    except (ApiError, TransportError) as error:
        # Without its text: what a server says of a request may repeat it.
        raise SetupError(
            f"Elasticsearch did not make the keys ({type(error).__name__}).",
            "Is that the address of an operator, who may make keys?",
        ) from None
