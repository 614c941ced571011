"""Every measurement, one after the other: `make bench`. `python bench/run.py sync --help` tells the options of one."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MEASUREMENTS = ("keystrokes", "sync")


def main(words: list[str]) -> int:
    """Run the measurement that the first word names, or all; the other words go to each. Return the exit code."""
    one = words[:1] if words[:1] and words[0] in MEASUREMENTS else []
    for name in one or MEASUREMENTS:
        command = [sys.executable, "-m", f"bench.{name}", *words[len(one) :]]
        if code := subprocess.call(command, cwd=ROOT):
            return code
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
