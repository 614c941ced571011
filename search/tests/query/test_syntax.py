"""The query language, without a server."""

import pytest

from search.query.parse import parse_query
from search.query.syntax import without_facets
from search.values import Operator, ParsedQuery


def operators(text: str) -> ParsedQuery:
    """Return the parsed operators of a text, without the words outside them."""
    parsed = parse_query(text)
    return ParsedQuery(
        plain=parsed.plain,
        required=parsed.required,
        excluded=parsed.excluded,
        chosen_values=parsed.chosen_values,
        excluded_values=parsed.excluded_values,
    )


@pytest.mark.parametrize("name", ["title", "category"])
def test_the_name_of_an_operator_is_a_word_like_any_other(name: str) -> None:
    assert operators(f"oil -{name}") == ParsedQuery(plain="oil ", excluded=(Operator(name),))
    assert operators(f'oil "{name}"') == ParsedQuery(plain="oil ", required=(Operator(name, phrase=True),))


@pytest.mark.parametrize("quotes", ['""', "“”", "„“"])
def test_a_phrase_is_enclosed_in_quotation_marks(quotes: str) -> None:
    parsed = operators(f"{quotes[0]}time warner{quotes[1]} profit")
    assert parsed == ParsedQuery(plain="profit", required=(Operator("time warner", phrase=True),))


def test_a_minus_excludes_a_word() -> None:
    assert operators("oil -gas price") == ParsedQuery(plain="oil price", excluded=(Operator("gas"),))


def test_a_minus_excludes_a_phrase() -> None:
    parsed = operators('oil -"natural gas"')
    assert parsed == ParsedQuery(plain="oil ", excluded=(Operator("natural gas", phrase=True),))


def test_title_requires_a_word_or_a_phrase_in_the_title() -> None:
    assert operators('title:blair title:"labour party" vote') == ParsedQuery(
        plain="vote",
        required=(Operator("blair", title_only=True), Operator("labour party", phrase=True, title_only=True)),
    )


def test_the_word_of_a_title_operator_may_be_half_typed() -> None:
    assert parse_query("oil title:pri").required == (Operator("pri", title_only=True, half_typed=True),)
    assert parse_query("oil title:pri ").required == (Operator("pri", title_only=True),)


def test_the_word_before_an_operator_is_complete() -> None:
    assert not parse_query("elect -labour").growing


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("category:sport", "sport"),
        ("Category:SPORT", "SPORT"),
        ('category:"World  News "', "World News"),
        ("category:world-news", "world-news"),
        ("category:日本", "日本"),
        ("category:r&b", "r&b"),
        # It is still being typed.
        ('category:"world n', "world n"),
        ("category:“world n", "world n"),
    ],
)
def test_a_category_is_taken_as_it_is_typed(text: str, value: str) -> None:
    """The engine finds the category that is meant (test_facet_values.py)."""
    assert operators(text) == ParsedQuery(chosen_values={"category": (value,)})


def test_an_author_is_an_operator_too() -> None:
    assert operators('oil author:"Jane O’Hara"') == ParsedQuery(
        plain="oil ", chosen_values={"author": ("Jane O’Hara",)}
    )


def test_two_categories_may_be_named() -> None:
    assert operators("category:sport category:tech").chosen_values == {"category": ("sport", "tech")}


def test_a_minus_excludes_a_category() -> None:
    assert operators("cup -category:sport") == ParsedQuery(plain="cup ", excluded_values={"category": ("sport",)})


@pytest.mark.parametrize(
    "text",
    [
        "oil price",
        '"unclosed phrase',
        'closed only"',
        "title:",
        "title: blair",
        'title:"blair',
        "title:-x",
        "category:",
        'category:"',
        "category: weather",
        "- gas",
        "--gas",
        "post-quake",
        '5" disk and 3" disk',
        '"***"',
        "-***",
        "http://example.org/title:x",
        "subtitle:x",
        "-title:",
    ],
)
def test_a_malformed_operator_is_plain_text(text: str) -> None:
    assert operators(text) == ParsedQuery(plain=text)


@pytest.mark.parametrize("text", ['"', "“", "-", '-"', '""', " "])
def test_the_start_of_an_operator_is_an_empty_query(text: str) -> None:
    assert (operators(text), parse_query(text).words) == (ParsedQuery(), ())


@pytest.mark.parametrize("text", ["title:blair -", "category:sport *"])
def test_punctuation_beside_an_operator_is_ignored(text: str) -> None:
    assert parse_query(text).plain == ""


def test_operators_alone_rank_only_if_they_require_words() -> None:
    assert not parse_query("category:sport -cup").ranks
    assert parse_query("title:cup").ranks


def test_a_query_without_its_categories_keeps_the_rest() -> None:
    assert without_facets('cup category:sport "world cup" -category:tech -title:x') == 'cup "world cup" -title:x'


def test_a_query_without_its_categories_loses_unknown_and_half_typed_ones_too() -> None:
    assert without_facets("category:weather rain") == "rain"
    assert without_facets('rain category:"world n') == "rain"


@pytest.mark.parametrize("quotes", ["«»", "‹›", "“”", "„‟", "「」"])
def test_a_phrase_may_have_the_quotation_marks_of_other_languages(quotes: str) -> None:
    assert parse_query(f"{quotes[0]}oil price{quotes[1]}").required == (Operator("oil price", phrase=True),)


@pytest.mark.parametrize("text", ["“oil price", "«oil price", '"oil price'])
def test_a_quotation_mark_that_is_never_closed_is_no_operator(text: str) -> None:
    parsed = parse_query(text)
    assert (parsed.words, parsed.required) == (("oil", "price"), ())


def test_a_star_makes_a_word_half_typed_wherever_it_is() -> None:
    assert parse_query("parliam* vote ").growing == {0}
    assert parse_query("vote parliam*").growing == {1}
    assert parse_query("title:parliam* vote ").required == (Operator("parliam", title_only=True, half_typed=True),)


@pytest.mark.parametrize("text", ["oil OR gas ", "(oil OR gas) ", "oil  OR  gas "])
def test_or_takes_any_of_its_words(text: str) -> None:
    parsed = parse_query(text)
    assert parsed.required == (Operator("oil OR gas", any_of=(Operator("oil"), Operator("gas"))),)
    assert parsed.words == ()


def test_or_takes_phrases_and_several_words() -> None:
    (operator,) = parse_query('strike "natural gas" OR oil OR title:coal ').required
    assert operator.any_of == (Operator("natural gas", phrase=True), Operator("oil"), Operator("coal", title_only=True))


def test_and_is_no_word_and_not_excludes() -> None:
    assert parse_query("oil AND gas ").words == ("oil", "gas")
    assert operators("oil NOT gas") == ParsedQuery(plain="oil ", excluded=(Operator("gas"),))
    assert operators("oil AND NOT gas") == ParsedQuery(plain="oil ", excluded=(Operator("gas"),))


@pytest.mark.parametrize(
    "text",
    [
        "oil or gas",
        "to be or not to be",
        "TO BE OR NOT TO BE",
        "OIL OR GAS AND COAL",
        "OR gas",
        "oil OR",
        "NOT",
        "NOT ME",
    ],
)
def test_words_in_lower_case_and_headlines_in_capitals_are_no_expression(text: str) -> None:
    parsed = parse_query(text)
    assert (parsed.required, parsed.excluded) == ((), ())
    assert parsed.words == tuple(text.split())


@pytest.mark.parametrize(
    "text", ["Smith -v- Northern Rail", "fall to -5C today", "down -3% in May", "a loss of -2.5bn so far"]
)
def test_a_minus_in_a_headline_excludes_nothing(text: str) -> None:
    assert parse_query(text).excluded == ()


def test_a_number_can_be_excluded() -> None:
    assert parse_query("olympics -2004").excluded == (Operator("2004"),)


@pytest.mark.parametrize("text", ["£", "$", "(", ".", "'", "#", "-("])
def test_the_start_of_a_word_is_an_empty_query(text: str) -> None:
    assert parse_query(text).words == ()
