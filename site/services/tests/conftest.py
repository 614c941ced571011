from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services import private
from services.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.elasticsearch import Elasticsearch
    from services.mongodb import MongoDB


@pytest.fixture(scope="package")
def mongodb() -> Iterator[MongoDB]:
    with private.mongodb() as server:
        yield server


@pytest.fixture(scope="package")
def elasticsearch() -> Iterator[Elasticsearch]:
    with private.elasticsearch() as server:
        yield server


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the servers' account can reach, which pytest's own are not."""
    with private.folder() as folder:
        yield folder


@pytest.fixture
def progress() -> Progress:
    return Progress()
