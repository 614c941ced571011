"""Runs all benchmarks: `make bench`. `python bench/run.py sync --help` lists the options of one."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BENCHMARKS = {
    "filling": "filling",
    "import": "importing",
    "keystrokes": "keystrokes",
    "sync": "sync",
}  # each brings its own site
# These ask a site that is already running, so they only run when named.
ON_A_SITE = {"flood": "flood", "page": "page", "slips": "slips", "words": "words"}


def main(arguments: list[str]) -> int:
    """Run the benchmark named by the first argument, or all; pass the other arguments on. Return the exit code."""
    modules = BENCHMARKS | ON_A_SITE
    chosen = [name for name in arguments[:1] if name in modules]
    for name in chosen or BENCHMARKS:
        command = [sys.executable, "-m", f"bench.{modules[name]}", *arguments[len(chosen) :]]
        if code := subprocess.call(command, cwd=ROOT):
            return code
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
