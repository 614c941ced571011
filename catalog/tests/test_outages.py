"""While MongoDB is unavailable: one clear page for readers, and no draft lost."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from catalog.models import Article
from catalog.tests.factories import make_article, typed
from catalog.tests.outage import KINDS, outage

pytestmark = pytest.mark.servers


@pytest.fixture
def article(mongo: None) -> Article:
    return make_article(title="Before")


@pytest.fixture(params=KINDS)
def unavailable(request: pytest.FixtureRequest, editor: Client, article: Article) -> Iterator[Callable[[], None]]:
    """MongoDB becomes unavailable after somebody signed in and wrote an article. Call it to have MongoDB back."""
    with outage(request.param) as come_back:
        yield come_back


@pytest.mark.usefixtures("unavailable")
def test_the_list_says_that_the_archive_is_away(reader: Client) -> None:
    response = reader.get("/articles/")
    assert (response.status_code, "does not respond" in response.content.decode()) == (503, True)


@pytest.mark.usefixtures("unavailable")
def test_an_article_says_that_the_archive_is_away(reader: Client, article: Article) -> None:
    assert reader.get(article.get_absolute_url()).status_code == 503


@pytest.mark.usefixtures("unavailable")
@pytest.mark.parametrize("action", ["edit", "delete"])
def test_a_form_cannot_be_opened(editor: Client, article: Article, action: str) -> None:
    assert editor.get(f"{article.get_absolute_url()}{action}/").status_code == 503


@pytest.mark.usefixtures("unavailable")
def test_a_new_article_comes_back_in_its_form_and_is_stored_nowhere(editor: Client, reader: Client) -> None:
    for client in (editor, reader):
        response = client.post("/articles/new/", typed(title="Half a <day>", content="of work"))
        assert (response.status_code, response.get("Cache-Control")) == (503, "private, no-store")
        assert all(text in response.content.decode() for text in ("Half a &lt;day&gt;", "of work", "lost"))


@pytest.mark.usefixtures("unavailable")
def test_an_edit_comes_back_in_its_form_with_its_version(editor: Client, article: Article) -> None:
    response = editor.post(f"{article.get_absolute_url()}edit/", typed(version=7, content="Half a day of work"))
    page = response.content.decode()
    assert response.status_code == 503
    assert "Half a day of work" in page
    assert 'name="version" value="7"' in page


@pytest.mark.usefixtures("unavailable")
def test_a_browser_is_told_when_to_come_back(editor: Client, reader: Client) -> None:
    answers = [reader.get("/articles/"), editor.post("/articles/new/", typed())]
    assert [answer["Retry-After"] for answer in answers] == ["10", "10"]


def test_what_came_back_can_be_sent_again(unavailable: Callable[[], None], editor: Client) -> None:
    form = editor.post("/articles/new/", typed(title="After")).context["form"]
    unavailable()
    sent = {field.name: field.value() or "" for field in form}
    assert editor.post("/articles/new/", sent).status_code == 302
    assert Article.objects.filter(title="After").exists()


@pytest.mark.usefixtures("unavailable")
def test_a_delete_while_away_is_a_clear_page(editor: Client, article: Article) -> None:
    assert editor.post(f"{article.get_absolute_url()}delete/", {"version": 1}).status_code == 503
