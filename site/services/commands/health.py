"""`health`: the health checks of the containers."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping

from services import paths
from services.processes import site_processes
from services.processes.stopping import Stopping
from services.progress import Progress
from services.servers import variables


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=sorted(CHECKS))


def main(options: argparse.Namespace, _progress: Progress, _stopping: Stopping) -> int:
    return 0 if CHECKS[options.what]() else 1


def web() -> bool:
    """Whether the web server answers here."""
    return site_processes.is_live(site_processes.HOST, int(os.environ.get("PORT") or site_processes.DEFAULT_PORT))


def sync() -> bool:
    """Whether a worker holds the lease, which a live one renews every second."""
    os.environ.update(site_processes.environment_of_one(variables.from_environment()))
    os.chdir(paths.ROOT)
    sys.path.insert(0, str(paths.ROOT))
    import django  # noqa: PLC0415  # the check of the web server does without

    django.setup()
    from catalog.background import lease  # noqa: PLC0415  # importable once Django is set up
    from search.sync.lease import WORKER  # noqa: PLC0415  # likewise

    return WORKER in lease.holders()


CHECKS: Mapping[str, Callable[[], bool]] = {"web": web, "sync": sync}
