"""The dry run, and load as the browser's import drives it."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bson import ObjectId
from django.core.management import call_command

from catalog.categories import register
from catalog.importing.checking import Row
from catalog.importing.inspecting import inspect
from catalog.importing.loading import load
from catalog.importing.options import Options
from catalog.importing.rows import Note, Refused, StoppedError
from catalog.importing.spool import Spool
from catalog.importing.writing import BATCH_ROWS, NoJournal, Tally
from catalog.models import Article, Category
from catalog.tests.importing import HEADER, counts, import_text, stored

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]
TEXT = "headline;text;section;date\nOne;Text one.;Sea;25/12/2006\n;No title.;Sea;\nTwo;Text two.;sea;01/02/2006\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "articles.csv").write_text(TEXT)
    return tmp_path / "articles.csv"


def test_a_plan_tells_what_a_file_is_and_writes_nothing(path: Path) -> None:
    register(["Land"])
    plan = inspect(path)
    assert (plan.format, plan.encoding, plan.delimiter) == ("CSV", "UTF-8", "semicolon")
    assert plan.headers == ("headline", "text", "section", "date")
    assert plan.columns == {"title": "headline", "content": "text", "category": "section", "published_at": "date"}
    assert (plan.rows, plan.refused_count, plan.dates) == (3, 1, "dmy")
    assert plan.refused == (Refused("line 3", "the title is empty"),)
    assert (plan.categories, plan.new_categories) == ({"Sea": 2}, ("Sea",))
    assert plan.first == (
        Row("Sea", "One", "Text one.", datetime(2006, 12, 25, tzinfo=UTC)),
        Row("sea", "Two", "Text two.", datetime(2006, 2, 1, tzinfo=UTC)),
    )
    assert (Article.objects.count(), [each.name for each in Category.objects.all()]) == (0, ["Land"])


def test_the_dry_run_can_be_read(path: Path) -> None:
    out = io.StringIO()
    call_command("import_articles", path, "--dry-run", stdout=out)
    shown = out.getvalue()
    for line in (
        f"{path}: CSV, UTF-8, semicolon",
        "3 rows: 2 can be imported, 1 refused",
        "  title         from headline",
        "Categories: 1, of which 1 are new",
        "          2  Sea (new)",
        "Article 1: One",
        "  Sea, 2006-12-25 00:00 UTC",
        "  line 3: the title is empty.",
        "  Columns are separated by semicolons.",
        "Nothing was written.",
    ):
        assert line in shown.splitlines()
    assert Article.objects.count() == 0


def test_the_report_holds_notes_rows_and_new_categories(path: Path) -> None:
    told: list[Refused | Note] = []
    tally = Tally()
    load(path, tally, told.append, bar=False)
    assert str(tally) == counts(new=2, refused=1)
    assert told[-2:] == [Refused("line 3", "the title is empty"), Note("New categories: “Sea”.")]
    assert Note("Columns are separated by semicolons.") in told


def test_progress_goes_to_its_total(path: Path) -> None:
    seen: list[tuple[int, int]] = []
    load(path, Tally(), lambda told: None, advance=lambda done, total: seen.append((done, total)), bar=False)
    assert seen[-1][0] == seen[-1][1] > 0
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_journal_is_told_the_new_articles_before_they_are_written(path: Path) -> None:
    begun: list[ObjectId] = []

    class Listening(NoJournal):
        def begin(self, articles: Sequence[ObjectId], categories: Sequence[str]) -> datetime:
            assert Article.objects.count() == 0
            begun.extend(articles)
            return datetime(2024, 5, 1, tzinfo=UTC)

    load(path, Tally(), lambda told: None, journal=Listening(), bar=False)
    assert sorted(begun) == sorted(Article.objects.values_list("pk", flat=True))
    assert set(Article.objects.values_list("updated_at", flat=True)) == {datetime(2024, 5, 1, tzinfo=UTC)}
    load(path, Tally(), lambda told: None, journal=Listening(), bar=False)
    assert len(begun) == 2


def test_a_stop_before_the_writing_writes_nothing(path: Path) -> None:
    with pytest.raises(StoppedError):
        load(path, Tally(), lambda told: None, stop=lambda: True, bar=False)
    assert Article.objects.count() == 0


def test_a_stop_in_the_middle_keeps_what_was_written_and_can_go_on(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text(HEADER + "".join(f"Title {number},{'x' * 2000},sea,\n" for number in range(3 * BATCH_ROWS)))
    tally = Tally()
    with pytest.raises(StoppedError):
        load(path, tally, lambda told: None, stop=lambda: tally.new > 0, bar=False)
    assert 0 < tally.new < 3 * BATCH_ROWS
    assert Article.objects.count() == tally.new
    again = Tally()
    load(path, again, lambda told: None, bar=False)
    assert (again.new, again.known) == (3 * BATCH_ROWS - tally.new, tally.new)


def test_american_dates_in_a_file_are_read_again_in_their_order(tmp_path: Path) -> None:
    import_text(tmp_path, HEADER + "One,Text.,x,4/7/2006\nTwo,Text.,x,12/25/2006\n")
    assert stored("published_at") == [datetime(2006, 4, 7, tzinfo=UTC), datetime(2006, 12, 25, tzinfo=UTC)]


def test_without_room_for_the_checked_rows_the_file_is_read_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.importing.spool.LIMIT", 0)
    monkeypatch.setattr(Spool, "keep", lambda self, row: self.discard())
    tally = Tally()
    load(path, tally, lambda told: None, bar=False)
    assert str(tally) == counts(new=2, refused=1)


def test_only_known_categories_refuses_the_rows_of_others(path: Path) -> None:
    register(["Land"])
    plan = inspect(path, Options(only_known_categories=True))
    assert plan.refused[0] == Refused("line 2", "“Sea” is not a category of this site")
    register(["SEA"])
    assert inspect(path, Options(only_known_categories=True)).refused_count == 1


def test_an_article_of_a_renamed_category_is_known(path: Path) -> None:
    load(path, Tally(), lambda told: None, bar=False)
    Category.objects.update(name="Ocean", key="ocean", former_keys=["sea"])
    Article.objects.update(category="Ocean")
    tally = Tally()
    load(path, tally, lambda told: None, bar=False)
    assert (tally.new, tally.known) == (0, 2)


def test_a_stranger_file_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    rows = "".join(f"{number},Text.,x,{date}\n" for number, date in enumerate(["2006-04-07"] * 2_000 + ["1/2/2006"]))
    assert "can be day first" in import_text(tmp_path, HEADER + rows).error
    assert Article.objects.count() == 0
