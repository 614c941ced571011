"""The commands as an operator runs them, each in a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.conf import settings

from backup.stored import MongoDatabase
from backup.tests.files import checked, everything

pytestmark = pytest.mark.servers


def command(database: str, *arguments: str) -> dict[str, Any]:
    """Return what subprocess needs to run a command on a database."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "MONGODB_DATABASE": database}
    return {"args": [sys.executable, "manage.py", *arguments], "cwd": settings.ROOT, "env": environment}


def run(database: str, *arguments: str, given: bytes = b"", code: int = 0) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(**command(database, *arguments), input=given, capture_output=True, check=False)
    assert done.returncode == code, done.stderr.decode()
    return done


def test_a_new_site_becomes_another_one_through_pipes(
    site: MongoDatabase, clone: MongoDatabase, tmp_path: Path
) -> None:
    run(site.name, "migrate", "--verbosity=0")
    site["articles"].insert_one({"title": "An article", "content": "", "category": "tech", "version": 3})
    site["auth_user"].insert_one({"username": "editor"})
    sent = run(site.name, "backup", "-")
    assert b"documents of" in sent.stderr
    assert checked(sent.stdout).header.database == site.name
    run(clone.name, "migrate", "--verbosity=0")
    assert b"Restored" in run(clone.name, "restore", "-", given=sent.stdout).stdout
    assert everything(clone) == everything(site)
    refused = run(clone.name, "restore", "-", given=sent.stdout, code=1)
    assert f"add --replace {clone.name}".encode() in refused.stderr
    assert b"Traceback" not in refused.stderr
    file = tmp_path / "cut.tar"
    file.write_bytes(sent.stdout[:5000])
    assert b"cut off" in run(clone.name, "restore", str(file), "--check", code=1).stderr


def test_a_backup_of_an_older_site_is_migrated(site: MongoDatabase, clone: MongoDatabase) -> None:
    run(site.name, "migrate", "catalog", "0002", "--verbosity=0")
    sent = run(site.name, "backup", "-")
    assert "import_jobs" not in checked(sent.stdout).header.collections
    assert b"older version" in run(clone.name, "restore", "-", given=sent.stdout).stdout
    assert "import_jobs" in clone.list_collection_names()


def test_a_backup_that_is_asked_to_stop_leaves_nothing(site: MongoDatabase, tmp_path: Path) -> None:
    fill(site)
    with subprocess.Popen(**command(site.name, "backup", str(tmp_path / "site.tar"))) as process:
        wait_for(process, lambda: list(tmp_path.iterdir()))
        process.send_signal(signal.SIGTERM)
    assert process.returncode == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


def test_a_restore_that_is_killed_leaves_the_site_as_it_was_and_can_be_repeated(
    site: MongoDatabase, clone: MongoDatabase, tmp_path: Path
) -> None:
    run(site.name, "migrate", "--verbosity=0")
    fill(site)
    file = str(tmp_path / "site.tar")
    run(site.name, "backup", file)
    clone["articles"].insert_one({"_id": "mine"})
    with subprocess.Popen(**command(clone.name, "restore", file, "--replace", clone.name)) as process:
        wait_for(process, lambda: "restoring.articles" in clone.list_collection_names())
        process.kill()
    assert list(clone["articles"].find()) == [{"_id": "mine"}]
    run(clone.name, "restore", file, "--replace", clone.name)
    assert everything(clone) == everything(site)


def wait_for(process: subprocess.Popen[bytes], holds: Callable[[], object]) -> None:
    """Wait until something holds while a command is at work; the test's own limit ends it."""
    pause = Event()
    while not holds():
        assert process.poll() is None, "the command ended too early"
        pause.wait(0.01)


def fill(site: MongoDatabase) -> None:
    """Store enough that a command is still at work when it is stopped."""
    site["articles"].insert_many([{"_id": number, "text": os.urandom(2000)} for number in range(15_000)])
    site["categories"].insert_one({"_id": 1})
