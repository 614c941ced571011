"""The worker: whatever interrupts an import, it ends with the right articles and the right counts."""

import errno
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from pymongo.errors import AutoReconnect

from catalog.background.lease import Lease, held
from catalog.import_models import ImportJob
from catalog.importing.loading import load
from catalog.imports import files, looking, running, watch, worker
from catalog.imports.lease import NAME, worker_is_running
from catalog.imports.watch import LostError, Watch
from catalog.imports.worker import LANES, Lane, Worker
from catalog.models import Article
from catalog.tests.imports.browsing import Browser, fresh, rows, started, work, worked
from services.processes import waiting

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]
State = ImportJob.State
MANY = 5_000


def environment() -> dict[str, str]:
    name = connection.settings_dict["NAME"]
    return {**os.environ, "MONGODB_DATABASE": name, "DJANGO_SETTINGS_MODULE": "config.settings.test"}


@contextmanager
def processes(count: int = 1) -> Iterator[Sequence[subprocess.Popen[bytes]]]:
    """Workers as `make run` starts them, on the database of the tests. They are killed at the end."""
    command = [sys.executable, "manage.py", "run_imports"]
    started = [subprocess.Popen(command, cwd=settings.ROOT, env=environment()) for _ in range(count)]
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()


@contextmanager
def in_thread(chosen: Worker) -> Iterator[None]:
    thread = Thread(target=chosen.run)
    thread.start()
    try:
        yield
    finally:
        chosen.stop.set()
        thread.join()


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(worker, "FIRST_DELAY", 0.05)
    monkeypatch.setattr(watch, "TELL_SECONDS", 0.0)


def reaches(job: ImportJob, state: str, seconds: float = 90) -> bool:
    return waiting.until(lambda: fresh(job).state == state, timeout=seconds, interval=0.02)


def test_killed_in_the_middle_it_continues_and_ends_with_the_right_count(anna: Browser) -> None:
    job = started(anna, rows(MANY))
    with processes() as (process,):
        assert waiting.until(lambda: Article.objects.count() >= 1000, timeout=60, interval=0.005)
        process.kill()
        process.wait()
        assert Article.objects.count() < MANY
        assert fresh(job).state == State.RUNNING
    with processes():
        assert reaches(job, State.DONE)
    job = fresh(job)
    assert (job.new, job.known, job.refused, Article.objects.count()) == (MANY, 0, 0, MANY)
    anna.post(job, "undo")
    with processes() as (process,):
        assert waiting.until(lambda: Article.objects.count() < MANY, timeout=60, interval=0.005)
        process.kill()
        process.wait()
    with processes():
        assert reaches(job, State.UNDONE)
    assert (fresh(job).removed, Article.objects.count()) == (MANY, 0)


def test_two_workers_never_do_the_same_job(anna: Browser) -> None:
    several = [started(anna, rows(1000, start)) for start in (0, 1000, 500)]
    with processes(2):
        assert all(reaches(job, State.DONE) for job in several)
    assert sum(fresh(job).new for job in several) == Article.objects.count() == 2000
    assert [fresh(job).attempts for job in several] == [1, 1, 1]


def test_a_worker_stops_when_it_is_asked_to_and_the_next_continues(anna: Browser) -> None:
    job = started(anna, rows(MANY))
    with processes() as (process,):
        assert waiting.until(lambda: Article.objects.count() >= 1000, timeout=60, interval=0.005)
        process.terminate()
        assert process.wait(timeout=20) == 0
    assert worked(job).new == MANY
    assert not worker_is_running()


def test_the_health_check_asks_for_the_lease(anna: Browser) -> None:
    def health() -> int:
        command = [sys.executable, "-m", "services", "health", "imports"]
        env = {**environment(), "PYTHONPATH": str(settings.ROOT / "site")}
        return subprocess.run(command, cwd=settings.ROOT, env=env, check=False).returncode

    assert health() == 1
    lease = Lease(NAME)
    assert lease.acquire()
    with held(lease):
        assert health() == 0


def test_while_another_holds_the_lease_nothing_is_done(anna: Browser) -> None:
    other = Lease(NAME, owner="elsewhere.example:1:x")
    assert other.acquire()
    job = anna.upload(rows(1))
    assert "is not running" not in anna.page(job)
    with in_thread(Worker()):
        assert not reaches(job, State.READY, seconds=0.5)
        other.release()
        assert reaches(job, State.READY, seconds=10)


def test_a_job_that_another_worker_has_taken_is_left_to_it(anna: Browser) -> None:
    job = started(anna, rows(1))
    mine, yours = (Lane(owner, LANES[1], Event()) for owner in ("mine", "yours"))
    claimed = mine.claim(job.pk, State.WAITING)
    assert claimed
    assert yours.claim(job.pk, State.RUNNING)
    with pytest.raises(LostError):
        Watch(claimed, Event()).tell()
    with pytest.raises(LostError):
        Watch(claimed, Event()).finish(State.DONE)
    mine.perform(claimed, running.run_import)
    assert fresh(job).state == State.RUNNING


def test_an_outage_of_mongodb_is_waited_for(anna: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    job = started(anna, rows(5))
    outages = iter(range(worker.MOST_ATTEMPTS + 2))

    def unavailable_at_first(*args: Any, **kwargs: Any) -> Any:
        if next(outages, None) is not None:
            raise AutoReconnect("no primary")
        return load(*args, **kwargs)

    monkeypatch.setattr(running, "load", unavailable_at_first)
    with in_thread(Worker()):
        assert reaches(job, State.DONE, seconds=30)
    assert (fresh(job).new, fresh(job).attempts) == (5, 1)


def test_a_bug_ends_the_job_and_not_the_worker(anna: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    job = started(anna, rows(5))

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(running, "load", broken)
    job = worked(job)
    assert (job.state, job.message) == (State.FAILED, worker.BROKEN)
    monkeypatch.undo()
    assert "Continue the import" in anna.page(job)
    anna.post(job, "start")
    assert worked(job).new == 5


def test_a_full_disk_is_said(anna: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    job = started(anna, rows(5))

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(running, "spooled", full)
    assert "No space left on device" in worked(job).message


@pytest.mark.parametrize("part", ["files", "chunks"])
def test_a_file_that_is_gone_is_said(anna: Browser, part: str) -> None:
    job = started(anna, rows(5))
    files.database()[f"{files.BUCKET}.{part}"].delete_many({})
    job = worked(job)
    assert (job.state, job.message) == (State.FAILED, running.GONE)


def test_one_that_is_discarded_while_it_is_read_is_let_go(anna: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    job = anna.upload(rows(5))

    def discard_and_spool(*arguments: Any) -> Any:
        anna.post(job, "discard")
        files.store("another.csv", io.BytesIO(b"title"))
        return files.spooled(*arguments)

    monkeypatch.setattr(looking, "spooled", discard_and_spool)
    work()
    assert not ImportJob.objects.exists()


def test_copies_of_a_killed_worker_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen(["true"])
    gone.wait()
    for name in (f"{files.TEMPORARY}{gone.pid}-a", f"{files.TEMPORARY}{os.getpid()}-b", "other-c"):
        (tmp_path / name).mkdir()
    files.remove_leftovers()
    assert {path.name for path in tmp_path.iterdir()} == {f"{files.TEMPORARY}{os.getpid()}-b", "other-c"}


def test_a_job_that_kills_its_worker_again_and_again_is_given_up(anna: Browser) -> None:
    job = started(anna, rows(2))
    ImportJob.objects.update(attempts=worker.MOST_ATTEMPTS)
    assert worked(job).message == worker.ENDLESS
