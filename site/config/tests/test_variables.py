"""Lists in environment variables."""

import pytest

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
