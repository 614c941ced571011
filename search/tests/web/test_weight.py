"""What an answer weighs on its way, and the same answer again."""

import random
from datetime import UTC, datetime

import pytest
from django.test import Client

from search.tests.factories import index_articles, new_article

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]

KEYSTROKE = {"HX-Request": "true", "Accept-Encoding": "gzip"}
CATEGORIES = ("Business", "Culture", "Politics", "Science", "Sport")
YEARS = 25
# No two snippets are alike, as in a real archive: they are most of what an answer weighs.
LETTERS = "etaoinshrdlucmfw"
BOUND = 4096


def sentence(generator: random.Random) -> str:
    words = ["".join(generator.choices(LETTERS, k=generator.randint(2, 9))) for _ in range(25)]
    return f"{' '.join(words).capitalize()} war."


@pytest.fixture
def years_of_news() -> None:
    generator = random.Random(7)
    index_articles(
        *(
            new_article(
                title=f"War {sentence(generator)[:32]}",
                content=sentence(generator) * 3,
                category=CATEGORIES[number % len(CATEGORIES)],
                published_at=datetime(2001 + number % YEARS, 3, 4, tzinfo=UTC),
            )
            for number in range(2 * YEARS)
        )
    )


def test_a_key_of_ten_hits_with_25_years_and_five_categories_is_small(reader: Client, years_of_news: None) -> None:
    answer = reader.get("/?q=war", headers=KEYSTROKE)
    assert answer["Content-Encoding"] == "gzip"
    assert len(answer.content) <= BOUND


def test_the_same_answer_again_is_not_sent_again(reader: Client, years_of_news: None) -> None:
    first = reader.get("/?q=war", headers=KEYSTROKE)
    again = reader.get("/?q=war", headers={**KEYSTROKE, "If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = reader.get("/?q=war&category=sport", headers={**KEYSTROKE, "If-None-Match": first["ETag"]})
    assert other.status_code == 200
