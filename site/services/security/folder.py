"""The folder of secrets: one folder in it for each program, so that each can be given its own only."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from services.errors import SetupError


@dataclass(frozen=True, slots=True)
class Owner:
    """The user and group that a program runs as."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Folder:
    """Files named `program/file`, readable by us and by the group of that program only; `public` ones by anybody.

    We stay their owner where there is one in `owners`, so that root without any capability but CHOWN reads them again.
    """

    path: Path
    owners: Mapping[str, Owner] = field(default_factory=dict)

    def read(self, name: str) -> bytes:
        return (self.path / name).read_bytes()

    def has(self, name: str) -> bool:
        return (self.path / name).exists()

    def keep(self, name: str, make: Callable[[], str | bytes], *, exclusive: bool = False) -> None:
        """Write a file unless it is there."""
        if not self.has(name):
            self.write(name, make(), exclusive=exclusive)

    def write(self, name: str, content: str | bytes, *, exclusive: bool = False, public: bool = False) -> None:
        """Write a file as a whole; an `exclusive` one belongs to its program, as mongod wants its key file."""
        file = self.path / name
        owner = self.owners.get(file.parent.name)
        file.parent.mkdir(mode=0o755 if self.owners else 0o700, parents=True, exist_ok=True)
        partial = file.with_name(f".{file.name}.{os.getpid()}")
        partial.unlink(missing_ok=True)  # of a process that died: in a container each has the same number
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as output:
            output.write(content if isinstance(content, bytes) else f"{content}\n".encode())
            if public and self.owners:
                os.fchmod(descriptor, 0o444)
            if owner:
                os.fchmod(descriptor, 0o400 if exclusive else 0o440)
                os.fchown(descriptor, owner.uid if exclusive else -1, owner.gid)
        partial.replace(file)


def owners_of(text: str) -> dict[str, Owner]:
    """Read `web=10001:10001,mongodb=999:999`; a SetupError for anything else."""
    found = {}
    for entry in filter(None, text.split(",")):
        program, _, ids = entry.partition("=")
        uid, _, gid = ids.partition(":")
        if not (program and uid.isdecimal() and gid.isdecimal()):
            raise SetupError(f"{entry!r} names no owner.", "Write it as PROGRAM=UID:GID.")
        found[program] = Owner(int(uid), int(gid))
    return found
