"""Editors keep synonyms in the admin: what is refused says why, what is saved says from when on it is in force."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connections
from django.test import Client

from search import forms
from search.forms import SynonymGroupForm
from search.models import SynonymGroup
from search.synonyms import MOST_TERMS
from search.tests.browsers import browser_of
from search.tests.editorial.conftest import page, stored

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]
LIST = "/admin/search/synonymgroup/"
ADD = f"{LIST}add/"


@pytest.fixture
def editor(mongo: None) -> Client:
    return browser_of(*(f"{action}_synonymgroup" for action in ("add", "change", "delete", "view")))


def keep(*groups: str) -> None:
    SynonymGroup.objects.bulk_create(SynonymGroup(terms=group) for group in groups)


def kept() -> list[str]:
    return [group.terms for group in SynonymGroup.objects.all()]


def save(editor: Client, terms: str, address: str = ADD) -> list[str]:
    """Save, and return what the editor is told beside Django's own sentence."""
    editor.cookies.pop("messages", None)
    response: Any = editor.post(address, {"terms": terms})
    assert response.status_code == 302, response.context["adminform"].form.errors
    return [str(message) for message in get_messages(response.wsgi_request)][1:]


def errors(terms: str) -> list[str]:
    return [str(each) for each in SynonymGroupForm({"terms": terms}).errors.get("terms", ())]


def test_a_group_is_saved_as_it_is_read(editor: Client) -> None:
    save(editor, "  lorry ,truck,,heavy   goods vehicle, truck, ")
    assert kept() == ["lorry, truck, heavy goods vehicle"]


def test_letters_and_their_accents_are_kept_as_one(editor: Client) -> None:
    save(editor, "cafe\u0301, coffee house")
    assert kept() == ["caf\u00e9, coffee house"]


def test_who_saves_is_told_that_it_is_in_force_and_where_to_see_that(editor: Client) -> None:
    said = 'In force within two seconds: <a href="/?q=lorry">search for “lorry”</a>.'
    assert save(editor, "lorry, truck") == [said]
    said = 'In force within two seconds: <a href="/?q=R%26D+%3Cb%3E">search for “R&amp;D &lt;b&gt;”</a>.'
    assert save(editor, "R&D <b>, research", f"{LIST}{SynonymGroup.objects.get().pk}/change/") == [said]
    assert said in page(editor.get(LIST))


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ("", "This field is required."),
        (" ", "This field is required."),
        ("lorry", "One term alone has no synonym: write at least two, with a comma between them."),
        (",,", "One term alone has no synonym: write at least two, with a comma between them."),
        ("film, Films, film’s", "To search, “film” and “Films” and “film’s” are one term already. Add another."),
        ("café, Cafe", "To search, “café” and “Cafe” are one term already. Add another."),
        ("lorry, &", "“&” holds no word."),
        ("lorry, \u200b", "“\u200b” holds no word."),
        (
            "lorry, a truck of six words altogether",
            "“a truck of six words altogether” has 6 words; a term has at most 5.",
        ),
        (", ".join(f"w{n}" for n in range(9)), f"These are 9 terms; a group has at most {MOST_TERMS}."),
        ("lorry\ntruck, van", "Contains a line break."),
        ("lorry, tru\x07ck", "Contains U+0007, which is not text."),
        ("lorry, \ud800", "Contains U+D800, which is not text."),
        ("lorry, tru\0ck", "Null characters are not allowed."),
        ("lorry, " + "truck" * 60, "Ensure this value has at most 300 characters (it has 307)."),
        (f"{'a' * 149},{'b' * 150}", "Ensure this value has at most 300 characters (it has 301)."),
    ],
)
def test_what_search_could_not_use_is_refused_with_the_reason(terms: str, said: str) -> None:
    assert said in errors(terms)


def test_each_mistake_is_named() -> None:
    assert errors("&, one two three four five six") == [
        "“&” holds no word.",
        "“one two three four five six” has 6 words; a term has at most 5.",
    ]


def test_a_refused_group_comes_back_as_it_was_typed(editor: Client) -> None:
    shown = page(editor.post(ADD, {"terms": "lorry & co"}))
    assert 'value="lorry &amp; co"' in shown
    assert "One term alone has no synonym" in shown
    assert kept() == []


@pytest.mark.parametrize("terms", ["lorry, truck", "truck, lorry", "Lorries, TRUCK", "lorry, truck, trucks"])
def test_the_same_group_twice_is_refused(terms: str) -> None:
    keep("lorry, truck")
    assert errors(terms) == ["There is a group of these terms already: “lorry, truck”."]


def test_a_group_is_not_its_own_second(editor: Client) -> None:
    keep("lorry, truck")
    group = SynonymGroup.objects.get()
    save(editor, "truck, lorry", f"{LIST}{group.pk}/change/")
    assert kept() == ["truck, lorry"]


def test_a_group_sent_twice_at_once_is_kept_once(editor: Client) -> None:
    def send(_number: int) -> int:
        try:
            return editor_of[_number].post(ADD, {"terms": "lorry, truck"}).status_code
        finally:
            connections.close_all()

    editor_of = [browser_of("add_synonymgroup", "view_synonymgroup") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(send, range(4)))
    assert answers == [200, 200, 200, 302]
    assert kept() == ["lorry, truck"]


def test_a_term_of_two_groups_is_allowed_and_told(editor: Client) -> None:
    keep("film, movie", "picture, photograph")
    assert save(editor, "Films, picture, motion picture")[1:] == [
        "“Films” is in another group too, and finds the terms of both: “film, movie”.",
        "“picture” is in another group too, and finds the terms of both: “picture, photograph”.",
    ]


def test_many_terms_of_other_groups_still_fit_into_the_cookie(editor: Client) -> None:
    keep(*(f"w{number}, {'x' * 280}{number}" for number in range(6)))
    said = save(editor, ", ".join(f"w{number}" for number in range(6)))
    assert (len(said), said[-1]) == (6, "That is so 2 more times.")
    assert "w3" in page(editor.get(LIST))


def test_there_are_not_more_groups_than_search_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "MOST_GROUPS", 2)
    keep("one, eins", "two, zwei")
    assert errors("three, drei") == ["There are 2 groups already, and search reads no more. Delete some."]


@pytest.mark.parametrize("terms", ["lorry", "lorry, truck", 'R&D "b"'])
def test_the_address_can_hold_the_first_terms(editor: Client, terms: str) -> None:
    form = editor.get(ADD, {"terms": terms}).context["adminform"].form
    assert form["terms"].value() == terms


@pytest.mark.parametrize("terms", ["x" * 100_000, "word " * 10_000, "a\0b", "\ud800".encode("utf-8", "surrogatepass")])
def test_what_the_address_holds_is_cut_to_what_a_form_can_take(editor: Client, terms: str | bytes) -> None:
    response = editor.get(ADD, {"terms": terms})
    assert response.status_code == 200
    assert len(response.context["adminform"].form["terms"].value()) <= 256


def test_groups_are_found_by_their_terms(editor: Client) -> None:
    keep("lorry, truck", "film, movie")
    found = editor.get(LIST, {"q": "TRUCK"}).context["cl"].result_list
    assert [group.terms for group in found] == ["lorry, truck"]


@pytest.mark.parametrize("words", ["\0", "x" * 40_000, "*", "\ud800".encode("utf-8", "surrogatepass")])
def test_no_search_is_an_error(editor: Client, words: str | bytes) -> None:
    keep("lorry, truck")
    page(editor.get(LIST, {"q": words}))


@pytest.mark.parametrize("broken", [{}, {"terms": 7}, {"terms": ["a", "b"]}])
def test_what_another_program_wrote_can_be_seen_and_mended(editor: Client, broken: dict[str, Any]) -> None:
    written = stored("search_synonyms").insert_one(broken).inserted_id
    page(editor.get(LIST))
    address = f"{LIST}{written}/change/"
    page(editor.get(address))
    save(editor, "lorry, truck", address)
    assert kept() == ["lorry, truck"]


def test_a_group_can_be_deleted(editor: Client) -> None:
    keep("lorry, truck")
    group = SynonymGroup.objects.get()
    assert editor.post(f"{LIST}{group.pk}/delete/", {"post": "yes"}).status_code == 302
    assert kept() == []


def test_whoever_may_not_keep_synonyms_does_not_see_them() -> None:
    other = browser_of("view_article")
    assert [other.get(address).status_code for address in (LIST, ADD)] == [403, 403]
