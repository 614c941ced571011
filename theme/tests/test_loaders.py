"""Templates are loaded without what no page needs."""

from pathlib import Path
from typing import Any

from django.template.loader import get_template

import theme


def test_a_template_is_loaded_without_the_indentation_of_its_lines() -> None:
    source = (Path(theme.__file__).parent / "templates/base.html").read_text()
    assert "\n  " in source
    loaded: Any = get_template("base.html")
    assert "\n " not in loaded.template.source
    assert loaded.template.source.split() == source.split()


def test_a_template_is_read_once() -> None:
    first, again = (get_template("base.html") for _ in range(2))
    assert first.template.nodelist is again.template.nodelist  # type: ignore[attr-defined]  # Django's own backend
