"""The rule that makes real-word queries: each kind of term, the ways it is typed, the companion, and determinism."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from bench.queries.word_forms import Compounds, Term, apostrophe_names, domains, initialisms, numbers
from bench.queries.words import MOST_MEANT, RARE, make_queries
from bench.words import main, reciprocal_rank, table

FILLER = "Nothing else happened on that day."


def typed(terms: Iterable[Term]) -> dict[str, tuple[str, ...]]:
    return {term.written: term.typed for term in terms}


@pytest.mark.parametrize("text", ["O'Driscoll scored.", "O’Driscoll scored."])
def test_an_apostrophe_name_is_typed_in_four_ways(text: str) -> None:
    (ways,) = typed(apostrophe_names(text)).values()
    assert ways == ("driscoll", "odriscoll", "o’driscoll", "o driscoll")


def test_elided_articles_and_contractions_are_no_names() -> None:
    assert typed(apostrophe_names("It's the o'clock news; we don't say y'all, he'd go, the Lions' bus")) == {}


def test_initials_are_typed_with_points_and_pointed_ones_without() -> None:
    assert typed(initialisms("The UK and A.D. 500")) == {"UK": ("U.K.", "u.k.", "U.K"), "A.D.": ("ad", "AD")}


def test_roman_numerals_long_words_and_parts_of_words_are_no_initialisms() -> None:
    assert typed(initialisms("Part III of FIFTY, PS2, AT&T, CD-ROM, MPs")) == {}


def test_numbers_are_typed_with_other_separators_and_units() -> None:
    text = "464,000 of £3.5bn, $20m and 12 million people, and £4.1 billion"
    assert typed(numbers(text)) == {
        "464,000": ("464000",),
        "£3.5bn": ("3.5 billion", "£3.5 billion", "3.5 bn"),
        "$20m": ("20 million", "$20 million", "20 m"),
        "12 million": ("12m",),
        "£4.1 billion": ("4.1bn", "£4.1bn"),
    }


def test_metres_years_and_scores_are_no_sums() -> None:
    assert typed(numbers("the 800m final in 2004, 17-12, 1.5 metres, 3,50")) == {}


def test_a_domain_is_typed_with_www_or_without_alone_and_pasted() -> None:
    assert typed(domains("See Amazon.co.uk and www.dec.org.uk, or mail a@paypal.com.")) == {
        "Amazon.co.uk": ("www.amazon.co.uk", "amazon", "http://amazon.co.uk/"),
        "www.dec.org.uk": ("dec.org.uk", "http://dec.org.uk/"),
    }


def test_a_compound_is_typed_in_the_spellings_that_the_archive_has() -> None:
    texts = ["The line-up is out, a high-profile one.", "A new lineup.", "The line up there.", *[FILLER] * 20]
    compounds = Compounds.of(texts)
    assert typed(compounds.in_text(texts[0])) == {
        "line-up": ("line up", "lineup"),
        "high-profile": ("high profile",),  # "highprofile" is in no article
    }
    assert typed(compounds.in_text(texts[1])) == {"lineup": ("line-up", "line up")}
    assert typed(compounds.in_text(texts[2])) == {"line up": ("line-up", "lineup")}


def test_common_words_side_by_side_are_no_compound() -> None:
    texts = ["He is a has-been.", *["It has been so."] * 20]
    assert typed(Compounds.of(texts).in_text(texts[1])) == {}


def article(title: str, content: str) -> dict[str, str]:
    return {"title": title, "content": content}


def test_a_rare_term_stands_alone_and_a_frequent_one_has_a_word_of_the_title() -> None:
    rare = make_queries([article("Paper moves", "It is at guardian.co.uk now."), article("Filler", FILLER)])
    assert rare
    assert all("paper" not in query.text and "moves" not in query.text for query in rare)
    rows = [article(f"Minister number{n}x speaks of budgets", f"The UK waits. {FILLER}") for n in range(RARE + 1)]
    rows[0]["title"] = "Minister resigns"
    (query, *_) = [each for each in make_queries(rows) if each.title == "Minister resigns"]
    assert set(query.text.lower().replace(".", "").split()) == {"resigns", "uk"}
    assert set(query.as_written.split()) == {"resigns", "UK"}


def test_an_article_that_no_word_of_its_title_tells_apart_is_not_meant() -> None:
    rows = [article(f"Same words {n}", "The UK waits.") for n in range(MOST_MEANT + 1)]
    assert make_queries(rows) == []


def test_queries_are_the_same_each_time_and_no_more_than_asked_for() -> None:
    rows = [article(f"Report {n}", f"O'Neill{'abcdefgh'[n]} paid £{n}.5bn at shop{n}.com.") for n in range(8)]
    queries = make_queries(rows, per_kind=5)
    assert queries == make_queries(rows, per_kind=5)
    assert [query.kind for query in queries] == ["apostrophe"] * 5 + ["number"] * 5 + ["domain"] * 5
    assert len({(query.text, query.title) for query in queries}) == len(queries)


def test_a_small_archive_is_asked_for_a_term_in_each_way() -> None:
    queries = make_queries([article("Paper moves", "It is at guardian.co.uk now.")])
    assert [query.text for query in queries] == ["www.guardian.co.uk", "guardian", "http://guardian.co.uk/"]


def test_the_figures_count_titles_and_ranks() -> None:
    queries = make_queries([article("Paper moves", "It is at guardian.co.uk now.")])[:2]
    assert reciprocal_rank(queries[0], ["another", "paper moves"]) == 0.5
    assert reciprocal_rank(queries[0], ["another"]) == 0
    assert table(queries, [0.5, 0.0]) == [
        "domain      found 0.500  MRR 0.250  n 2",
        "all         found 0.500  MRR 0.250  n 2",
    ]


def test_a_missing_archive_is_told_and_is_no_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["words", "--archive", str(tmp_path / "none.csv")])
    assert main() == 2
    output = capsys.readouterr()
    assert "there is no archive at" in output.err
    assert output.out == ""


def test_a_site_that_does_not_answer_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "small.csv"
    path.write_text("title,content\nPaper moves,It is at guardian.co.uk now.\n")
    monkeypatch.setattr("sys.argv", ["words", "--archive", str(path), "--site", "http://127.0.0.1:1"])
    assert main() == 2
    assert "no answer from http://127.0.0.1:1" in capsys.readouterr().err
