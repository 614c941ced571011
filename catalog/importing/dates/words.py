"""Dates with the name of a month, in the languages that the site knows.

dateutil reads them, after each word was recognised: it would guess at what it does not know. The names are those of
Django's translations.
"""

import gettext
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path

import django
from dateutil import parser

from catalog.importing.dates.moments import AMERICAN, COMMENT, ZONES, in_utc, zone_named
from catalog.importing.dates.numeric import NO_DAY, TWO_DIGITS, full_year

WORD = re.compile(r"[^\W\d_]+\.?")
YEARS = re.compile(r"(?<![\d:+-])\d{4}(?!\d)")
SHORT_YEAR = re.compile(r"[\s,]*(\d{1,2})[-\s]+([a-z]{3})[-\s]+(\d{2})(|[\sT]+\d{1,2}:.*)")  # 12-Mar-05
# What is rewritten as dateutil reads it.
BEFORE = (
    (re.compile(r"(\d)(?:ers?|º|ª)\b"), r"\1"),  # 1er mars
    (re.compile(r"(\d)h(?=\d\d\b)"), r"\1:"),  # 14h30
    (re.compile(r"([ap])\.\s?m\.", re.IGNORECASE), r"\1m"),
    (re.compile(r"\bd[’']", re.IGNORECASE), " "),
)
AFTER = (
    (re.compile(r"(\d)\.(?=\s|$)"), r"\1"),  # 9. März
    (re.compile(r"-\s*([a-z]{3})\s*-"), r" \1 "),  # 12-Mar-2005
    (re.compile(r"(?<=\s)(\d{1,2})\.(\d{2})(?=\s|$)"), r"\1:\2"),  # 14.30
    # dateutil reads GMT+1 as POSIX does, an hour west.
    (re.compile(r"\b(?:GMT|UTC)\s*(?=[+-]\d)"), ""),
)
LANGUAGES = ("de", "fr", "es", "it", "pt", "nl", "sv", "nb", "da", "fi", "ru", "tr", "ar", "el")
ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ABBREVIATED = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
FULL = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FILLERS = frozenset(
    ["de", "del", "den", "der", "le", "of", "the", "at", "on", "um", "uhr", "à", "kl", "klo", "г", "года"]
)
KEPT = frozenset(["am", "pm", "t", "z", "st", "nd", "rd", "th"])
DEFAULTS = (datetime(2000, 1, 1), datetime(2000, 1, 2))  # noqa: DTZ001  # the date says its zone, or is UTC


def parse_words(text: str, remarks: list[str]) -> datetime:
    """Read a date with one name of a month and a year. Raises ValueError."""
    english, months = in_english(text)
    if short := SHORT_YEAR.fullmatch(english):
        remarks.append(TWO_DIGITS)
        english = f"{short[1]} {short[2]} {full_year(short[3])}{short[4]}"
    years = YEARS.findall(english)
    if months != 1 or len(years) != 1:
        raise ValueError(text)
    # A day that follows the default was not in the text.
    one, other = (parser.parse(english, default=default, tzinfos=zone) for default in DEFAULTS)
    if one.year != int(years[0]):
        raise ValueError(text)
    if one.day != other.day:
        remarks.append(NO_DAY)
    return in_utc(text, one)


def in_english(text: str) -> tuple[str, int]:
    """Return the date in English, and how many months it names. Raises ValueError for a word that no date has."""
    months = 0

    def known(word: re.Match[str]) -> str:
        nonlocal months
        written = word[0].rstrip(".").casefold()
        if month := month_names().get(written):
            months += 1
            return f" {ENGLISH[month - 1]} "
        if written in weekday_names() or written in FILLERS:
            return " "
        if written in KEPT or written.upper() in ZONES or written.upper() in AMERICAN:
            return word[0].rstrip(".")
        raise ValueError(written)

    text = COMMENT.sub("", text)
    for pattern, replacement in BEFORE:
        text = pattern.sub(replacement, text)
    text = WORD.sub(known, text)
    for pattern, replacement in AFTER:
        text = pattern.sub(replacement, text)
    return text, months


def zone(name: str | None, offset: int | None) -> tzinfo | None:
    if name:
        return zone_named(name)
    return None if offset is None else timezone(timedelta(seconds=offset))


@cache
def month_names() -> Mapping[str, int]:
    """Return the number of each name; a name that means two months in two languages is left out, English ones never."""
    found: dict[str, set[int]] = {}
    english: dict[str, int] = {}
    for number, forms in enumerate(zip(FULL, ABBREVIATED, ENGLISH, strict=True), start=1):
        english.update(dict.fromkeys((form.strip(".").casefold() for form in forms), number))
        for translated in translations(forms, ("abbrev. month", "alt. month")):
            found.setdefault(translated, set()).add(number)
    return {name: next(iter(months)) for name, months in found.items() if len(months) == 1} | english


@cache
def weekday_names() -> frozenset[str]:
    return frozenset(translations([*DAYS, *(day[:3] for day in DAYS), "Tues", "Thur", "Thurs"], ()))


def translations(texts: Iterable[str], contexts: tuple[str, ...]) -> set[str]:
    texts = list(texts)
    folder = Path(django.__file__).parent / "conf" / "locale"
    found = set(texts)
    for language in LANGUAGES:
        catalogue = gettext.translation("django", folder, [language])
        for text in texts:
            found |= {catalogue.gettext(text), *(catalogue.pgettext(context, text) for context in contexts)}
    return {word.strip(".").casefold() for word in found}
