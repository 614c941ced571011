"""`python -m services`: what every make target calls."""

import sys

from services.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
