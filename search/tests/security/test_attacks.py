"""Each attack gets the answer that the table in docs/security.md says, and changes nothing."""

import random
import re
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.test import Client

from catalog.editing.editors import make_group
from catalog.models import Article
from catalog.tests.factories import make_article
from config.tests.document_tables import SECURITY, hold_row, rows
from search.tests.security.addresses import PARAMETER, patterns
from search.tests.security.attacks import ANYBODY, ATTACKS, OPERATOR, PASSWORD, Attack, Scene

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]

HERE = "`search/tests/security/`"
ID = re.compile(r"[0-9a-f]{24}")
PARAMETERS = ("q", "page", "o", "id", "title", "next")
FUZZ = (
    "../" * 20,
    "%00",
    "%ff%fe",
    "'\"><svg/onload=1>",
    "{{7*7}}${7*7}",
    "a" * 8000,
    "-1",
    "1e999",
    "%ed%a0%80",
    "`id`",
)


@pytest.fixture
def owner() -> User:
    return User.objects.create_superuser("owner", password=PASSWORD)


def scene_of(attack: Attack, article: Article) -> Scene:
    client = Client(raise_request_exception=False, enforce_csrf_checks=attack.checks_csrf)
    name = "owner"
    if attack.who != ANYBODY:
        user = User.objects.create_user(
            "attacker", password=PASSWORD, is_staff=True, is_superuser=attack.who == OPERATOR
        )
        if attack.who != OPERATOR:
            user.groups.add(make_group())
        client.force_login(user)
        name = user.username
    return Scene(client, article, make_article(title="Beside it"), name)


def stored() -> dict[str, Any]:
    """What no attack may change."""
    return {
        "titles": sorted(Article.objects.exclude(title="Theirs").values_list("title", flat=True)),
        "users": sorted(User.objects.values_list("username", "is_staff", "is_superuser", "password")),
    }


def in_words(response: Any) -> str:
    text = f"{response.status_code} {HTTPStatus(response.status_code).phrase}"
    return f"{text} to `{ID.sub('…', response['Location'])}`" if "Location" in response else text


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_answered_as_the_table_says(attack: Attack, index: None, article: Article, owner: User) -> None:
    scene = scene_of(attack, article)
    before = stored()
    response = attack.send(scene)
    assert response.status_code < 500
    if attack.name != "a change of a version that is old":
        assert stored() == before
    assert Article.objects.get(pk=scene.other.pk).title == "Beside it"
    assert "default-src 'self'" in response["Content-Security-Policy"]
    shown = response.content.decode()
    assert [text for text in (*attack.without, "Traceback") if text in shown] == []
    if attack.who == ANYBODY:
        assert (SESSION_KEY in scene.client.session) == attack.knows_password
    hold_row("attacks", attack.name, in_words(response), HERE)


def test_every_row_is_of_a_test_that_there_is() -> None:
    named = {attack.name for attack in ATTACKS} | {FUZZED}
    assert {row[0] for row in rows("attacks") if row[2] == HERE} == named
    assert [row for row in rows("attacks") if not (SECURITY.parents[1] / row[2].strip("`")).exists()] == []


FUZZED = "600 requests of nonsense to every address, as a superuser"


def test_nonsense_is_never_an_error_of_the_server(index: None, article: Article, owner: User) -> None:
    """Deterministic. Each address gets nonsense for its parameters, in its query and in a form."""
    client, chosen = Client(raise_request_exception=False), random.Random(12)
    client.force_login(owner)
    places = [each for each in dict.fromkeys(patterns()) if "logout" not in each]
    failed, codes = [], set()
    for number in range(600):
        address = PARAMETER.sub(lambda _match: chosen.choice(FUZZ[:5]), places[number % len(places)])
        query = "&".join(
            f"{name}={chosen.choice(FUZZ)}" for name in chosen.sample(("q", "page", "o", "id", "title", "next"), 2)
        )
        fields = {name: chosen.choice(FUZZ) for name in ("action", "_selected_action", "title", "username", "version")}
        where = f"{address}?{query}"
        response = client.post(where, fields) if number % 3 == 0 else client.get(where)
        codes.add(response.status_code)
        if response.status_code >= 500:
            failed.append(where[:200])
    assert failed == []
    assert len(codes) > 4, "most of it is not refused at the door"
    hold_row("attacks", FUZZED, "no 5xx", HERE)
