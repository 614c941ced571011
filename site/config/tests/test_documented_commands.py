"""Every command in the documents exists, with its options: make targets, manage.py, docker compose, variables."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, get_commands, load_command_class

from config.settings_table import VARIABLES
from config.tests.documented_commands import ROOT, Command, commands, documented
from services import cli

CHAPTERS = sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))
DOCUMENTS = ("README.md", "CONTRIBUTING.md", *CHAPTERS)
COMMANDS = documented(*DOCUMENTS)
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z0-9]+):", MAKEFILE, re.MULTILINE))
COMPOSE_TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
PROXY = (ROOT / "site/proxy/Caddyfile").read_text(encoding="utf-8")
KNOWN = {variable.name for group in VARIABLES.values() for variable in group}
KNOWN |= {f"{variable.name}_FILE" for group in VARIABLES.values() for variable in group if variable.secret}
KNOWN |= set(re.findall(r"\$\{([A-Z_]+)", COMPOSE_TEXT)) | set(re.findall(r"\{\$([A-Z_]+)", PROXY))
KNOWN |= set(re.findall(r"\$\(([A-Z]+)\)", MAKEFILE))
OF_TESTS = {"PIN", "SCREENSHOTS", "SOAK_SECONDS"}
FROM_THE_SYSTEM = {
    "apt-get",
    "caddy",
    "cd",
    "curl",
    "diff",
    "echo",
    "export",
    "git",
    "gunzip",
    "openssl",
    "ssh",
    "tail",
    "tar",
    ".",
}
FROM_THE_SYSTEM |= {"age", "bsondump", "mongodump", "mongorestore", "pip"}


def exists_in_make(words: list[str]) -> None:
    assert set(words) <= TARGETS


def exists_in_django(words: list[str]) -> None:
    """Parse the command's options as Django does."""
    name, *rest = words
    app = get_commands()[name]
    command = app if not isinstance(app, str) else load_command_class(app, name)
    if rest:  # a name alone is one that a sentence mentions
        command.create_parser("manage.py", name).parse_args([word for word in rest if word != "…"])


def exists_in_compose(words: list[str]) -> None:
    """Check the profile and the service; of `exec` also what is run there."""
    services, rest = COMPOSE["services"], list(words)
    profiles = {profile for each in services.values() for profile in each.get("profiles", [])}
    while rest[0] == "--profile":
        assert rest[1] in profiles
        rest = rest[2:]
    action, *rest = rest
    assert action in {"up", "logs", "ps", "exec", "build", "down", "run", "restart"}
    named = [word for word in rest if not word.startswith("-")]
    if action in {"exec", "run"}:
        service, *inside = named and [*named[:1], *rest[rest.index(named[0]) + 1 :]]
        assert service in services
        if inside[1:2] == ["manage.py"]:
            exists_in_django(inside[2:])
    else:
        assert set(named) <= services.keys()


def exists_in_services(words: list[str]) -> None:
    """Parse the command's options as `python -m services` does."""
    try:
        cli.parse(words)
    except SystemExit as error:
        raise AssertionError(" ".join(words)) from error


def exists(command: Command) -> None:
    words = list(command.words)
    program = Path(words[0]).name if words else "export"
    checks: dict[str, Callable[[list[str]], None]] = {"make": exists_in_make, "manage.py": exists_in_django}
    if program == "python" and words[1] == "manage.py":
        words, program = words[1:], "manage.py"
    if words[:3] == ["python", "-m", "services"]:
        exists_in_services(words[3:])
    elif program in checks:
        checks[program](words[1:])
    elif words[:2] == ["docker", "compose"]:
        exists_in_compose(words[2:])
    else:
        assert program in FROM_THE_SYSTEM, f"is {program} a program?"
    assert set(command.variables) <= KNOWN | OF_TESTS


@pytest.mark.parametrize("line", list(dict.fromkeys(command.line for command in COMMANDS)))
def test_a_documented_command_exists(line: str) -> None:
    for command in commands(line):
        exists(command)


@pytest.mark.parametrize(
    "line",
    [
        "make no-such-target",
        ".venv/bin/python manage.py no_such_command",
        ".venv/bin/python manage.py verify_search --no-such-option",
        "docker compose logs no-such-service",
        "docker compose --profile no-such-profile up",
        "docker compose exec -T web python manage.py no_such_command -",
        "NO_SUCH_VARIABLE=1 make run",
        "export NO_SUCH_VARIABLE=1",
        "python -m services no-such-command",
        "python -m services secure servers --no-such-option",
        "nosuchprogram --now",
        "make run && make no-such-target",
    ],
)
def test_what_does_not_exist_would_be_noticed(line: str) -> None:
    with pytest.raises((AssertionError, KeyError, CommandError)):  # noqa: PT012  # any of its commands
        for command in commands(line):
            exists(command)


def test_there_are_many() -> None:
    assert len(COMMANDS) > 60
