"""`exec`: run a command beside the servers of a profile; its exit code is ours."""

import argparse

from services.errors import SetupError
from services.processes import foreground
from services.processes.stopping import Stopping
from services.progress import Progress
from services.servers import profiles
from services.servers.prerequisites import detect


def add_arguments(parser: argparse.ArgumentParser) -> None:
    profiles.add_argument(parser)
    parser.add_argument("program", nargs=argparse.REMAINDER, metavar="-- COMMAND")


def main(options: argparse.Namespace, progress: Progress, stopping: Stopping) -> int:
    words = options.program[1:] if options.program[:1] == ["--"] else options.program
    if not words:
        raise SetupError("No command was given.", "Write it after `--`.")
    with profiles.servers_for(detect(), options.profile, progress, stopping) as addresses:
        return foreground.run(words, addresses, stopping)
