"""An embedded Elasticsearch, a single node or one of several, started as its missing start script would start it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from services.account import Account
from services.processes import ports, probe
from services.servers.server import Server

# Security is off: it listens on 127.0.0.1 only. Automatic creation is off: a write to a missing alias would make an
# index with guessed mappings. The disk watermarks are off: they are percentages, and a disk that is 95 % full may have
# 100 GB left. The inference service is off: it calls the Internet.
SETTINGS = """\
cluster.name: broadsheet
node.name: {name}
network.host: 127.0.0.1
http.port: {http_port}
transport.port: {transport_port}
path.data: {home}/data
path.logs: {home}/logs
xpack.security.enabled: false
action.auto_create_index: false
xpack.inference.elastic.authorization.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
"""
SINGLE_NODE = "discovery.type: single-node\n"
# The initial masters count only until the cluster has formed once; Elasticsearch ignores them later.
SEVERAL_NODES = """\
discovery.seed_hosts: {addresses}
cluster.initial_master_nodes: {names}
"""
LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %marker%m%n%throwable
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
logger.deprecation.name = org.elasticsearch.deprecation
logger.deprecation.level = error
"""


@dataclass(frozen=True, slots=True)
class ElasticsearchConfig:
    """`heap` is written as Java writes it: 768m, 1g."""

    home: Path
    program: Path
    java_home: Path
    account: Account | None = None
    port: int | None = None
    heap: str = "768m"


class Elasticsearch(Server):
    name: ClassVar[str] = "Elasticsearch"

    def __init__(self, config: ElasticsearchConfig) -> None:
        super().__init__(config.home, config.account, config.port)
        self.config = config
        self.members: tuple[Elasticsearch, ...] = (self,)  # all nodes of its cluster
        self._transport_port: int | None = None

    @property
    def title(self) -> str:
        return self.name if len(self.members) == 1 else f"{self.name} {self.members.index(self) + 1}"

    @property
    def node(self) -> str:
        """The name of the node in its cluster."""
        return "broadsheet" if len(self.members) == 1 else f"elasticsearch-{self.members.index(self) + 1}"

    @property
    def own_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return ",".join(member.own_url for member in self.members)

    @property
    def transport_port(self) -> int:
        """The port at which the other nodes reach it."""
        if self._transport_port is None:
            self._transport_port = ports.choose(ports.read_number(self.home / "transport_port"))
        return self._transport_port

    @property
    def working_folder(self) -> Path:
        return self.config.program  # the launcher looks for its modules there

    def prepare(self) -> None:
        if not ports.is_free(self.transport_port):
            self._transport_port = None
        ports.write_number(self.home / "transport_port", self.transport_port)
        folder = self.home / "config"
        folder.mkdir(exist_ok=True)
        (folder / "elasticsearch.yml").write_text(self.settings())
        (folder / "log4j2.properties").write_text(LOGGING)
        shipped = (self.config.program / "config" / "jvm.options").read_text().splitlines()
        kept = [line for line in shipped if not line.startswith("-Xlog:gc")]  # 32 files of 64 MB
        (folder / "jvm.options").write_text("\n".join(kept))

    def settings(self) -> str:
        own = SETTINGS.format(name=self.node, home=self.home, http_port=self.port, transport_port=self.transport_port)
        if len(self.members) == 1:
            return own + SINGLE_NODE
        addresses = [f"127.0.0.1:{member.transport_port}" for member in self.members]
        names = [member.node for member in self.members]
        return own + SEVERAL_NODES.format(addresses=json.dumps(addresses), names=json.dumps(names))

    def environment(self) -> Mapping[str, str]:
        return {
            **super().environment(),
            "ES_HOME": str(self.config.program),
            "ES_PATH_CONF": str(self.home / "config"),
            "ES_TMPDIR": str(self.home / "tmp"),
            "ES_JAVA_OPTS": f"-Xms{self.config.heap} -Xmx{self.config.heap}",
            "ES_DISTRIBUTION_TYPE": "tar",
            "JAVA_HOME": str(self.config.java_home),
            "JAVA": str(self.config.java_home / "bin" / "java"),
            "CLI_NAME": "server",
            "CLI_LIBS": "lib/tools/server-cli",
        }

    def command(self) -> list[str]:
        program = self.config.program
        return [
            str(self.config.java_home / "bin" / "java"),
            *("-Xms4m", "-Xmx64m", "-XX:+UseSerialGC"),  # the launcher only; the server has its own heap
            f"-Des.path.home={program}",
            f"-Des.path.conf={self.home / 'config'}",
            "-Des.distribution.type=tar",
            "-Des.java.type=JAVA_HOME",
            "-cp",
            f"{program}/lib/tools/server-launcher/*",
            "org.elasticsearch.server.launcher.ServerLauncher",
        ]

    def is_healthy(self) -> bool:
        answer = probe.get_json(f"{self.own_url}/_cluster/health", timeout=2.0)
        return answer is not None and answer.get("status") in {"green", "yellow"}


def join(nodes: tuple[Elasticsearch, ...]) -> None:
    """Make one cluster of nodes that were never started, or only ever together."""
    for node in nodes:
        node.members = nodes
