"""`up`: the servers and nothing else, until it is asked to stop."""

import argparse
import sys
from contextlib import suppress

from services.processes.stopping import Stopping
from services.processes.supervisor import Supervisor
from services.progress import Progress
from services.servers import env_file, profiles, starting
from services.servers.prerequisites import detect, install

TWO = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    profiles.add_argument(parser)


def main(options: argparse.Namespace, progress: Progress, stopping: Stopping) -> int:
    return up(options.profile, progress, stopping)


def up(profile: str, progress: Progress, stopping: Stopping, build: starting.Build = starting.build) -> int:
    """Start what `build` makes, print its addresses and keep it running."""
    prerequisites = detect()
    with profiles.only_run(prerequisites, profile):
        install(prerequisites, progress)
        with starting.running(prerequisites, profile, progress, stopping.hurry, build=build) as servers:
            sys.stdout.write(env_file.text(servers.addresses))
            sys.stdout.flush()
            several = len(servers.started)
            progress.report(f"{'Both' if several <= TWO else f'All {several}'} servers are ready. Ctrl-C stops them.")
            with suppress(KeyboardInterrupt):  # the request to stop
                Supervisor(servers.started, progress).watch()
            progress.report("\nStopping …")
    return 0
