"""`cluster`: three of each server, so that any one of them may die."""

import argparse

from services.commands import up
from services.errors import SetupError
from services.processes.stopping import Stopping
from services.progress import Progress
from services.servers import cluster, profiles, variables


def add_arguments(parser: argparse.ArgumentParser) -> None:
    profiles.add_argument(parser, cluster.PROFILE)


def main(options: argparse.Namespace, progress: Progress, stopping: Stopping) -> int:
    """Run all six until we are asked to stop. One that dies is started again."""
    for name in (variables.MONGODB, variables.ELASTICSEARCH):
        if variables.given(name):
            raise SetupError(f"A cluster has servers of its own, and {name} is set.", "Unset it first.")
    return up.up(options.profile, progress, stopping, cluster.build)
