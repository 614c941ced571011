"""The status page of the index: each problem is described in words."""

import re
from datetime import timedelta
from time import monotonic
from typing import Any

import pytest
from bson import ObjectId, Timestamp
from django.test import Client
from django.utils import timezone
from pymongo import timeout

from catalog.background.lease import Lease
from catalog.background.lease import table as leases
from catalog.tests.factories import make_user
from search.index import client
from search.operations.report import span
from search.sync import clock, lease, status
from search.sync.follow import checkpoints, dead_letters
from search.sync.follow.bulk import Refusal
from search.sync.follow.checkpoints import Target
from search.sync.follow.stream import Mark
from search.sync.rebuild import aliases, runs
from search.sync.rebuild.runs import Run
from search.sync.source import ALIAS, collection, mongo_client
from search.tests.browsers import browser_of
from search.tests.factories import index_articles, keep_articles, new_article
from search.tests.unavailable import elasticsearch_unavailable, mongodb_unavailable

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]
PAGE = "/admin/search/deadletter/index/"


@pytest.fixture
def admin(live: Target) -> Client:
    return browser_of("view_deadletter")


def lines(admin: Client) -> dict[str, str]:
    """Return the page's lines by their names; a problem begins with "Problem:"."""
    response = admin.get(PAGE)
    assert response.status_code == 200
    rows = re.findall(r'<th scope="row">(.*?)</th>\s*<td>(.*?)</td>', response.content.decode(), re.DOTALL)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", text).split()) for name, text in rows}


def follow_until(target: Target, moment: Timestamp) -> None:
    checkpoints.delete(target.index)
    checkpoints.save(target, Mark({"_data": "00"}, moment))


def silent_for(seconds: int) -> None:
    reported_at = timezone.now() - timedelta(seconds=seconds)
    collection(status.TABLE).update_one({"_id": "worker"}, {"$set": {"reported_at": reported_at}})


def test_only_staff_with_the_permission_may_look(live: Target) -> None:
    assert Client().get(PAGE).status_code == 302
    reader = Client()
    reader.force_login(make_user())
    assert reader.get(PAGE).status_code == 302
    assert browser_of().get(PAGE).status_code == 403
    assert browser_of("view_deadletter").get(PAGE).status_code == 200


def test_it_is_read_only(admin: Client) -> None:
    assert admin.post(PAGE).status_code == 405


@pytest.mark.parametrize("where", ["/admin/search/", "/admin/search/deadletter/"])
def test_the_way_there_is_linked(admin: Client, where: str) -> None:
    assert f'href="{PAGE}"' in admin.get(where).content.decode()


def test_all_is_well(admin: Client, worker: None, live: Target) -> None:
    response = admin.get(PAGE)
    assert response.context["problems"] == []
    assert "All is well" in response.content.decode()
    assert lines(admin)["State"] == f"Following {live.index}."


def test_problems_are_summed_up_first(admin: Client) -> None:
    dead_letters.record([Refusal(ObjectId(), "no")])
    response = admin.get(PAGE)
    assert "3 problems: State, Lease, Dead letters." in " ".join(response.content.decode().split())


def test_articles_and_documents(admin: Client) -> None:
    kept = [new_article(), new_article()]
    keep_articles(*kept)
    index_articles(kept[0])
    shown = lines(admin)
    assert shown["MongoDB"] == "Available, with 2 articles."
    assert shown["Live index"].endswith(", with 1 document.")


def test_the_lag(admin: Client, live: Target) -> None:
    assert re.fullmatch(r"\d s behind MongoDB\.", lines(admin)["Lag"])
    follow_until(live, Timestamp(clock.now(mongo_client()).time - 130, 1))
    assert lines(admin)["Lag"] == "Problem: 2 min behind MongoDB."
    checkpoints.delete(live.index)
    assert lines(admin)["Lag"].startswith("Problem: Unknown")


def test_the_headroom(admin: Client, live: Target) -> None:
    assert re.fullmatch(r"The oplog reaches .+ further back than the worker needs\.", lines(admin)["Oplog headroom"])
    follow_until(live, Timestamp(1, 1))
    assert lines(admin)["Oplog headroom"].startswith("Problem: None: the oplog no longer holds")


def test_the_mapping(own_index: None, admin: Client, live: Target) -> None:
    assert lines(admin)["Mapping"] == f"{aliases.wanted_mapping()}, the one this version of the site needs."
    older = live.index.replace(aliases.wanted_mapping(), "0" * 8)
    client().indices.create(index=older)
    aliases.swap(client(), older)
    assert lines(admin)["Mapping"].startswith("Problem: 00000000; this version of the site needs")


def test_no_index(no_index: None) -> None:
    shown = lines(browser_of("view_deadletter"))
    assert shown["Live index"].startswith("Problem: None. MongoDB answers")
    assert not {"Lag", "Mapping"} & shown.keys()


def test_no_worker_has_ever_run(admin: Client) -> None:
    shown = lines(admin)
    assert shown["State"] == "Problem: No heartbeat yet. Is sync_search running?"
    assert shown["Lease"] == "Problem: Not held: no worker is running."


def test_a_worker_that_went_silent(admin: Client, live: Target) -> None:
    status.report(state="following", index=live.index)
    silent_for(12)
    assert lines(admin)["Heartbeat"] == "Problem: None for 12 s. Is sync_search running?"


def test_a_worker_that_waits(admin: Client, worker: None) -> None:
    silent_for(12)
    assert lines(admin)["Heartbeat"] == "Problem: None for 12 s. The process is running; it is waiting for a server."


def test_a_worker_that_is_busy_for_long_is_not_a_problem(admin: Client, worker: None, live: Target) -> None:
    status.report(state="comparing", index=live.index)
    silent_for(30)
    assert lines(admin)["Heartbeat"] == "None for 30 s. The process is running; it is comparing."


def test_a_lease_that_ran_out_is_held_by_nobody(admin: Client, worker: None) -> None:
    leases().update_one({"_id": lease.WORKER}, {"$set": {"until": timezone.now()}})
    assert lines(admin)["Lease"].startswith("Problem:")


@pytest.mark.parametrize(
    ("checked", "differences", "shown"),
    [
        (2225, 0, "2,225 compared, no difference, 0 s ago."),
        (2225, 1, "Problem: 2,225 compared, 1 difference, 0 s ago."),
        (9, 1234, "Problem: 9 compared, 1,234 differences, 0 s ago."),
    ],
)
def test_the_last_verification(admin: Client, checked: int, differences: int, shown: str) -> None:
    assert lines(admin)["Last verification"] == "Never: run verify_search."
    status.report_verification(checked, differences)
    assert lines(admin)["Last verification"] == shown


def test_a_resync_under_way(admin: Client, live: Target) -> None:
    assert lines(admin)["Re-sync"] == "None in progress."
    runs.begin(Run(live, Timestamp(1, 1), total=2225, scanned=500))
    assert "no process is running it" in lines(admin)["Re-sync"]
    Lease(lease.RESYNC).acquire()
    assert lines(admin)["Re-sync"].startswith(f"Scanning: 500 of 2,225 articles written to {live.index}.")
    assert '<progress aria-label="Re-sync" value="500" max="2225">' in flat(admin.get(PAGE))


def flat(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_worker_knows_the_phase_better(admin: Client, live: Target) -> None:
    runs.begin(Run(live, Timestamp(1, 1), total=2, scanned=2))
    Lease(lease.RESYNC).acquire()
    status.report(state="comparing", index=live.index)
    assert lines(admin)["Re-sync"].startswith("Comparing: 2 of 2")


def test_dead_letters_are_counted_and_linked(admin: Client) -> None:
    assert lines(admin)["Dead letters"] == "None."
    dead_letters.record([Refusal(ObjectId(), "no")])
    assert lines(admin)["Dead letters"] == "Problem: 1 article cannot be indexed. See which ones, and why"


def test_without_elasticsearch_the_rest_is_reported(admin: Client, worker: None) -> None:
    """In one way only: /metrics takes the same snapshot, and its tests try each."""
    with elasticsearch_unavailable("freezes"):
        shown, seconds = timed(admin)
    assert shown["Elasticsearch"].startswith("Problem: Unavailable.")
    assert shown["Live index"] == "Unknown while Elasticsearch is unavailable."
    assert re.fullmatch(r"\d s behind MongoDB\.", shown["Lag"])
    assert seconds < 2.5


def test_without_mongodb_the_rest_is_reported(admin: Client, live: Target) -> None:
    """MongoDB fails after the page's own client has read the operator's account from it."""
    with mongodb_unavailable("freezes", ALIAS):
        shown, seconds = timed(admin)
    assert shown["MongoDB"].startswith("Problem: Unavailable.")
    assert shown["Live index"].startswith(live.index)
    assert shown["State"] == shown["Last verification"] == "Unknown while MongoDB is unavailable."
    assert seconds < 2.5


def timed(admin: Client) -> tuple[dict[str, str], float]:
    started = monotonic()
    return lines(admin), monotonic() - started


def test_without_the_accounts_it_is_a_clear_page(admin: Client) -> None:
    with mongodb_unavailable("refuses"), timeout(0.5):
        response = admin.get(PAGE)
    assert (response.status_code, response["Retry-After"]) == (503, "10")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (59.9, "59 s"), (60, "1 min"), (7199, "1 h"), (86_400, "1 day"), (200_000, "2 days")],
)
def test_durations_are_shown_in_their_largest_unit(seconds: float, words: str) -> None:
    assert span(seconds) == words
