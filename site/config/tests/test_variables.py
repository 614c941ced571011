"""Lists and secrets in environment variables."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import variables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("news.example.org", ["news.example.org"]),
        ("news.example.org, www.example.org", ["news.example.org", "www.example.org"]),
        (" news.example.org  www.example.org\n", ["news.example.org", "www.example.org"]),
        ("a.example,,b.example,", ["a.example", "b.example"]),
        ("", []),
    ],
)
def test_lists_take_commas_and_spaces(monkeypatch: pytest.MonkeyPatch, text: str, expected: list[str]) -> None:
    monkeypatch.setenv("HOSTS", text)
    assert variables.words("HOSTS", "localhost") == expected


def test_a_list_that_is_not_set_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOSTS", raising=False)
    assert variables.words("HOSTS", "127.0.0.1,localhost") == ["127.0.0.1", "localhost"]


def test_a_secret_is_in_a_variable_or_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert variables.secret("A_TOKEN") == ""
    assert variables.secret("A_TOKEN", "what else") == "what else"
    (tmp_path / "token").write_text("from a file\n")
    monkeypatch.setenv("A_TOKEN_FILE", str(tmp_path / "token"))
    assert variables.secret("A_TOKEN", "what else") == "from a file"
    monkeypatch.setenv("A_TOKEN", "from a variable")
    assert variables.secret("A_TOKEN") == "from a variable"


def test_a_file_that_cannot_be_read_is_told_by_its_variable(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="A_TOKEN_FILE names a file that cannot be read"):
        variables.secret("A_TOKEN", environ={"A_TOKEN_FILE": str(tmp_path / "none")})
