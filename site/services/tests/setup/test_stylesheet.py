"""What the watchers of `make dev` leave behind is what `make run` serves: it is newer than its sources."""

import json

import pytest

from services import paths
from services.setup import stylesheet

SCRIPTS = json.loads((paths.ROOT / "theme" / "static_src" / "package.json").read_text())["scripts"]


@pytest.mark.parametrize("name", ["build", "build:scripts", *stylesheet.WATCHERS.values()])
def test_what_is_built_is_small(name: str) -> None:
    assert "--minify" in SCRIPTS[name]
