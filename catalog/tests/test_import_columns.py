"""Which columns are taken, and whose names are read."""

import pytest

from catalog.importing.columns import choose
from catalog.importing.options import parse_columns
from catalog.importing.people import cell, names_of
from catalog.importing.rows import UnknownColumnsError
from catalog.importing.values import beginning


def chosen(names: str, **wanted: str) -> dict[str, str]:
    return dict(choose(names.split(","), wanted).columns)


@pytest.mark.parametrize(
    ("names", "columns"),
    [
        (
            "Headline,ArticleBody,Section Name,datePublished",
            ["Headline", "ArticleBody", "Section Name", "datePublished"],
        ),
        ("news_title,news-body,news category,newsDate", ["news_title", "news-body", "news category", "newsDate"]),
        ("Post Title,Post Content,Categories,Post Date", ["Post Title", "Post Content", "Categories", "Post Date"]),
        ("TITLE,TEXT,LABEL,PUBLISHEDAT", ["TITLE", "TEXT", "LABEL", "PUBLISHEDAT"]),
        ("dc:title,schema:articleBody,dc:subject.category,dc:date", None),
        ("Überschrift,Inhalt,Ressort,Erscheinungsdatum", ["Überschrift", "Inhalt", "Ressort", "Erscheinungsdatum"]),
        ("name,title,text,body_html,category,section,published_at,date", ["title", "text", "category", "published_at"]),
    ],
)
def test_usual_names_are_known_in_any_form(names: str, columns: list[str] | None) -> None:
    found = chosen(names)
    assert [found[field] for field in ("title", "content", "category", "published_at")] == (columns or names.split(","))


@pytest.mark.parametrize(
    ("names", "field", "both"),
    [
        ("headline,heading,text,category", "title", "“headline” or “heading”"),
        ("title,body,text,category", "content", "“body” or “text”"),
        ("title,text,section,rubrik", "category", "“section” or “rubrik”"),
        ("title,text,category,pub_date,datePublished", "published_at", "“pub_date” or “datePublished”"),
    ],
)
def test_a_doubt_between_two_is_refused_with_the_option(names: str, field: str, both: str) -> None:
    with pytest.raises(UnknownColumnsError) as error:
        choose(names.split(","), {})
    assert f"The {field} could be in the column {both}. Say which: --columns {field}=" in str(error.value)
    assert error.value.names == tuple(names.split(","))
    first = both.split("”", maxsplit=1)[0].strip("“")
    assert chosen(names, **{field: first})[field] == first


def test_a_choice_of_nothing_leaves_a_field_out() -> None:
    assert "author" not in chosen("title,text,author", author="")


def test_what_was_taken_and_left_out_is_told() -> None:
    choice = choose(["headline", "text", "description", "updated_at", "id"], {})
    assert choice.notes == (
        "“text” was taken as content, not “description”.",
        "Columns taken: “headline” as title, “text” as content.",
        "Columns left out: “description”, “updated_at”, “id”.",
        "“updated_at” is the date of a change, not of publication; the articles have no date.",
    )


def test_the_option_is_parsed_with_other_names_of_the_fields() -> None:
    assert parse_columns("title=Kopf, text=Lang Text,authors=Von") == {
        "title": "Kopf",
        "content": "Lang Text",
        "author": "Von",
    }
    with pytest.raises(ValueError, match="“colour=x” is not a choice of a column"):
        parse_columns("colour=x")


NAMES: list[tuple[object, list[str]]] = [
    ("By Ann Lee and Bob Ray", ["Ann Lee", "Bob Ray"]),
    ("Ann Lee, Bob Ray and Cem Su", ["Ann Lee", "Bob Ray", "Cem Su"]),
    ("Lee, Ann", ["Lee, Ann"]),
    ("Ann Lee, Contributor", ["Ann Lee, Contributor"]),
    ("Ann and Bob Ray", ["Ann and Bob Ray"]),
    ("Ann Lee; Ray, Bob", ["Ann Lee", "Ray, Bob"]),
    ("['Ann Lee', \"Bob O'Ray\"]", ["Ann Lee", "Bob O'Ray"]),
    ("ann@n.example (Ann Lee)", ["Ann Lee"]),
    ([{"name": "Ann Lee"}, {"givenName": "Bob", "familyName": "Ray"}], ["Ann Lee", "Bob Ray"]),
    ({"original": "By Ann Lee and Bob Ray"}, ["Ann Lee", "Bob Ray"]),
    (["Ann and Co", "Ann and Co"], ["Ann and Co"]),
    ("nan", []),
    (None, []),
]


@pytest.mark.parametrize(("value", "names"), NAMES, ids=[str(value) for value, _ in NAMES])
def test_names_of_authors_are_read_and_read_back(value: object, names: list[str]) -> None:
    assert names_of(value) == names
    assert names_of(cell(names)) == names


@pytest.mark.parametrize(
    "names", [["Rod, Jane and Freddy Band"], ["A B, C D"], ["A B and C D"], ["Ann", "Bob and Co Ltd"]]
)
def test_a_cell_keeps_names_that_look_like_several(names: list[str]) -> None:
    assert names_of(cell(names)) == names


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The ferry sails again on Monday. Fares stay.", "The ferry sails again on Monday"),
        ("Did the ferry sail again? It did.", "Did the ferry sail again?"),
        ("Mr. Lee of the U.S. ferry board spoke. He left.", "Mr. Lee of the U.S. ferry board spoke"),
        ("\n\n  A short line  \n\nThe rest of the text.", "A short line"),
        ("word " * 60, "word " * 23 + "word…"),
        ("字" * 200, "字" * 120 + "…"),
    ],
)
def test_the_beginning_of_a_text_is_a_title(text: str, title: str) -> None:
    assert beginning(text) == title
