"""`lock`: write the requirements files, pinned with hashes and without anything of this machine."""

import argparse
import os
import sys

from services import paths
from services.processes.stopping import Stopping
from services.progress import Progress
from services.setup import tools

# In this order: what two files hold has the same version in both, or pip would refuse the two together.
FILES = {
    "base.txt": ["pyproject.toml"],
    "otel.txt": ["pyproject.toml", "--extra", "otel", "--constraint", "requirements/base.txt"],
    "dev.txt": ["pyproject.toml", *("--extra", "dev", "--extra", "otel"), *("--constraint", "requirements/otel.txt")],
    "supply.txt": ["requirements/supply.in"],  # in an environment of its own (setup/supply.py)
}
# An index, a folder of wheels or a header with the command line would name places of this machine.
QUIET = ("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that pyproject.toml allows")


def main(options: argparse.Namespace, progress: Progress, _stopping: Stopping) -> int:
    """Keep the pins that pyproject.toml allows, unless `--upgrade` is given."""
    compile_ = [sys.executable, "-m", "piptools", "compile", "--quiet", "--generate-hashes", *QUIET]
    compile_ += ["--no-emit-trusted-host", "--strip-extras", "--allow-unsafe"]
    if options.upgrade:
        compile_.append("--upgrade")
    # The wheels of a local folder may differ from those of the index, and other machines would refuse their hashes.
    env = {name: value for name, value in os.environ.items() if name != "PIP_FIND_LINKS"}
    for name, sources in FILES.items():
        output = ["--output-file", f"requirements/{name}"]
        with progress.waiting(f"requirements/{name} is being written") as tick:
            tools.run([*compile_, *sources, *output], what="Pinning", cwd=paths.ROOT, env=env, tick=tick)
    return 0
