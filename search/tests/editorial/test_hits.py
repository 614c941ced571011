"""An editor can edit and choose the hits, and sees what was just saved, which the index may not have yet."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from catalog.models import Article
from catalog.tests.factories import make_user, typed
from catalog.tests.outage import outage
from search.engines import elasticsearch
from search.engines.limits.breaker import Breaker
from search.tests.asking import address, by_testid
from search.tests.editorial.kept import nothing_kept, stored
from search.tests.factories import Choose, index_articles, keep_articles, new_article
from search.tests.recording import heard_commands
from search.tests.unavailable import elasticsearch_at, refusing_port

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index", "archive", "users")]
EVERY = ("add_article", "change_article", "delete_article")
KEYSTROKE = {"HX-Request": "true"}


@pytest.fixture
def users(test_database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with nothing_kept(django_db_blocker):
        yield
        for table in ("categories", "article_history", "audit_entries"):
            stored(table).delete_many({})


def browser(*codenames: str) -> Client:
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def articles(index: None, archive: None) -> list[Article]:
    """Three articles, in MongoDB and in the index."""
    made = [new_article(title=f"War {number}", updated_at=timezone.now()) for number in range(1, 4)]
    keep_articles(*made)
    kept = list(Article.objects.order_by("title"))
    index_articles(*kept)
    return kept


def page_of(client: Client, **parameters: Any) -> str:
    return client.get(address("/", **parameters)).content.decode()


def save(client: Client, article: Article, **fields: Any) -> int:
    given = {name: getattr(article, name) for name in ("title", "content", "category", "published_at")}
    form = typed(version=article.version, **{**given, **fields})
    form["published_at"] = form["published_at"] and form["published_at"].strftime("%Y-%m-%dT%H:%M")
    return client.post(f"/articles/{article.pk}/edit/", form).status_code


def test_each_hit_has_a_link_to_its_form_which_leads_back_to_it(articles: list[Article]) -> None:
    back = quote("/?q=war&category=tech", safe="")
    page = page_of(browser("change_article"), q="war", category="tech")
    links = re.findall(r'data-edit\s+href="([^"]+)"', page)
    assert sorted(links) == sorted(f"/articles/{each.pk}/edit/?next={back}%23hit-{each.pk}" for each in articles)


def test_the_way_back_leads_to_all_that_was_shown(articles: list[Article]) -> None:
    page = page_of(browser("change_article"), q="war", size=1, first=1, page=2)
    assert f"?next={quote('/?q=war&size=1&first=1&page=2', safe='')}%23hit-" in page


@pytest.mark.parametrize(
    ("codenames", "offered"),
    [
        (None, set()),
        ((), set()),
        (("add_article", "view_article"), set()),
        (("change_article",), {"Edit", "Select", "category"}),
        (("delete_article",), {"Select", "delete"}),
        (EVERY, {"Edit", "Select", "category", "delete"}),
    ],
)
@pytest.mark.usefixtures("articles")
def test_it_is_offered_to_those_who_may_and_reads_no_database(
    codenames: tuple[str, ...] | None, offered: set[str]
) -> None:
    client = Client() if codenames is None else browser(*codenames)
    marks = {
        "Edit": "data-edit",
        "Select": 'form="selection"',
        "category": 'formaction="/articles/selected/category/"',
        "delete": 'formaction="/articles/selected/delete/"',
    }
    with heard_commands() as commands:
        page = page_of(client, q="war")
        keystroke = client.get("/?q=war", headers=KEYSTROKE).content.decode()
    assert {name for name, mark in marks.items() if mark in page} == offered
    assert {name for name, mark in marks.items() if mark in keystroke} == offered - {"category", "delete"}
    assert commands.names == []


@pytest.mark.usefixtures("articles")
def test_who_signs_in_again_with_fewer_permissions_is_offered_less() -> None:
    user, client = make_user(), Client()
    user.user_permissions.set(Permission.objects.filter(codename="change_article"))
    client.force_login(user)
    assert "data-edit" in page_of(client, q="war")
    user.user_permissions.clear()
    client.force_login(user.__class__.objects.get(pk=user.pk))
    assert "data-edit" not in page_of(client, q="war")


def test_what_was_just_saved_is_shown_before_the_index_has_it(articles: list[Article]) -> None:
    client = browser(*EVERY)
    assert save(client, articles[1], title="Peace <b>2</b>", category="sport") == 302
    page = page_of(client, q="war")
    assert by_testid(page, "hit-title") == [
        "<mark>War</mark> 1",
        "Peace &lt;b&gt;2&lt;/b&gt;",
        "<mark>War</mark> 3",
    ]
    hit = page.split('data-testid="hit"')[2]
    assert '<span class="kicker">Sport</span>' in hit
    assert by_testid(page, "just-saved") == ["Saved"]
    assert by_testid(client.get("/?q=war", headers=KEYSTROKE).content.decode(), "hit-title")[1].startswith("Peace")


def test_its_title_keeps_its_marks_if_only_the_text_was_changed_or_the_index_has_it(articles: list[Article]) -> None:
    client = browser(*EVERY)
    assert save(client, articles[0], content="New text about war.") == 302
    assert "<mark>War</mark> 1" in by_testid(page_of(client, q="war"), "hit-title")
    assert save(client, Article.objects.get(pk=articles[1].pk), title="The war 2") == 302
    index_articles(Article.objects.get(pk=articles[1].pk))
    assert "The <mark>war</mark> 2" in by_testid(page_of(client, q="war"), "hit-title")


def test_nobody_else_sees_it_before_the_index_has_it(articles: list[Article]) -> None:
    client, other = browser(*EVERY), browser(*EVERY)
    save(client, articles[1], title="Peace")
    for browser_of_others in (Client(), other):
        with heard_commands() as commands:
            assert "Peace" not in page_of(browser_of_others, q="war")
        assert commands.names == []


def test_after_a_minute_no_database_is_read(articles: list[Article], monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser(*EVERY)
    save(client, articles[1], title="Peace")
    with heard_commands() as commands:
        page_of(client, q="war")
    assert commands.names[0] == "aggregate"
    monkeypatch.setattr("catalog.writing.saves.FRESH_SECONDS", 0)
    with heard_commands() as commands:
        page_of(client, q="war")
    assert commands.names == []


def test_a_hit_that_was_not_saved_costs_nothing(articles: list[Article]) -> None:
    client = browser(*EVERY)
    save(client, articles[1], title="Peace")
    index_articles(new_article(title="Quiet"))
    with heard_commands() as commands:
        page_of(client, q="quiet")
    assert commands.names == []


def test_moved_articles_show_their_category_and_deleted_ones_are_left_out(articles: list[Article]) -> None:
    client = browser(*EVERY)
    one, two, three = articles
    fields = {"article": [f"{one.pk}:{one.version}"], "category": "sport"}
    assert client.post("/articles/selected/category/", fields).status_code == 302
    assert page_of(client, q="war").count('<span class="kicker">Sport</span>') == 1
    fields = {"article": [f"{two.pk}:{two.version}", f"{three.pk}:{three.version}"]}
    assert client.post("/articles/selected/delete/", fields).status_code == 302
    page = page_of(client, q="war")
    assert by_testid(page, "hit-title") == ["<mark>War</mark> 1"]
    assert by_testid(page, "total") == ["1"]
    assert "2 articles were deleted." in page
    assert page_of(Client(), q="war").count('data-testid="hit"') == 3


def test_the_notice_with_its_button_is_on_the_page_and_not_in_the_answer_to_a_key(articles: list[Article]) -> None:
    client = browser(*EVERY)
    fields = {"article": [f"{articles[0].pk}:1"]}
    client.post("/articles/selected/delete/", fields)
    assert f'action="/articles/undo/?next={quote("/?q=war", safe="")}"' in page_of(client, q="war")
    assert 'name="done"' not in client.get("/?q=war", headers=KEYSTROKE).content.decode()
    assert 'name="done"' not in page_of(Client(), q="war")


def test_an_editors_pick_has_it_too(articles: list[Article], pick: Choose) -> None:
    pick("war", articles[2])
    client = browser(*EVERY)
    save(client, articles[2], title="Picked & saved")
    page = page_of(client, q="war")
    assert by_testid(page, "hit-title")[0] == "Picked &amp; saved"
    assert page.count("data-edit") == 3


def test_while_mongodb_is_unavailable_the_page_is_that_of_the_index(articles: list[Article]) -> None:
    client = browser(*EVERY)
    save(client, articles[1], title="Peace")
    with outage():
        response = client.get("/?q=war")
    assert response.status_code == 200
    assert by_testid(response.content.decode(), "hit-title")[1] == "<mark>War</mark> 2"


def test_while_elasticsearch_is_unavailable_the_hits_have_their_links_too(
    articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elasticsearch, "breaker", Breaker())
    client = browser(*EVERY)
    with refusing_port() as port, elasticsearch_at(port):
        assert page_of(client, q="war").count("data-edit") == 3


def test_an_article_of_a_search_leads_to_its_form_and_back(articles: list[Article]) -> None:
    client = browser(*EVERY)
    where = f"/articles/{articles[0].pk}/?q=war&at=1"
    page = client.get(where).content.decode()
    assert f'href="/articles/{articles[0].pk}/edit/?next={quote(where, safe="")}"' in page
    back = quote(f"/?q=war#hit-{articles[0].pk}", safe="")
    assert f'href="/articles/{articles[0].pk}/delete/?next={back}"' in page
