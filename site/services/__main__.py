"""`python -m services`: the brain behind every make target."""

from __future__ import annotations

import sys

from services.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
