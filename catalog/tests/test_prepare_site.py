"""prepare_site: what a first run makes, and what a second leaves alone."""

import io
import stat
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client

from catalog.models import Article, Category
from catalog.tests.factories import make_articles
from catalog.tests.importing import HEADER
from catalog.tests.outage import outage

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]


@pytest.fixture(autouse=True)
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "kept" / "editor-password"
    monkeypatch.setenv("BROADSHEET_CREDENTIALS_FILE", str(path))
    return path


def prepare(articles: Path | None = None) -> str:
    out = io.StringIO()
    call_command("prepare_site", articles=articles, stdout=out, stderr=out, verbosity=0)
    return out.getvalue()


@pytest.fixture
def one_article(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(HEADER + "One,Text.,sport,\n")
    return path


EVERYTHING = ("add", "change", "delete", "view")


@pytest.mark.parametrize(
    ("model", "actions"),
    [
        ("catalog.article", EVERYTHING),
        ("catalog.category", EVERYTHING),
        ("search.synonymgroup", EVERYTHING),
        ("search.expectation", EVERYTHING),
        ("search.editorspick", EVERYTHING),
        ("search.zeroresultsearch", ("delete", "view")),
        ("search.deadletter", ()),
        ("auth.user", ()),
    ],
)
def test_editors_may_do_what_editors_do_and_no_more(model: str, actions: tuple[str, ...]) -> None:
    prepare()
    app, name = model.split(".")
    may = Group.objects.get(name="Editors").permissions.filter(content_type__app_label=app, content_type__model=name)
    assert set(may.values_list("codename", flat=True)) == {f"{action}_{name}" for action in actions}


def test_an_empty_database_gets_the_bundled_sample() -> None:
    assert "100 rows: 100 new, 0 known, 0 refused" in prepare()
    assert Article.objects.count() == 100


def test_an_empty_database_gets_the_given_file_instead(one_article: Path) -> None:
    prepare(one_article)
    assert [article.title for article in Article.objects.all()] == ["One"]


def test_a_file_is_left_alone_when_there_are_articles(one_article: Path) -> None:
    make_articles("Mine", "Theirs")
    said = prepare(one_article)
    assert f"already holds 2 articles, so {one_article} was not imported." in said
    assert f"manage.py import_articles {one_article}" in said
    assert Article.objects.count() == 2


def test_articles_that_are_there_stay_alone() -> None:
    make_articles("Mine")
    assert "rows" not in prepare()
    assert Article.objects.count() == 1


def test_categories_that_came_past_the_site_are_registered() -> None:
    make_articles("Mine", category="World News")
    prepare()
    assert [category.name for category in Category.objects.all()] == ["World News"]


def test_a_file_that_cannot_be_used_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing was imported"):
        prepare(tmp_path / "missing.csv")


def test_the_first_editor_can_sign_in_with_the_kept_password(credentials: Path) -> None:
    prepare()
    assert Client().login(username="editor", password=credentials.read_text().strip())


def test_the_first_editor_may_write_and_open_the_admin(credentials: Path) -> None:
    prepare()
    client = Client()
    client.force_login(User.objects.get(username="editor"))
    for where in ("/articles/new/", "/admin/", "/admin/catalog/article/"):
        assert client.get(where).status_code == 200
    assert client.get("/admin/catalog/article/add/")["Location"] == "/articles/new/"


def test_the_first_editor_is_no_superuser() -> None:
    prepare()
    assert not User.objects.get(username="editor").is_superuser


def test_the_password_is_shown_once(credentials: Path) -> None:
    first, second = prepare(), prepare()
    password = credentials.read_text().strip()
    assert password in first
    assert str(credentials) in first
    assert password not in second


def test_the_password_is_for_its_owners_eyes(credentials: Path) -> None:
    prepare()
    assert stat.S_IMODE(credentials.stat().st_mode) == 0o600
    assert [path.name for path in credentials.parent.iterdir()] == [credentials.name]


def test_passwords_are_not_alike(credentials: Path) -> None:
    prepare()
    first = credentials.read_text()
    credentials.unlink()
    User.objects.all().delete()
    prepare()
    assert len(first.strip()) >= 16
    assert credentials.read_text() != first


def test_a_password_that_was_changed_stays(credentials: Path) -> None:
    prepare()
    user = User.objects.get(username="editor")
    user.set_password("my own")
    user.save()
    prepare()
    assert User.objects.get(username="editor").check_password("my own")


def test_a_password_kept_for_another_database_is_used_here_too(credentials: Path) -> None:
    prepare()
    before = credentials.read_text()
    User.objects.all().delete()
    assert before.strip() in prepare()
    assert credentials.read_text() == before


def test_a_password_that_cannot_be_kept_makes_no_user(credentials: Path) -> None:
    credentials.parent.write_text("a file where the folder should be")
    with pytest.raises(CommandError, match="BROADSHEET_CREDENTIALS_FILE"):
        prepare()
    assert not User.objects.exists()


def test_mongodb_unavailable_is_one_sentence() -> None:
    with outage(), pytest.raises(CommandError, match="MongoDB became unavailable; start again"):
        prepare()
