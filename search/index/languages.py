"""The languages that an archive can be written in: settings.ARCHIVE_LANGUAGE names one.

A language says how its words become terms (search/index/analysis.py), which endings a synonym may have
(search/query/synonyms.py) and which words are too common to tell one article from another. The pages stay English.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Language:
    """One language. The names are those of Elasticsearch's token filters; what is empty is left out.

    A word is lower-cased, loses its article (`elisions`: l'avion is avion) and its genitive (`possessive`), is
    normalised and folded, and is indexed as written and by its stem.
    """

    name: str
    # The `language` of the lowercase filter, for alphabets with rules of their own: greek, irish, turkish.
    lowercase: str = ""
    # Articles that an apostrophe ties to the next word.
    elisions: tuple[str, ...] = ()
    # The `language` of the stemmer filter that cuts a genitive off: a word without it counts as written.
    possessive: str = ""
    # Filters that normalise letters, such as arabic_normalization.
    normalizations: tuple[str, ...] = ()
    # The `language` of the stemmer filter.
    stemmer: str = ""
    # Whether accents are left out before the stem is made. A stemmer whose rules have accents needs them.
    folded_before_stemming: bool = False
    # The algorithm of the package snowballstemmer for the stems of synonyms.
    snowball: str = ""
    # Words that nearly every article has.
    common_words: frozenset[str] = frozenset()
    # The word that & stands for.
    conjunction: str = ""
    # Between the thousands of a number: 10,000. A space and an apostrophe always count too.
    thousands: str = ""
    # How a large number is rounded, all ways of one unit together: 3.5 billion, 3.5bn.
    units: tuple[tuple[str, ...], ...] = ()
    # Endings behind an apostrophe that are words of their own: we'll is not well.
    contractions: tuple[str, ...] = ()


def words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENGLISH = Language(
    name="english",
    possessive="possessive_english",
    stemmer="english",
    folded_before_stemming=True,
    snowball="english",
    common_words=words_of("""
        a about after all also an and any are as at be been but by can could for from had has have he her his i if in
        into is it its more new no not of on one only or other our out over said she so some such than that the their
        them then there these they this to two up was we were what when which who will with would you
    """),
    conjunction="and",
    thousands=",",
    units=(
        ("thousand", "k"),
        ("million", "m", "mn", "mln"),
        ("billion", "bn", "b"),
        ("trillion", "tn", "trn"),
    ),
    contractions=("d", "ll", "m", "re", "s", "ve"),
)
# Words as they are written, for an archive in a language that is not listed, or in several.
NONE = Language(name="none")

LANGUAGES: Mapping[str, Language] = {language.name: language for language in (ENGLISH, NONE)}


def language_of(name: str) -> Language:
    """Return a language by its name; ImproperlyConfigured names those that there are."""
    try:
        return LANGUAGES[name]
    except KeyError:
        known = ", ".join(LANGUAGES)
        raise ImproperlyConfigured(f"ARCHIVE_LANGUAGE is “{name}”, which is not one of: {known}.") from None


def archive_language() -> Language:
    """Return the language of this archive. Read from the settings at each call: tests set another one."""
    return language_of(settings.ARCHIVE_LANGUAGE)
