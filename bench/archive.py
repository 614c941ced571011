"""Articles for benchmarks: an archive, and more articles made by recombining its sentences."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

from bson import ObjectId

from bench import setup  # noqa: F401  # Django, before the models
from bench.files import rows
from catalog.models import Article

SENTENCE_END = re.compile(r"(?<=[.!?]) +")
SENTENCES = 18  # in an article, about as many as in the archive


def articles(path: Path, count: int) -> Iterator[Article]:
    """Yield `count` articles: the file's, then new ones made of its words. Deterministic."""
    given = rows(path)
    for row in given[:count]:
        yield Article(id=ObjectId(), title=row["title"], content=row["content"], category=row["category"])
    generator = random.Random(300_000)
    sentences = [sentence for row in given for sentence in SENTENCE_END.split(row["content"])]
    words = [word for row in given for word in row["title"].split()]
    for _ in range(count - len(given)):
        yield Article(
            id=ObjectId(),
            title=" ".join(generator.choices(words, k=5)).capitalize(),
            content=" ".join(generator.choices(sentences, k=SENTENCES)),
            category=generator.choice(given)["category"],
        )
