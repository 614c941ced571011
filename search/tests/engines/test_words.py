"""Text as people write it, on the real index: found in the strict pass, whichever way it is written, and marked.

The pairs are in word_pairs.py. The fuzzy pass would find many of them too, but only while fewer than three articles
have the words as typed.
"""

import html as markup
import re

import pytest

from search.engines.responses import read_answer
from search.index import alias_name, client
from search.query.build import build_search
from search.query.parse import parse_query
from search.tests.asking import answer
from search.tests.engines.word_pairs import KINDS
from search.tests.factories import index_articles, new_article
from search.values import SearchQuery

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]


def strict(text: str) -> dict[str, list[str]]:
    """Return the ids that the strict pass finds, with what is marked in title and snippet."""
    body = build_search(SearchQuery(parse_query(text), size=50)).to_dict()
    hits = read_answer(client().search(index=alias_name(), body=body).body).hits
    return {hit.id: marked(f"{hit.title_html} {hit.snippet_html}") for hit in hits}


def marked(text: str) -> list[str]:
    return [markup.unescape(found) for found in re.findall(r"<mark>(.*?)</mark>", text, re.DOTALL)]


@pytest.mark.parametrize("kind", KINDS)
def test_words_are_found_and_marked_however_they_are_written(kind: str) -> None:
    articles = [new_article(title="Report", content=text) for text, _, _ in KINDS[kind]]
    index_articles(*articles)
    wrong = []
    for article, (text, typed, expected) in zip(articles, KINDS[kind], strict=True):
        marks = strict(typed).get(str(article.pk))
        if expected is None and marks is not None:
            wrong.append(f"{typed!r} finds {text!r}")
        if expected is not None and expected not in (marks or ()):
            wrong.append(f"{typed!r} marks {marks} in {text!r}, not {expected!r}")
    assert not wrong, "\n".join(wrong)


TYPED = """
    O'Driscoll | L'Oréal | d'Artagnan | rock'n'roll | don’t | we'll | U.S. dollar | F.B.I. | J.K. Rowling
    J. K. Rowling | 464,000 jobs | £3.5bn | $3.5 billion | 10 000 | 9/11 | 50-50 | bbc.co.uk
    press@courier.example | AT&T | Marks & Spencer | C++ modules | .NET | #metoo | e-mail | web site | post-war
    İstanbul | Müller | 大阪で会議 | مُحَمَّد | Αθήνα | To be, or not to be | (brackets) | delete()
    “quoted words” | «oil price» | oil OR gas | oil AND gas | parliam*
"""


@pytest.mark.parametrize("text", [each.strip() for line in TYPED.strip().splitlines() for each in line.split("|")])
def test_no_moment_of_typing_empties_the_page(text: str) -> None:
    index_articles(new_article(title="Report", content=f"It is {text} with oil, gas and a parliament."))
    lost = [text[:end] for end in range(1, len(text) + 1) if not answer(q=text[:end])["hits"]]
    assert lost == []
