"""Who gets what answer where: every address, six users, eight verbs. The table is in docs/security.md."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connections
from django.db.models import Model
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.utils import timezone

from audit.models import Action, Entry, Source
from catalog.editing.editors import make_group
from catalog.history_models import FormerVersion
from catalog.import_models import ImportJob
from catalog.models import Article, Category
from catalog.tests.factories import make_article, make_user
from config.tests.document_tables import hold_table
from search.models import DeadLetter, EditorsPick, Expectation, SynonymGroup, ZeroResultSearch
from search.tests.security.addresses import PARAMETER, patterns, sample

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True, databases=["default", "sync"])]

VERBS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
USERS = ("anybody", "a user", "may change articles", "staff", "an editor", "an operator")
CHANGES_NOTHING = frozenset({"sign in", "400", "403", "404", "405", "409"})
Answers = dict[str, tuple[str, ...]]  # by verb, of each user


@pytest.fixture
def rows(index: None) -> dict[Any, Any]:
    """One row of each model that has pages."""
    now = timezone.now()
    article = make_article(version=2)
    FormerVersion.objects.create(article=article.pk, version=1, title="Before", content="Text.", category="tech")
    made: list[Model] = [
        article,
        Category.objects.create(name="science"),
        Group.objects.create(name="others"),
        make_user(),
    ]
    made += [
        ImportJob.objects.create(file_name="a.csv", file_size=1, state=ImportJob.State.READY),
        DeadLetter.objects.create(article_id="1", reason="none", first_seen=now, last_seen=now),
        SynonymGroup.objects.create(terms="lorry, truck"),
        Expectation.objects.create(query="war", article=article),
        EditorsPick.objects.create(query="war", key="war", article=article, sentence="Why.", changed_at=now),
        ZeroResultSearch.objects.create(day=now.date(), text="wra"),
        Entry.objects.create(action=Action.ADDED, source=Source.SITE),
    ]
    return {type(row): row for row in made}


@pytest.fixture
def users(rows: dict[Any, Any]) -> dict[str, User | None]:
    changer, editor = make_user(), make_user(is_staff=True)
    changer.user_permissions.set(Permission.objects.filter(codename="change_article"))
    editor.groups.add(make_group())
    operator = make_user(is_staff=True, is_superuser=True)
    return dict(zip(USERS, (None, make_user(), changer, make_user(is_staff=True), editor, operator), strict=True))


@pytest.fixture
def stored(users: dict[str, User | None]) -> dict[str, list[Any]]:
    """What the database holds, collection by collection."""
    database: Any = connections["default"].database  # type: ignore[attr-defined]  # only MongoDB's backend has it
    return {name: list(database[name].find()) for name in database.list_collection_names() if "sign_ins" not in name}


def put_back(stored: dict[str, list[Any]]) -> None:
    database: Any = connections["default"].database  # type: ignore[attr-defined]  # only MongoDB's backend has it
    for name, documents in stored.items():
        if list(database[name].find()) != documents:
            database[name].delete_many({})
            if documents:
                database[name].insert_many(documents)


def client_of(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def answer(client: Client, verb: str, address: str) -> str:
    response = client.generic(verb, address)
    if response.status_code == 302 and "/login/" in response["Location"]:
        return "sign in"
    return str(response.status_code)


def answers(address: str, clients: dict[str, Client], stored: dict[str, list[Any]]) -> Answers:
    found: dict[str, list[str]] = {verb: [] for verb in VERBS}
    for client in clients.values():
        for verb in VERBS:
            code = answer(client, verb, address)
            found[verb].append(code)
            if verb == "POST" and code not in CHANGES_NOTHING:
                put_back(stored)
    return {verb: tuple(each) for verb, each in found.items()}


def all_answers(
    users: dict[str, User | None], rows: dict[Any, Any], stored: dict[str, list[Any]]
) -> dict[str, Answers]:
    """Return the answers by address. Signing in takes as long as ten requests, so it is done once."""
    clients: dict[str, Client] = {}
    found: dict[str, Answers] = {}
    for pattern in dict.fromkeys(patterns()):
        clients = clients or {name: client_of(user) for name, user in users.items()}
        found[pattern] = answers(sample(pattern, rows), clients, stored)
        if "logout" in pattern or "sign-out" in pattern:
            clients = {}
    return found


def blocks(by_address: dict[str, Answers]) -> Iterator[tuple[str, Answers]]:
    """Yield the addresses that answer alike together."""
    alike: dict[tuple[tuple[str, ...], ...], list[str]] = defaultdict(list)
    for address, found in by_address.items():
        alike[tuple(found.values())].append(address)
    for same, addresses in alike.items():
        shown = (PARAMETER.sub(lambda match: f"<{match[1]}>", address) for address in addresses)
        yield ", ".join(f"`{address}`" for address in shown), dict(zip(VERBS, same, strict=True))


def lines(by_address: dict[str, Answers]) -> Iterator[tuple[str, ...]]:
    for addresses, found in blocks(by_address):
        verbs: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for verb, same in found.items():
            verbs[same].append(verb)
        for number, (same, these) in enumerate(verbs.items()):
            yield ("" if number else addresses, " ".join(these), *same)


@pytest.fixture
def unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what the admin's pages show: a status is known before, and rendering them takes most of the time."""
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")


@pytest.mark.usefixtures("unrendered")
@pytest.mark.timeout(600)
def test_every_address_answers_every_user_and_verb_as_the_table_says(
    rows: dict[Any, Any], users: dict[str, User | None], stored: dict[str, list[Any]]
) -> None:
    found = all_answers(users, rows, stored)
    broken = {
        f"{verb} {pattern}": codes
        for pattern, verbs in found.items()
        for verb, codes in verbs.items()
        if any(code.startswith("5") for code in codes)
    }
    assert broken == {}
    assert Article.objects.count() == 1
    hold_table("permissions", ["address", "verbs", *USERS], lines(found))
