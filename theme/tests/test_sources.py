"""What must hold of the files themselves."""

import json
import re
from pathlib import Path

import pytest

THEME = Path(__file__).parents[1]
SOURCES = sorted(
    path
    for folder in (
        THEME / "static_src/src",
        THEME / "templates",
        THEME.parent / "search/templates",
        THEME.parent / "site/accounts/templates",
    )
    for path in folder.rglob("*")
    if path.suffix in {".css", ".html"}
)


# Tailwind's own: text for screen readers only, and shown from its breakpoint `sm` on.
UTILITIES = {"sr-only", "sm:not-sr-only"}
# Set by Django's messages through `notice-{{ message.level_tag }}`.
SET_BY_OTHERS = {"notice-success"}


def classes_of_templates() -> set[str]:
    apps = ("catalog", "search", "site/accounts")
    folders = [THEME / "templates", *(THEME.parent / app / f"templates/{Path(app).name}" for app in apps)]
    texts = [path.read_text() for folder in folders for path in folder.rglob("*.html")]
    values = [re.sub(r"\{%.*?%\}", " ", value) for text in texts for value in re.findall(r'class="([^"]*)"', text)]
    return {name for value in values for name in re.sub(r"\S*\{\{.*?\}\}\S*", " ", value).split()}


def classes_of_styles() -> set[str]:
    texts = [re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL) for path in SOURCES if path.suffix == ".css"]
    return {name for text in texts for name in re.findall(r"(?<![\w/\"])\.([a-z][\w-]*)(?=[^{};]*\{)", text)}


def test_a_template_uses_classes_of_our_own_and_no_utilities() -> None:
    """docs/decisions/0010: utilities are for screen readers only."""
    assert classes_of_templates() - classes_of_styles() == UTILITIES


def test_every_class_of_the_style_sheet_is_used() -> None:
    assert classes_of_styles() - classes_of_templates() == SET_BY_OTHERS


def test_the_lock_file_names_no_registry() -> None:
    packages = json.loads((THEME / "static_src/package-lock.json").read_text())["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_nothing_comes_from_another_host_and_nothing_is_inline(source: Path) -> None:
    """The content security policy would refuse it, silently."""
    text = source.read_text()
    assert not re.search(r"(?:https?:)?//[\w-]+\.", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on", text)
