"""The character filter that makes the many ways of writing a letter or a sign one, before text is split into words.

It is a list of replacements, made from Python's Unicode tables: composed letters for letters with combining accents,
plain ones for full-width letters and ligatures, one apostrophe and one hyphen for all of theirs, and nothing for soft
hyphens, vowel marks and characters without width. Elasticsearch keeps the offsets of the original, so that highlighting
marks what is written. Articles are normalised here because other programs write them too.

Some signs are part of a word only here and there (AT&T, C++, .NET). They are replaced by letters that no text has, so
that the tokenizer keeps them.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from string import ascii_letters, digits

from search.index.languages.language import without_marks

AMPERSAND = "ꝯ"
PLUS = "˖"
SHARP = "ⵌ"
DOT = "ꞏ"
# Behind a letter that can also be written with an e: Müller, Mueller.
UMLAUT = "ꟸ"
# The tokenizer keeps words together that it joins; search/index/analysis.py parts them again.
HYPHEN = "_"

APOSTROPHES = "’‘‛ʼʻʽʹ`´′＇՚ꞌ"
HYPHENS = "-‐‑‒–−﹣－"
UMLAUTS = "äöüøÄÖÜØ"
# The characters of no width: soft hyphen, joiners, direction marks, byte order mark.
INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\ufeff"
)
ALEF, YEH, HEH = "\u0627", "\u064a", "\u0647"
# Arabic letters that are written with and without their marks; kashida only widens a line.
ARABIC = {"أ": ALEF, "إ": ALEF, "آ": ALEF, "ٱ": ALEF, "ى": YEH, "ی": YEH, "ة": HEH, "ک": "ك", "ـ": ""}
CYRILLIC = {"ё": "е", "Ё": "Е"}
# Blocks whose letters are variants of others by compatibility: presentation forms, full and half width.
VARIANTS = ((0xFB00, 0xFB50), (0xFB50, 0xFE00), (0xFE70, 0xFEFF), (0xFF10, 0xFFA0))
# Marks that may be left out, where no letter has them composed: Latin, Hebrew and Arabic ones.
MARKS = ((0x0300, 0x0370), (0x0591, 0x05C8), (0x0610, 0x061B), (0x064B, 0x0660), (0x1DC0, 0x1E00), (0x20D0, 0x2100))
MARK_EXTRAS = "\u0670\u06d6\u06d7\u06d8\u06d9\u06da\u06db\u06dc"
KOREAN = ((0xAC00, 0xD7A4),)
GREEK = ((0x0370, 0x0400), (0x1F00, 0x2000))


def within(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= ord(char) < end for start, end in ranges)


def letter(char: str) -> str:
    """Return what a composed letter becomes."""
    if char in UMLAUTS:
        return char + UMLAUT
    if within(char, GREEK):
        return without_marks(char).replace("ς", "σ")
    return {**ARABIC, **CYRILLIC}.get(char, char)


def composed_letters() -> Iterator[tuple[str, str]]:
    """Yield each way of writing a letter with an accent, and the letter; Korean syllables are too many."""
    for char in map(chr, range(0xA0, 0xD800)):
        if within(char, KOREAN) or not unicodedata.decomposition(char):
            continue
        whole = unicodedata.normalize("NFC", char)
        parts = {char, unicodedata.normalize("NFD", char)}
        if not unicodedata.decomposition(char).startswith("<"):
            parts.add("".join(chr(int(code, 16)) for code in unicodedata.decomposition(char).split()))
        elif not within(char, GREEK):
            continue
        becomes = "".join(map(letter, whole))
        yield from ((part, becomes) for part in parts if part != becomes)


def variants() -> Iterator[tuple[str, str]]:
    for start, end in VARIANTS:
        for char in map(chr, range(start, end)):
            plain = unicodedata.normalize("NFKC", char)
            if plain != char and unicodedata.category(char)[0] in "LN":
                yield char, "".join(map(letter, plain))
    # Half-width Japanese writes a voiced letter as two.
    for char in map(chr, range(0xFF66, 0xFF9E)):
        for mark in "ﾞﾟ":
            plain = unicodedata.normalize("NFKC", char + mark)
            if len(plain) == 1:
                yield char + mark, plain


def signs() -> Iterator[tuple[str, str]]:
    yield "&", AMPERSAND
    # In titles that another program wrote. Texts are cleaned before (search/documents.py).
    yield from (("&amp;", AMPERSAND), ("&#38;", AMPERSAND), ("&quot;", " "), ("&nbsp;", " "))
    yield from ((entity, "'") for entity in ("&#39;", "&#039;", "&apos;", "&lsquo;", "&rsquo;", "&#8216;", "&#8217;"))
    yield "＆", AMPERSAND
    yield from signs_behind_letters()
    for char in ascii_letters:
        yield f" .{char}", f" {DOT}{char}"
        yield f"(.{char}", f"({DOT}{char}"
    # At the beginning of a text.
    yield from ((name, DOT + name[1:]) for name in (".NET", ".Net", ".net"))


def signs_behind_letters() -> Iterator[tuple[str, str]]:
    """Yield the rules for C++, C# and A+, and for what stays as it is: 5+5, +44, #metoo, 1 + 2.

    The rules begin with the sign: if they began with a letter, the filter would look for one at every letter of a text.
    """
    yield from (("+", PLUS), ("++", PLUS * 2), ("#", SHARP))
    others = [f"{char}{sign}" for sign in "+#" for char in (*digits, *" \t\r\n([{\"'/:;,.+#=")]
    follow = [f"{sign}{char}" for sign in ("+", "++", "#") for char in ascii_letters + digits]
    yield from ((each, each) for each in dict.fromkeys([*others, *follow]) if each != "++")


def hyphens() -> Iterator[tuple[str, str]]:
    yield from ((char, HYPHEN) for char in HYPHENS)
    yield from ((f"\u00ad{end}", "") for end in ("\n", "\r\n"))
    # A word parted at the end of a line, but not a dash there.
    for char in HYPHENS[:3]:
        for end in ("\n", "\r\n"):
            yield f"{char}{end}", HYPHEN
            yield f" {char}{end}", " "
    yield "--", " "


@cache
def replacements() -> dict[str, str]:
    """Return every replacement. The longest one that fits is made, from left to right."""
    found = {char: letter(char) for char in (*UMLAUTS, *ARABIC, *CYRILLIC, "ς")}
    found |= dict(composed_letters()) | dict(variants())
    for start, end in MARKS:
        found |= {char: "" for char in map(chr, range(start, end)) if unicodedata.category(char) == "Mn"}
    found |= dict.fromkeys(MARK_EXTRAS, "") | dict.fromkeys(INVISIBLE, "")
    found |= dict.fromkeys(APOSTROPHES, "'") | dict(signs()) | dict(hyphens())
    return found


def escaped(text: str) -> str:
    """Return text as the filter's rules take it: every character as its code, since spaces would be trimmed."""
    return "".join(f"\\u{ord(char):04x}" for char in text)


def rules() -> list[str]:
    return [f"{escaped(old)} => {escaped(new)}" for old, new in sorted(replacements().items())]
