"""The list of what is never in a backup has the names that the code uses."""

import tomllib

from django.apps import apps
from django.conf import settings

from catalog.background import lease
from config import guessing, sign_ins
from search.sync import status
from search.sync.follow import checkpoints
from search.sync.rebuild import runs


def test_what_is_left_out_has_the_names_of_its_collections() -> None:
    tables = {lease.TABLE, checkpoints.TABLE, runs.TABLE, status.TABLE, sign_ins.TABLE, guessing.TABLE}
    assert set(settings.BACKUP_LEAVES_OUT) == tables


def test_no_model_is_left_out() -> None:
    assert not {model._meta.db_table for model in apps.get_models()} & set(settings.BACKUP_LEAVES_OUT)


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((settings.ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == settings.SITE_VERSION
