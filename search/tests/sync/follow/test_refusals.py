"""Fault 13: an index that refuses every article stops the worker, or is replaced; it makes no dead letters."""

import pytest

from catalog.models import Article
from catalog.tests.factories import make_articles
from search.index import client
from search.sync.follow import dead_letters
from search.sync.rebuild import aliases
from search.tests.sync.damage import UNKNOWN_FIELD, refusing_every_document
from search.tests.sync.working import Working, agrees, eventually, live_target

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


def test_13_a_mapping_that_refuses_every_article_stops_the_worker_and_makes_no_dead_letters(
    working: Working, prefix: str
) -> None:
    make_articles(*(f"Title {number}" for number in range(60)))
    with refusing_every_document(client(), prefix):
        running = working.start()
        running.thread.join(timeout=60)
        assert [type(error).__name__ for error in running.errors] == ["BrokenMappingError"]
        assert "strict_dynamic_mapping_exception" in str(running.errors[0])
        assert aliases.own_indices(client()) == []
    assert dead_letters.reasons() == {}
    working.start()
    eventually(agrees)


def test_13_a_live_index_that_begins_to_refuse_is_replaced(working: Working, prefix: str) -> None:
    made = make_articles(*(f"Title {number}" for number in range(60)))
    working.start_and_wait()
    eventually(agrees)
    before = live_target()
    pipeline = f"{prefix}breaks"
    client().ingest.put_pipeline(id=pipeline, processors=[UNKNOWN_FIELD])
    client().indices.put_settings(index=before.index, settings={"index.final_pipeline": pipeline})
    Article.objects.filter(pk__in=[each.pk for each in made]).update(category="sport")
    eventually(lambda: live_target() != before and agrees())
    eventually(lambda: aliases.own_indices(client()) == [live_target().index])
    client().ingest.delete_pipeline(id=pipeline)
    assert dead_letters.reasons() == {}
