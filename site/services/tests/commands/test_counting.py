"""The one line that make test ends with."""

from pathlib import Path

import pytest

from services.commands.test import Count, counted


def report(folder: Path, tests: int, failures: int, errors: int, skipped: int) -> Path:
    counts = f'tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
    file = folder / "junit.xml"
    file.write_text(f"<testsuites><testsuite name='pytest' {counts}/></testsuites>")
    return file


def test_an_error_counts_as_failed(tmp_path: Path) -> None:
    assert counted(report(tmp_path, 10, 1, 2, 3), 1) == Count(4, 3, 3)


def test_a_run_that_never_wrote_its_report_failed(tmp_path: Path) -> None:
    assert counted(tmp_path / "missing.xml", 3) == Count(failed=1)


@pytest.mark.parametrize("code", [2, 3, 4, 5])
def test_an_end_that_the_report_does_not_explain_counts_as_failed(code: int, tmp_path: Path) -> None:
    assert counted(report(tmp_path, 4, 0, 0, 0), code) == Count(4, 1)


def test_the_line_names_the_skipped_only_when_there_are_some() -> None:
    assert str(Count(7, 0)) == "7 passed, 0 failed"
    assert str(Count(7, 1, 2)) == "7 passed, 1 failed, 2 skipped"
    assert str(Count(7) + Count(failed=1)) == "7 passed, 1 failed"
