"""OR, AND and NOT in capitals, as libraries and search engines have them. Lower-case ones are words.

A headline in capitals is not an expression: then they are words too.
"""

import re
from collections.abc import Callable

# Phones type curly quotation marks, and other languages have others.
QUOTES = '"“”„‟«»‹›＂「」『』'
OPERAND = rf"(?:[^\s{QUOTES}()]+:)?(?:[{QUOTES}][^{QUOTES}]+[{QUOTES}]|[^\s{QUOTES}]+)"
CHAIN = re.compile(rf"(?<!\S){OPERAND}(?: OR {OPERAND})+")
NAMES = frozenset({"OR", "AND", "NOT"})
# NASA OR ESA is an expression; with more words in capitals only, it is a headline.
MAX_CAPITAL_WORDS = 3


def has_expression(text: str) -> bool:
    """Return whether the text has one of the three between other words, which are not a headline in capitals."""
    words = text.split()
    if not NAMES & set(words[:-1]):
        return False
    others = [word for word in words if word not in NAMES]
    return any(word != word.upper() for word in others) or len(others) < MAX_CAPITAL_WORDS


def without_capitals(text: str, take_any_of: Callable[[list[str], bool], bool]) -> str:
    """Return the text without AND, with a minus for NOT, and without the chains of OR that `take_any_of` takes.

    It gets the operands of a chain and whether the text ends there, and returns whether it took them.
    """
    if not has_expression(text):
        return text
    text = re.sub(r"(?<!\S)(?:AND )?NOT (?=\S)", "-", text.replace("(", " ").replace(")", " "))
    text = re.sub(r"(?<=\S) +AND +(?=\S)", " ", text)
    text = re.sub(" +", " ", text).lstrip()

    def take(found: re.Match[str]) -> str:
        operands = re.split(r" OR ", found[0])
        return "" if take_any_of(operands, found.end() == len(text)) else " ".join(operands)

    return CHAIN.sub(take, text)
