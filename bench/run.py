"""Runs all benchmarks: `make bench`. `python bench/run.py sync --help` lists the options of one."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BENCHMARKS = ("keystrokes", "sync")  # each brings its own site
ON_A_SITE = ("slips", "words")  # these ask a site that is already running, so they only run when named


def main(arguments: list[str]) -> int:
    """Run the benchmark named by the first argument, or all; pass the other arguments on. Return the exit code."""
    chosen = [name for name in arguments[:1] if name in (*BENCHMARKS, *ON_A_SITE)]
    for name in chosen or BENCHMARKS:
        command = [sys.executable, "-m", f"bench.{name}", *arguments[len(chosen) :]]
        if code := subprocess.call(command, cwd=ROOT):
            return code
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
