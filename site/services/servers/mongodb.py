"""An embedded MongoDB: a replica set, if only of one, so that transactions and change streams work."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from services.account import Account
from services.servers.server import Server

REPLICA_SET = "rs0"
DATABASE = "broadsheet"
NOT_YET_INITIALIZED = 94
INVALID_CONFIG = 93
ASK_SECONDS = 2.0
# How long the primary may be silent before the other members elect a new one. The default of 10 s is for unsteady
# networks; the loopback is steady, and nobody can save anything meanwhile.
ELECTION_MS = 4000
# How long a member that is shut down waits for its clients to move. The default is 15 s, for one after the other.
QUIESCE_MS = 500


@dataclass(frozen=True, slots=True)
class MongoDBConfig:
    """`oplog_size_mb` applies at the first start on a folder only; `test_commands` allows fail points."""

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
        self.members: tuple[MongoDB, ...] = (self,)  # all members of its replica set

    @property
    def title(self) -> str:
        return self.name if len(self.members) == 1 else f"{self.name} {self.members.index(self) + 1}"

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        # No directConnection: clients then wait for the primary over a restart instead of failing on
        # a server that is there and not yet elected.
        hosts = ",".join(member.address for member in self.members)
        # What only the primary holds is lost with it.
        majority = "&w=majority" if len(self.members) > 1 else ""
        return f"mongodb://{hosts}/{DATABASE}?replicaSet={REPLICA_SET}{majority}"

    def command(self) -> list[str]:
        options = {
            "--replSet": REPLICA_SET,
            "--bind_ip": "127.0.0.1",
            "--port": str(self.port),
            "--dbpath": str(self.home / "data"),
            "--wiredTigerCacheSizeGB": str(self.config.cache_gb),
            "--oplogSize": str(self.config.oplog_size_mb),
        }
        # No log of slow operations: it quotes what readers search for. db.setProfilingLevel(0, { sampleRate: 1 }) turns
        # it on for a while.
        flags = ["--slowOpSampleRate", "0", "--nounixsocket", "--setParameter", "diagnosticDataCollectionEnabled=false"]
        if len(self.members) > 1:
            flags += ["--setParameter", f"shutdownTimeoutMillisForSignaledShutdown={QUIESCE_MS}"]
        if self.config.test_commands:
            flags += ["--setParameter", "enableTestCommands=1"]
        return [str(self.config.program), *(word for pair in options.items() for word in pair), *flags]

    def is_healthy(self) -> bool:
        """Whether it is the primary, or a secondary that knows one. The first member initiates the replica set."""
        try:
            with self._direct() as client:
                if self is self.members[0]:
                    self._keep_replica_set(client)
                answer = client.admin.command("hello")
                return bool(answer["isWritablePrimary"] or (answer.get("secondary") and "primary" in answer))
        except PyMongoError:
            return False

    @contextmanager
    def _direct(self) -> Iterator[MongoClient[dict[str, Any]]]:
        """A client of this server alone, whether it belongs to a set or not."""
        timeout = int(ASK_SECONDS * 1000)
        client: MongoClient[dict[str, Any]] = MongoClient(
            f"mongodb://{self.address}/?directConnection=true",
            serverSelectionTimeoutMS=timeout,
            timeoutMS=timeout,
        )
        try:
            yield client
        finally:
            client.close()

    def _keep_replica_set(self, client: MongoClient[dict[str, Any]]) -> None:
        """Initiate the set once; later, correct its configuration when members had to move to other ports."""
        hosts = [member.address for member in self.members]
        try:
            config = client.admin.command("replSetGetConfig")["config"]
        except OperationFailure as error:
            if error.code != NOT_YET_INITIALIZED:
                raise
            members = [{"_id": number, "host": host} for number, host in enumerate(hosts)]
            config = {"_id": REPLICA_SET, "members": members, "settings": {"electionTimeoutMillis": ELECTION_MS}}
            client.admin.command("replSetInitiate", config)
            return
        if [member["host"] for member in config["members"]] != hosts:
            for member, host in zip(config["members"], hosts, strict=True):
                member["host"] = host
            config["version"] += 1
            client.admin.command("replSetReconfig", config, force=True)


def join(members: tuple[MongoDB, ...]) -> None:
    """Make one replica set of servers that were never started, or only ever together."""
    for member in members:
        member.members = members
