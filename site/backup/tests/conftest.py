"""Two databases of their own, a site and an empty one, on the real MongoDB."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from pymongo import MongoClient

from backup.stored import MongoDatabase
from backup.tests.files import backup_of


@pytest.fixture(scope="session")
def client() -> Iterator[MongoClient[dict[str, Any]]]:
    client: MongoClient[dict[str, Any]] = MongoClient(settings.DATABASES["default"]["HOST"], w="majority")
    with client:
        yield client


def database(client: MongoClient[dict[str, Any]], name: str) -> Iterator[MongoDatabase]:
    name = f"test_{settings.DATABASES['default']['NAME']}_{name}"
    client.drop_database(name)
    yield client[name]
    client.drop_database(name)


@pytest.fixture
def site(client: MongoClient[dict[str, Any]]) -> Iterator[MongoDatabase]:
    """A site as a backup wants it: `migrate` was run."""
    for site in database(client, "backed_up"):
        site["django_migrations"].insert_one({"app": "catalog", "name": "0001_initial"})
        yield site


@pytest.fixture
def clone(client: MongoClient[dict[str, Any]]) -> Iterator[MongoDatabase]:
    yield from database(client, "restored")


@pytest.fixture
def small_backup(site: MongoDatabase) -> bytes:
    """The bytes of a backup of two collections."""
    site["articles"].insert_many([{"_id": number, "title": f"Article {number}"} for number in range(5)])
    site["auth_user"].insert_one({"_id": 1, "username": "editor"})
    return backup_of(site)
