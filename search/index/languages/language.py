"""What a language says about its words."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Regular expressions with their replacements, as Elasticsearch's pattern_replace takes them.
Patterns = tuple[tuple[str, str], ...]

# Letters with marks that Unicode does not take apart, as asciifolding replaces them.
WHOLE_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ı": "i", "đ": "d", "ł": "l"})


def without_marks(text: str) -> str:
    """Return lower-case text with its accents left out, about as asciifolding does."""
    letters = unicodedata.normalize("NFD", text.translate(WHOLE_LETTERS))
    return unicodedata.normalize("NFC", "".join(char for char in letters if unicodedata.category(char) != "Mn"))


def word_list(text: str) -> frozenset[str]:
    """Return the words of a text, with their accents and without."""
    return frozenset({*text.split(), *without_marks(text).split()})


@dataclass(frozen=True, slots=True)
class Language:
    """One language. The names of filters are Elasticsearch's; what is empty is left out.

    A word is lower-cased, loses its article (`elisions`: l'avion is avion) and its genitive (`possessive`), and is
    normalised. It is indexed so, without accents, and by its stems: one place, several terms. docs/languages.md has the
    reasons and the figures.
    """

    name: str
    # The `language` of the lowercase filter, for alphabets with rules of their own: greek, irish, turkish.
    lowercase: str = ""
    # Articles that an apostrophe ties to the next word.
    elisions: tuple[str, ...] = ()
    # The `language` of the stemmer filter that cuts a genitive off: a word without it counts as written.
    possessive: str = ""
    # Whether an apostrophe ties endings to a name: İstanbul'da.
    apostrophe_endings: bool = False
    # Filters for what no reader tells apart: arabic_normalization.
    normalizations: tuple[str, ...] = ()
    # Filters and patterns for what a reader may leave out beside accents: german_normalization, "aa" for å.
    folding: tuple[str, ...] = ()
    respellings: Patterns = ()
    # Whether a word is indexed with its marks too, and so found first by them: får is not far. Few English words have
    # any.
    keeps_marks: bool = True
    # The `language` of each stemmer filter; "turkish turkish" runs one twice. Two stemmers make two stems, and two
    # words match if they share one.
    stemmers: tuple[str, ...] = ()
    # Rules of stemmer_override: "böcker => bok" gives a form the stem of the others. They hold for words and stems.
    irregular: tuple[str, ...] = ()
    # Applied before the stemmers, and to the stems that they make.
    before_stemming: Patterns = ()
    after_stemming: Patterns = ()
    # The algorithm of the package snowballstemmer for the stems of synonyms.
    snowball: str = ""
    # Words that nearly every article has, in the form in which they are indexed.
    common_words: frozenset[str] = frozenset()
    # Short words that many compounds have: log in and login, on line and online.
    particles: frozenset[str] = frozenset()
    # The word that & stands for.
    conjunction: str = ""
    # Between the thousands of a number: 10,000. A space and an apostrophe always count too.
    thousands: str = ""
    # How a large number is rounded, all ways of one unit together, from thousands up, each a thousand times the last.
    units: tuple[tuple[str, ...], ...] = ()
    # Endings behind an apostrophe that are words of their own: we'll is not well.
    contractions: tuple[str, ...] = ()

    @property
    def marks_stems(self) -> bool:
        """Whether a stem that is no word of the text is told from words, so that these are as written."""
        return not self.keeps_marks

    def lowered(self, word: str) -> str:
        """Return the word in lower case, as the index has it: in Turkish, I is the capital of ı."""
        if self.lowercase == "turkish":
            word = word.replace("I", "ı").replace("İ", "i")
        return word.casefold()

    def irregular_without_marks(self) -> Iterator[str]:
        """Yield the rules of `irregular` for words whose accents were left out."""
        return (without_marks(rule) for rule in self.irregular)
