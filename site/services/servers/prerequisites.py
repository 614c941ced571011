"""What the embedded servers need on this machine: detected before anything is fetched, then installed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from services import account, paths
from services.account import Account
from services.processes import locking
from services.progress import Progress
from services.servers.variables import ELASTICSEARCH, MONGODB, given
from services.setup import java, maven, platforms, tools, wheel
from services.setup.java import Java


@dataclass(frozen=True, slots=True)
class Prerequisites:
    """The folders, the account and the Java of the embedded servers; no Java when Elasticsearch is not started here."""

    layout: paths.Layout
    account: Account | None
    java: Java | None


def detect(environ: Mapping[str, str] = os.environ) -> Prerequisites:
    """Find what the servers that are not set need; a SetupError names what is missing."""
    if given(MONGODB, environ) and given(ELASTICSEARCH, environ):
        return Prerequisites(paths.layout(None), None, None)
    platforms.refuse_unsupported()
    owner = account.for_servers()
    layout = paths.layout(owner)
    if given(ELASTICSEARCH, environ):
        return Prerequisites(layout, owner, None)
    found = java.find(owner, environ)
    if not maven.is_installed(layout.dist):
        tools.require(tools.MAVEN)
    return Prerequisites(layout, owner, found)


def install(prerequisites: Prerequisites, progress: Progress, environ: Mapping[str, str] = os.environ) -> None:
    """Fetch the servers' programs unless they are there."""
    dist = prerequisites.layout.dist
    dist.mkdir(parents=True, exist_ok=True)
    dist.chmod(0o755)
    tick = progress.waiting_tick("another run of this checkout fetches the servers")
    with locking.waited_for(dist / "lock", tick):
        if not given(MONGODB, environ) and not wheel.is_installed(dist):
            wheel.install(dist, progress)
        if prerequisites.java is not None and not maven.is_installed(dist):
            maven.install(dist, prerequisites.java, progress)
