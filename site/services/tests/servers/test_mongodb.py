"""Facts about the real server, which each test leaves running and healthy for the next."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psutil
import pytest
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from services.errors import SetupError
from services.processes import groups, waiting
from services.progress import Progress, Silence
from services.servers import throwaway
from services.servers.mongodb import MongoDB

pytestmark = pytest.mark.faults


@contextmanager
def client_of(server: MongoDB, **options: Any) -> Iterator[MongoClient[dict[str, Any]]]:
    with MongoClient[dict[str, Any]](server.url, **options) as client:
        yield client


def test_a_transaction_that_is_aborted_leaves_nothing(mongodb: MongoDB) -> None:
    with client_of(mongodb) as client, client.start_session() as session:
        notes = client.get_default_database()["notes"]
        with session.start_transaction():
            notes.insert_one({"_id": "kept"}, session=session)
        session.start_transaction()
        notes.insert_one({"_id": "dropped"}, session=session)
        session.abort_transaction()
        assert [row["_id"] for row in notes.find()] == ["kept"]


def test_its_log_does_not_quote_a_slow_search(mongodb: MongoDB) -> None:
    """Even if every operation counts as slow: a search may hold anything that a reader has typed."""
    with client_of(mongodb) as client:
        database = client.get_default_database()
        database.command("profile", 0, slowms=0)
        list(database["notes"].find({"title": {"$regex": "confidential"}}))
        list(database["notes"].aggregate([{"$match": {"title": {"$regex": "confidential"}}}]))
        database.command("profile", 0, slowms=100)
    assert "Waiting for connections" in mongodb.log.read_text()
    assert "confidential" not in mongodb.log.read_text()


def test_a_change_stream_reports_a_write(mongodb: MongoDB) -> None:
    with client_of(mongodb) as client:
        streamed = client.get_default_database()["streamed"]
        with streamed.watch() as changes:
            streamed.insert_one({"_id": 1})
            assert next(changes)["documentKey"] == {"_id": 1}


def test_a_power_cut_loses_nothing_and_the_same_client_goes_on(mongodb: MongoDB) -> None:
    port = mongodb.port
    with client_of(mongodb, w="majority") as client:
        kept = client.get_default_database()["kept"]
        kept.insert_one({"_id": 1})
        mongodb.kill()
        assert not mongodb.alive
        mongodb.start()
        mongodb.wait_until_healthy(Silence())
        assert mongodb.port == port
        assert kept.find_one() == {"_id": 1}


def test_a_frozen_server_answers_nothing_until_it_is_thawed(mongodb: MongoDB) -> None:
    with client_of(mongodb, timeoutMS=500, serverSelectionTimeoutMS=500) as client:
        client.admin.command("ping")
        mongodb.freeze()
        with pytest.raises(PyMongoError):
            client.admin.command("ping")
        mongodb.thaw()
    with client_of(mongodb, timeoutMS=10_000) as client:
        assert client.admin.command("ping")["ok"] == 1


def test_fail_points_can_be_set(mongodb: MongoDB) -> None:
    fail = {"failCommands": ["ping"], "errorCode": 2}  # one that does not make the client look for another server
    with client_of(mongodb) as client:
        client.admin.command("configureFailPoint", "failCommand", mode={"times": 1}, data=fail)
        with pytest.raises(PyMongoError):
            client.admin.command("ping")
        assert client.admin.command("ping")["ok"] == 1


def test_the_oplog_has_the_size_that_was_asked_for(mongodb: MongoDB) -> None:
    with client_of(mongodb) as client:
        stats = client["local"].command("collStats", "oplog.rs")
    assert stats["maxSize"] == 64 * 1024 * 1024


def test_with_its_port_taken_it_moves_and_keeps_its_data() -> None:
    with throwaway.mongodb() as server, throwaway.folder() as folder:
        with client_of(server, w="majority") as client:
            client.get_default_database()["kept"].insert_one({"_id": 1})
        server.stop()
        taker = MongoDB(replace(server.config, home=folder / "taker", port=server.port))
        again = MongoDB(server.config)
        try:
            taker.start()
            taker.wait_until_healthy(Silence())
            again.start()
            again.wait_until_healthy(Silence())
            assert again.port != taker.port == server.port
            with client_of(again) as client:
                assert client.get_default_database()["kept"].find_one() == {"_id": 1}
        finally:
            again.stop()
            taker.stop()


def test_a_stop_leaves_no_process_and_ends_cleanly() -> None:
    with throwaway.mongodb() as server:
        pid = server.pid
        assert pid is not None
        server.stop()
        assert server.exit_code == 0
        assert groups.group_is_gone(pid)


def test_a_frozen_server_can_be_stopped() -> None:
    with throwaway.mongodb() as server:
        server.freeze()
        server.stop()
        assert server.exit_code == 0


def test_a_server_that_an_earlier_run_left_behind_is_ended_first() -> None:
    with throwaway.mongodb() as left_behind:
        pid = left_behind.pid
        assert pid is not None
        server = MongoDB(left_behind.config)
        try:
            server.start()
            server.wait_until_healthy(Silence())
            left = psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
            assert not left
        finally:
            server.stop()


def test_a_server_that_ends_at_once_is_reported_with_the_line_of_its_log_that_says_why() -> None:
    with throwaway.mongodb() as server:
        server.stop()
        (server.home / "data" / "WiredTiger.turtle").write_text("not what WiredTiger wrote\n")
        server.start()
        with pytest.raises(SetupError, match="MongoDB ended before it was ready") as raised:
            server.wait_until_healthy(Silence())
        assert str(server.log) in raised.value.hint
        assert "WiredTiger" in raised.value.message


def test_a_server_that_does_not_come_up_in_time_is_reported(progress: Progress) -> None:
    with throwaway.mongodb() as server:
        server.freeze()
        with pytest.raises(SetupError, match="MongoDB did not come up within 1 s"):
            server.wait_until_healthy(progress, timeout=1)
        server.thaw()
        assert waiting.until(server.is_healthy, timeout=30)
