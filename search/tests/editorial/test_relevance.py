"""The relevance contract: each row is searched for as a reader would, and a mean below the limit is a failure."""

from collections.abc import Iterator
from contextlib import nullcontext
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from catalog.management.commands.prepare_site import SAMPLE
from catalog.models import Article
from search.editorial import relevance
from search.editorial.relevance import Row, check, mean_of
from search.engines.choose import run_search
from search.models import Expectation
from search.tests.factories import index_articles, keep_articles, new_article
from search.tests.unavailable import elasticsearch_at, mongodb_at, refusing_port
from search.values import SearchPage, SearchQuery

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]

OF_THE_SAMPLE = Path(relevance.__file__).parent / "contracts" / "sample.csv"
# 0.915 is reached (docs/relevance.md), so one row may be lost.
LIMIT_OF_THE_SAMPLE = 0.9


@pytest.fixture(autouse=True)
def no_rows(archive: None) -> Iterator[None]:
    Expectation.objects.all().delete()
    yield
    Expectation.objects.all().delete()


def articles(*titles: str) -> list[Article]:
    """Put articles into both stores."""
    made = [new_article(title=title) for title in titles]
    keep_articles(*made)
    index_articles(*made)
    return made


def expect(query: str, article: Article) -> None:
    Expectation.objects.create(query=query, article=article)


def report_of(*arguments: object) -> str:
    output = StringIO()
    call_command("check_relevance", *arguments, stdout=output)
    return output.getvalue()


def failure_of(code: int, *arguments: object) -> str:
    output = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("check_relevance", *arguments, stdout=output)
    assert failed.value.returncode == code
    return f"{output.getvalue()}{failed.value}"


def contract_file(folder: Path, *rows: str) -> Path:
    file = folder / "contract.csv"
    file.write_text("\n".join(["query,title", *rows]), encoding="utf-8")
    return file


def ranks(*rows: Row) -> list[float]:
    return [result.reciprocal_rank for result in check(rows)]


def test_a_row_scores_the_reciprocal_rank_of_its_article() -> None:
    articles("War", "War and peace", "The long war of the roses in the old north")
    assert ranks(Row("war", "War"), Row("war", "War and peace"), Row("peace", "War")) == [1, 0.5, 0]


def test_a_row_scores_nothing_beyond_the_first_ten() -> None:
    index_articles(*(new_article(title="War", content="war") for _ in range(10)), new_article(title="Else war"))
    assert ranks(Row("war", "Else war")) == [0]


def test_articles_that_share_a_title_count_as_one() -> None:
    index_articles(new_article(title="WAR ", content="war war war"), new_article(title="War"))
    assert ranks(Row("war", "war")) == [1]


def test_a_query_is_cleaned_as_a_readers_is() -> None:
    articles("War")
    assert ranks(Row("  \0war\n", "War")) == [1]


def test_the_mean_is_of_all_rows() -> None:
    articles("War")
    assert mean_of(check([Row("war", "War"), Row("nothing", "War")])) == 0.5


def test_the_rows_of_the_admin_are_checked() -> None:
    war, peace = articles("War", "Peace")
    expect("war", war)
    expect("pece", peace)
    assert report_of().splitlines()[-1] == "2 rows, mean 1.000, limit 0.9: kept."


def test_each_row_is_printed_aligned_and_the_worst_first() -> None:
    war, _, long = articles("War", "Peace", "A title that is long")
    expect("war", war)
    expect("peace", war)
    expect("a title that is", long)
    assert report_of("--limit", "0").splitlines()[:4] == [
        "1/rank  rank  query            expected",
        " 0.000     –  peace            War",
        " 1.000     1  a title that is  A title that is long",
        " 1.000     1  war              War",
    ]


def test_a_reader_such_as_head_breaks_nothing() -> None:
    """It closes the pipe after the first lines; a second write would be an error."""
    expect("war", articles("War")[0])

    class Head(StringIO):
        def write(self, text: str) -> int:
            if self.tell():
                raise BrokenPipeError
            return super().write(text)

    output = Head()
    call_command("check_relevance", stdout=output)
    assert output.getvalue().endswith(": kept.\n")


def test_a_mean_below_the_limit_is_a_failure() -> None:
    war, _ = articles("War", "Peace")
    expect("war", war)
    expect("peace", war)
    assert failure_of(1).endswith("2 rows, mean 0.500, limit 0.9: the contract is broken.")
    assert report_of("--limit", "0.5").endswith("limit 0.5: kept.\n")


def test_the_limit_comes_from_the_settings(settings: Settings) -> None:
    settings.RELEVANCE_LIMIT = 0.25
    expect("war", articles("War")[0])
    assert "limit 0.25" in report_of()


def test_a_deleted_article_is_reported_and_scores_nothing() -> None:
    war, peace = articles("War", "Peace")
    expect("war", war)
    expect("peace", peace)
    peace.delete()
    report = failure_of(1)
    assert " 0.000     –  peace  the expected article no longer exists" in report
    assert "mean 0.500" in report


def test_without_rows_the_contract_is_not_reported_as_kept() -> None:
    assert failure_of(1).startswith("There are no rows, so nothing was checked.")


def test_a_file_replaces_the_rows_of_the_admin(tmp_path: Path) -> None:
    war, _ = articles("War", "Peace")
    expect("nothing", war)
    report = report_of(contract_file(tmp_path, "peace,PEACE"))
    assert "1 rows, mean 1.000" in report


def test_a_title_that_no_article_has_is_reported_and_scores_nothing(tmp_path: Path) -> None:
    articles("War", "Café")
    report = failure_of(1, contract_file(tmp_path, "war,War", "peace,Peace", "cafe,Cafe"))
    assert " 0.000     –  peace  Peace: no article has this title" in report
    assert " 0.000     –  cafe   Cafe: no article has this title" in report
    assert "mean 0.333" in report


def test_a_file_without_rows_is_a_failure(tmp_path: Path) -> None:
    assert failure_of(1, contract_file(tmp_path)).startswith("There are no rows")


def test_an_invalid_file_is_named_with_the_line(tmp_path: Path) -> None:
    file = contract_file(tmp_path, "war,War", ",Peace")
    assert failure_of(2, file) == f"{file}: Line 3: the query is empty."


def test_without_elasticsearch_nothing_is_measured() -> None:
    expect("war", articles("War")[0])
    with refusing_port() as port, elasticsearch_at(port):
        assert failure_of(2).startswith("Nothing was checked: Elasticsearch is unavailable.")


def test_one_late_answer_is_no_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    articles("War")
    asked: list[SearchQuery] = []

    def late_once(query: SearchQuery) -> SearchPage:
        asked.append(query)
        with refusing_port() as port, elasticsearch_at(port) if len(asked) == 1 else nullcontext():
            return run_search(query)

    monkeypatch.setattr(relevance, "run_search", late_once)
    assert ranks(Row("war", "War")) == [1]
    assert len(asked) == 2


def test_without_mongodb_nothing_is_measured() -> None:
    with refusing_port() as port, mongodb_at(port):
        assert failure_of(2).startswith("Nothing was checked: MongoDB is unavailable.")


def test_the_contract_of_the_sample_is_kept() -> None:
    call_command("import_articles", SAMPLE, verbosity=0, stdout=StringIO())
    index_articles(*Article.objects.all())
    report = report_of(OF_THE_SAMPLE, "--limit", LIMIT_OF_THE_SAMPLE)
    assert "no article has this title" not in report
    assert 40 <= len(report.splitlines()) - 2 <= 60
