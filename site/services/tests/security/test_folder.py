"""Files of secrets: who may read each, and that they are made once. No server is needed."""

import os
from pathlib import Path

import pytest

from services.errors import SetupError
from services.security.first_secrets import Places, make_secrets
from services.security.folder import Folder, Owner, owners_of

PLACES = Places("mongo:27017", "elasticsearch:9200")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")


def contents(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_secrets_are_made_once(tmp_path: Path) -> None:
    make_secrets(Folder(tmp_path), PLACES)
    before = contents(tmp_path)
    make_secrets(Folder(tmp_path), PLACES)
    assert contents(tmp_path) == before


def test_what_is_missing_is_made_again_by_the_same_authority(tmp_path: Path) -> None:
    make_secrets(Folder(tmp_path), PLACES)
    before = contents(tmp_path)
    (tmp_path / "elasticsearch" / "key.pem").unlink()
    make_secrets(Folder(tmp_path), PLACES)
    changed = {file.name for file, content in contents(tmp_path).items() if before[file] != content}
    assert changed == {"key.pem", "certificate.pem"}


def test_what_a_process_left_that_died_is_in_nobodys_way(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    (tmp_path / f".keyfile.{os.getpid()}").write_text("half")  # in a container each process has the same number
    folder.write("keyfile", "whole")
    assert [file.name for file in tmp_path.iterdir()] == ["keyfile"]


@as_root
def test_each_program_reads_its_own_and_mongod_owns_its_key(tmp_path: Path) -> None:
    owners = owners_of("mongodb=999:998,elasticsearch=1000:0")
    make_secrets(Folder(tmp_path, owners), PLACES)

    def seen(name: str) -> tuple[int, int, int]:
        found = (tmp_path / name).stat()
        return found.st_mode & 0o777, found.st_uid, found.st_gid

    assert seen("mongodb/keyfile") == (0o400, 999, 998)
    assert seen("mongodb/certificate.pem") == (0o440, 0, 998)
    assert seen("elasticsearch/users") == (0o440, 0, 0)
    assert seen("operator/mongodb-uri") == (0o600, 0, 0)
    assert seen("ca/ca.pem") == (0o444, 0, 0)


def test_owners_are_read_and_nonsense_is_told() -> None:
    assert owners_of("") == {}
    assert owners_of("web=1:2") == {"web": Owner(1, 2)}
    for text in ("web", "web=1", "web=a:b", "=1:2"):
        with pytest.raises(SetupError, match="names no owner"):
            owners_of(text)
