"""One pair of servers for all faults, because Elasticsearch takes 16 seconds to start."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from search.tests.sync.faults.arena import Arena, cleared, migrated
from search.tests.sync.faults.table import Record, Row, table
from services.servers import throwaway

HERE = Path(__file__).parent
ROWS = pytest.StashKey[list[Row]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("servers")
            item.add_marker("faults")
            item.add_marker(pytest.mark.timeout(1800 if item.get_closest_marker("chaos") else 600))


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    logs = tmp_path_factory.mktemp("logs")
    with (
        throwaway.mongodb() as mongodb,
        throwaway.elasticsearch() as elasticsearch,
        migrated(Arena(mongodb, elasticsearch, logs)) as arena,
    ):
        yield arena


@pytest.fixture
def arena(pair: Arena) -> Iterator[Arena]:
    """The pair, healthy and empty, whatever an earlier test did to it."""
    with cleared(pair) as arena:
        yield arena


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Record:
    """Add a row to the table, and assert that nothing was lost."""

    def note(row: Row, more: str = "") -> None:
        request.config.stash.setdefault(ROWS, []).append(replace(row, more=more))
        assert row.is_clean, row

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if rows := config.stash.get(ROWS, []):
        terminalreporter.section("faults")
        terminalreporter.write_line(table(rows))
