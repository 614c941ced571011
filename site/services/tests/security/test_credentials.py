"""Who may do what on servers behind passwords, on the real ones. Each program has the credentials of `secure` alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from elasticsearch import AuthorizationException, Elasticsearch
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from services.processes import probe, waiting
from services.security.elasticsearch import give_each_its_key, give_kibana_its_password, id_of
from services.security.first_secrets import ELASTICSEARCH_URL
from services.security.folder import Folder
from services.security.passwords import new_password
from services.security.roles import Program, reader
from services.tests.security.conftest import PREFIX, Site
from services.tests.security.secured import Secured

# The first test of the room waits for two servers and a site, on a machine that runs other tests.
pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]
ALIAS, OWN = f"{PREFIX}articles", f"{PREFIX}articles-*"
UNAUTHORIZED = 13


@contextmanager
def mongodb_as(servers: Secured, program: str) -> Iterator[MongoClient[dict[str, Any]]]:
    with MongoClient[dict[str, Any]](servers.read(f"{program}/mongodb-uri"), timeoutMS=10_000) as client:
        yield client


def elasticsearch_as(servers: Secured, program: str) -> Elasticsearch:
    key = servers.read(f"{program}/elasticsearch-key")
    return Elasticsearch(servers.elasticsearch.url, ca_certs=str(servers.authority), api_key=key)


@contextmanager
def operator(servers: Secured) -> Iterator[Elasticsearch]:
    with Elasticsearch(servers.read(ELASTICSEARCH_URL), ca_certs=str(servers.authority)) as client:
        yield client


# --- The site works with them -----------------------------------------------------------------------------------


def test_the_site_searches_with_the_key_that_reads(site: Site) -> None:
    title = site.get_json("/search.json")["hits"][0]["title"]
    found = site.get_json(f"/search.json?q={quote(title)}")
    assert found["engine"] == "elasticsearch"
    assert found["hits"][0]["title"] == found["query"] == title


def test_the_web_server_tells_the_state_of_both_servers(site: Site) -> None:
    assert site.get_json("/readyz").get("problems", []) == []
    status, figures = probe.ask(f"{site.address}/metrics", timeout=10)
    assert status == 200
    lines = figures.decode().splitlines()
    assert {"broadsheet_elasticsearch_up 1.0", "broadsheet_mongodb_up 1.0"} <= set(lines)
    assert any(line.startswith("broadsheet_sync_lag_seconds ") for line in lines)
    assert any(line.startswith("broadsheet_sync_oplog_headroom_seconds ") for line in lines)


def test_every_hit_is_had_in_one_table(site: Site) -> None:
    """The table pages through a moment (a point in time), which is a privilege of its own."""
    status, table = probe.ask(f"{site.address}/search.csv", timeout=30)
    assert status == 200
    assert len(table.splitlines()) > site.get_json("/search.json")["total"]["value"]


def test_the_worker_follows_with_its_own_credentials(site: Site) -> None:
    with mongodb_as(site.servers, "web") as client:
        articles = client.get_default_database()["articles"]
        copied = {**(articles.find_one() or {}), "title": "Xylograph"}
        articles.insert_one({name: value for name, value in copied.items() if name != "_id"})
    found = waiting.until(lambda: site.get_json("/search.json?q=xylograph")["total"]["value"] == 1, timeout=30)
    assert found, (site.get_json("/search.json?q=xylograph"), site.log("sync"))


def test_the_worker_can_compare_and_rebuild_everything(site: Site) -> None:
    for command in (["verify_search", "--repair"], ["resync_search"]):
        done = site.run("sync", "manage.py", *command)
        assert done.returncode == 0, done.stderr


def test_a_command_that_writes_says_that_it_may_not(site: Site) -> None:
    done = site.run("web", "manage.py", "resync_search")
    assert done.returncode == 1
    assert "Who writes needs ELASTICSEARCH_WRITER_API_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_article_that_the_web_server_may_not_write_is_retried_by_the_worker(site: Site) -> None:
    with mongodb_as(site.servers, "web") as client:
        database = client.get_default_database()
        article = str(database["articles"].find_one({}, {"_id": 1})["_id"])  # type: ignore[index]  # there are some
        database["search_dead_letters"].insert_one({"article_id": article, "reason": "old", "attempts": 1})
        retry = f"from search.operations.retry import retry; print(retry([{article!r}])[0].outcome)"
        done = site.run("web", "manage.py", "shell", "--command", retry)
        assert "not taken" in done.stdout, done.stderr
        letters = database["search_dead_letters"]
        assert waiting.until(lambda: letters.find_one({"article_id": article}) is None, timeout=30)


# --- and can do nothing else -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "forbidden",
    [
        lambda elastic: elastic.index(index=ALIAS, document={"title": "forged"}),
        lambda elastic: elastic.bulk(operations=[{"index": {"_index": ALIAS}}, {"title": "forged"}]),
        lambda elastic: elastic.update_by_query(index=ALIAS, query={"match_all": {}}),
        lambda elastic: elastic.delete_by_query(index=ALIAS, query={"match_all": {}}),
        lambda elastic: elastic.indices.delete(index=next(iter(elastic.indices.get_alias(name=ALIAS)))),
        lambda elastic: elastic.indices.create(index=f"{ALIAS}-forged"),
        lambda elastic: elastic.indices.put_settings(index=ALIAS, settings={"refresh_interval": "1h"}),
        lambda elastic: elastic.indices.update_aliases(actions=[{"remove": {"index": OWN, "alias": ALIAS}}]),
        lambda elastic: elastic.search(index="elsewhere"),
        lambda elastic: elastic.cluster.put_settings(persistent={"action.auto_create_index": "true"}),
        lambda elastic: elastic.security.create_api_key(name="forged"),
        lambda elastic: elastic.security.get_user(),
    ],
)
def test_the_key_of_the_web_server_only_reads_its_own(site: Site, forbidden: Any) -> None:
    with (
        elasticsearch_as(site.servers, "web") as elastic,
        pytest.raises(AuthorizationException, match=r"403.*security_exception"),
    ):
        forbidden(elastic)


@pytest.mark.parametrize(
    "forbidden",
    [
        lambda elastic: elastic.index(index="elsewhere", document={"title": "forged"}),
        lambda elastic: elastic.search(index="elsewhere"),
        lambda elastic: elastic.indices.create(index="elsewhere-2"),
        lambda elastic: elastic.indices.delete(index="elsewhere"),
        lambda elastic: elastic.security.get_user(),
        lambda elastic: elastic.snapshot.get(repository="_all", snapshot="_all"),
    ],
)
def test_the_key_of_the_worker_is_for_its_own_indices(servers: Secured, forbidden: Any) -> None:
    with operator(servers) as elastic:
        elastic.options(ignore_status=400).indices.create(index="elsewhere", settings={"number_of_replicas": 0})
    with elasticsearch_as(servers, "sync") as elastic, pytest.raises(AuthorizationException):
        forbidden(elastic)


def test_a_key_whose_file_was_removed_ends_when_the_next_is_made(servers: Secured, tmp_path: Path) -> None:
    folder, programs = Folder(tmp_path), {"web": Program({}, reader("other-"))}
    with operator(servers) as elastic:
        keys = []
        for _ in range(2):
            give_each_its_key(elastic, programs, folder, "other")
            keys.append(folder.read("web/elasticsearch-key").decode().strip())
            (tmp_path / "web" / "elasticsearch-key").unlink()
        assert [id_of(elastic, key) is not None for key in keys] == [False, True]


def test_a_new_elasticsearch_learns_the_password_that_kibana_has(servers: Secured, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with operator(servers) as elastic:
        give_kibana_its_password(elastic, folder)
        settings = folder.read("kibana/kibana.yml")
        elastic.security.change_password(username="kibana_system", password=new_password())
        give_kibana_its_password(elastic, folder)
        assert folder.read("kibana/kibana.yml") == settings
        password = settings.decode().rsplit(maxsplit=1)[-1]
        assert elastic.options(basic_auth=("kibana_system", password)).security.authenticate()["username"]


@pytest.mark.parametrize(
    ("program", "forbidden"),
    [
        ("sync", lambda client: client.get_default_database()["articles"].delete_many({})),
        ("sync", lambda client: client.get_default_database()["auth_user"].update_many({}, {"$set": {"x": 1}})),
        ("sync", lambda client: client.get_default_database()["articles"].drop()),
        ("web", lambda client: client["elsewhere"]["rows"].find_one()),
        ("imports", lambda client: client["elsewhere"]["rows"].insert_one({})),
        ("web", lambda client: client["local"]["oplog.rs"].delete_many({})),
        ("web", lambda client: client.admin.command("createUser", "forged", pwd="forged", roles=["root"])),
        ("sync", lambda client: client.admin.command("shutdown")),
    ],
)
def test_a_user_of_mongodb_is_for_its_own_work(site: Site, program: str, forbidden: Any) -> None:
    with mongodb_as(site.servers, program) as client, pytest.raises(OperationFailure) as refused:
        forbidden(client)
    assert refused.value.code == UNAUTHORIZED


def test_nobody_is_let_in_without_a_password_or_without_tls(servers: Secured) -> None:
    with Elasticsearch(servers.elasticsearch.url, ca_certs=str(servers.authority)) as elastic:
        assert elastic.options(ignore_status=401).info().meta.status == 401
    host = servers.mongodb.address
    uri = f"mongodb://{host}/?directConnection=true"
    with MongoClient[dict[str, Any]](uri, timeoutMS=2000) as client, pytest.raises(PyMongoError):
        client.admin.command("ping")
    options: dict[str, Any] = {"tls": True, "tlsCAFile": str(servers.authority), "timeoutMS": 5000}
    with MongoClient[dict[str, Any]](uri, **options) as client, pytest.raises(OperationFailure):
        client["broadsheet"]["articles"].find_one()
