"""Articles for benchmarks: an archive, and more articles made by recombining its sentences. Deterministic.

The made ones have what a real archive of that size has: words that stand in few articles, ever more of them, and dates
of 25 years. Without rare words, beginnings of words and fuzzy words would lead to far fewer terms than they do.
"""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bson import ObjectId

from bench import setup  # noqa: F401  # Django, before the models
from bench.files import rows
from catalog.models import Article

SENTENCE_END = re.compile(r"(?<=[.!?]) +")
SENTENCES = 18  # in an article, about as many as in the archive
RARE_WORDS = 6  # in an article; every second one is in no article before it
FIRST_DAY = datetime(2001, 1, 1, 9, tzinfo=UTC)
DAYS = 25 * 365

CONSONANTS = (*"bcdfghklmnprstvw", "st", "tr")
SYLLABLES = [consonant + vowel for consonant in CONSONANTS for vowel in "aeiou"]
# Prime to the number of words of four syllables, so that no two numbers make the same word.
SCATTER = 2_654_435_761


def rare_word(number: int) -> str:
    """Return the word with that number, of four syllables; the next number's is another one altogether."""
    rest, found = number * SCATTER % len(SYLLABLES) ** 4, ""
    for _ in range(4):
        rest, syllable = divmod(rest, len(SYLLABLES))
        found += SYLLABLES[syllable]
    return found


def rare_words(generator: random.Random, number: int) -> list[str]:
    """Return words of which half are new with article `number`; of the others, the early ones are frequent."""
    new = RARE_WORDS // 2
    known = number * new
    numbers = [known + each for each in range(new)]
    numbers += [int(known * generator.random() ** 3) for _ in range(RARE_WORDS - new)]
    return [rare_word(each) for each in numbers]


def article(number: int, **values: str) -> Article:
    date = FIRST_DAY + timedelta(days=number * 7919 % DAYS)
    return Article(id=ObjectId(f"{number + 1:024x}"), published_at=date, updated_at=date, **values)


def articles(path: Path, count: int) -> Iterator[Article]:
    """Yield `count` articles: the file's, then new ones made of its sentences and of rare words."""
    given = rows(path)
    for number, row in enumerate(given[:count]):
        yield article(number, **{name: row[name] for name in ("title", "content", "category")})
    generator = random.Random(300_000)
    sentences = [sentence for row in given for sentence in SENTENCE_END.split(row["content"])]
    words = [word for row in given for word in row["title"].split()]
    for number in range(len(given), count):
        rare = rare_words(generator, number)
        text = generator.choices(sentences, k=SENTENCES)
        for word in rare[1:]:
            text.insert(generator.randrange(len(text)), f"{word.capitalize()} was there.")
        yield article(
            number,
            title=" ".join([*generator.choices(words, k=5), rare[0]]).capitalize(),
            content=" ".join(text),
            category=generator.choice(given)["category"],
        )
