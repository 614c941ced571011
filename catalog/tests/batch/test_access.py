"""Who may change or delete several articles: the permission is asked for when the page opens, and when it is sent."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from catalog.models import Article
from catalog.tests.batch.asking import CATEGORY, DELETE, address, categories, delete, move, seen, there
from catalog.tests.factories import make_article, make_user
from catalog.tests.history.reading import allowed, signed_in

pytestmark = pytest.mark.servers


@pytest.fixture
def article(mongo: None) -> Article:
    return make_article(title="As it was")


@pytest.mark.parametrize("path", [CATEGORY, DELETE])
def test_who_is_signed_out_signs_in_and_comes_back_to_the_same_articles(article: Article, path: str) -> None:
    where = address(path, article)
    client = Client()
    for response in (client.get(where), client.post(where, {"article": seen(article), "category": "sport"})):
        assert response.status_code == 302
        login = response["Location"]
    client.force_login(signed_in()[1])
    assert f"%3Farticle%3D{article.pk}%26next%3D" in login
    assert (categories(article), there([article])) == ([("tech", 1)], ["As it was"])


@pytest.mark.parametrize(
    ("path", "needs"), [(CATEGORY, "change_article"), (DELETE, "delete_article")], ids=["category", "delete"]
)
def test_it_takes_just_this_permission(article: Article, path: str, needs: str) -> None:
    where, fields = address(path, article), {"article": seen(article), "category": "sport"}
    every = {"add_article", "change_article", "delete_article", "view_article"}
    without = allowed(*every - {needs})
    assert [without.get(where).status_code, without.post(where, fields).status_code] == [403, 403]
    assert categories(article) == [("tech", 1)]
    with_it = allowed(needs)
    assert [with_it.get(where).status_code, with_it.post(where, fields).status_code] == [200, 302]


def test_a_permission_that_was_taken_away_meanwhile_is_missed(article: Article) -> None:
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_article", "delete_article"]))
    client, _ = signed_in(user)
    assert client.get(address(CATEGORY, article)).status_code == 200
    user.user_permissions.clear()
    assert [move(client, article).status_code, delete(client, article).status_code] == [403, 403]
    assert categories(article) == [("tech", 1)]


@pytest.mark.parametrize("path", [CATEGORY, DELETE])
def test_another_site_cannot_send_it(article: Article, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(signed_in()[1])
    fields = {"article": seen(article), "category": "sport"}
    assert client.post(address(path, article), fields).status_code == 403
    assert categories(article) == [("tech", 1)]


def test_a_title_is_text_on_each_page(mongo: None) -> None:
    client, _ = signed_in()
    article = make_article(title="<b>Bold</b>")
    pages = [client.get(address(path, article)) for path in (CATEGORY, DELETE)]
    move(client, article, category="<i>odd</i>")
    pages += [move(client, article, category="sport"), client.get("/articles/")]
    assert all("<b>" not in page.content.decode() and "<i>" not in page.content.decode() for page in pages)
