"""The articles of the tests. The bundled sample is there too, but no test relies on its words.

No article of the sample mentions capybaras, so each count in a test follows from this module.
"""

import csv
from collections.abc import Iterator
from html import escape
from pathlib import Path

CAPYBARAS = 23
BY_CATEGORY = {"business": 12, "sport": 6, "tech": 4, "politics": 1, "entertainment": 0}
BY_YEAR = {"2001": 12, "2002": 11}
# Two of business and one of sport; none of politics.
WETLANDS = (3, 8, 15)
PLACES = ("harbour", "market", "bridge", "orchard", "quarry", "railway", "theatre", "mill", "abbey", "canal")

# What an attacker may have stored.
HOSTILE_WORD = "oryx"
HOSTILE_TITLE = '<script>alert("title")</script> and the oryx'
HOSTILE_SNIPPET = "<b onclick=alert(2)>"
HOSTILE_TEXT = (
    'The oryx says <script>alert("text")</script> to whoever listens. <img src=x onerror=alert(1)> is its other word, '
    f"and {escape(HOSTILE_SNIPPET)} its third."
)
# A title that has no place where a narrow page could break it.
LONG_WORD = "Donaudampfschifffahrt"
LONG_TITLE = f"{LONG_WORD}{'sgesellschaftskapitän' * 10}"

Row = dict[str, str]


def category_of(number: int) -> str:
    passed = 0
    for category, count in BY_CATEGORY.items():
        passed += count
        if number <= passed:
            return category
    raise ValueError(number)


def capybara_title(number: int) -> str:
    return f"Capybara notes {number:02}"


def capybara(number: int) -> Row:
    """Number 1 is the oldest; one a month from January 2001 on."""
    place = PLACES[number % len(PLACES)]
    ground = "wetland" if number in WETLANDS else "meadow"
    text = (
        f"In week {number} a capybara was seen near the {place}, on its way to the {ground}.\n\n"
        f"The keeper of the {place} wrote it down, as she had done {number} times before, and put the kettle on."
    )
    return {
        "title": capybara_title(number),
        "content": text,
        "category": category_of(number),
        "published_at": f"{2001 + (number - 1) // 12}-{(number - 1) % 12 + 1:02}-05T12:00:00Z",
    }


def rows() -> Iterator[Row]:
    for number in range(1, CAPYBARAS + 1):
        yield capybara(number)
    # The importer makes text of HTML, so what shall be stored as it is must be written with entities.
    title, text = escape(HOSTILE_TITLE, quote=False), escape(HOSTILE_TEXT, quote=False)
    yield {"title": title, "content": text, "category": "tech", "published_at": ""}
    yield {"title": LONG_TITLE, "content": f"{LONG_TITLE} {LONG_TITLE}", "category": "tech", "published_at": ""}


def write(file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as output:
        table = csv.DictWriter(output, ["title", "content", "category", "published_at"])
        table.writeheader()
        table.writerows(rows())
