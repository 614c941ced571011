"""Another language of the archive is a new index: built beside the old one, which answers meanwhile."""

from threading import Event

import pytest
from elasticsearch import Elasticsearch
from pytest_django import Settings

from catalog.tests.factories import make_articles
from search.index import client, live_index
from search.sync.rebuild import aliases
from search.tests.asking import answer, titles
from search.tests.sync.working import PATIENCE, Working, eventually

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]

# Another form is three letters away, too far for a slip.
HOSPITALS = "Zwei Krankenhäusern fehlen Betten"


@pytest.fixture
def held_build(monkeypatch: pytest.MonkeyPatch) -> tuple[Event, Event]:
    """Hold each re-sync once its index is created; return the events "it is created" and "go on"."""
    created, go_on = Event(), Event()
    real = aliases.create_to_fill

    def create(elastic: Elasticsearch) -> str:
        name = real(elastic)
        created.set()
        assert go_on.wait(PATIENCE)
        return name

    monkeypatch.setattr(aliases, "create_to_fill", create)
    return created, go_on


def test_the_old_index_answers_until_the_one_in_the_new_language_is_complete(
    working: Working, settings: Settings, held_build: tuple[Event, Event]
) -> None:
    created, go_on = held_build
    make_articles(HOSPITALS, "Other")
    go_on.set()
    first = working.start()
    english = eventually(lambda: live_index(client()))
    eventually(lambda: titles(q="Krankenhäusern ") == [HOSPITALS])
    assert titles(q="Krankenhaus ") == []
    first.worker.stop.set()
    first.thread.join(PATIENCE)

    go_on.clear()
    created.clear()
    settings.ARCHIVE_LANGUAGE = "german"
    working.start()
    assert created.wait(PATIENCE)
    # A site in the new language asks the index in the old one.
    assert live_index(client()) == english
    body = answer(q="Krankenhäusern ")
    assert (body["engine"], [hit["title"] for hit in body["hits"]]) == ("elasticsearch", [HOSPITALS])
    assert titles(q="Krankenhäu") == [HOSPITALS]
    assert answer(q="krankenhaeusrn ")["engine"] == "elasticsearch"

    go_on.set()
    while live_index(client()) == english:
        assert titles(q="Krankenhäusern ") == [HOSPITALS]
    german = live_index(client())
    assert titles(q="Krankenhaus ") == [HOSPITALS]
    eventually(lambda: aliases.own_indices(client()) == [german])
    eventually(lambda: titles(q="Krankenhaus ") == [HOSPITALS])


def test_the_same_language_needs_no_new_index(working: Working) -> None:
    make_articles(HOSPITALS)
    first = working.start()
    before = eventually(lambda: live_index(client()))
    first.worker.stop.set()
    first.thread.join(PATIENCE)
    working.start()
    make_articles("A later article")
    eventually(lambda: titles(q="later ") == ["A later article"])
    assert live_index(client()) == before
