"""A query's text as it is understood: its operators, its plain words, and the slots in which they are looked for."""

from dataclasses import dataclass

from search.language import Asked, parse
from search.synonyms import NO_SYNONYMS, Slot, Synonyms
from search.text import Words, split


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` is the query as it was typed; `words` and `slots` are of its plain part."""

    text: str
    asked: Asked
    words: Words
    slots: tuple[Slot, ...]

    @property
    def may_be_forgiven(self) -> bool:
        """Whether there is a word in which a slip may be forgiven: not in a phrase, nor in what is left out."""
        return bool(self.words.all) or any(not wish.phrase for wish in self.asked.wanted)


def read(text: str, synonyms: Synonyms = NO_SYNONYMS) -> Reading:
    """Read a cleaned text (search/text.py)."""
    asked = parse(text)
    words = split(asked.text)
    return Reading(text, asked, words, synonyms.slots(words.all, half_typed=words.half_typed))
