"""What the site depends on: the list of licences is complete, and an audit that asked nobody does not look clean."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from services import paths
from services.commands import supply
from services.progress import Progress
from services.setup import licences

NAMES = re.compile(r"^\| (\S+) \|", re.MULTILINE)
GITHUB = paths.ROOT / ".github"


def test_every_package_has_a_licence() -> None:
    text = licences.DOCUMENT.read_text(encoding="utf-8")
    assert "UNKNOWN" not in text
    listed = {licences.key(name) for name in NAMES.findall(text)}
    pinned = licences.pinned("base.txt") | licences.pinned("otel.txt") | licences.pinned("dev.txt")
    locked = {licences.key(name) for name in licences.npm_packages()}
    assert pinned | locked <= listed, "make licences writes it anew"


def report(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": [{"name": "one", "version": "1", **each} for each in packages]})


@pytest.mark.parametrize(
    ("out", "code", "says"),
    [
        (report({"vulns": []}), 0, "1 packages, none known"),
        (report({"vulns": [{"id": "X-1"}]}), supply.FOUND, "one 1: X-1"),
        (report({"skip_reason": "not found"}), supply.UNKNOWN, "NOT audited"),
        (report({"skip_reason": "not found"}, {"vulns": []}), supply.UNKNOWN, "NOT audited"),
        ("", supply.UNKNOWN, "NOT audited, the database could not be asked. Connection refused"),
    ],
)
def test_an_audit_of_python_says_what_it_does_not_know(out: str, code: int, says: str) -> None:
    found, lines = supply.of_pip(out, "Traceback\nConnection refused\n")
    assert found == code
    assert says in "\n".join(lines)


@pytest.mark.parametrize(
    ("out", "code", "says"),
    [
        ('{"vulnerabilities": {}}', 0, "none known"),
        ('{"vulnerabilities": {"a": {"severity": "high"}}}', supply.FOUND, "a: high"),
        ('{"error": {"code": "EAUDIT"}}', supply.UNKNOWN, "NOT audited"),
        ("", supply.UNKNOWN, "NOT audited"),
    ],
)
def test_an_audit_of_npm_says_what_it_does_not_know(out: str, code: int, says: str) -> None:
    found, lines = supply.of_npm(out, "npm error audit endpoint returned an error\n")
    assert found == code
    assert says in "\n".join(lines)


def load(name: str) -> Any:
    return yaml.safe_load((GITHUB / name).read_text(encoding="utf-8"))


def test_the_workflow_may_only_read_and_runs_what_the_readme_says() -> None:
    workflow = load("workflows/test.yml")
    assert workflow["permissions"] == {"contents": "read"}
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert "make test" in [step.get("run") for step in steps]
    assert all(re.search(r"@(v\d+\.\d+\.\d+|[0-9a-f]{40})$", step["uses"]) for step in steps if "uses" in step)


def test_updates_are_proposed_for_each_list_of_dependencies() -> None:
    folders = {(each["package-ecosystem"], each["directory"]) for each in load("dependabot.yml")["updates"]}
    assert {("pip", "/"), ("npm", "/theme/static_src"), ("docker", "/"), ("github-actions", "/")} <= folders
    assert all((paths.ROOT / folder.lstrip("/")).is_dir() for _, folder in folders)


def test_a_list_that_could_not_be_made_replaces_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document, program = tmp_path / "licences.md", tmp_path / "pip-licenses"
    document.write_text("before")
    program.write_text("#!/bin/sh\necho no module >&2; exit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(licences, "DOCUMENT", document)
    assert supply.write_licences(tmp_path, Progress()) == supply.UNKNOWN
    assert document.read_text() == "before"
