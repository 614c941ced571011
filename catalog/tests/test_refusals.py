"""Addresses that the admin turns into queries which MongoDB or its backend refuses."""

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from catalog.models import Article
from catalog.tests.factories import make_article

pytestmark = pytest.mark.servers

LISTS = (
    "/admin/catalog/article/",
    "/admin/auth/user/",
    "/admin/auth/group/",
    "/admin/search/synonymgroup/",
    "/admin/search/editorspick/",
    "/admin/search/expectation/",
    "/admin/search/zeroresultsearch/",
    "/admin/search/deadletter/",
)
NO_ID = ("zz", "\0", "", "a" * 40_000, "0" * 23, "\ud800")
ADDRESSES = (
    "/admin/catalog/article/?title__regex=(",
    "/admin/catalog/article/?title__iregex=*",
    "/admin/catalog/article/?title__contains=%00",
    f"/admin/catalog/article/?author__icontains={'a' * 40_000}",
    "/admin/catalog/article/?content__regex=(",
    "/admin/catalog/article/?id__in=zz,yy",
    "/admin/catalog/article/?version__gt=99999999999999999999999",
    "/admin/catalog/article/?published_at__year=2024&published_at__month=13&published_at__day=40",
    "/admin/auth/user/?username__regex=[",
    f"/admin/auth/user/?q={'x' * 40_000}",
    f"/admin/auth/group/?q={'x' * 40_000}",
    "/admin/search/synonymgroup/?terms__regex=(",
    "/admin/search/zeroresultsearch/?text__regex=(",
    "/admin/search/deadletter/?reason__regex=(",
    "/admin/search/expectation/add/?article=zz",
    "/admin/search/expectation/add/?article=%ed%a0%80",
    "/admin/r/zz/zz/",
    "/admin/autocomplete/?app_label=search&model_name=expectation&field_name=article&term=%00",
    "/accounts/reset/zz/zz/",
)


@pytest.fixture
def operator(mongo: None) -> Client:
    """A superuser's client, which gets an error as an answer like any other."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("operator", password="a password"))
    return client


def test_no_address_of_the_admin_is_an_error_of_the_server(operator: Client) -> None:
    answers = {address[:80]: operator.get(address).status_code for address in ADDRESSES}
    assert {address: code for address, code in answers.items() if code >= 500} == {}


def test_what_mongodb_refuses_is_a_bad_request(operator: Client) -> None:
    response = operator.get("/admin/catalog/article/?title__regex=(")
    assert (response.status_code, "Bad request" in response.content.decode()) == (400, True)


def test_no_action_on_a_malformed_id_is_an_error_of_the_server(operator: Client) -> None:
    answers = {
        (where, action, number): operator.post(where, {"action": action, "_selected_action": pk}).status_code
        for where in LISTS
        for action in ("delete_selected", "try_again")
        for number, pk in enumerate(NO_ID)
        if pk.isprintable() or pk == "\0"
    }
    assert {key: code for key, code in answers.items() if code >= 500} == {}


def test_a_list_of_actions_with_one_malformed_id_changes_nothing(operator: Client) -> None:
    article = make_article()
    selected = {"action": "delete_selected", "_selected_action": [str(article.pk), "zz"], "post": "yes"}
    assert operator.post("/admin/catalog/article/", selected).status_code == 400
    assert Article.objects.filter(pk=article.pk).exists()


@pytest.mark.parametrize("pk", ["zz", "%00", "0" * 23])
def test_view_on_site_of_a_malformed_id_is_refused(operator: Client, pk: str) -> None:
    kind = ContentType.objects.get_for_model(Article).pk
    assert operator.get(f"/admin/r/{kind}/{pk}/").status_code in {400, 404}
