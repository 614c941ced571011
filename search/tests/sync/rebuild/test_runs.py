"""The record of a re-sync: resumed, abandoned, deleted."""

import pytest
from bson import Timestamp

from search.sync.follow.checkpoints import Target
from search.sync.rebuild import runs
from search.sync.rebuild.runs import Run
from search.sync.source import collection

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]

TARGET = Target("index", "uuid", "set")


def test_a_run_that_was_deleted_stays_deleted(archive: None) -> None:
    run = Run(TARGET, Timestamp(5, 1), total=3)
    runs.begin(run)
    runs.delete(run.index)
    runs.save(run)
    assert runs.unfinished() is None


def test_a_run_is_resumed_where_it_was(archive: None) -> None:
    run = Run(TARGET, Timestamp(5, 1), total=3, scanned=2, phase="comparing")
    runs.begin(Run(Target("older", "uuid", "set"), Timestamp(4, 1)))
    runs.begin(run)
    assert runs.unfinished() == run
    assert collection(runs.TABLE).count_documents({}) == 1


def test_a_run_that_nobody_resumes_is_abandoned_after_an_hour(archive: None) -> None:
    runs.begin(Run(TARGET, Timestamp(5, 1)))
    assert runs.abandoned() == []
    ago = {"$dateSubtract": {"startDate": "$$NOW", "unit": "minute", "amount": 61}}
    collection(runs.TABLE).update_one({}, [{"$set": {"saved_at": ago}}])
    assert runs.abandoned() == [TARGET.index]
