"""The site under test: the processes of `make run`, with a database and an index of their own."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch
from pymongo import MongoClient
from pymongo.collection import Collection

from e2e import archive
from services import paths
from services.processes import groups, ports, probe, site_processes, spawning, waiting

NAME = "broadsheet_e2e"
PREFIX = "e2e-"
PASSWORD = "three-otters-and-a-kettle"
EDITORS = ("anna", "bert")
CAREFUL = "cleo"  # sets up a second factor
OPERATOR = "dora"  # may do everything in the admin
UP_SECONDS = 90.0
FOLLOWS = "Following MongoDB into"

IMPORT_AND_MAKE_EDITORS = f"""
from django.contrib.auth.models import Group, User
from django.core.management import call_command
call_command("import_articles", {{articles!r}})
for name in {(*EDITORS, CAREFUL)!r}:
    user = User.objects.create_user(name, f"{{{{name}}}}@example.org", {PASSWORD!r})
    user.groups.add(Group.objects.get(name="Editors"))
User.objects.create_superuser({OPERATOR!r}, password={PASSWORD!r})
"""


@dataclass
class RunningSite:
    """A running site. `folder` holds its static files and logs."""

    folder: Path
    port: int = field(default_factory=ports.choose)
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://{site_processes.HOST}:{self.port}"

    @cached_property
    def mongodb(self) -> MongoClient[dict[str, Any]]:
        return MongoClient(os.environ["MONGODB_URI"])

    @property
    def database(self) -> str:
        return f"{NAME}_{os.getpid()}"

    @property
    def prefix(self) -> str:
        return f"{PREFIX}{os.getpid()}-"

    @property
    def credentials(self) -> Path:
        """The file with the first editor's password."""
        return self.folder / "editor-password"

    @property
    def env(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.prod",
            "BROADSHEET_SECRET_KEY": "only-for-the-tests-in-a-browser",
            "MONGODB_DATABASE": self.database,
            "SEARCH_INDEX_PREFIX": self.prefix,
            "STATIC_ROOT": str(self.folder / "static"),
            "BROADSHEET_CREDENTIALS_FILE": str(self.credentials),
            "PYTHONPATH": f"{paths.ROOT / 'site'}",
        }

    def start(self) -> None:
        """Do what `make run` does, and add the tests' own articles and two editors."""
        self.services("prepare")
        articles = self.folder / "articles.csv"
        archive.write(articles)
        # Both need seconds to start, so they do it while the articles are imported.
        self.start_worker()
        self.web = self.spawn("web", "--host", site_processes.HOST, "--port", str(self.port))
        self.manage("shell", "--command", IMPORT_AND_MAKE_EDITORS.format(articles=str(articles)))
        self.require(lambda: site_processes.is_live(site_processes.HOST, self.port), "web")
        # A search before there is an index would open the breaker of one web process, and the first tests meet it.
        self.require(lambda: FOLLOWS in self.log("sync").read_text(), "sync")
        self.require(self.finds_everything, "sync")

    def stop(self) -> None:
        for process in (self.web, self.worker):
            if process is not None:
                groups.end(process, grace=10.0)
        self.mongodb.drop_database(self.database)
        self.mongodb.close()
        with Elasticsearch(os.environ["ELASTICSEARCH_URL"]) as elasticsearch:
            for index in elasticsearch.indices.get(index=f"{self.prefix}*"):
                elasticsearch.indices.delete(index=index)

    def start_worker(self) -> None:
        self.worker = self.spawn("sync")

    def restart_worker(self) -> None:
        """Start the worker and wait until it follows MongoDB. After SIGKILL the old lease has to expire first."""
        before = self.log("sync").read_text().count(FOLLOWS)
        self.start_worker()
        self.require(lambda: self.log("sync").read_text().count(FOLLOWS) > before, "sync")

    def kill_worker(self) -> None:
        """Kill the worker with SIGKILL."""
        if self.worker is not None:
            groups.kill(self.worker)

    def spawn(self, command: str, *options: str) -> subprocess.Popen[bytes]:
        with self.log(command).open("ab") as output:
            words = [sys.executable, "-m", "services", command, *options]
            return spawning.spawn(words, env=self.env, cwd=paths.ROOT, output=output)

    def services(self, *words: str) -> None:
        self.run("-m", "services", *words)

    def manage(self, *words: str) -> None:
        self.run("manage.py", *words)

    def run(self, *words: str, env: Mapping[str, str] | None = None) -> None:
        done = subprocess.run(
            [sys.executable, *words], env=env or self.env, cwd=paths.ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")

    def log(self, command: str) -> Path:
        return self.folder / f"{command}.log"

    def require(self, condition: Callable[[], bool], command: str) -> None:
        if not waiting.until(condition, timeout=UP_SECONDS):
            raise RuntimeError(
                f"The site did not start; the log of `{command}`:\n{self.log(command).read_text()[-4000:]}"
            )

    def finds_everything(self) -> bool:
        """Return whether the index holds every article and Elasticsearch answers."""
        found = probe.get_json(f"{self.address}/search.json", timeout=5.0)
        wanted = self.articles().count_documents({})
        return found is not None and found["engine"] == "elasticsearch" and found["total"]["value"] == wanted

    def articles(self) -> Collection[dict[str, Any]]:
        return self.mongodb[self.database]["articles"]
