"""The file of `export` lines that holds the servers' addresses while they run, for a second terminal."""

import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


def text(addresses: Mapping[str, str]) -> str:
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in addresses.items())


def read(file: Path) -> dict[str, str]:
    """The variables in such a file; empty when there is no file."""
    try:
        words = [shlex.split(line) for line in file.read_text().splitlines()]
    except FileNotFoundError:
        return {}
    pairs = [word.partition("=") for line in words if line[:1] == ["export"] for word in line[1:]]
    return {name: value for name, _, value in pairs}


@contextmanager
def written(file: Path, addresses: Mapping[str, str]) -> Iterator[None]:
    """Write the file for as long as the block lasts, readable by our user only: an address may hold a password."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(text(addresses))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
