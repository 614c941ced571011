"""`run` as make calls it: the real site, on servers that are set, so that only the site is started."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch

from services import paths
from services.processes import ports, site_processes, waiting
from services.servers import variables
from services.servers.mongodb import MongoDB
from services.setup import tools
from services.tests.running import Run, all_gone, services

pytestmark = [pytest.mark.servers, pytest.mark.faults]

WEB, SYNC, IMPORTS = "gunicorn", "sync_search", "run_imports"


@pytest.fixture
def site(mongodb: MongoDB, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The variables of a run, with an index and a database that are removed with the test."""
    name = f"run-{uuid4().hex[:8]}"
    yield {
        variables.MONGODB: mongodb.url,
        "MONGODB_DATABASE": name,
        "SEARCH_INDEX_PREFIX": f"{name}-",
        "BROADSHEET_CREDENTIALS_FILE": str(tmp_path / "password"),
        "PORT": str(ports.choose()),
        "PROFILE": name,
    }
    with Elasticsearch(os.environ[variables.ELASTICSEARCH]) as client:
        for index in client.indices.get(index=f"{name}-*", expand_wildcards="all").body:
            client.indices.delete(index=index)
    tools.remove(paths.ROOT / ".services" / name)


def live(site: dict[str, str]) -> bool:
    return site_processes.is_live(site_processes.HOST, int(site["PORT"]))


@pytest.fixture
def run(site: dict[str, str]) -> Iterator[Run]:
    with services("run", "--profile", site["PROFILE"], **site) as started:
        started.wait_for(f"Broadsheet is at http://127.0.0.1:{site['PORT']}")
        yield started


def test_it_serves_and_stops_with_everything_it_started(run: Run, site: dict[str, str]) -> None:
    assert live(site)
    family = run.family()
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(timeout=60) == 0
    assert all_gone(family)
    assert ports.is_free(int(site["PORT"]))


@pytest.mark.parametrize("command", ["run", "dev"])
def test_killed_without_a_word_it_leaves_nothing_running(site: dict[str, str], command: str) -> None:
    with services(command, "--profile", site["PROFILE"], **site) as run:
        run.wait_for("Broadsheet is at")
        family = run.family()
        run.process.kill()
        assert all_gone(family)
    assert ports.is_free(int(site["PORT"]))


@pytest.mark.parametrize("word", [WEB, SYNC, IMPORTS])
def test_whoever_dies_is_started_again(run: Run, site: dict[str, str], word: str) -> None:
    assert waiting.until(lambda: run.child(word) is not None, timeout=30)
    died = run.child(word)
    assert died is not None
    died.kill()
    assert waiting.until(lambda: (now := run.child(word)) is not None and now.pid != died.pid, timeout=30)
    assert waiting.until(lambda: live(site), timeout=30)


def test_articles_that_are_no_articles_end_the_run(site: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "articles.csv"
    file.write_text("nothing,of,ours\n1,2,3\n")
    with services("run", "--profile", site["PROFILE"], "--articles", str(file), **site) as run:
        assert run.process.wait(timeout=90) == 1
        assert "Preparing the database and the first articles failed" in run.text
        assert "Traceback" not in run.text
    assert ports.is_free(int(site["PORT"]))
