"""The API keys of the site's programs at Elasticsearch. Whoever has one can do what its descriptor says, no more."""

import re
from collections.abc import Mapping
from typing import Any

from elasticsearch import AuthenticationException, Elasticsearch

from config import addresses
from services.security.folder import Folder
from services.security.passwords import new_password
from services.security.roles import Descriptor, Program

ASK_SECONDS = 30.0
# Everything else of Kibana's settings is no secret, and in compose.yaml.
KIBANA = """\
elasticsearch.username: kibana_system
elasticsearch.password: {password}"""
KIBANA_FILE = "kibana/kibana.yml"
PASSWORD_OF_KIBANA = re.compile(r"^elasticsearch\.password: (.+)$", re.MULTILINE)


def operator_client(url: str, authority: str | None) -> Elasticsearch:
    trusted: dict[str, Any] = {"ca_certs": authority} if authority else {}
    return Elasticsearch(addresses.elasticsearch(url), request_timeout=ASK_SECONDS, **trusted)


def give_each_its_key(elastic: Elasticsearch, programs: Mapping[str, Program], folder: Folder, site: str) -> None:
    """Keep a working key with the program's descriptor in `program/elasticsearch-key`. `site` names it in lists."""
    for program, its in programs.items():
        if its.elasticsearch is None:
            continue
        file = f"{program}/elasticsearch-key"
        known = folder.read(file).decode().strip() if folder.has(file) else None
        key_id = id_of(elastic, known) if known else None
        if key_id:
            elastic.security.update_api_key(id=key_id, role_descriptors={program: its.elasticsearch})
        else:
            folder.write(file, new_key(elastic, f"{site}-{program}", {program: its.elasticsearch}))


def id_of(elastic: Elasticsearch, key: str) -> str | None:
    """Return the id of a key that Elasticsearch takes; None for one that it does not know (any more)."""
    try:
        with_key = elastic.options(api_key=key)
        found: dict[str, Any] = with_key.security.authenticate().body
    except AuthenticationException:
        return None
    return str(found["api_key"]["id"])


def new_key(elastic: Elasticsearch, name: str, descriptors: Mapping[str, Descriptor]) -> str:
    """Make a key that does not expire; those that had its name before end."""
    made = elastic.security.create_api_key(name=name, role_descriptors=dict(descriptors), refresh="wait_for")
    of_that_name = elastic.security.get_api_key(name=name, owner=True, active_only=True)["api_keys"]
    if before := [key["id"] for key in of_that_name if key["id"] != made["id"]]:
        elastic.security.invalidate_api_key(ids=before)
    return str(made["encoded"])


def give_kibana_its_password(elastic: Elasticsearch, folder: Folder) -> None:
    """Keep Kibana's settings, with a password of its own, in `kibana/kibana.yml`; a new Elasticsearch learns it too."""
    kept = PASSWORD_OF_KIBANA.search(folder.read(KIBANA_FILE).decode()) if folder.has(KIBANA_FILE) else None
    password = kept[1] if kept else new_password()
    elastic.security.change_password(username="kibana_system", password=password)
    if not kept:
        folder.write(KIBANA_FILE, KIBANA.format(password=password))
