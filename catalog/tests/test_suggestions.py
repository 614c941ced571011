"""What an address may suggest for a new article."""

import pytest
from django.test import Client

from catalog.models import TITLE_LENGTH, Article
from catalog.tests.factories import typed

pytestmark = pytest.mark.servers
NEW = "/articles/new/"


def edit(client: Client, article: Article, **fields: object) -> int:
    return client.post(f"{article.get_absolute_url()}edit/", typed(version=article.version, **fields)).status_code


def suggested(editor: Client, **parameters: str) -> dict[str, object]:
    """Return what the new form's fields hold, but for the ones that are empty and the key."""
    fields = {field.name: field.value() for field in editor.get(NEW, parameters).context["form"]}
    return {name: value for name, value in fields.items() if value and name != "key"}


def test_the_address_may_suggest_a_title_and_nothing_else(editor: Client) -> None:
    given = {"title": "Roses & “thorns”", "content": "Text", "category": "sport", "key": "0" * 24}
    assert suggested(editor, **given) == {"title": "Roses & “thorns”"}
    assert str(editor.get(NEW, given).context["form"]["key"].value()) != "0" * 24


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("  new \t kit\r\n", "new kit"),
        ("a\0b\x1fc\u2028d\ufffee", "a b c d e"),
        ("खेल\u200dकूद 👩\u200d🚀", "खेल\u200dकूद 👩\u200d🚀"),
        ("x" * 5000, "x" * TITLE_LENGTH),
        ("x" * (TITLE_LENGTH - 1) + " y", "x" * (TITLE_LENGTH - 1)),
    ],
)
def test_a_suggested_title_is_one_that_can_be_saved(editor: Client, title: str, shown: str) -> None:
    assert suggested(editor, title=title) == {"title": shown}
    assert editor.post(NEW, typed(title=shown)).status_code == 302


@pytest.mark.parametrize("title", ["", " ", "\0"])
def test_a_suggestion_of_nothing_is_an_empty_form(editor: Client, title: str) -> None:
    assert suggested(editor, title=title) == {}


def test_a_suggestion_that_is_no_utf_8_is_harmless(editor: Client) -> None:
    assert editor.get(f"{NEW}?title=%ff%ed%a0%80").status_code == 200


def test_a_suggested_script_shows_as_text(editor: Client) -> None:
    assert "<script>alert" not in editor.get(NEW, {"title": '"><script>alert(1)</script>'}).content.decode()


def test_a_suggestion_is_not_taken_for_what_was_typed(editor: Client) -> None:
    assert editor.post(f"{NEW}?title=Suggested", typed(title="")).context["form"]["title"].value() == ""


def test_a_suggestion_survives_the_sign_in(reader: Client) -> None:
    assert reader.get(f"{NEW}?title=Roses")["Location"] == "/accounts/login/?next=/articles/new/%3Ftitle%3DRoses"
