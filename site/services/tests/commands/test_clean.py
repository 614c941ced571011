"""`make clean` in a copy of a checkout: it needs no environment, and asks nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from services import account, paths
from services.commands import clean
from services.processes import locking
from services.tests import checkout as checkouts
from services.tests.checkout import Checkout


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = checkouts.make(tmp_path)
    made.fake(made.bin / "python3", f'exec {sys.executable} "$@"')
    made.allow("rm", "mkdir")
    return made


def fill(checkout: Checkout) -> list[Path]:
    """Everything that the set-up makes, each with a file in it."""
    names = [*clean.MADE, "site/services/__pycache__", ".services/run/mongodb/data"]
    folders = [checkout.root / name for name in names]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "file").write_bytes(b"x" * 2_000_000)
    return folders


def test_it_removes_what_was_made_and_nothing_else(checkout: Checkout) -> None:
    before = {file for file in checkout.root.rglob("*") if file.is_file()}
    kept = checkout.root / "articles.csv"
    kept.write_text("title,content,category\n")
    folders = fill(checkout)
    ended = checkout.bootstrap("clean")
    assert ended.returncode == 0, ended.stderr
    assert {file for file in checkout.root.rglob("*") if file.is_file()} == {*before, kept}
    assert [folder for folder in folders if folder.exists()] == []
    assert f"Removing {checkout.root / '.services'} (4 MB)\n" in ended.stderr
    assert f"Removing {checkout.root / '.venv'} (2 MB)\n" in ended.stderr


def test_without_anything_set_up_it_makes_nothing(checkout: Checkout) -> None:
    before = sorted(checkout.root.rglob("*"))
    ended = checkout.bootstrap("clean")
    assert (ended.returncode, ended.stderr) == (0, "There is nothing to remove.\n")
    assert sorted(checkout.root.rglob("*")) == before


def test_it_needs_no_package_but_the_standard_library(checkout: Checkout) -> None:
    fill(checkout)
    alone = [sys.executable, "-I", "-S", "-c", "import sys; sys.path.insert(0, 'site'); import services.cli as c"]
    alone[-1] += "; sys.exit(c.main(['clean']))"
    ended = subprocess.run(alone, cwd=checkout.root, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("lock", [".services/run/lock", ".services/dist/lock", ".services/stylesheet.lock"])
def test_it_refuses_while_a_run_uses_the_checkout(checkout: Checkout, lock: str) -> None:
    folders = fill(checkout)
    with locking.held(checkout.root / lock, "", ""):
        ended = checkout.bootstrap("clean")
    assert ended.returncode == 1
    sentence = f"This checkout is in use: a run holds {checkout.root / lock} (process {os.getpid()}). Stop it first"
    assert sentence in ended.stderr
    assert all((folder / "file").exists() for folder in folders)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as another account")
def test_it_removes_the_folder_of_a_checkout_that_is_out_of_the_servers_reach(checkout: Checkout) -> None:
    owner = account.for_servers()
    assert owner is not None
    outside = paths.make_outside(checkout.root, owner)
    (outside / "dist").mkdir()
    ended = checkout.bootstrap("clean")
    assert f"Removing {outside} (0 MB)\n" in ended.stderr
    assert not outside.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a folder away")
def test_a_folder_that_somebody_else_put_in_its_place_is_left_alone(checkout: Checkout) -> None:
    outside = paths.outside(checkout.root)
    outside.mkdir()
    try:
        os.chown(outside, 65534, 65534)
        ended = checkout.bootstrap("clean")
        assert (ended.returncode, outside.exists()) == (0, True)
    finally:
        outside.rmdir()
