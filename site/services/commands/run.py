"""`run` and `dev`: set everything up, then serve the site with its workers until asked to stop."""

import argparse
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from services.commands import prepare
from services.errors import SetupError
from services.processes import ports, probe, site_processes, waiting
from services.processes.site_processes import SiteProcess
from services.processes.stopping import Stopping
from services.processes.supervisor import Supervisor
from services.progress import Progress
from services.servers import profiles, starting, variables
from services.servers.prerequisites import detect, install
from services.setup import stylesheet

LAST_PORT = 65_535
LIVE_SECONDS = 60.0
INDEX_SECONDS = 120.0
DEATHS_ALLOWED = 3  # while it comes up; later it is restarted without end


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", default=os.environ.get("PORT") or site_processes.DEFAULT_PORT)
    parser.add_argument("--articles", default=os.environ.get("ARTICLES"), help="load this file into an empty database")
    profiles.add_argument(parser)


def main(options: argparse.Namespace, progress: Progress, stopping: Stopping) -> int:
    planned = plan(options.port, options.articles, options.profile, reload=options.command == "dev")
    return serve(planned, progress, stopping)


@dataclass(frozen=True, slots=True)
class Plan:
    """The options of a run, checked before anything is fetched."""

    port: int
    articles: Path | None
    profile: str
    reload: bool

    @property
    def settings(self) -> str:
        return "config.settings.dev" if self.reload else "config.settings.prod"

    @property
    def address(self) -> str:
        return f"http://{site_processes.HOST}:{self.port}"


def plan(port: str, articles: str | None, profile: str, *, reload: bool) -> Plan:
    """Check the options; a SetupError for a bad or taken port and for a missing file."""
    if not port.isdecimal() or not 0 < int(port) <= LAST_PORT:
        raise SetupError(f"{port!r} is not a port.", f"PORT is a number from 1 to {LAST_PORT}.")
    if not ports.is_free(int(port)):
        raise SetupError(
            f"Port {port} of {site_processes.HOST} is already in use.",
            "Stop the program that listens there, or choose another with `make run PORT=9000`.",
        )
    return Plan(int(port), prepare.articles_file(articles), profile, reload)


def serve(planned: Plan, progress: Progress, stopping: Stopping) -> int:
    """Set up what is missing, serve until we are asked to stop, and stop all of it."""
    stylesheet.require_tools()
    if planned.reload:
        stylesheet.require_node()
    prerequisites = detect()
    with profiles.only_run(prerequisites, planned.profile):
        install(prerequisites, progress)
        site_processes.keep_secret_key(prerequisites.layout.secret_key)
        css = partial(stylesheet.build, progress, watched=planned.reload)
        with starting.running(prerequisites, planned.profile, progress, stopping.hurry, meanwhile=css) as servers:
            serve_on(servers, planned, progress, stopping)
    return 0


def serve_on(servers: starting.Servers, planned: Plan, progress: Progress, stopping: Stopping) -> None:
    env = site_processes.environment(servers.addresses, planned.settings)
    progress.report("Preparing the database and the index …")
    prepare.prepare_beside(env, planned.articles)
    members = processes_of(planned, env)
    supervisor = Supervisor([*servers.started, *members], progress)
    try:
        for member in members:
            member.start()
        wait_until_live(supervisor, members[0], planned, progress)
        wait_for_index(supervisor, planned, progress)
        print(f"\nBroadsheet is at {planned.address} (Ctrl-C stops it)\n", flush=True)
        if hosts := os.environ.get("ALLOWED_HOSTS"):
            progress.report(f"It answers to the names in ALLOWED_HOSTS only: {hosts}")
        with suppress(KeyboardInterrupt):  # the request to stop
            supervisor.watch()
        progress.report("\nStopping …")
    finally:
        for member in members:
            member.stop(stopping.hurry)


def processes_of(planned: Plan, env: dict[str, str]) -> list[SiteProcess]:
    """The processes in the order of their start and stop: the web server is stopped before the workers."""
    python = site_processes.PYTHON
    workers = [
        SiteProcess("The sync worker", [python, "-m", "services", "sync"], env),
        SiteProcess("The import worker", [python, "-m", "services", "imports"], env),
    ]
    if planned.reload:
        web = site_processes.reloading_web_command(site_processes.HOST, planned.port)
        watchers = [
            SiteProcess(name, stylesheet.watch_command(script), dict(os.environ), stylesheet.SOURCE)
            for name, script in stylesheet.WATCHERS.items()
        ]
        of_web = variables.without(variables.WRITER_API_KEY, env)
        return [SiteProcess("The web server", web, of_web), *workers, *watchers]
    web = [python, "-m", "services", "web", "--host", site_processes.HOST, "--port", str(planned.port)]
    return [SiteProcess("The web server", web, env), *workers]


def wait_until_live(supervisor: Supervisor, web: SiteProcess, planned: Plan, progress: Progress) -> None:
    def is_decided() -> bool:
        supervisor.check()
        return supervisor.deaths(web) >= DEATHS_ALLOWED or site_processes.is_live(site_processes.HOST, planned.port)

    with progress.waiting("The web server is coming up") as tick:
        waiting.until(is_decided, timeout=LIVE_SECONDS, tick=tick)
        if not site_processes.is_live(site_processes.HOST, planned.port):
            raise SetupError(
                f"The web server does not answer at {planned.address}/livez.",
                "The lines above say why; is the port taken by now?",
            )


def wait_for_index(supervisor: Supervisor, planned: Plan, progress: Progress) -> None:
    """Wait for the worker to fill a first index before the address is printed; a large archive takes longer."""

    def is_filled() -> bool:
        supervisor.check()
        answer = probe.get_json(f"{planned.address}/readyz", timeout=5.0)
        return answer is not None and answer.get("status") == "ok"

    tick = progress.waiting_tick("The search index is being filled")
    if waiting.until(is_filled, timeout=INDEX_SECONDS, interval=0.3, tick=tick):
        progress.report("  ✓ The search index is complete")
    else:
        progress.report("  … The search index is still being filled; until then MongoDB answers a simpler search.")
