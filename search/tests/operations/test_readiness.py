"""/readyz proves itself: an index that cannot be searched, takes no changes or is old is not "ok"."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from bson import Timestamp
from django.test import Client
from pytest_django import Settings

from search.index import client
from search.sync import clock
from search.sync.follow import checkpoints
from search.sync.follow.checkpoints import Target
from search.sync.follow.stream import Mark
from search.sync.source import mongo_client

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


def problems() -> list[str]:
    """Return the sentences of /readyz, and check that the answer agrees with itself."""
    response = Client().get("/readyz")
    body = response.json()
    assert response.status_code == 200
    assert (body["status"] == "ok") == ("problems" not in body)
    found: list[str] = body.get("problems", [])
    return found


@contextmanager
def block(index: str, name: str) -> Iterator[None]:
    client().indices.put_settings(index=index, settings={f"index.blocks.{name}": True})
    try:
        yield
    finally:
        client().indices.put_settings(index=index, settings={f"index.blocks.{name}": None})


@pytest.mark.parametrize(
    ("name", "effect"),
    [
        ("read", "it cannot be searched"),
        ("write", "changes do not reach it"),
        ("read_only", "changes do not reach it"),
        ("read_only_allow_delete", "changes do not reach it"),
    ],
)
def test_a_blocked_index_is_not_ok(live: Target, name: str, effect: str) -> None:
    with block(live.index, name):
        (sentence,) = problems()
    assert effect in sentence
    assert problems() == []


def test_blocked_metadata_is_not_ok(live: Target) -> None:
    with block(live.index, "metadata"):
        assert problems() == ["Elasticsearch refuses a search: cluster_block_exception."]


def test_a_closed_index_is_not_ok(live: Target) -> None:
    client().indices.close(index=live.index)
    try:
        (sentence,) = problems()
    finally:
        client().indices.open(index=live.index)
    assert "index closed" in sentence


@pytest.mark.usefixtures("own_index")
def test_an_index_that_the_site_cannot_search_is_not_ok(live: Target) -> None:
    """It is open and healthy, but of another mapping: only a search shows that."""
    client().indices.delete(index=live.index)
    alias = live.index.split("-articles-")[0] + "-articles"
    client().indices.create(index=live.index, aliases={alias: {}}, mappings={"properties": {"title": {"type": "date"}}})
    assert problems()


def test_an_old_index_is_not_ok(live: Target, settings: Settings) -> None:
    now = clock.now(mongo_client())
    checkpoints.delete(live.index)
    checkpoints.save(live, Mark({"_data": "00"}, Timestamp(now.time - 100, 1)))
    (sentence,) = problems()
    assert "seconds behind MongoDB" in sentence
    settings.READY_LAG_SECONDS = 200
    assert problems() == []


# --- who may ask ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "web", "[::1]:8000", "-"])
def test_probes_answer_any_host(live: Target, settings: Settings, path: str, host: str) -> None:
    settings.ALLOWED_HOSTS = ["news.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|metrics)$"]  # as settings/prod.py has it
    assert Client(headers={"host": host}).get(path).status_code == 200


def test_other_pages_answer_the_sites_own_name_only(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["news.example.org"]
    assert Client(headers={"host": "10.0.0.7:8000"}).get("/accounts/login/").status_code == 400


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_probes_have_the_content_policy_too(live: Target, path: str) -> None:
    assert "default-src 'self'" in Client().get(path)["Content-Security-Policy"]
