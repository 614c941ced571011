"""`web`, `sync` and `imports`: a program of the site by itself, on servers that are set. The containers run these."""

import argparse
import os

from services.commands import prepare
from services.processes import site_processes
from services.processes.stopping import Stopping
from services.progress import Progress
from services.servers import variables


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", default=os.environ.get("PORT") or site_processes.DEFAULT_PORT)
    parser.add_argument("--host", default=site_processes.HOST)
    parser.add_argument("--prepare", action="store_true", help="prepare the database and static files first")


def main(options: argparse.Namespace, _progress: Progress, _stopping: Stopping) -> int:
    """Become the program, so that signals reach it directly."""
    env = site_processes.environment_of_one(variables.from_environment())
    if options.command == "sync":
        return site_processes.replace_process(site_processes.sync_command(), env)
    # Whoever takes over a program that answers strangers, or reads their files, must not be able to empty the index.
    env = variables.without(variables.WRITER_API_KEY, env)
    if options.command == "imports":
        return site_processes.replace_process(site_processes.imports_command(), env)
    if options.prepare:
        prepare.prepare_beside(env, None)
    return site_processes.replace_process(site_processes.web_command(options.host, int(options.port)), env)
