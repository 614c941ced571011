"""How a language makes its terms: chains of token filters, by their names."""

from typing import Any

from search.index.languages.language import Language

Definitions = dict[str, dict[str, Any]]

# A letter that no text has. It stands before a stem, so that houses is not found as house where words as written count.
STEM = "ꝭ"


def definitions_of(language: Language) -> Definitions:
    """Return the token filters of a language that are not Elasticsearch's own, by their names."""
    filters: Definitions = {}
    if language.lowercase:
        filters["lowercase_letters"] = {"type": "lowercase", "language": language.lowercase}
    if language.elisions:
        filters["elision"] = {"type": "elision", "articles": list(language.elisions), "articles_case": True}
        filters["elision_too"] = {"type": "multiplexer", "filters": ["elision"]}
    if language.apostrophe_endings:
        filters["apostrophe_too"] = {"type": "multiplexer", "filters": ["apostrophe"]}
    if language.possessive:
        filters["possessive"] = {"type": "stemmer", "language": language.possessive}
    for name in {name for stemmer in language.stemmers for name in stemmer.split()}:
        filters[f"stem_{name}"] = {"type": "stemmer", "language": name}
    if language.irregular:
        rules = dict.fromkeys((*language.irregular, *language.irregular_without_marks()))
        filters["irregular"] = {"type": "stemmer_override", "rules": list(rules)}
    for kind in ("respellings", "before_stemming", "after_stemming"):
        for number, (pattern, replacement) in enumerate(getattr(language, kind)):
            filters[f"{kind}_{number}"] = {
                "type": "pattern_replace",
                "pattern": pattern,
                "replacement": replacement,
                "all": kind == "respellings",
            }
    filters["without_marks_too"] = without_marks_too(language)
    if language.stemmers:
        # Each chain adds a term in the place of the word; equal ones become one.
        filters["stems_too"] = {"type": "multiplexer", "filters": [",".join(chain) for chain in stems(language)]}
    return {**filters, **marks_of_stems()} if language.marks_stems else filters


def marks_of_stems() -> Definitions:
    """Return the token filters that mark what `keyword_repeat` and a stemmer have put beside a word."""
    is_stem = {"source": "!token.isKeyword()"}  # keyword_repeat calls the word itself a keyword
    return {
        "stem_mark": {"type": "pattern_replace", "pattern": "^", "replacement": STEM, "all": False},
        "stem_mark_too": {"type": "multiplexer", "filters": ["stem_mark"]},
        "marked_stem": {"type": "condition", "filter": ["stem_mark"], "script": is_stem},
        "marked_stem_too": {"type": "condition", "filter": ["stem_mark_too"], "script": is_stem},
    }


def without_marks_too(language: Language) -> dict[str, Any]:
    if len(folding(language)) == 1:
        return {"type": "asciifolding", "preserve_original": True}  # four times as fast as the other
    return {"type": "multiplexer", "filters": [",".join(folding(language))]}


def patterns(language: Language, kind: str) -> list[str]:
    return [f"{kind}_{number}" for number in range(len(getattr(language, kind)))]


def lowercase(language: Language) -> str:
    return "lowercase_letters" if language.lowercase else "lowercase"


def folding(language: Language) -> list[str]:
    """Return the filters that leave out what a reader may leave out."""
    return [*language.folding, *patterns(language, "respellings"), "asciifolding"]


def stems(language: Language) -> list[list[str]]:
    """Return a chain of filters for each stem of a word."""
    irregular = ["irregular"] if language.irregular else []
    before, after = patterns(language, "before_stemming"), patterns(language, "after_stemming")
    return [
        [*irregular, *before, *(f"stem_{name}" for name in stemmer.split()), *after, *irregular]
        for stemmer in language.stemmers
    ]


def begun(language: Language, *, indexed: bool = False) -> list[str]:
    """Return the filters that come first: lower case, and a word without the article or ending at its apostrophe.

    The index has the whole word as well, since L'Oréal may be typed as loreal, and İstanbul'da as istanbulda.
    """
    article = [("elision_too" if indexed else "elision")] if language.elisions else []
    ending = ["apostrophe_too"] if language.apostrophe_endings and indexed else []
    return [lowercase(language), *language.normalizations, *article, *ending]


def as_written(language: Language) -> list[str]:
    """Return the filters that make the term as written, with its marks if the language keeps them."""
    return [
        *([] if language.keeps_marks else folding(language)),
        *(["possessive"] if language.possessive else []),
    ]


def without_marks(language: Language) -> list[str]:
    """Return the filters that make the term without accents."""
    return [*as_written(language), *(folding(language) if language.keeps_marks else [])]


def both_ways(language: Language) -> list[str]:
    """Return the filters that make the term as written and without accents, in one place."""
    return [*as_written(language), *(["without_marks_too"] if language.keeps_marks else [])]


def stemmed(language: Language) -> list[str]:
    """Return the filters that put the stem of a word beside it."""
    stem = [f"stem_{name}" for stemmer in language.stemmers for name in stemmer.split()]
    return ["keyword_repeat", *stem, "remove_duplicates"]


def all_forms(language: Language, *, indexed: bool = False) -> list[str]:
    """Return the filters that make the word, without accents too, and its stems, in one place.

    Where stems are marked, the index has a stem only of a word that is another one, so that it grows by no term; a
    query looks for the stem as a word and as a stem.

    Stems are made of the word with its marks and of the word without: a stemmer whose rules have accents makes another
    stem of eleições than of eleicoes, and a reader may type either. A stem keeps its marks too, so that göl finds gölde
    before gol. One field instead of two halves the cost of a keystroke.
    """
    if not language.keeps_marks:
        marked = ["remove_duplicates", "marked_stem"] if indexed else ["marked_stem_too", "remove_duplicates"]
        return [*as_written(language), *stemmed(language)[:-1], *marked]
    if not language.stemmers:
        return both_ways(language)
    return [*both_ways(language), "stems_too", "without_marks_too", "remove_duplicates"]
