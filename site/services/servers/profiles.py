"""One run at a time on a profile's data; a second command uses the servers of the first."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

from services import paths
from services.errors import SetupError
from services.processes import locking
from services.processes.stopping import Stopping
from services.progress import Progress
from services.servers import env_file, external, starting
from services.servers.prerequisites import Prerequisites, install
from services.servers.variables import ELASTICSEARCH, MONGODB, value


def add_argument(parser: argparse.ArgumentParser, default: str = paths.DEFAULT_PROFILE) -> None:
    parser.add_argument("--profile", default=default, help="the data to use (default: %(default)s)")


@contextmanager
def only_run(prerequisites: Prerequisites, profile: str) -> Iterator[None]:
    """Refuse a second run on the data of a profile."""
    with locking.held(
        prerequisites.layout.lock_file(profile),
        f"The {profile!r} servers of this checkout are already running",
        "Stop that run first (Ctrl-C in its terminal), or use its servers: "
        f"`. {prerequisites.layout.env_file(profile)}` sets their addresses.",
    ):
        # A run that was killed could not remove it, and the servers it names are gone.
        prerequisites.layout.env_file(profile).unlink(missing_ok=True)
        yield


@contextmanager
def servers_for(
    prerequisites: Prerequisites,
    profile: str,
    progress: Progress,
    stopping: Stopping,
    meanwhile: Callable[[], object] = lambda: None,
) -> Iterator[Mapping[str, str]]:
    """The addresses of the profile's servers: of those that already run, else of those started for the block."""
    with ExitStack() as stack:
        try:
            stack.enter_context(only_run(prerequisites, profile))
        except locking.BusyError:
            addresses = addresses_of_running(prerequisites, profile)
            meanwhile()
        else:
            install(prerequisites, progress)
            servers = starting.running(prerequisites, profile, progress, stopping.hurry, meanwhile)
            addresses = stack.enter_context(servers).addresses
        yield addresses


def addresses_of_running(prerequisites: Prerequisites, profile: str) -> Mapping[str, str]:
    addresses = env_file.read(prerequisites.layout.env_file(profile))
    if not addresses:
        raise SetupError(
            f"Another run of this checkout is starting or stopping the {profile!r} servers.",
            "Run this again when it has finished.",
        )
    external.check_mongodb(value(MONGODB, addresses))
    external.check_elasticsearch(value(ELASTICSEARCH, addresses))
    return addresses
