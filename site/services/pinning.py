"""`make lock`: the requirements files, pinned with hashes, and with nothing of this machine in them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from services import paths, tools

if TYPE_CHECKING:
    from services.progress import Progress

FILES: Final = {"base.txt": [], "dev.txt": ["--extra", "dev"]}
# An index, a folder of wheels or a header with a command line would name places that only we know.
QUIET: Final = ("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links")


def lock(progress: Progress, *, upgrade: bool) -> int:
    """Pins stay as they are unless pyproject.toml forbids them or `upgrade` is asked for."""
    compile_ = [sys.executable, "-m", "piptools", "compile", "--quiet", "--generate-hashes", *QUIET]
    compile_ += ["--no-emit-trusted-host", "--strip-extras", "--allow-unsafe"]
    if upgrade:
        compile_.append("--upgrade")
    # Wheels of a local folder may not be those of the index, and other machines could not check them.
    env = {name: value for name, value in os.environ.items() if name != "PIP_FIND_LINKS"}
    for name, options in FILES.items():
        output = ["--output-file", f"requirements/{name}", "pyproject.toml"]
        with progress.waiting(f"requirements/{name} is being written") as tick:
            tools.run([*compile_, *options, *output], what="Pinning", cwd=paths.ROOT, env=env, tick=tick)
    return 0
