"""The first page of the admin begins with the state of the index, for whoever may see the dead letters."""

import re
from collections.abc import Callable
from datetime import timedelta
from time import monotonic
from typing import Any

import pytest
from bson import ObjectId, Timestamp
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from catalog.background.lease import Lease
from catalog.tests.factories import make_user
from search.admin import overview
from search.operations.snapshot import LiveIndex
from search.sync import clock, lease, status
from search.sync.follow import checkpoints, dead_letters
from search.sync.follow.bulk import Refusal
from search.sync.follow.checkpoints import Target
from search.sync.follow.stream import Mark
from search.sync.rebuild import runs
from search.sync.rebuild.runs import Run
from search.sync.source import ALIAS, collection, mongo_client
from search.tests.browsers import browser_of
from search.tests.unavailable import elasticsearch_unavailable, mongodb_unavailable

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]
PAGE = "/admin/"


@pytest.fixture
def admin(live: Target) -> Client:
    return browser_of("view_deadletter")


def facts(admin: Client) -> dict[str, str]:
    """Return what the panel says, by name; a problem begins with "Problem:"."""
    response = admin.get(PAGE)
    assert response.status_code == 200
    page = response.content.decode()
    assert page.index("The search index") < page.index("Recent actions")
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", text).split()) for name, text in found}


def test_all_is_well(admin: Client, worker: None, live: Target) -> None:
    status.report_verification(2225, 0)
    said = facts(admin)
    assert list(said) == ["Lag", "Dead letters", "Last comparison", "Worker", "Re-sync"]
    assert re.fullmatch(r"\d s behind MongoDB\.", said["Lag"])
    assert said["Dead letters"] == "None."
    assert said["Last comparison"] == "2,225 compared, no difference, 0 s ago."
    assert said["Worker"] == "Running: following. It reported 0 s ago."
    assert re.fullmatch(r"The live index was begun on \d+ \w+ \d{4}, \d\d:\d\d UTC, .+ ago\.", said["Re-sync"])


def test_problems_are_said_and_dead_letters_linked(admin: Client, live: Target) -> None:
    checkpoints.delete(live.index)
    checkpoints.save(live, Mark({"_data": "00"}, Timestamp(clock.now(mongo_client()).time - 130, 1)))
    dead_letters.record([Refusal(ObjectId(), "no")])
    status.report_verification(9, 2)
    said = facts(admin)
    assert said["Lag"] == "Problem: 2 min behind MongoDB."
    assert said["Dead letters"] == "Problem: 1 article cannot be indexed. See which ones, and why"
    assert said["Last comparison"] == "Problem: 9 compared, 2 differences, 0 s ago."
    assert said["Worker"] == "Problem: None is running: changes do not reach the index."
    assert 'href="/admin/search/deadletter/"' in admin.get(PAGE).content.decode()


def test_nothing_was_ever_compared(admin: Client) -> None:
    assert facts(admin)["Last comparison"] == "Never: run verify_search."


def silent(state: str, live: Target) -> None:
    status.report(state=state, index=live.index)
    reported_at = timezone.now() - timedelta(seconds=30)
    collection(status.TABLE).update_one({"_id": "worker"}, {"$set": {"reported_at": reported_at}})


def test_what_a_silent_worker_is_doing(admin: Client, worker: None, live: Target) -> None:
    silent("following", live)
    assert facts(admin)["Worker"] == "Problem: Running: following. It has not reported for 30 s."
    silent("comparing", live)
    assert facts(admin)["Worker"] == "Running: comparing. It has not reported for 30 s."


def test_when_the_last_worker_reported(admin: Client, live: Target) -> None:
    silent("following", live)
    assert facts(admin)["Worker"].endswith("The last one reported 30 s ago.")


def test_a_resync_under_way(admin: Client, live: Target) -> None:
    runs.begin(Run(live, Timestamp(1, 1), total=2225, scanned=500))
    Lease(lease.RESYNC).acquire()
    assert facts(admin)["Re-sync"].startswith("Scanning: 500 of 2,225 articles written")


def test_no_index(no_index: None) -> None:
    said = facts(browser_of("view_deadletter"))
    assert said["Lag"].startswith("Problem: There is no index yet")
    assert said["Re-sync"] == "None yet."


@pytest.mark.parametrize(("name", "known"), [("articles-0a1b2c3d-1764547200000", True), ("articles", False)])
def test_when_an_index_was_begun_is_in_its_name(name: str, known: bool) -> None:
    assert (LiveIndex(name, "", 0).begun is not None) is known


def timed(admin: Client) -> tuple[dict[str, str], float]:
    started = monotonic()
    return facts(admin), monotonic() - started


def test_without_elasticsearch_it_says_what_is_not_known(admin: Client, worker: None) -> None:
    with elasticsearch_unavailable("freezes"):
        said, seconds = timed(admin)
    assert said["Re-sync"] == "Problem: Not known: Elasticsearch does not answer."
    assert re.fullmatch(r"\d s behind MongoDB\.", said["Lag"])
    assert seconds < 2.5


def test_without_mongodb_it_says_what_is_not_known(admin: Client) -> None:
    """MongoDB fails after the page's own client has read the operator's account from it."""
    with mongodb_unavailable("freezes", ALIAS):
        said, seconds = timed(admin)
    assert said["Lag"] == "Problem: Not known: MongoDB does not answer."
    assert {said[name] for name in ("Dead letters", "Last comparison", "Worker")} == {
        "Not known: MongoDB does not answer."
    }
    assert said["Re-sync"].startswith("The live index was begun on")
    assert seconds < 2.5


def test_who_may_not_see_it_asks_no_server(live: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden() -> Any:
        raise AssertionError

    take: Callable[[], Any] = forbidden
    monkeypatch.setattr(overview, "take_snapshot", take)
    response = browser_of("view_synonymgroup").get(PAGE)
    assert (response.status_code, "The search index" in response.content.decode()) == (200, False)


def test_it_is_on_the_first_page_only(admin: Client) -> None:
    assert "overview-facts" not in admin.get("/admin/search/").content.decode()


def test_a_site_without_it_has_djangos_page(live: Target, settings: Any) -> None:
    settings.ADMIN_INDEX_CONTEXT = None
    assert "The search index" not in browser_of("view_deadletter").get(PAGE).content.decode()


def test_the_permission_of_the_moment_counts(live: Target) -> None:
    user = make_user(is_staff=True)
    client = Client()
    client.force_login(user)
    assert "The search index" not in client.get(PAGE).content.decode()
    user.user_permissions.set(Permission.objects.filter(codename="view_deadletter"))
    assert "The search index" in client.get(PAGE).content.decode()
