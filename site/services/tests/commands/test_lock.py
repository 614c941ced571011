"""The pinned requirements."""

import re

from services import paths

PIN = re.compile(r"^([\w.-]+)==([^\s\\]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((paths.ROOT / "requirements" / name).read_text(encoding="utf-8")))


def test_what_runs_here_is_tested_in_the_same_version() -> None:
    base, dev = pins("base.txt"), pins("dev.txt")
    assert base
    assert {name: dev.get(name) for name in base} == base
