"""The key of an author's name."""

import pytest

from catalog.authors import author_key


@pytest.mark.parametrize(
    "name",
    ["Seán O’Hara", "sean o'hara", "SEÁN  O‘HARA ", "Sea\u0301n Oʼhara", "Ｓｅａｎ O´Hara"],
)
def test_all_spellings_of_a_name_have_one_key(name: str) -> None:
    assert author_key(name) == "sean o'hara"


@pytest.mark.parametrize(
    ("one", "other"), [("Jane Doe", "Jane Dow"), ("山田 太郎", "山田 花子"), ("O'Hara", "Ohara"), ("J. Doe", "J Doe")]
)
def test_two_names_have_two(one: str, other: str) -> None:
    assert author_key(one) != author_key(other)
