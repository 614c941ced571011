from collections.abc import Iterator
from pathlib import Path

import pytest

from services.progress import Progress
from services.servers import throwaway
from services.servers.elasticsearch import Elasticsearch
from services.servers.mongodb import MongoDB


@pytest.fixture(scope="package")
def mongodb() -> Iterator[MongoDB]:
    with throwaway.mongodb() as server:
        yield server


@pytest.fixture(scope="package")
def elasticsearch() -> Iterator[Elasticsearch]:
    with throwaway.elasticsearch() as server:
        yield server


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the servers' account can reach, unlike those of pytest."""
    with throwaway.folder() as folder:
        yield folder


@pytest.fixture
def progress() -> Progress:
    return Progress()
