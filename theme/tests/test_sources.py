"""What must hold of the files themselves."""

import json
import re
from pathlib import Path

import pytest

THEME = Path(__file__).parents[1]
SOURCES = sorted(
    path
    for folder in (THEME / "static_src/src", THEME / "templates", THEME.parent / "search/templates")
    for path in folder.rglob("*")
    if path.suffix in {".css", ".html"}
)


def test_the_lock_file_names_no_registry() -> None:
    packages = json.loads((THEME / "static_src/package-lock.json").read_text())["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_nothing_comes_from_another_host_and_nothing_is_inline(source: Path) -> None:
    """The content security policy would refuse it, silently."""
    text = source.read_text()
    assert not re.search(r"(?:https?:)?//[\w-]+\.", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on", text)
