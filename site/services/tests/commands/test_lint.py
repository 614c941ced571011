"""How linters are run: side by side, each reported when it ends."""

import io
import time

import pytest

from services.commands import lint
from services.commands.lint import Linter
from services.progress import Progress


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


def test_what_a_linter_finds_is_shown_and_counted(output: io.StringIO) -> None:
    linters = [Linter("good", ("true",)), Linter("bad", ("sh", "-c", "echo 'line 3: a fault'; exit 2"))]
    assert lint.run(linters, Progress(output)) == 1
    assert "  ✓ good\n" in output.getvalue()
    assert "  ✗ bad (exit code 2)\nline 3: a fault\n" in output.getvalue()


def test_they_run_side_by_side(output: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "AT_ONCE", 4)
    began = time.monotonic()
    assert lint.run([Linter("slow", ("sleep", "1"))] * 4, Progress(output)) == 0
    assert time.monotonic() - began < 3


def test_one_that_cannot_be_started_ends_the_others(output: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "AT_ONCE", 2)
    began = time.monotonic()
    with pytest.raises(FileNotFoundError):
        lint.run([Linter("slow", ("sleep", "60")), Linter("missing", ("no-such-linter",))], Progress(output))
    assert time.monotonic() - began < 30


def test_an_output_larger_than_a_pipe_does_not_block(output: io.StringIO) -> None:
    assert lint.run([Linter("loud", ("sh", "-c", "yes | head -c 300000; exit 1"))], Progress(output)) == 1
    assert len(output.getvalue()) > 300_000
