"""The command line of `python -m services`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from services import commands, paths, problems, stopping
from services.problems import Problem
from services.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Sequence

PROBLEM: Final = 1
INTERRUPTED: Final = 130


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="services", description=__doc__)
    kinds = top.add_subparsers(dest="command", required=True)
    for name, about in (("up", "only the two servers"), ("exec", "run a command beside the servers")):
        kind = kinds.add_parser(name, help=about)
        kind.add_argument(
            "--profile", default=paths.DEFAULT_PROFILE, help="which data (default: %(default)s)"
        )
    kinds.choices["exec"].add_argument("program", nargs=argparse.REMAINDER, metavar="-- COMMAND")
    return top


def main(argv: Sequence[str]) -> int:
    """Run a command; a Problem becomes one sentence on standard error and exit code 1."""
    options = parser().parse_args(argv)
    progress = Progress()
    with stopping.on_signals() as asked:
        try:
            return dispatch(options, progress, asked)
        except Problem as problem:
            progress.say(f"\n{problem}")
        except OSError as error:
            told = problems.of_os_error(error)
            if told is None:
                raise
            progress.say(f"\n{told}")
        except KeyboardInterrupt:
            progress.say("\nStopped.")
            return INTERRUPTED
    return PROBLEM


def dispatch(options: argparse.Namespace, progress: Progress, asked: stopping.Stopping) -> int:
    if options.command == "up":
        return commands.up(options.profile, progress, asked)
    words = options.program[1:] if options.program[:1] == ["--"] else options.program
    if not words:
        raise Problem("No command was given.", "Write it after `--`.")
    return commands.execute(words, options.profile, progress, asked)
