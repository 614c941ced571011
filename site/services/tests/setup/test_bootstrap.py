"""The script that make calls: it needs a shell and a Python, and reports when there is none."""

from pathlib import Path

import pytest

from services.tests import checkout as checkouts
from services.tests.checkout import Checkout

FAKE_PYTHON = """\
echo "$@" >>"{calls}"
case "$*" in
*"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
*"-m pip"*) {pip} ;;
*"-m services"*) echo "PYTHONPATH=$PYTHONPATH" ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return checkouts.make(tmp_path)


def fake_python(checkout: Checkout, pip: str = "true") -> Path:
    calls = checkout.root / "calls"
    checkout.fake(checkout.bin / "python3", FAKE_PYTHON.format(calls=calls, pip=pip))
    checkout.allow("mkdir", "cp")
    return calls


def test_no_python(checkout: Checkout) -> None:
    ended = checkout.bootstrap("up")
    assert ended.returncode == 1
    assert "needs Python 3.11 or later, and there is none on the path. Install it" in ended.stderr


def test_a_python_too_old(checkout: Checkout) -> None:
    checkout.fake(checkout.bin / "python3", "exit 1")
    ended = checkout.bootstrap("up")
    assert ended.returncode == 1
    assert "needs Python 3.11 or later" in ended.stderr


def test_a_python_without_venv(checkout: Checkout) -> None:
    checkout.fake(checkout.bin / "python3", 'case "$*" in *ensurepip*) exit 1 ;; esac')
    ended = checkout.bootstrap("up")
    assert ended.returncode == 1
    assert "has no venv module. Install it (`apt-get install python3-venv`)" in ended.stderr


def test_packages_are_installed_with_their_hashes_and_only_once(checkout: Checkout) -> None:
    calls = fake_python(checkout)
    for _ in range(2):
        ended = checkout.bootstrap("up", "--profile", "x")
        assert ended.returncode == 0, ended.stderr
        assert ended.stdout == f"PYTHONPATH={checkout.root}/site\n"
    made = calls.read_text()
    assert made.count("-m pip install") == 1
    assert "--require-hashes --requirement requirements/dev.txt" in made
    assert made.count("-m services up --profile x") == 2


def test_packages_are_installed_again_when_the_lock_changes(checkout: Checkout) -> None:
    calls = fake_python(checkout)
    checkout.bootstrap("up")
    with (checkout.root / "requirements/dev.txt").open("a") as lock:
        lock.write("# another\n")
    checkout.bootstrap("up")
    assert calls.read_text().count("-m pip install") == 2
    assert calls.read_text().count("-m venv") == 1


def test_an_installation_that_failed_is_tried_again(checkout: Checkout) -> None:
    calls = fake_python(checkout, pip="echo 'no such host' >&2; exit 1")
    for _ in range(2):
        ended = checkout.bootstrap("up")
        assert ended.returncode == 1
        assert "Installing the Python packages failed: no such host Is the network there?" in ended.stderr
    assert calls.read_text().count("-m pip install") == 2


def test_a_full_disk_is_reported(checkout: Checkout) -> None:
    fake_python(checkout, pip="echo '[Errno 28] No space left on device' >&2; exit 1")
    ended = checkout.bootstrap("up")
    assert ended.returncode == 1
    assert "The disk is full: nothing more can be written to" in ended.stderr
