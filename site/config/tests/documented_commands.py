"""The commands that the documents tell to run."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:make|docker compose|manage\.py|\.venv/bin/python) [^`\n]+)`")
VARIABLE = re.compile(r"^([A-Z][A-Z0-9_]+)=")
# What ends one command and begins another.
ENDS = frozenset({"|", "&&", ";", "(", "<(", ")", "\n"})
REDIRECTS = frozenset({">", "<"})


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a line: the variables before it, and its words."""

    line: str
    variables: tuple[str, ...]
    words: tuple[str, ...]


def lines(document: Path) -> Iterator[str]:
    text = document.read_text(encoding="utf-8")
    for block in BLOCK.findall(text):
        yield from (line.strip() for line in block.replace("\\\n", " ").splitlines() if line.strip())
    yield from (found.strip() for found in INLINE.findall(BLOCK.sub("", text)))


def words_of(line: str) -> list[str]:
    """Split a line as a shell does, with the signs between commands as words of their own."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>()")
    lexer.whitespace_split = True
    return list(lexer)


def commands(line: str) -> Iterator[Command]:
    variables: list[str] = []
    words: list[str] = []
    skips = False
    for word in [*words_of(line), "\n"]:
        if skips:
            skips = False
        elif word in ENDS:
            if words or variables:
                yield Command(line, tuple(variables), tuple(words))
            variables, words = [], []
        elif word in REDIRECTS:
            skips = True  # the file
        elif (found := VARIABLE.match(word)) and (not words or words[0] in {"export", "make"}):
            variables.append(found[1])
        else:
            words.append(word)


def documented(*documents: str) -> list[Command]:
    return [command for name in documents for line in lines(ROOT / name) for command in commands(line)]
