"""The commands that need nothing but the servers: `up` and `exec`."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from services import env_file, external, locking, pair, processes, waiting
from services.problems import Problem
from services.supervisor import Supervisor

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from services.progress import Progress
    from services.stopping import Stopping


TWO: Final = 2


@contextmanager
def only_run(ground: pair.Ground, profile: str) -> Iterator[None]:
    """Refuse a second run on the same data while another is at it."""
    with locking.held(
        ground.layout.lock_file(profile),
        f"The {profile!r} servers of this checkout are already running",
        "Stop that run first (Ctrl-C in its terminal), or use its servers: "
        f"`. {ground.layout.env_file(profile)}` sets their addresses.",
    ):
        # A run that was killed could not remove it, and what it names is gone.
        ground.layout.env_file(profile).unlink(missing_ok=True)
        yield


def up(profile: str, progress: Progress, stopping: Stopping, build: pair.Build = pair.build) -> int:
    """The servers and nothing else, until we are asked to stop."""
    ground = pair.look_around()
    with only_run(ground, profile):
        pair.install(ground, progress)
        with pair.running(ground, profile, progress, stopping.hurry, build=build) as servers:
            sys.stdout.write(env_file.text(servers.addresses))
            sys.stdout.flush()
            several = len(servers.started)
            progress.say(f"{'Both' if several <= TWO else f'All {several}'} servers are ready. Ctrl-C stops them.")
            with suppress(KeyboardInterrupt):  # from here on, to be stopped is what we wait for
                Supervisor(servers.started, progress).watch()
            progress.say("\nStopping …")
    return 0


def execute(command: Sequence[str], profile: str, progress: Progress, stopping: Stopping) -> int:
    """Run a command beside the profile's servers; its exit code is ours."""
    with servers_for(pair.look_around(), profile, progress, stopping) as addresses:
        return run_beside(command, addresses, stopping)


@contextmanager
def servers_for(
    ground: pair.Ground,
    profile: str,
    progress: Progress,
    stopping: Stopping,
    meanwhile: Callable[[], object] = lambda: None,
) -> Iterator[Mapping[str, str]]:
    """The addresses of the profile's servers: those that run already, else started for the block."""
    with ExitStack() as ours:
        try:
            ours.enter_context(only_run(ground, profile))
        except locking.Busy:
            addresses = _running_already(ground, profile)
            meanwhile()
        else:
            pair.install(ground, progress)
            running = pair.running(ground, profile, progress, stopping.hurry, meanwhile)
            addresses = ours.enter_context(running).addresses
        yield addresses


def _running_already(ground: pair.Ground, profile: str) -> Mapping[str, str]:
    addresses = env_file.read(ground.layout.env_file(profile))
    if not addresses:
        raise Problem(
            f"Another run of this checkout is starting or stopping the {profile!r} servers.",
            "Run this again when it is through.",
        )
    external.check_mongodb(addresses[pair.MONGODB])
    external.check_elasticsearch(addresses[pair.ELASTICSEARCH])
    return addresses


def run_beside(command: Sequence[str], addresses: Mapping[str, str], stopping: Stopping) -> int:
    """Run a command in our own process group: it has the terminal, and Ctrl-C reaches it without us."""
    stopping.raises = False
    # Our own environment's programs come first: `python` means the one that we run on.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        env = {**os.environ, **addresses, "PATH": path}
        process = processes.spawn(command, env=env, own_group=False)
    except FileNotFoundError:
        raise Problem(f"There is no program {command[0]!r}.", "Is its name right?") from None
    try:
        _wait_for(process, stopping)
    finally:
        stopping.raises = True
    return process.returncode if process.returncode >= 0 else 128 - process.returncode


def _wait_for(process: subprocess.Popen[bytes], stopping: Stopping) -> None:
    """Wait for the command; pass on what asks us to stop, and end it when we are asked again."""
    passed_on = False
    while process.poll() is None:
        if stopping.hurry():
            process.kill()
        elif stopping.asked and not passed_on:
            passed_on = True
            if not stopping.came_from_terminal():
                process.terminate()
        waiting.pause(0.05)
