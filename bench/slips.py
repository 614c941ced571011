"""What a slip of the hand leaves on the page: 400 mistyped words of the BBC archive, asked key by key.

`make bench BENCH="slips --site http://127.0.0.1:8000 --archive ../shared/data/articles_bbc.csv"`. The site must hold
the archive. The figures are shares of the keystrokes from the slip to the end of the word, by the letters typed so far:
how many show nothing, and how many show an article that holds the word that was meant among the first ten hits.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.files import rows
from bench.queries.slips import KINDS, Slip, make_slips
from bench.words import ARCHIVE, NothingMeasuredError, titles

SHORT = 5  # letters; fewer are no beginning that a slip can be told from


@dataclass(frozen=True, slots=True)
class Keystroke:
    slip: Slip
    text: str
    shown: int
    meant: int  # how many of the hits that are shown hold the word that was meant


def ask(site: str, slips: Sequence[Slip]) -> list[Keystroke]:
    try:
        return [answered(slip, text, titles(site, text)) for slip in slips for text in slip.keystrokes]
    except (OSError, ValueError) as error:
        raise NothingMeasuredError(f"Nothing measured: no answer from {site} ({error}). Is it running?") from error


def answered(slip: Slip, text: str, found: Sequence[str]) -> Keystroke:
    return Keystroke(slip, text, len(found), sum(title in slip.titles for title in found))


def table(keystrokes: Sequence[Keystroke]) -> list[str]:
    """Return a line for each kind of slip, for short beginnings, for longer ones, and for all."""
    return [
        f"{name:18}  nothing {sum(not each.shown for each in own) / len(own):.3f}"
        f"  meant {sum(each.meant > 0 for each in own) / len(own):.3f}  n {len(own)}"
        for name, own in groups(keystrokes)
        if own
    ]


def groups(keystrokes: Sequence[Keystroke]) -> Iterator[tuple[str, list[Keystroke]]]:
    for kind in KINDS:
        yield kind, [each for each in keystrokes if each.slip.kind == kind]
    yield f"under {SHORT} letters", [each for each in keystrokes if len(each.text) < SHORT]
    yield f"{SHORT} letters or more", [each for each in keystrokes if len(each.text) >= SHORT]
    yield "all", list(keystrokes)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--archive", type=Path, default=ARCHIVE, help="the CSV file that the site holds")
    parser.add_argument("--missed", action="store_true", help="list the keystrokes that show nothing")
    options = parser.parse_args()
    if not options.archive.is_file():
        print(f"Nothing measured: there is no archive at {options.archive}. Name one with --archive.", file=sys.stderr)
        return 2
    try:
        keystrokes = ask(options.site, make_slips(rows(options.archive)))
    except NothingMeasuredError as error:
        print(error, file=sys.stderr)
        return 2
    if options.missed:
        print("\n".join(f"{each.text!r} of {each.slip.word!r}" for each in keystrokes if not each.shown))
    print("\n".join(table(keystrokes)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
