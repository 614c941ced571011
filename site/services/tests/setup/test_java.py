import os
from pathlib import Path

import pytest

from services import account
from services.errors import SetupError
from services.setup import java


def make_java(home: Path, version: str, *, release: bool = True) -> Path:
    program = home / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}.0.1\"' >&2\n")
    program.chmod(0o755)
    if release:
        (home / "release").write_text(f'IMPLEMENTOR="x"\nJAVA_VERSION="{version}.0.1"\n')
    return home


def test_java_home_comes_before_the_path_and_the_path_before_the_system_folder(tmp_path: Path) -> None:
    mine = make_java(tmp_path / "mine", "22")
    on_path = make_java(tmp_path / "on-path", "23")
    system = make_java(tmp_path / "jvm" / "jdk-24", "24")
    path = str(on_path / "bin")
    assert java.find(None, {"JAVA_HOME": str(mine), "PATH": path}, tmp_path / "jvm").home == mine
    assert java.find(None, {"PATH": path}, tmp_path / "jvm").home == on_path
    assert java.find(None, {"PATH": ""}, tmp_path / "jvm").home == system


def test_one_that_is_too_old_is_passed_over(tmp_path: Path) -> None:
    old = make_java(tmp_path / "jvm" / "jdk-17", "17")
    make_java(tmp_path / "jvm" / "jdk-21", "21")
    found = java.find(None, {"JAVA_HOME": str(old), "PATH": ""}, tmp_path / "jvm")
    assert found == java.Java(tmp_path / "jvm" / "jdk-21", 21)


def test_a_java_without_a_release_file_is_asked_for_its_version(tmp_path: Path) -> None:
    make_java(tmp_path / "jvm" / "odd", "25", release=False)
    assert java.find(None, {"PATH": ""}, tmp_path / "jvm").version == 25


def test_no_java_is_reported_with_the_way_on(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"needs Java, and there is none here\. Install a JDK of 21") as raised:
        java.find(None, {"PATH": ""}, tmp_path)
    assert "docker compose up" in raised.value.hint


def test_a_java_too_old_is_reported_with_its_version(tmp_path: Path) -> None:
    make_java(tmp_path / "jvm" / "jdk-11", "11")
    make_java(tmp_path / "jvm" / "jdk-17", "17")
    with pytest.raises(SetupError, match="needs Java 21 or later, and the newest found here is 17"):
        java.find(None, {"PATH": ""}, tmp_path / "jvm")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts servers as another account")
def test_a_java_in_a_closed_folder_is_reported_as_out_of_reach(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    make_java(tmp_path / "jvm" / "jdk-25", "25")
    with pytest.raises(SetupError, match="is out of reach of the account"):
        java.find(account.for_servers(), {"PATH": ""}, tmp_path / "jvm")
