"""The command line of `python -m services`; `make` lists what most of it is for."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Final

from services import (
    checking,
    cluster,
    commands,
    linting,
    pair,
    paths,
    pinning,
    preparing,
    problems,
    serving,
    site_processes,
    stopping,
    testing,
)
from services.problems import Problem
from services.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Command = Callable[[argparse.Namespace, Progress, stopping.Stopping], int]

FAILED: Final = 1
INTERRUPTED: Final = 130
DEFAULT_PORT: Final = "8000"


def main(argv: Sequence[str]) -> int:
    """Run a command; a Problem becomes one sentence on standard error and exit code 1."""
    top = parser()
    options, rest = top.parse_known_args(argv)
    options.rest = rest
    if rest and options.command != "test":
        top.error(f"unrecognized arguments: {' '.join(rest)}")
    progress = Progress()
    command: Command = options.function
    with stopping.on_signals() as asked:
        try:
            return command(options, progress, asked)
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
    return FAILED


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="services", description=__doc__, allow_abbrev=False)
    kinds = top.add_subparsers(dest="command", required=True)

    def add(name: str, function: Command, about: str) -> argparse.ArgumentParser:
        kind = kinds.add_parser(name, help=about, allow_abbrev=False)
        kind.set_defaults(function=function)
        return kind

    for kind in (
        add("run", _run, "set everything up and serve the site"),
        add("dev", _run, "the same with reload"),
    ):
        kind.add_argument("--port", default=os.environ.get("PORT") or DEFAULT_PORT)
        kind.add_argument("--articles", default=os.environ.get("ARTICLES"), help="load this file at first")
        _add_profile(kind)
    _add_profile(add("up", _up, "only the two servers"))
    _add_profile(add("cluster", _cluster, "three of each server"), cluster.PROFILE)
    run_beside = add("exec", _exec, "run a command beside the servers")
    _add_profile(run_beside)
    run_beside.add_argument("program", nargs=argparse.REMAINDER, metavar="-- COMMAND")
    add("test", _test, "linters and tests; what follows goes to pytest")
    add("lint", _lint, "the linters only")
    add("lock", _lock, "write requirements/*.txt").add_argument("--upgrade", action="store_true")
    web = add("web", _web, "the web server alone, on servers that are set")
    web.add_argument("--host", default=serving.HOST)
    web.add_argument("--port", default=os.environ.get("PORT") or DEFAULT_PORT)
    web.add_argument("--prepare", action="store_true", help="prepare first")
    add("sync", _sync, "the sync worker alone, on servers that are set")
    add("prepare", _prepare, "migrations, static files, first articles").add_argument("--articles")
    check = add("check", _check, "exit code 0 when the web server or the worker is well")
    check.add_argument("what", choices=sorted(checking.CHECKS))
    return top


def _add_profile(kind: argparse.ArgumentParser, default: str = paths.DEFAULT_PROFILE) -> None:
    kind.add_argument("--profile", default=default, help="which data (default: %(default)s)")


def _run(options: argparse.Namespace, progress: Progress, asked: stopping.Stopping) -> int:
    planned = serving.plan(options.port, options.articles, options.profile, reload=options.command == "dev")
    return serving.serve(planned, progress, asked)


def _up(options: argparse.Namespace, progress: Progress, asked: stopping.Stopping) -> int:
    return commands.up(options.profile, progress, asked)


def _cluster(options: argparse.Namespace, progress: Progress, asked: stopping.Stopping) -> int:
    return cluster.up(options.profile, progress, asked)


def _exec(options: argparse.Namespace, progress: Progress, asked: stopping.Stopping) -> int:
    words = options.program[1:] if options.program[:1] == ["--"] else options.program
    if not words:
        raise Problem("No command was given.", "Write it after `--`.")
    return commands.execute(words, options.profile, progress, asked)


def _test(options: argparse.Namespace, progress: Progress, asked: stopping.Stopping) -> int:
    return testing.test(options.rest, progress, asked)


def _lint(_options: argparse.Namespace, progress: Progress, _asked: stopping.Stopping) -> int:
    return linting.lint(progress)


def _lock(options: argparse.Namespace, progress: Progress, _asked: stopping.Stopping) -> int:
    return pinning.lock(progress, upgrade=options.upgrade)


def _web(options: argparse.Namespace, _progress: Progress, _asked: stopping.Stopping) -> int:
    env = site_processes.environment_of_one(pair.given())
    if options.prepare:
        preparing.prepare_beside(env, None)
    return site_processes.become(site_processes.web_command(options.host, int(options.port)), env)


def _sync(_options: argparse.Namespace, _progress: Progress, _asked: stopping.Stopping) -> int:
    return site_processes.become(site_processes.sync_command(), site_processes.environment_of_one(pair.given()))


def _prepare(options: argparse.Namespace, _progress: Progress, _asked: stopping.Stopping) -> int:
    os.environ.update(site_processes.environment_of_one(pair.given()))
    preparing.prepare(preparing.articles_file(options.articles))
    return 0


def _check(options: argparse.Namespace, _progress: Progress, _asked: stopping.Stopping) -> int:
    return 0 if checking.CHECKS[options.what]() else FAILED
