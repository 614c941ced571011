"""A MongoDB of our own: a replica set of one, so that transactions and change streams work."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from services.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.account import Account

REPLICA_SET: Final = "rs0"
DATABASE: Final = "broadsheet"
NOT_YET_INITIALIZED: Final = 94
INVALID_CONFIG: Final = 93
ASK_SECONDS: Final = 2.0


@dataclass(frozen=True)
class MongoDBConfig:
    """`oplog_size_mb` counts at the first start on a folder only; `test_commands` allows fail points."""

    home: Path
    program: Path
    account: Account | None = None
    port: int | None = None
    cache_gb: float = 0.5
    oplog_size_mb: int = 1024
    test_commands: bool = False


class MongoDB(Server):
    name: ClassVar[str] = "MongoDB"

    def __init__(self, config: MongoDBConfig) -> None:
        super().__init__(config.home, config.account, config.port)
        self.config = config

    @property
    def url(self) -> str:
        # No directConnection: clients then wait for the primary over a restart instead of failing on
        # a server that is there and not yet elected.
        return f"mongodb://127.0.0.1:{self.port}/{DATABASE}?replicaSet={REPLICA_SET}"

    def command(self) -> list[str]:
        options = {
            "--replSet": REPLICA_SET,
            "--bind_ip": "127.0.0.1",
            "--port": str(self.port),
            "--dbpath": str(self.home / "data"),
            "--wiredTigerCacheSizeGB": str(self.config.cache_gb),
            "--oplogSize": str(self.config.oplog_size_mb),
        }
        flags = ["--nounixsocket", "--setParameter", "diagnosticDataCollectionEnabled=false"]
        if self.config.test_commands:
            flags += ["--setParameter", "enableTestCommands=1"]
        return [str(self.config.program), *(word for pair in options.items() for word in pair), *flags]

    def is_healthy(self) -> bool:
        """Whether it takes writes; makes it the primary of its replica set on the way there."""
        try:
            with self._direct() as client:
                self._keep_replica_set(client)
                return bool(client.admin.command("hello")["isWritablePrimary"])
        except PyMongoError:
            return False

    @contextmanager
    def _direct(self) -> Iterator[MongoClient[dict[str, Any]]]:
        """A client that talks to this very server, member of a set or not."""
        timeout = int(ASK_SECONDS * 1000)
        client: MongoClient[dict[str, Any]] = MongoClient(
            f"mongodb://127.0.0.1:{self.port}/?directConnection=true",
            serverSelectionTimeoutMS=timeout,
            timeoutMS=timeout,
        )
        try:
            yield client
        finally:
            client.close()

    def _keep_replica_set(self, client: MongoClient[dict[str, Any]]) -> None:
        """Make the set once; put the port right in it when the old one was taken by somebody else."""
        member = f"127.0.0.1:{self.port}"
        try:
            config = client.admin.command("replSetGetConfig")["config"]
        except OperationFailure as error:
            if error.code != NOT_YET_INITIALIZED:
                raise
            config = {"_id": REPLICA_SET, "members": [{"_id": 0, "host": member}]}
            client.admin.command("replSetInitiate", config)
            return
        if config["members"][0]["host"] != member:
            config["members"][0]["host"] = member
            config["version"] += 1
            client.admin.command("replSetReconfig", config, force=True)
