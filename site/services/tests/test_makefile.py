"""The Makefile only gives the commands of `python -m services` short names: every name leads to one that exists."""

import re
import shlex

import pytest

from services import cli, paths

TEXT = (paths.ROOT / "Makefile").read_text()
# "name: ## what it does", then the recipe.
RULES = dict(re.findall(r"^([a-z0-9]+):.*\n((?:\t.*\n)+)", TEXT, re.MULTILINE))
CALLS = {name: recipe.partition("$(services) ")[2] for name, recipe in RULES.items() if name != "help"}


def words(call: str) -> list[str]:
    """The arguments of a recipe, with the variables that a person may give left empty."""
    return shlex.split(re.sub(r"\$\(\w+\)", "", call))


def test_the_targets_are_found() -> None:
    assert {"run", "dev", "test", "services", "clean"} <= CALLS.keys()


@pytest.mark.parametrize("target", CALLS)
def test_every_target_is_a_command_that_exists(target: str) -> None:
    assert cli.parse(words(CALLS[target])).command in cli.COMMANDS


def test_a_target_without_a_command_would_be_noticed() -> None:
    with pytest.raises(SystemExit):
        cli.parse(words("no-such-command"))


@pytest.mark.parametrize("target", RULES)
def test_every_target_has_a_line_of_help_and_is_declared_phony(target: str) -> None:
    assert re.search(rf"^{target}:.*## \S", TEXT, re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.*)", TEXT, re.MULTILINE)
    assert phony
    assert target in phony[1].split()


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_has_a_module(command: str) -> None:
    assert callable(cli.module_of(command).main)
