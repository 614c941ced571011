"""/metrics: every figure is read from the stores, and unknown ones are left out."""

import re
from time import monotonic, time

import pytest
from bson import ObjectId, Timestamp
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from catalog.background.lease import Lease
from search.operations import counters
from search.sync import clock, lease, status
from search.sync.follow import checkpoints, dead_letters
from search.sync.follow.bulk import Refusal
from search.sync.follow.checkpoints import Target
from search.sync.follow.stream import Mark
from search.sync.rebuild import runs
from search.sync.rebuild.runs import Run
from search.sync.source import ALIAS, mongo_client
from search.tests.factories import index_articles, keep_articles, new_article
from search.tests.unavailable import elasticsearch_unavailable, mongodb_unavailable

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]
COUNTED = {metric.name for metric in counters.registry.collect()}  # test_counters.py
IN_TIME = 2.5  # what a probe waits; usually it is one second, because both servers are asked at once


def scrape() -> str:
    """Return the text, which must not take longer than a probe waits, nor be an error."""
    started = monotonic()
    response = Client().get("/metrics")
    assert monotonic() - started < IN_TIME
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=")
    return response.content.decode()


def figures(text: str | None = None) -> dict[str, float]:
    """Return each figure that is read from the stores and has no labels, without the common prefix."""
    text = scrape() if text is None else text
    return {
        sample.name.removeprefix("broadsheet_"): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if not sample.labels and family.name not in COUNTED
    }


def labels(name: str) -> list[dict[str, str]]:
    families = text_string_to_metric_families(scrape())
    return [sample.labels for family in families for sample in family.samples if sample.name == f"broadsheet_{name}"]


def follow_until(target: Target, moment: Timestamp) -> None:
    checkpoints.delete(target.index)
    checkpoints.save(target, Mark({"_data": "00"}, moment))


def everything(target: Target) -> None:
    """Make every figure known."""
    status.report(state="following", index=target.index)
    status.report_verification(10, 0)
    runs.begin(Run(target, Timestamp(1, 1)))


def test_both_servers_are_up(live: Target) -> None:
    values = figures()
    assert (values["mongodb_up"], values["elasticsearch_up"]) == (1, 1)


def test_names_and_explanations_follow_the_conventions_of_prometheus(live: Target) -> None:
    everything(live)
    families = [each for each in text_string_to_metric_families(scrape()) if each.name not in COUNTED]
    assert len(families) == len({family.name for family in families}) == 16
    for family in families:
        assert re.fullmatch(r"broadsheet_[a-z_]+", family.name)
        assert not family.name.endswith(
            ("_total", "_count", "_sum", "_bucket")
        )  # these are for counters and histograms
        assert family.type == "gauge"
        assert family.documentation.endswith(".")


def test_articles_and_documents_are_counted(live: Target) -> None:
    kept = [new_article(), new_article(), new_article()]
    keep_articles(*kept)
    index_articles(*kept[:2])
    values = figures()
    assert (values["articles"], values["index_documents"]) == (3, 2)


def test_the_lag_is_counted_from_the_checkpoint(live: Target) -> None:
    now = clock.now(mongo_client())
    follow_until(live, Timestamp(now.time - 90, 1))
    assert 90 <= figures()["sync_lag_seconds"] <= 92


def test_an_index_without_a_checkpoint_has_no_lag(live: Target) -> None:
    checkpoints.delete(live.index)
    assert not {"sync_lag_seconds", "sync_oplog_headroom_seconds"} & figures().keys()


def test_the_checkpoint_of_an_index_of_the_same_name_counts_for_nothing(live: Target) -> None:
    checkpoints.delete(live.index)
    follow_until(Target(live.index, "another", live.replica_set), Timestamp(1, 1))
    assert "sync_lag_seconds" not in figures()


def test_headroom_is_what_the_oplog_holds_before_the_checkpoint(live: Target) -> None:
    oldest = clock.oplog_start(mongo_client())
    assert oldest is not None
    follow_until(live, Timestamp(oldest.time + 7, 1))
    assert figures()["sync_oplog_headroom_seconds"] == 7


def test_headroom_is_below_0_when_the_resume_token_is_lost(live: Target) -> None:
    follow_until(live, Timestamp(1, 1))
    assert figures()["sync_oplog_headroom_seconds"] < 0


def test_headroom_is_left_out_where_the_oplog_may_not_be_read(live: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_args: object) -> None:
        raise OperationFailure("not authorized on local", code=13)

    # The test's server has no accounts, so this refusal is simulated; everything else is real.
    database = MongoClient.__getitem__
    monkeypatch.setattr(
        MongoClient, "__getitem__", lambda self, name: refused() if name == "local" else database(self, name)
    )
    values = figures()
    assert "sync_oplog_headroom_seconds" not in values
    assert "sync_lag_seconds" in values


def test_dead_letters_are_counted(live: Target) -> None:
    assert figures()["dead_letters"] == 0
    dead_letters.record([Refusal(ObjectId(), "no"), Refusal(ObjectId(), "no")])
    assert figures()["dead_letters"] == 2


def test_the_last_verification(live: Target) -> None:
    assert not any(name.startswith("verify") for name in figures())
    status.report_verification(2225, 3)
    values = figures()
    assert (values["verify_checked_articles"], values["verify_differences"]) == (2225, 3)
    assert abs(values["verify_timestamp_seconds"] - time()) < 2


def test_the_heartbeat_of_the_worker(live: Target) -> None:
    assert "sync_worker_heartbeat_timestamp_seconds" not in figures()
    status.report(state="scanning", index=live.index)
    assert abs(figures()["sync_worker_heartbeat_timestamp_seconds"] - time()) < 2
    assert labels("sync_worker_state") == [{"state": "scanning"}]


def test_a_resync_under_way(live: Target) -> None:
    runs.begin(Run(live, Timestamp(1, 1), total=2225, scanned=500))
    values = figures()
    assert (values["resync_scanned_articles"], values["resync_expected_articles"]) == (500, 2225)
    assert values["resync_running"] == 0
    Lease(lease.RESYNC).acquire()
    assert figures()["resync_running"] == 1


def test_the_live_index_and_its_mapping(live: Target) -> None:
    assert labels("index_info") == [{"index": live.index, "mapping": live.index.split("-")[-2]}]


def test_without_elasticsearch_the_rest_is_reported(live: Target, no_elasticsearch: str) -> None:
    text = scrape()
    values = figures(text)
    assert (values["mongodb_up"], values["elasticsearch_up"], values["articles"]) == (1, 0, 0)
    assert "index_documents" not in values
    assert "broadsheet_index_info{" not in text


def test_without_elasticsearch_the_lag_is_that_of_the_index_followed_last(live: Target) -> None:
    now = clock.now(mongo_client())
    follow_until(live, Timestamp(now.time - 90, 1))
    status.report(state="following", index=live.index)
    with elasticsearch_unavailable("refuses"):
        assert 90 <= figures()["sync_lag_seconds"] <= 92


def test_without_mongodb_the_rest_is_reported(live: Target, no_mongodb: str) -> None:
    everything_else = {"mongodb_up": 0, "elasticsearch_up": 1, "index_documents": 0}
    assert figures() == everything_else


def test_without_both_only_that_is_reported(live: Target) -> None:
    """In one way only: /readyz asks both in the same manner, and its tests try each."""
    with elasticsearch_unavailable("freezes"), mongodb_unavailable("freezes", ALIAS):
        assert figures() == {"mongodb_up": 0, "elasticsearch_up": 0}


def test_without_an_index_elasticsearch_is_still_up(no_index: None) -> None:
    values = figures()
    assert values["elasticsearch_up"] == 1
    assert "index_documents" not in values
