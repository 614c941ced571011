"""The embedded servers as compose.yaml has its own: with users, TLS and the files that `secure` makes."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from config import addresses
from services.processes import probe
from services.security import first_secrets
from services.security.first_secrets import Places, make_secrets
from services.security.folder import Folder
from services.servers import starting, throwaway
from services.servers.elasticsearch import Elasticsearch
from services.servers.mongodb import MongoDB
from services.servers.server import Server

SECURITY = """\
xpack.security.enabled: true
xpack.security.http.ssl.enabled: true
xpack.security.http.ssl.key: key.pem
xpack.security.http.ssl.certificate: certificate.pem
"""
WANTS_PASSWORD = 401


def copy_secrets(folder: Path, server: Server) -> None:
    """Copy what `secure` made into the server's own folder, whose owner it becomes when it starts."""
    target = server.home / "config"
    target.mkdir(exist_ok=True)
    for file in folder.iterdir():
        shutil.copy(file, target)
        (target / file.name).chmod(0o600)


class SecuredElasticsearch(Elasticsearch):
    secrets: Path
    authority: Path

    @property
    def own_url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def prepare(self) -> None:
        super().prepare()
        copy_secrets(self.secrets, self)

    def settings(self) -> str:
        return super().settings().replace("xpack.security.enabled: false\n", SECURITY)

    def is_healthy(self) -> bool:
        answer = probe.get(self.own_url, timeout=2.0, authority=str(self.authority))
        return answer is not None and answer[0] == WANTS_PASSWORD


class SecuredMongoDB(MongoDB):
    secrets: Path
    authority: Path

    def prepare(self) -> None:
        copy_secrets(self.secrets, self)
        shutil.copy(self.authority, self.home / "config" / "ca.pem")

    def command(self) -> list[str]:
        config = self.home / "config"
        options = {
            "--keyFile": str(config / "keyfile"),
            "--tlsMode": "requireTLS",
            "--tlsCertificateKeyFile": str(config / "certificate.pem"),
            "--tlsCAFile": str(config / "ca.pem"),
        }
        words = [word for pair in options.items() for word in pair]
        return [*super().command(), *words, "--tlsAllowConnectionsWithoutCertificates"]

    def is_healthy(self) -> bool:
        """Whether it answers: who may do what, and a replica set, come later."""
        address = f"mongodb://{self.address}/?directConnection=true"
        options: dict[str, Any] = {"tls": True, "tlsCAFile": str(self.authority), "serverSelectionTimeoutMS": 1000}
        try:
            with MongoClient[dict[str, Any]](address, **options) as client:
                return bool(client.admin.command("hello")["ok"])
        except PyMongoError:
            return False


@dataclass(frozen=True, slots=True)
class Secured:
    """Both servers, and the folder of secrets."""

    mongodb: SecuredMongoDB
    elasticsearch: SecuredElasticsearch
    folder: Folder

    @property
    def authority(self) -> Path:
        return self.folder.path / first_secrets.AUTHORITY

    def read(self, name: str) -> str:
        return self.folder.read(name).decode().strip()

    def secrets(self) -> set[str]:
        """Each password and key in the folder, as it may be written somewhere."""
        found = {self.read("sync/elasticsearch-key"), self.read("web/elasticsearch-key"), self.read("mongodb/keyfile")}
        for program in ("web", "sync", "imports", "operator"):
            found.add(addresses.split_mongodb(self.read(f"{program}/mongodb-uri"))[0].partition(":")[2])
        found.add(self.read(first_secrets.ELASTICSEARCH_URL).partition("@")[0].rpartition(":")[2])
        return found


@contextmanager
def running(secrets: Path) -> Iterator[Secured]:
    """Both servers after their first start: nobody has been let in yet."""
    with throwaway.folder() as home:
        prerequisites = throwaway.prerequisites()
        plain = starting.mongodb_of(prerequisites, home / "mongodb", oplog_size_mb=64)
        mongodb = SecuredMongoDB(plain.config)
        elasticsearch = SecuredElasticsearch(
            starting.elasticsearch_of(prerequisites, home / "elasticsearch", heap="512m").config
        )
        folder = Folder(secrets)
        make_secrets(folder, Places(mongodb.address, f"127.0.0.1:{elasticsearch.port}"))
        for server in (mongodb, elasticsearch):
            server.authority = secrets / first_secrets.AUTHORITY
            server.secrets = secrets / type(server).name.lower()
        with throwaway.running(mongodb, elasticsearch):
            yield Secured(mongodb, elasticsearch, folder)
