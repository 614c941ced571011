"""Terms that search cannot use, and the reason that the form gives."""

import pytest

from search.editorial.forms import SynonymGroupForm
from search.query.synonyms import MOST_TERMS


def errors(terms: str) -> list[str]:
    return [str(each) for each in SynonymGroupForm({"terms": terms}).errors.get("terms", ())]


@pytest.mark.parametrize(
    ("terms", "error"),
    [
        ("", "This field is required."),
        (" ", "This field is required."),
        ("lorry", "Enter at least two terms, separated by commas."),
        (",,", "Enter at least two terms, separated by commas."),
        ("film, Films, film’s", "Search already treats “film” and “Films” and “film’s” as one term. Add another."),
        ("café, Cafe", "Search already treats “café” and “Cafe” as one term. Add another."),
        ("lorry, &", "“&” contains no word."),
        ("lorry, \u200b", "“\u200b” contains no word."),
        (
            "lorry, a truck of six words altogether",
            "“a truck of six words altogether” has 6 words; a term has at most 5.",
        ),
        (", ".join(f"w{n}" for n in range(9)), f"There are 9 terms; a group has at most {MOST_TERMS}."),
        ("lorry\ntruck, van", "Contains a line break."),
        ("lorry, tru\x07ck", "Contains U+0007, which is not text."),
        ("lorry, \ud800", "Contains U+D800, which is not text."),
        ("lorry, tru\0ck", "Null characters are not allowed."),
        ("lorry, " + "truck" * 60, "Ensure this value has at most 300 characters (it has 307)."),
    ],
)
def test_terms_that_search_cannot_use_are_refused_with_the_reason(terms: str, error: str) -> None:
    assert error in errors(terms)


def test_each_mistake_is_named() -> None:
    assert errors("&, one two three four five six") == [
        "“&” contains no word.",
        "“one two three four five six” has 6 words; a term has at most 5.",
    ]
