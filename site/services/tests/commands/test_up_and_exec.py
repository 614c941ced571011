"""`up` and `exec` as make calls them. They share the Elasticsearch of the test run: one more takes ten seconds."""

import signal
from collections.abc import Iterator
from uuid import uuid4

import pytest

from services import paths
from services.processes import waiting
from services.servers import env_file, throwaway, variables
from services.setup import tools
from services.tests.running import Run, all_gone, execute, services

pytestmark = [pytest.mark.servers, pytest.mark.faults]

READY = "Both servers are ready"


@pytest.fixture
def profile(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A profile of the test's own. MongoDB is not set, so that it is started."""
    monkeypatch.delenv(variables.MONGODB, raising=False)
    name = f"test-{uuid4().hex[:8]}"
    yield name
    for base in {paths.ROOT / ".services", throwaway.prerequisites().layout.base}:
        tools.remove(base / name)


@pytest.fixture
def up(profile: str) -> Iterator[Run]:
    with services("up", "--profile", profile) as run:
        run.wait_for(READY)
        yield run


def takes_writes(profile: str) -> bool:
    code = (
        "import os, pymongo; pymongo.MongoClient(os.environ['MONGODB_URI'], timeoutMS=5000).broadsheet.x.insert_one({})"
    )
    return execute(profile, "python", "-c", code).returncode == 0


def env_of(profile: str) -> dict[str, str]:
    return env_file.read(throwaway.prerequisites().layout.env_file(profile))


def test_up_prints_the_two_addresses_and_keeps_them_in_a_file_while_it_runs(up: Run, profile: str) -> None:
    addresses = env_of(profile)
    assert set(addresses) == {variables.MONGODB, variables.ELASTICSEARCH}
    assert env_file.text(addresses) in up.text
    up.process.terminate()
    assert up.process.wait(timeout=60) == 0
    assert env_of(profile) == {}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_way_to_stop_it_leaves_nothing_running(up: Run, number: signal.Signals) -> None:
    family = up.family()
    assert family
    up.process.send_signal(number)
    assert up.process.wait(timeout=60) == 0
    assert all_gone(family)


def test_killed_without_a_word_it_leaves_nothing_running(up: Run, profile: str) -> None:
    family = up.family()
    up.process.kill()
    assert all_gone(family)
    assert env_of(profile), "nobody was left to remove it"
    assert execute(profile, "true").returncode == 0  # and the data can be used again
    assert env_of(profile) == {}


def test_a_second_run_on_the_same_data_is_refused(up: Run, profile: str) -> None:
    with services("up", "--profile", profile) as second:
        assert second.process.wait(timeout=30) == 1
        assert f"servers of this checkout are already running (process {up.process.pid})" in second.text
        assert "Traceback" not in second.text
    assert up.process.poll() is None


def test_a_command_uses_the_servers_that_are_running_already(up: Run, profile: str) -> None:
    ended = execute(profile, "printenv", variables.MONGODB)
    assert ended.stdout.strip() == env_of(profile)[variables.MONGODB]
    assert up.process.poll() is None


def test_a_mongodb_that_dies_is_started_again_at_its_port(up: Run, profile: str) -> None:
    mongod = up.child("mongod")
    assert mongod is not None
    mongod.kill()
    up.wait_for("MongoDB ended (exit code -9); it is started again.")
    assert waiting.until(lambda: takes_writes(profile), timeout=30)
    now = up.child("mongod")
    assert now is not None
    assert now.pid != mongod.pid


def test_a_command_gets_its_own_exit_code_back_and_leaves_nothing_running(profile: str) -> None:
    ended = execute(profile, "sh", "-c", "exit 7")
    assert ended.returncode == 7
    assert env_of(profile) == {}


def test_a_command_that_is_not_there_is_reported(profile: str) -> None:
    ended = execute(profile, "no-such-program")
    assert ended.returncode == 1
    assert "There is no program 'no-such-program'." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_stopping_a_command_stops_its_servers_too(profile: str) -> None:
    with services("exec", "--profile", profile, "--", "sh", "-c", "echo begun; exec sleep 600") as run:
        run.wait_for("begun")
        family = run.family()
        run.process.terminate()
        assert run.process.wait(timeout=60) == 128 + signal.SIGTERM
        assert all_gone(family)
