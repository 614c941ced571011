"""The languages that an archive can be written in: settings.ARCHIVE_LANGUAGE names one.

A language says how its words become terms (search/index/analysis.py), which endings a synonym may have
(search/query/synonyms.py) and which words are too common to tell one article from another. The pages stay English.
"""

from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search.index.languages.english import ENGLISH
from search.index.languages.germanic import DUTCH, GERMAN
from search.index.languages.language import Language
from search.index.languages.nordic import DANISH, FINNISH, NORWEGIAN, SWEDISH
from search.index.languages.romance import FRENCH, ITALIAN, PORTUGUESE, SPANISH
from search.index.languages.scripts import ARABIC, CJK, GREEK, RUSSIAN, TURKISH

__all__ = ["ENGLISH", "LANGUAGES", "NONE", "Language", "archive_language", "language_of"]

# Words as they are written, for an archive in a language that is not listed, or in several.
NONE = Language(name="none")

LANGUAGES: Mapping[str, Language] = {
    language.name: language
    for language in (
        *(ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, PORTUGUESE, DUTCH),
        *(SWEDISH, NORWEGIAN, DANISH, FINNISH),
        *(RUSSIAN, TURKISH, ARABIC, GREEK, CJK, NONE),
    )
}


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
