"""What must hold of the files themselves."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.contrib import admin

THEME = Path(__file__).parents[1]
ROOT = THEME.parent
DJANGO = Path(admin.__file__).parent
SOURCES = sorted(
    path
    for folder in (
        THEME / "static_src/src",
        THEME / "templates",
        ROOT / "search/templates",
        ROOT / "catalog/templates/admin",
        ROOT / "site/accounts/templates",
    )
    for path in folder.rglob("*")
    if path.suffix in {".css", ".html"}
)


# Tailwind's own: text for screen readers only, and shown from its breakpoint `sm` on.
UTILITIES = {"sr-only", "sm:not-sr-only"}
# Set by Django's messages through `notice-{{ message.level_tag }}`.
SET_BY_OTHERS = {"notice-success"}


def of_admin(path: Path) -> bool:
    """Whether a file is about the admin, whose classes are Django's and a few of our own."""
    return bool({"admin", "admin.css"}.intersection(path.parts))


def classes_in(texts: Iterable[str]) -> set[str]:
    """Return the classes that templates use."""
    values = [re.sub(r"\{%.*?%\}", " ", value) for text in texts for value in re.findall(r'class="([^"]*)"', text)]
    return {name for value in values for name in re.sub(r"\S*\{\{.*?\}\}\S*", " ", value).split()}


def classes_defined_in(paths: Iterable[Path]) -> set[str]:
    texts = [re.sub(r"/\*.*?\*/|\"[^\"]*\"|url\([^)]*\)", "", path.read_text(), flags=re.DOTALL) for path in paths]
    return {name for text in texts for name in re.findall(r"\.([a-zA-Z][\w-]*)(?=[^{};]*\{)", text)}


def classes_of_templates() -> set[str]:
    apps = ("catalog", "search", "site/accounts")
    folders = [THEME / "templates", *(ROOT / app / f"templates/{Path(app).name}" for app in apps)]
    return classes_in(path.read_text() for folder in folders for path in folder.rglob("*.html") if not of_admin(path))


def classes_of_styles() -> set[str]:
    return classes_defined_in(path for path in SOURCES if path.suffix == ".css" and not of_admin(path))


def templates_of_admin() -> list[Path]:
    folders = (THEME / "templates/admin", ROOT / "catalog/templates/admin", ROOT / "search/templates/admin")
    return [path for folder in folders for path in folder.rglob("*.html")]


def styles_of_admin() -> list[Path]:
    ours = [ROOT / "static/imports.css", ROOT / "catalog/static/catalog/admin.css"]
    return [*ours, *(path for path in SOURCES if path.suffix == ".css" and of_admin(path))]


def test_a_template_uses_classes_of_our_own_and_no_utilities() -> None:
    """docs/decisions/0010: utilities are for screen readers only."""
    assert classes_of_templates() - classes_of_styles() == UTILITIES


def test_every_class_of_the_style_sheet_is_used() -> None:
    assert classes_of_styles() - classes_of_templates() == SET_BY_OTHERS


def test_a_template_of_the_admin_uses_classes_of_djangos_and_of_our_own() -> None:
    defined = classes_defined_in([*styles_of_admin(), *(DJANGO / "static/admin/css").rglob("*.css")])
    assert classes_in(path.read_text() for path in templates_of_admin()) <= defined


def test_every_class_of_the_admins_style_sheet_is_used() -> None:
    folders = ("templates", "static/admin/js", "static/admin/css/vendor", "")
    files = [path for folder in folders for path in (DJANGO / folder).glob("**/*.*" if folder else "*.py")]
    used = [
        path.read_text() for path in [*templates_of_admin(), *files] if path.suffix in {".html", ".js", ".py", ".css"}
    ]
    names = set(re.findall(r"[\w-]+", " ".join(used)))
    assert {name for name in classes_defined_in(styles_of_admin()) if not is_made_by_django(name)} <= names


def is_made_by_django(name: str) -> bool:
    """Whether the name is composed: of a model, a column of its list, a part of Select2."""
    return name.startswith(("model-", "field-", "select2-"))


def test_the_lock_file_names_no_registry() -> None:
    packages = json.loads((THEME / "static_src/package-lock.json").read_text())["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_nothing_comes_from_another_host_and_nothing_is_inline(source: Path) -> None:
    """The content security policy would refuse it, silently."""
    text = source.read_text()
    assert not re.search(r"(?:https?:)?//[\w-]+\.", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on", text)
