"""Every obstacle is reported in one clear sentence with a hint, and nothing is left behind."""

import errno
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from services import account, errors, paths
from services.cli import main
from services.commands import up
from services.errors import SetupError
from services.processes import waiting
from services.progress import Progress, Silence
from services.servers import external, starting, throwaway, variables
from services.servers.mongodb import MongoDB
from services.setup import java, platforms, tools
from services.tests import checkout as checkouts
from services.tests.checkout import Checkout

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    made = checkouts.make(tmp_path)
    yield made
    checkouts.remove_outside(made)


@pytest.fixture
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (variables.MONGODB, variables.ELASTICSEARCH, "JAVA_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    home = home / "disk"
    home.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m,mode=755", "none", home], check=True)
    yield home
    subprocess.run(["umount", home], check=True)


@pytest.fixture
def profile() -> Iterator[str]:
    """A profile for runs that fail early; what they leave is removed with the test."""
    yield "bad"
    tools.remove(paths.ROOT / ".services" / "bad")


def stderr_of(capsys: pytest.CaptureFixture[str]) -> str:
    """The error output, which never holds a traceback."""
    text = capsys.readouterr().err
    assert "Traceback" not in text
    return text


def test_a_port_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert main(["run", "--port", str(port)]) == 1
    assert f"Port {port} of 127.0.0.1 is already in use." in stderr_of(capsys)


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "", "²"])
def test_a_port_that_is_none(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", f"--port={port}"]) == 1
    assert f"{port!r} is not a port. PORT is a number from 1 to 65535." in stderr_of(capsys)


def test_articles_that_are_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--port", "9", "--articles", "missing.csv"]) == 1
    assert "There is no file missing.csv to load articles from." in stderr_of(capsys)


@pytest.mark.parametrize("profile", ["dist", "../up", "", "A"])
def test_a_profile_that_would_be_another_folder(profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["up", f"--profile={profile}"]) == 1
    assert f"{profile!r} cannot be the name of a profile." in stderr_of(capsys)


@pytest.mark.usefixtures("no_variables")
def test_no_java(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(java, "SYSTEM_FOLDER", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(account, "for_servers", lambda: None)
    assert main(["up", "--profile", profile]) == 1
    assert "Elasticsearch needs Java, and there is none here. Install a JDK of 21 or later" in stderr_of(capsys)


def test_no_maven_is_reported_before_anything_is_fetched(checkout: Checkout) -> None:
    ended = checkout.services("up")
    assert ended.returncode == 1
    assert "there is no `mvn` on the path. Install it" in ended.stderr
    assert not list(checkout.base().glob("dist/*"))


@pytest.mark.parametrize(("there", "missing"), [((), "node"), (("node",), "npm")])
def test_no_node(checkout: Checkout, there: tuple[str, ...], missing: str) -> None:
    checkout.allow(*there)
    ended = checkout.services("run", "--port", "21999")
    assert ended.returncode == 1
    assert f"there is no `{missing}` on the path. Install Node 20" in ended.stderr


@pytest.mark.usefixtures("no_variables")
@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("darwin", "arm64", "macOS on arm64"),
        ("linux", "aarch64", "Linux on aarch64"),
        ("win32", "AMD64", "Windows on AMD64"),
    ],
)
def test_a_system_without_embedded_servers(
    system: str,
    machine: str,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    profile: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(platforms, "sys", SimpleNamespace(platform=system))
    monkeypatch.setattr(platforms, "platform", SimpleNamespace(machine=lambda: machine))
    assert main(["up", "--profile", profile]) == 1
    text = stderr_of(capsys)
    assert f"There is no embedded MongoDB and Elasticsearch for {name}." in text
    assert "docker compose up" in text
    assert "MONGODB_URI and ELASTICSEARCH_URL" in text


@pytest.mark.usefixtures("no_variables")
def test_another_c_library(monkeypatch: pytest.MonkeyPatch, profile: str, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(platforms, "has_glibc", lambda: False)
    assert main(["up", "--profile", profile]) == 1
    assert "with another C library than glibc" in stderr_of(capsys)


def test_a_mongodb_that_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(external, "ASK_SECONDS", 0.2)
    monkeypatch.setenv(variables.MONGODB, "mongodb://127.0.0.1:1/broadsheet")
    monkeypatch.setenv(variables.ELASTICSEARCH, "http://127.0.0.1:1")
    assert main(["up", "--profile", profile]) == 1
    assert "MONGODB_URI is set, and no MongoDB answers there" in stderr_of(capsys)


def test_an_address_that_is_none(
    monkeypatch: pytest.MonkeyPatch, profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variables.MONGODB, "http://localhost")
    monkeypatch.setenv(variables.ELASTICSEARCH, "http://127.0.0.1:1")
    assert main(["up", "--profile", profile]) == 1
    assert "MONGODB_URI is set" in stderr_of(capsys)


@pytest.mark.faults
def test_an_elasticsearch_that_does_not_answer(
    mongodb: MongoDB, monkeypatch: pytest.MonkeyPatch, profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variables.MONGODB, mongodb.url)
    monkeypatch.setenv(variables.ELASTICSEARCH, "http://127.0.0.1:1")
    assert main(["up", "--profile", profile]) == 1
    assert "ELASTICSEARCH_URL is set, and no Elasticsearch answers at 127.0.0.1." in stderr_of(capsys)


class Standalone(MongoDB):
    """A mongod that is not a replica set."""

    def command(self) -> list[str]:
        words = super().command()
        at = words.index("--replSet")
        return words[:at] + words[at + 2 :]


@pytest.mark.faults
def test_a_mongodb_that_is_no_replica_set(
    home: Path, monkeypatch: pytest.MonkeyPatch, profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Standalone(starting.mongodb_of(throwaway.prerequisites(), home / "mongodb").config)
    server.start()
    try:
        address = f"mongodb://127.0.0.1:{server.port}"
        monkeypatch.setenv(variables.MONGODB, address)
        monkeypatch.setenv(variables.ELASTICSEARCH, "http://127.0.0.1:1")
        assert waiting.until(lambda: server.log.read_text().count("Waiting for connections") > 0, timeout=30)
        assert main(["up", "--profile", profile]) == 1
    finally:
        server.stop()
    assert "is not a replica set, and transactions and change streams need one" in stderr_of(capsys)


def test_a_full_disk_while_something_is_fetched(checkout: Checkout) -> None:
    maven = checkout.fake(checkout.bin / "mvn", "echo 'write failed: No space left on device'; exit 1")
    with pytest.raises(SetupError, match="The disk is full: nothing more can be written to"):
        tools.run([str(maven)], what="Fetching", cwd=checkout.root)


@as_root
def test_too_little_room_is_reported_before_anything_is_fetched(small_disk: Path) -> None:
    with pytest.raises(SetupError, match=r"needs 1\.2 GB in .* the disk is too full"):
        tools.require_space(small_disk, 1_200_000_000, "Elasticsearch")


@as_root
@pytest.mark.faults
def test_a_full_disk_while_a_server_comes_up(small_disk: Path) -> None:
    server = starting.mongodb_of(throwaway.prerequisites(), small_disk / "mongodb")
    server.home.mkdir()
    (server.home / "filler").write_bytes(b"x" * 2_900_000)
    try:
        server.start()
        with pytest.raises(SetupError, match="The disk is full: nothing more can be written to"):
            server.wait_until_healthy(Silence())
    finally:
        server.stop()
    assert not server.alive


def test_a_full_disk_anywhere_else(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def detect() -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/srv/.services/lock")

    monkeypatch.setattr(up, "detect", detect)
    assert main(["up"]) == 1
    assert "The disk is full: nothing more can be written to /srv/.services/lock." in stderr_of(capsys)


def test_an_error_of_ours_is_not_taken_for_a_full_disk() -> None:
    assert errors.from_os_error(PermissionError(errno.EACCES, "Permission denied")) is None


def test_a_tool_that_fails_is_reported_with_the_end_of_what_it_said(checkout: Checkout) -> None:
    npm = checkout.fake(checkout.bin / "npm", "echo one; echo 'the reason' >&2; exit 3")
    with pytest.raises(SetupError, match=r"Fetching failed \(exit code 3\):\n    one\n    the reason"):
        tools.run([str(npm)], what="Fetching", cwd=checkout.root, tick=Progress().waiting_tick("x"))
