"""Forty editors save one article at the same moment, in each way that there is: one wins, and nothing is lost."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from audit.models import Entry
from catalog.editing.recategorise import rename
from catalog.history_models import FormerVersion
from catalog.models import Article, Category
from catalog.tests.factories import make_article, make_editor, typed
from catalog.tests.history.reading import edit

pytestmark = pytest.mark.servers

EDITORS = 40
WAYS = ("form", "admin", "restore")
FORMER = 14  # versions, so that each who restores one restores another
PRESENT = FORMER + 1


@dataclass(frozen=True, slots=True)
class Save:
    """What one editor sends, and the text that is stored if it wins."""

    way: str
    address: str
    form: dict[str, Any]
    text: str


def saves_of(article: Article) -> list[Save]:
    made = []
    for number in range(EDITORS):
        way, former = WAYS[number % len(WAYS)], number // len(WAYS) + 1
        if way == "restore":
            address, text = f"/articles/{article.pk}/history/{former}/restore/", f"The former text {former}."
            form: dict[str, Any] = {"version": PRESENT}
        else:
            text = f"The whole work of editor {number}."
            form = typed(version=PRESENT, title=f"By {number}", content=text)
            address = (
                f"/articles/{article.pk}/edit/" if way == "form" else f"/admin/catalog/article/{article.pk}/change/"
            )
        made.append(Save(way, address, form, text))
    return made


def send_all(clients: list[Client], saves: list[Save]) -> list[Any]:
    """Send all of them at once, and return the answers."""
    together = Barrier(EDITORS)

    def send(client: Client, save: Save) -> Any:
        try:
            together.wait(timeout=60)
            return client.post(save.address, save.form)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(EDITORS) as pool:
        return list(pool.map(send, clients, saves))


@pytest.fixture
def clients(mongo: None) -> list[Client]:
    signed_in = [Client() for _ in range(EDITORS)]
    for client in signed_in:
        client.force_login(make_editor())
    return signed_in


@pytest.fixture
def article(mongo: None) -> Article:
    """An article with as many former versions."""
    made = make_article(title="Version 1", content="The former text 1.")
    for number in range(2, PRESENT + 1):
        edit(made, title=f"Version {number}", content=f"The former text {number}.")
    return made


def in_the_form(answer: Any) -> str:
    """Return the text in the form of a page. The client's context is of whatever thread has rendered last."""
    (text,) = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", answer.content.decode(), re.DOTALL)
    return unescape(text)


def words_of(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_one_wins_and_each_other_gets_both_texts(clients: list[Client], article: Article) -> None:
    saves = saves_of(article)
    answers = send_all(clients, saves)
    stored = Article.objects.get()
    assert sorted(answer.status_code for answer in answers) == [302] + [409] * (EDITORS - 1)
    for save, answer in zip(saves, answers, strict=True):
        if answer.status_code == 302:
            assert (stored.content, stored.version) == (save.text, PRESENT + 1)
            continue
        page = words_of(answer)
        assert stored.content in page, save
        assert save.text in page, save
        assert in_the_form(answer) == save.text
    kept = FormerVersion.objects.order_by("version").values_list("content", flat=True)
    assert list(kept) == [f"The former text {number}." for number in range(1, PRESENT + 1)]
    assert Entry.objects.filter(action="changed").count() == 1


def test_who_was_refused_saves_on_top_and_each_text_is_in_the_history(clients: list[Client], article: Article) -> None:
    saves = saves_of(article)
    answers = send_all(clients, saves)
    for client, answer in zip(clients, answers, strict=True):
        if answer.status_code == 409:
            sent = typed(content=in_the_form(answer), version=Article.objects.get().version)
            assert client.post(f"/articles/{article.pk}/edit/", sent).status_code == 302
    texts = {*FormerVersion.objects.values_list("content", flat=True), Article.objects.get().content}
    assert {save.text for save in saves} <= texts


def test_a_category_that_is_renamed_meanwhile_takes_no_text_away(clients: list[Client], article: Article) -> None:
    """A rename writes each article of the category, whatever its version. So it is another that may win."""

    def rename_it() -> None:
        try:
            rename(Category.objects.get(key="tech"), "science")
        finally:
            connections.close_all()

    saves = saves_of(article)
    with ThreadPoolExecutor(1) as pool:
        renaming = pool.submit(rename_it)
        answers = send_all(clients, saves)
        renaming.result()
    stored = Article.objects.get()
    won = [save.text for save, answer in zip(saves, answers, strict=True) if answer.status_code == 302]
    assert {answer.status_code for answer in answers} <= {302, 409}
    assert stored.category == "science"
    assert stored.content == (won[0] if won else f"The former text {PRESENT}.")
    assert len(won) <= 1
