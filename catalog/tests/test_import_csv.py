"""import_articles and CSV as spreadsheets, databases and data sets write it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.tests.importing import HEADER, counts, import_text, stored

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]

DELIMITED = {
    "semicolons": "title;content;category\nFerry;It sails, again; Monday at last;travel\n".replace(
        "; Monday", ", Monday"
    ),
    "tabs": "title\tcontent\tcategory\nFerry\tIt sails, again, Monday at last\ttravel\n",
    "bars": "title|content|category\nFerry|It sails, again, Monday at last|travel\n",
    "commas": 'title,content,category\nFerry,"It sails, again, Monday at last",travel\n',
    "sep line": "sep=|\ntitle|content|category\nFerry|It sails, again, Monday at last|travel\n",
    "sep line in quotes": '"sep=;"\r\ntitle;content;category\r\nFerry;It sails, again, Monday at last;travel\r\n',
    "spaces after commas": 'title, content, category\nFerry, "It sails, again, Monday at last", travel\n',
    "quotes escaped by a backslash": (
        'title,content,category\nFerry,"It sails, again, Monday at last",travel\nOld,"The \\"old\\" ferry",travel\n'
    ),
}


@pytest.mark.parametrize("text", DELIMITED.values(), ids=DELIMITED.keys())
def test_the_delimiter_is_told_by_looking(tmp_path: Path, text: str) -> None:
    import_text(tmp_path, text)
    assert ("Ferry", "It sails, again, Monday at last", "travel") in stored("title", "content", "category")


def test_a_backslash_before_a_quote_is_no_part_of_the_text(tmp_path: Path) -> None:
    import_text(tmp_path, DELIMITED["quotes escaped by a backslash"])
    assert stored("content") == ["It sails, again, Monday at last", 'The "old" ferry']


def test_quotes_in_a_tab_file_that_does_not_quote_are_letters(tmp_path: Path) -> None:
    rows = ['"Wait" says the captain\tShe said "wait".\ttravel', '"In quotes"\tText.\ttravel', '"Open\tText.\ttravel']
    outcome = import_text(tmp_path, "title\tcontent\tcategory\n" + "\n".join(rows) + "\n")
    assert stored("title") == ['"In quotes"', '"Open', '"Wait" says the captain']
    assert "Quotation marks were taken as part of the texts" in outcome.report


def test_a_tab_file_of_a_spreadsheet_is_quoted(tmp_path: Path) -> None:
    text = (
        'title\tcontent\tcategory\r\n"The ""old"" ferry"\t"Line one\nline\ttwo"\ttravel\r\nNew\t"One, two"\ttravel\r\n'
    )
    import_text(tmp_path, text)
    assert stored("title", "content") == [("New", "One, two"), ('The "old" ferry', "Line one\nline\ttwo")]


def test_short_and_long_rows_of_empty_cells_are_rows(tmp_path: Path) -> None:
    text = HEADER + "One,Text.,sport\nTwo,Text.,sport,2024-05-01,,,\n,,,\nThree,Text.,sport,\n"
    assert import_text(tmp_path, text).summary == counts(new=3)


def test_a_header_in_the_middle_is_left_out_and_told(tmp_path: Path) -> None:
    outcome = import_text(tmp_path, f"\ufeff{HEADER}One,Text.,sport,\n\ufeff{HEADER}Two,Text.,sport,\n{HEADER}")
    assert outcome.summary == counts(new=2)
    assert outcome.lines == [
        "articles.csv: Left out: the header stands here again (2 rows, the first at line 3).",
    ]


def test_the_rest_of_a_text_with_a_broken_quote_is_no_row(tmp_path: Path) -> None:
    rest = "One, two, three, four.\n\nFirst, a sentence, then, another.\nLast words"
    text = f'{HEADER}Good,Text.,sport,\nBad,"It ""begins.\n{rest}'
    outcome = import_text(tmp_path, text)
    assert outcome.summary == counts(new=1, refused=1)
    assert "articles.csv, line 3: a quote is never closed." in outcome.lines
    assert "Left out: a line that follows a row with a broken quote and is no row (3 rows, the first at line 4)." in (
        outcome.report
    )


def test_rows_after_a_broken_quote_are_rows(tmp_path: Path) -> None:
    text = (
        f'{HEADER}Bad,"A "word" here.,sport,\nthe rest, of it, as, text\nGood,Text.,sport,\nAlso,"Text, too.",sport,\n'
    )
    assert import_text(tmp_path, text).summary == counts(new=2, refused=1)


def test_a_file_of_one_column_holds_texts_with_commas(tmp_path: Path) -> None:
    outcome = import_text(tmp_path, "text\nThe ferry, which had stopped, sails again. Fares stay.\n")
    assert stored("title", "content", "category") == [
        (
            "The ferry, which had stopped, sails again",
            "The ferry, which had stopped, sails again. Fares stay.",
            "Uncategorised",
        )
    ]
    assert "There is no column of titles: the beginning of each text is the title." in outcome.report


def test_without_categories_an_option_says_which(tmp_path: Path) -> None:
    text = ",id,title,author,url,content\n0,7,Ferry,Ann Lee,https://news.example/7,It sails.\n"
    outcome = import_text(tmp_path, text, category="Sea travel")
    assert stored("title", "category", "source_url") == [("Ferry", "Sea travel", "https://news.example/7")]
    assert "all articles are in “Sea travel”" in outcome.report


def test_of_two_columns_of_one_name_the_first_counts(tmp_path: Path) -> None:
    outcome = import_text(tmp_path, "Title,content,category,Title\nFirst,Text.,sport,Second\n")
    assert stored("title") == ["First"]
    assert "2 columns are called “Title”; the first one counts." in outcome.report


def test_columns_can_be_chosen(tmp_path: Path) -> None:
    text = "Kopf,Langtext,Bereich\nFerry,It sails.,travel\n"
    assert "There is no column content" in import_text(tmp_path, text).error
    chosen = {"title": "Kopf", "content": "Langtext", "category": "Bereich"}
    assert import_text(tmp_path, text, columns=[chosen]).summary == counts(new=1)
    assert stored("title", "content", "category") == [("Ferry", "It sails.", "travel")]


def test_a_chosen_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    error = import_text(tmp_path, HEADER + "One,Text.,sport,\n", columns=[{"title": "Headlin"}]).error
    assert "There is no column “Headlin”. The columns are “title”, “content”, “category”, “published_at”." in error


def test_drafts_and_pages_of_wordpress_are_left_out(tmp_path: Path) -> None:
    text = (
        "ID,Post Title,Post Content,Post Date,Post Type,Status,Permalink,Categories,Author Username\n"
        '1,Ferry,<p>It sails.</p><p>Again.</p>,2006-04-07 10:00:00,post,publish,https://w.example/1,"Sea, Travel",ann\n'
        "2,Draft,<p>x</p>,2006-04-07,post,draft,https://w.example/2,Sea,ann\n"
        "3,About,<p>x</p>,2006-04-07,page,publish,https://w.example/3,Sea,ann\n"
    )
    outcome = import_text(tmp_path, text)
    assert outcome.summary == counts(new=1)
    assert stored("title", "content", "category", "published_at") == [
        ("Ferry", "It sails.\n\nAgain.", "Sea", datetime(2006, 4, 7, 10, tzinfo=UTC))
    ]
    assert "Left out: “draft” is not published (line 3)." in outcome.report
    assert "Left out: “page” is no article (line 4)." in outcome.report


def test_names_in_other_languages_are_understood(tmp_path: Path) -> None:
    header = "Titre;Texte;Rubrique;Date de publication;Auteur"
    import_text(tmp_path, f"{header}\nLe pont;Il a rouvert.;Villes;9 mars 2005;Jean Petit et Anne Roux\n")
    assert stored("title", "category", "published_at", "author") == [
        ("Le pont", "Villes", datetime(2005, 3, 9, tzinfo=UTC), ["Jean Petit", "Anne Roux"])
    ]


def test_letters_are_cleaned_and_told(tmp_path: Path) -> None:
    outcome = import_text(tmp_path, f"{HEADER}Itâ€™s a cafe\u0301,Minister\u0092s tele\u00adcom\u200bpany,x,\n")
    assert stored("title", "content") == [("It’s a café", "Minister’s telecompany")]
    assert "Letters decoded with the wrong encoding (“â€™” for “’”) were put right (line 2)." in outcome.report


@pytest.mark.parametrize(
    ("cell", "category"),
    [
        ("World|Europe", "World"),
        ("World; Europe", "World"),
        ("\"['World', 'Europe']\"", "World"),
        ('"Crime, Law"', "Crime, Law"),
        ("Politics &amp; Society", "Politics & Society"),
    ],
)
def test_of_several_categories_the_first_counts(tmp_path: Path, cell: str, category: str) -> None:
    import_text(tmp_path, f"{HEADER}One,Text.,{cell},\n")
    assert stored("category") == [category]


def test_an_address_that_is_none_is_left_out_and_told(tmp_path: Path) -> None:
    text = "title,content,category,url\nBad,Text.,x,javascript:alert(1)\nGood,Text.,x,https://ok.example/a?b=c\n"
    outcome = import_text(tmp_path, text)
    assert stored("source_url") == ["", "https://ok.example/a?b=c"]
    assert "An address that is none of the web was left out (line 2)." in outcome.report


def test_a_column_with_too_many_values_is_not_the_category(tmp_path: Path) -> None:
    rows = "".join(f"t{number},Text {number}.,author {number}\n" for number in range(2_001))
    error = import_text(tmp_path, "title,content,section\n" + rows).error
    assert "With the column “section” as category, the site would have more than 2,000 categories." in error
    assert stored("title") == []
