"""A lease between two owners, by MongoDB's own clock; and how a command stops."""

import os
import signal
import socket
import subprocess
from threading import Event

import pytest

from search.sync import lease as leases
from search.sync import stopping
from search.sync.lease import Lease, StopOrLeaseLost, held
from search.sync.source import collection
from search.sync.stopping import stopped_by_signals
from search.tests.sync.working import eventually

servers = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


class TestALease:
    pytestmark = servers

    def test_belongs_to_one_owner_until_it_is_released(self, archive: None) -> None:
        mine, yours = Lease("work"), Lease("work")
        assert mine.acquire()
        assert not yours.acquire()
        assert mine.acquire()  # renewed
        mine.release()
        assert yours.acquire()
        assert not mine.acquire()

    def test_of_another_name_is_another(self, archive: None) -> None:
        assert Lease("work").acquire()
        assert Lease("other").acquire()

    def test_that_is_not_renewed_is_free(self, archive: None) -> None:
        mine, yours = Lease("work"), Lease("work")
        assert mine.acquire()
        long_ago = {"$dateSubtract": {"startDate": "$$NOW", "unit": "second", "amount": 1}}
        collection(leases.TABLE).update_one({"_id": "work"}, [{"$set": {"until": long_ago}}])
        assert yours.acquire()
        mine.release()  # late, when it is no longer ours
        assert not Lease("work").acquire()

    def test_of_a_process_of_this_machine_that_is_gone_is_free_at_once(self, archive: None) -> None:
        gone = subprocess.Popen(["true"])
        gone.wait()
        assert Lease("work", owner=f"{socket.gethostname()}:{gone.pid}:0").acquire()
        assert Lease("work").acquire()

    def test_of_another_machine_is_waited_for(self, archive: None) -> None:
        assert Lease("work", owner="elsewhere.example:999999999:0").acquire()
        assert not Lease("work").acquire()

    def test_that_is_held_is_renewed(self, archive: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(leases, "RENEW_SECONDS", 0.02)
        mine = Lease("work")
        mine.acquire()

        def until() -> object:
            row = collection(leases.TABLE).find_one({"_id": "work"})
            return row and row["until"]

        first = until()
        with held(mine):
            eventually(lambda: until() != first)
        assert until() is None

    def test_that_another_owner_took_is_noticed(self, archive: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(leases, "RENEW_SECONDS", 0.02)
        mine = Lease("work")
        mine.acquire()
        with held(mine):
            collection(leases.TABLE).update_one({"_id": "work"}, {"$set": {"owner": "somebody else"}})
            eventually(lambda: mine.is_over)
        assert StopOrLeaseLost(Event(), (mine,)).is_set()


def test_a_lease_is_over_when_it_could_not_be_renewed_for_long() -> None:
    """Right after a long sleep, before MongoDB was asked."""
    lease = Lease("work")
    assert not lease.is_over
    lease._renewed -= leases.UNSURE_SECONDS + 1
    assert lease.is_over


def test_work_ends_when_it_is_asked_to() -> None:
    asked = Event()
    both = StopOrLeaseLost(asked, (Lease("work"),))
    assert not both.wait(0)
    asked.set()
    assert both.wait(0)


def test_a_signal_sets_the_event_and_the_handlers_are_restored() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stopped_by_signals() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        eventually(stop.is_set)
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_process_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its main thread waits for a frozen server."""
    codes: list[int] = []
    monkeypatch.setattr(stopping, "GRACE_SECONDS", 0.01)
    monkeypatch.setattr(os, "_exit", codes.append)
    with stopped_by_signals(code=1):
        os.kill(os.getpid(), signal.SIGTERM)
        eventually(lambda: codes)
    assert codes == [1]
