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
    """Whether a sync worker holds its lease, which a live one renews every second."""
    set_up_django()
    from search.sync.lease import WORKER  # noqa: PLC0415  # importable once Django is set up

    return is_held(WORKER)


def imports() -> bool:
    """The same of the import worker."""
    set_up_django()
    from catalog.imports.lease import NAME  # noqa: PLC0415  # importable once Django is set up

    return is_held(NAME)


def set_up_django() -> None:
    os.environ.update(site_processes.environment_of_one(variables.from_environment()))
    os.chdir(paths.ROOT)
    sys.path.insert(0, str(paths.ROOT))
    import django  # noqa: PLC0415  # the check of the web server does without

    django.setup()


def is_held(lease: str) -> bool:
    from catalog.background.lease import holders  # noqa: PLC0415  # importable once Django is set up

    return lease in holders()


CHECKS: Mapping[str, Callable[[], bool]] = {"web": web, "sync": sync, "imports": imports}
