"""A lease between two owners, by MongoDB's own clock; and how a command stops."""

import os
import signal
import socket
import subprocess
from threading import Event

import pytest

from catalog.background import lease as leases
from catalog.background import stopping
from catalog.background.lease import Lease, StopOrLeaseLost, held, table
from catalog.background.stopping import stopped_by_signals
from services.processes import waiting

servers = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]


class TestALease:
    pytestmark = servers

    def test_belongs_to_one_owner_until_it_is_released(self, mongo: None) -> None:
        mine, yours = Lease("work"), Lease("work")
        assert mine.acquire()
        assert not yours.acquire()
        assert mine.acquire()  # renewed
        mine.release()
        assert yours.acquire()
        assert not mine.acquire()

    def test_of_another_name_is_another(self, mongo: None) -> None:
        assert Lease("work").acquire()
        assert Lease("other").acquire()

    def test_that_is_not_renewed_is_free(self, mongo: None) -> None:
        mine, yours = Lease("work"), Lease("work")
        assert mine.acquire()
        long_ago = {"$dateSubtract": {"startDate": "$$NOW", "unit": "second", "amount": 1}}
        table().update_one({"_id": "work"}, [{"$set": {"until": long_ago}}])
        assert yours.acquire()
        mine.release()  # late, when it is no longer ours
        assert not Lease("work").acquire()

    def test_of_a_process_of_this_machine_that_is_gone_is_free_at_once(self, mongo: None) -> None:
        gone = subprocess.Popen(["true"])
        gone.wait()
        assert Lease("work", owner=f"{socket.gethostname()}:{gone.pid}:0").acquire()
        assert Lease("work").acquire()

    def test_of_another_machine_is_waited_for(self, mongo: None) -> None:
        assert Lease("work", owner="elsewhere.example:999999999:0").acquire()
        assert not Lease("work").acquire()

    def test_that_is_held_is_renewed(self, mongo: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(leases, "RENEW_SECONDS", 0.02)
        mine = Lease("work")
        mine.acquire()

        def until() -> object:
            row = table().find_one({"_id": "work"})
            return row and row["until"]

        first = until()
        with held(mine):
            assert waiting.until(lambda: until() != first, timeout=10)
        assert until() is None

    def test_that_another_owner_took_is_noticed(self, mongo: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(leases, "RENEW_SECONDS", 0.02)
        mine = Lease("work")
        mine.acquire()
        with held(mine):
            table().update_one({"_id": "work"}, {"$set": {"owner": "somebody else"}})
            assert waiting.until(lambda: mine.is_over, timeout=10)
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
        assert waiting.until(stop.is_set, timeout=10)
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_process_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its main thread waits for a frozen server."""
    codes: list[int] = []
    monkeypatch.setattr(stopping, "GRACE_SECONDS", 0.01)
    monkeypatch.setattr(os, "_exit", codes.append)
    with stopped_by_signals(code=1):
        os.kill(os.getpid(), signal.SIGTERM)
        assert waiting.until(lambda: bool(codes), timeout=10)
    assert codes == [1]
