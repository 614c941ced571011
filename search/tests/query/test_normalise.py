"""Cleaning, capping and splitting the query text."""

import unicodedata

import pytest

from search.query.normalise import MAX_CHARACTERS, MAX_WORDS, clean, ends_half_typed, split


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("", ""),
        ("   ", ""),
        ("\t\n", ""),
        ("  profit", "profit"),
        ("time \t\n warner", "time warner"),
        ("time\N{NO-BREAK SPACE}warner", "time warner"),
        ("profit ", "profit "),
        ("profit   ", "profit "),
        ("cafe\N{COMBINING ACUTE ACCENT}", "café"),
        ("nul\0nul", "nul nul"),
        ("\0", ""),
        ("bell\x07", "bell "),
        ("line\u2028end", "line end"),
        ("lone\ud800surrogate", "lone surrogate"),
        ("not\uffffassigned", "not assigned"),
        ("*", "*"),
        ('"', '"'),
        ("title:x AND (", "title:x AND ("),
        ("🎉", "🎉"),
        ("<script>", "<script>"),
        ("שלום", "שלום"),
        ("時代華納", "時代華納"),
        ("O’Neill", "O’Neill"),
        ("multi\N{SOFT HYPHEN}national", "multinational"),
        ("\N{LEFT-TO-RIGHT MARK}budget\N{RIGHT-TO-LEFT MARK}", "budget"),
    ],
)
def test_a_text_is_cleaned(typed: str, searched: str) -> None:
    assert clean(typed) == searched


def test_ten_thousand_characters_are_cut_to_256() -> None:
    assert clean("x" * 10_000) == "x" * MAX_CHARACTERS


def test_five_thousand_words_are_cut_to_20() -> None:
    assert split(clean("word " * 5_000)) == ("word",) * MAX_WORDS


def test_the_first_words_are_kept() -> None:
    assert split(clean(" ".join(f"w{number}" for number in range(30))))[-1] == "w19"


def test_20_words_are_all_kept_with_the_space_after_them() -> None:
    text = "a " * MAX_WORDS
    assert clean(text) == text


def test_a_megabyte_is_cut_before_it_is_normalised(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    normalize = unicodedata.normalize

    def measured(form: str, text: str) -> str:
        lengths.append(len(text))
        return normalize(form, text)  # type: ignore[arg-type]  # `form` is a literal type

    monkeypatch.setattr(unicodedata, "normalize", measured)
    clean("é" * 2**20)
    assert max(lengths) <= 4 * MAX_CHARACTERS


AWKWARD = [
    "",
    "a ",
    "e\N{COMBINING ACUTE ACCENT}" * 400,
    " \N{COMBINING ACUTE ACCENT}x",
    "ﬃ" * 300,
    "word " * 5_000,
    "x1.2,3 " * 60,
    "1." * 300,
    "\0\ud800 a\0",
    "🎉 " * 300,
    "時" * 300,
    "O’" * 300,
]


@pytest.mark.parametrize("typed", AWKWARD)
def test_a_cleaned_text_is_clean(typed: str) -> None:
    assert clean(clean(typed)) == clean(typed)


@pytest.mark.parametrize("typed", AWKWARD)
def test_no_text_is_longer_than_the_cap(typed: str) -> None:
    cleaned = clean(typed)
    assert len(cleaned) <= MAX_CHARACTERS
    assert len(split(cleaned)) <= MAX_WORDS


@pytest.mark.parametrize("typed", AWKWARD)
def test_every_text_can_be_written_as_utf8(typed: str) -> None:
    clean(typed).encode()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        (" ", ()),
        ("time warner", ("time", "warner")),
        ("time-warner", ("time-warner",)),  # a hyphenated word is not split
        ("$1.13bn", ("1.13bn",)),
        ("O'Neill’s", ("O'Neill’s",)),
        ("U.S.", ("U.S",)),
        ("AT&T at.", ("AT&T", "at")),
        ("C++, C# and .NET.", ("C++", "C#", "and", ".NET")),
        ("9/11 50-50", ("9/11", "50-50")),
        ("press@courier.example", ("press@courier.example",)),
        ("delete()", ("delete",)),
        ("title:x AND (", ("title", "x", "AND")),
        ("* profit *", ("profit",)),
        ("*", ("*",)),
        ('"', ('"',)),
        ("🎉 🎂", ("🎉", "🎂")),
        ("🎉 party", ("party",)),
        ("時代", ("時代",)),
        ("שלום עולם", ("שלום", "עולם")),
        ("हिन्दी समाचार", ("हिन्दी", "समाचार")),
        ("می\N{ZERO WIDTH NON-JOINER}خواهم", ("می\N{ZERO WIDTH NON-JOINER}خواهم",)),
        ("x\N{COMBINING CIRCUMFLEX ACCENT}y", ("x\N{COMBINING CIRCUMFLEX ACCENT}y",)),
    ],
)
def test_a_text_is_split_into_words(text: str, words: tuple[str, ...]) -> None:
    assert split(text) == words


@pytest.mark.parametrize(
    ("text", "half_typed"),
    [
        ("prof", "prof"),
        ("time war", "war"),
        ("prof ", None),
        ("prof!", None),
        ("prof.", None),
        ("O'", "O"),
        ("o’", "o"),
        ("U.", "U"),
        ("F.B.", "F.B"),
        ("bbc.co.", "bbc.co"),
        ("", None),
        ("*", None),
        ("時", "時"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_the_last_word_is_half_typed_unless_something_follows_it(text: str, half_typed: str | None) -> None:
    words = split(text)
    assert (words[-1] if ends_half_typed(text, words) else None) == half_typed
