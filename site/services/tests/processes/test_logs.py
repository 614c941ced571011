import json
from pathlib import Path

import pytest

from services.processes import logs


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "server.log"


def test_a_fatal_line_of_mongod_is_reported_in_words(log: Path) -> None:
    fatal = {"s": "E", "msg": "Failed to set up listener", "attr": {"error": "Address already in use"}}
    log.write_text(json.dumps({"s": "I", "msg": "Starting"}) + "\n" + json.dumps(fatal) + "\n")
    line = logs.last_error_line(log)
    assert line == 'ERROR Failed to set up listener {"error": "Address already in use"}'


def test_the_exception_is_reported_and_not_the_stack_below_it_nor_what_follows_every_failure(log: Path) -> None:
    log.write_text(
        "java.lang.IllegalArgumentException: unknown setting [x]\n"
        "\tat org.elasticsearch.Main(Main.java:1)\n"
        "ERROR: Elasticsearch did not exit normally - check the logs\n"
    )
    assert logs.last_error_line(log) == "java.lang.IllegalArgumentException: unknown setting [x]"


def test_without_an_error_the_last_line_is_reported(log: Path) -> None:
    log.write_text("first\nlast\n\n")
    assert logs.last_error_line(log) == "last"


def test_lines_of_an_earlier_start_are_not_told(log: Path) -> None:
    log.write_text("ERROR of yesterday\n")
    since = logs.size(log)
    with log.open("a") as file:
        file.write("fine today\n")
    assert logs.last_error_line(log, since) == "fine today"


def test_a_log_that_is_not_there_has_no_error_line(log: Path) -> None:
    assert logs.last_error_line(log) == ""
    assert not logs.reports_full_disk(log)


def test_a_log_that_has_grown_is_put_aside(log: Path) -> None:
    log.write_bytes(b"x" * (logs.KEPT_BYTES + 1))
    logs.rotate(log)
    assert not log.exists()
    assert log.with_suffix(".1.log").exists()
