"""The proxy with which the tests reach the site by TLS: Caddy, as in compose.yaml."""

from services.progress import Progress
from services.setup import packages

PROGRAM = "caddy"


def ensure(progress: Progress) -> None:
    """Install Caddy if we may. Without it the tests that need it are skipped, and say so."""
    if packages.find(PROGRAM) is None:
        packages.install(PROGRAM, progress)
