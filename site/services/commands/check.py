"""`check`: the linters and every test that needs no server, for the loop of a developer."""

import argparse
import os
import shlex

from services import paths
from services.commands import lint, test
from services.processes import site_processes
from services.processes.stopping import Stopping
from services.progress import Progress
from services.servers import variables

MARKERS = "not servers and not e2e and not faults and not chaos"
# Port 1 refuses connections: a test that asks a server although it is not marked so fails at once, even on a machine
# where servers listen at their usual ports.
NOWHERE = {
    variables.MONGODB: "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=500&timeoutMS=500",
    variables.ELASTICSEARCH: "http://127.0.0.1:1",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = test.EPILOG


def main(options: argparse.Namespace, progress: Progress, stopping: Stopping) -> int:
    """Run the linters and the quick tests; with arguments for pytest, only the tests that they choose."""
    words = [*options.rest, *shlex.split(os.environ.get("PYTEST", ""))]
    count = test.Count(failed=0 if words else lint.run_all(progress))
    env = site_processes.environment(NOWHERE, test.SETTINGS)
    report = paths.layout(None).local / "check" / "junit.xml"
    count += test.run_pytest(["-m", MARKERS, *words], report, env, stopping)
    print(count, flush=True)
    return 1 if count.failed else 0
