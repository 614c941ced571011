"""What text may be stored, asked in the fast way and in the one that can tell which character it is."""

import sys

import pytest
from django.core.exceptions import ValidationError

from catalog.validators import NOT_STORABLE, has_no_controls, validate_one_line, validate_storable, validate_visible

EVERY = map(chr, range(sys.maxunicode + 1))
LEFT_OUT = [character for character in EVERY if NOT_STORABLE.search(character)]


def test_the_fast_way_takes_exactly_what_is_storable() -> None:
    assert len(LEFT_OUT) == 29 + 2048  # control characters without tab and line ends, and the surrogates
    assert not any(has_no_controls(f"One\ntwo {character}") for character in LEFT_OUT)
    assert has_no_controls("".join(character for character in map(chr, range(0xD800)) if character not in LEFT_OUT))


@pytest.mark.parametrize("character", ["\0", "\x1f", "\ud800"])
@pytest.mark.parametrize("text", ["{}", "One\ntwo £ {}", "One {}"])
def test_what_is_not_storable_is_named(text: str, character: str) -> None:
    for validate in (validate_storable, validate_one_line):
        with pytest.raises(ValidationError, match=f"U\\+{ord(character):04X}"):
            validate(text.format(character))


@pytest.mark.parametrize("character", ["\n", "\t", "\x7f", "\x85", "\u2028"])
def test_a_line_end_or_control_character_is_not_one_line(character: str) -> None:
    validate_storable(f"One{character}two")
    with pytest.raises(ValidationError):
        validate_one_line(f"One{character}two")


@pytest.mark.parametrize("text", ["a", "é", "7", "“A”", "…", "🙂", "\u200b!"])
def test_one_visible_character_is_enough(text: str) -> None:
    validate_visible(text)


@pytest.mark.parametrize("text", ["", " \n", "\u200b\u2060"])
def test_none_is_not(text: str) -> None:
    with pytest.raises(ValidationError):
        validate_visible(text)
