"""The command line of `python -m services`; `make` lists what most of it is for."""

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol

from services import errors
from services.errors import SetupError
from services.processes import stopping
from services.processes.stopping import Stopping
from services.progress import Progress

FAILED = 1
INTERRUPTED = 130
# The name of each command, the module in services.commands that holds it, and what it does.
COMMANDS = {
    "run": ("run", "set everything up and serve the site"),
    "dev": ("run", "the same with reload"),
    "up": ("up", "only the two servers"),
    "cluster": ("cluster", "three of each server"),
    "exec": ("execute", "run a command beside the servers"),
    "check": ("check", "the linters, and the tests that need no server"),
    "test": ("test", "the linters and every test"),
    "lint": ("lint", "the linters only"),
    "clean": ("clean", "remove everything that was set up in this checkout"),
    "lock": ("lock", "write requirements/*.txt"),
    "audit": ("supply", "ask for known vulnerabilities of what the site depends on"),
    "licences": ("supply", "write docs/licences.md"),
    "sbom": ("supply", "write bills of materials"),
    "web": ("site", "the web server alone, on servers that are set"),
    "sync": ("site", "the sync worker alone, on servers that are set"),
    "imports": ("site", "the import worker alone, on servers that are set"),
    "prepare": ("prepare", "migrations, static files, first articles"),
    "secure": ("secure", "certificates, users and keys for servers behind passwords"),
    "health": ("health", "exit code 0 when the web server or a worker is well"),
}
# Arguments that these do not know go to pytest.
PASSES_ARGUMENTS_ON = frozenset({"check", "test"})


class Command(Protocol):
    """A module of services.commands."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def main(self, options: argparse.Namespace, progress: Progress, stopping: Stopping) -> int: ...


def main(argv: Sequence[str]) -> int:
    """Run a command and return its exit code; a SetupError becomes one sentence on standard error and exit code 1."""
    options = parse(argv)
    progress = Progress()
    with stopping.on_signals() as stop:
        try:
            return module_of(options.command).main(options, progress, stop)
        except SetupError as error:
            progress.report(f"\n{error}")
        except OSError as error:
            reported = errors.from_os_error(error)
            if reported is None:
                raise
            progress.report(f"\n{reported}")
        except KeyboardInterrupt:
            progress.report("\nStopped.")
            return INTERRUPTED
    return FAILED


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments, importing only the module of the command that they name."""
    parser = argparse.ArgumentParser(prog="services", description=__doc__, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, about) in COMMANDS.items():
        command = commands.add_parser(name, help=about, allow_abbrev=False)
        if name in argv[:1]:
            module_of(name).add_arguments(command)
    options, rest = parser.parse_known_args(argv)
    options.rest = rest
    if rest and options.command not in PASSES_ARGUMENTS_ON:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return options


def module_of(command: str) -> Command:
    module: Command = import_module(f"services.commands.{COMMANDS[command][0]}")
    return module
