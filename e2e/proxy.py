"""The site as the world reaches it: another web process of it, and the proxy of compose.yaml in front with TLS."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

from e2e.running_site import UP_SECONDS, RunningSite
from services import paths
from services.processes import groups, ports, site_processes, spawning, waiting
from services.setup import proxy

# Browsers take every name under localhost for this machine.
NAME = "news.localhost"
CADDYFILE = paths.ROOT / "site" / "proxy" / "Caddyfile"


@dataclass(frozen=True)
class PublicSite:
    """`port` speaks TLS, `behind` is the web process without it."""

    port: int
    behind: int
    certificate: Path
    prefix: str
    log: Path

    @property
    def address(self) -> str:
        return f"https://{NAME}:{self.port}{self.prefix}"

    def get(self, path: str, headers: dict[str, str] | None = None) -> "Answer":
        """Ask through the proxy, with its certificate checked."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        connection = HTTPSConnection(NAME, self.port, context=context, timeout=10)
        connection.sock = context.wrap_socket(connect(self.port), server_hostname=NAME)
        return ask(connection, f"{self.prefix}{path}", headers or {})

    def get_behind(self, path: str, headers: dict[str, str] | None = None) -> "Answer":
        """Ask the web process itself, past the proxy."""
        connection = HTTPConnection(site_processes.HOST, self.behind, timeout=10)
        return ask(connection, path, {"Host": NAME, **(headers or {})})


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(connection: HTTPConnection, path: str, headers: dict[str, str]) -> Answer:
    with closing(connection):
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return Answer(response.status, dict(response.headers), response.read())


def connect(port: int) -> socket.socket:
    return socket.create_connection((site_processes.HOST, port), timeout=10)


def is_open(port: int) -> bool:
    try:
        connect(port).close()
    except OSError:
        return False
    return True


def is_installed() -> bool:
    return shutil.which(proxy.PROGRAM) is not None


@contextmanager
def public_site(site: RunningSite, folder: Path, prefix: str) -> Iterator[PublicSite]:
    behind, port = ports.choose(), ports.choose()
    certificate, key = make_certificate(folder)
    env = {
        **site.env,
        "ALLOWED_HOSTS": f"{NAME} other.example.org",
        "BEHIND_TLS": "1",
        "TRUSTED_PROXIES": "1",
        "SITE_PREFIX": prefix,
        "STATIC_ROOT": str(folder / "static"),
    }
    site.run("manage.py", "collectstatic", "--noinput", env=env)
    with (folder / "web.log").open("wb") as output, (folder / "proxy.log").open("wb") as said:
        web = spawning.spawn(
            site_processes.web_command(site_processes.HOST, behind), env=env, cwd=paths.ROOT, output=output
        )
        caddy = spawning.spawn(
            [proxy.PROGRAM, "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"],
            env={
                "PATH": env["PATH"],
                "HOME": str(folder),
                "XDG_DATA_HOME": str(folder),
                "SITE_NAME": f"https://{NAME}:{port}",
                "SITE_TLS": f"tls {certificate} {key}",
                "UPSTREAM": f"{site_processes.HOST}:{behind}",
            },
            cwd=folder,
            output=said,
        )
        try:
            up = waiting.until(
                lambda: site_processes.is_live(site_processes.HOST, behind) and is_open(port), timeout=UP_SECONDS
            )
            assert up, (folder / "web.log").read_text() + (folder / "proxy.log").read_text()
            yield PublicSite(port, behind, certificate, prefix, folder / "web.log")
        finally:
            groups.end(caddy, grace=5.0)
            groups.end(web, grace=5.0)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Return a certificate of our own for the name, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"]
    command += ["-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key
