"""gunicorn's configuration: the form of its log, and a folder in which its processes count together.

prometheus_client adds up what several processes count through files of a folder (search/operations/counters.py). It is
in memory where temporary files are, belongs to one run, and goes with it.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import psutil

from config.watching import logs

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
NAME = "broadsheet-figures-"

logconfig_dict = logs.configuration("INFO", os.environ.get("LOG_FORMAT", ""))


def on_starting(_server: Any) -> None:
    remove_abandoned()
    os.environ[FOLDER] = tempfile.mkdtemp(prefix=f"{NAME}{os.getpid()}-")


def child_exit(_server: Any, worker: Any) -> None:
    """Forget what a process was, such as without Elasticsearch; what it counted stays."""
    from prometheus_client import multiprocess  # noqa: PLC0415  # it reads the variable when it is imported

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(_server: Any) -> None:
    shutil.rmtree(os.environ[FOLDER], ignore_errors=True)


def remove_abandoned() -> None:
    """Remove the folders of servers that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{NAME}*"):
        pid = folder.name.removeprefix(NAME).partition("-")[0]
        if pid.isdecimal() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)
