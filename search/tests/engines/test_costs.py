"""The cost of a keystroke: usually one request to Elasticsearch, and none to MongoDB."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from catalog.models import Article
from search.tests.asking import answer, html
from search.tests.factories import Choose, index_titles
from search.tests.recording import Commands, Requests, heard_commands, record_requests

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("index")]


@pytest.fixture
def requests(index: None, monkeypatch: pytest.MonkeyPatch) -> Requests:
    return record_requests(monkeypatch)


@pytest.fixture
def three_wars(index: None) -> None:
    index_titles("War one", "War two", "War three")


@pytest.mark.usefixtures("three_wars")
@pytest.mark.parametrize("text", ["", "w", "war", "war ", "war t"])
def test_a_usual_keystroke_is_one_request(requests: Requests, text: str) -> None:
    html(q=text, htmx=True)
    assert len(requests) == 1


@pytest.mark.usefixtures("three_wars")
def test_a_search_that_finds_too_little_sends_a_second_request(requests: Requests) -> None:
    html(q="two ", htmx=True)
    assert len(requests) == 2


@pytest.mark.usefixtures("three_wars")
def test_a_better_spelling_is_counted_before_it_is_offered(requests: Requests) -> None:
    index_titles("Parliament sits", "Parliament rises")
    html(q="parlaimnet", spelling="off", htmx=True)
    assert len(requests) == 3


@pytest.mark.usefixtures("three_wars")
def test_the_hits_of_a_better_spelling_cost_one_request_more(requests: Requests) -> None:
    index_titles("Parliament sits", "Parliament rises", "Parliament votes")
    html(q="parlaimnet", htmx=True)
    assert len(requests) == 4


@pytest.mark.usefixtures("three_wars")
def test_few_hits_under_a_facet_cause_no_second_request(requests: Requests) -> None:
    index_titles("War games", category="sport")
    answer(q="war", category="sport")
    assert len(requests) == 1


@pytest.mark.usefixtures("three_wars")
@pytest.mark.parametrize("parameters", [{"q": "war", "category": "sport"}, {"q": "nothing holds these"}])
def test_all_alternatives_are_counted_in_one_request(requests: Requests, parameters: dict[str, str]) -> None:
    answer(**parameters)
    assert sum("track_scores" not in body for body in requests.bodies) == 1


def test_an_empty_archive_is_searched_once(requests: Requests) -> None:
    answer(q="")
    assert len(requests) == 1


@pytest.mark.usefixtures("three_wars")
def test_a_page_beyond_the_last_is_one_more_request(requests: Requests) -> None:
    answer(q="war", page=9)
    assert len(requests) == 2


def search_body(*arguments: str) -> list[dict[str, Any]]:
    output = StringIO()
    call_command("search_body", *arguments, stdout=output)
    return [json.loads(line) for line in output.getvalue().splitlines()]


@pytest.mark.usefixtures("three_wars")
@pytest.mark.parametrize("text", ["war", "war ", "  Wár\0 "])
def test_search_body_prints_what_the_page_sends(requests: Requests, text: str) -> None:
    index_titles("A category", category="tech")
    html()  # which counts the archive; the searches of the next two seconds do not
    html(q=text, category="tech")
    assert search_body(text, "--category", "tech") == [requests.last]


@pytest.mark.usefixtures("three_wars")
def test_search_body_prints_the_second_request_too(requests: Requests) -> None:
    html(q="two ")
    assert search_body("two ", "--fuzzy") == [requests.last]


def test_search_body_prints_each_query_on_a_line_of_its_own() -> None:
    assert search_body("time", "wärner") == [*search_body("time"), *search_body("wärner")]


def test_search_body_takes_a_category_as_the_address_does(categories: Choose) -> None:
    categories("World News", "sport")
    assert search_body("war", "--category", "world-news") == search_body("war", "--category", "World News")
    assert search_body("war", "--category", "foo") == search_body("war")


@pytest.mark.usefixtures("three_wars")
def test_the_archive_is_counted_in_the_request_of_a_search_and_not_in_each(requests: Requests) -> None:
    for text in ("w", "wa", "war"):
        html(q=text, htmx=True)
    assert ['"archive"' in body for body in requests.bodies] == [True, False, False]


@pytest.fixture
def commands(archive: None) -> Iterator[Commands]:
    with heard_commands() as commands:
        yield commands


def test_commands_to_mongodb_are_recorded(commands: Commands) -> None:
    list(Article.objects.all())
    assert commands.names == ["aggregate"]


@pytest.mark.usefixtures("three_wars")
@pytest.mark.parametrize("path", ["/", "/?q=war", "/search.json?q=war&category=sport"])
def test_a_search_sends_no_command_to_mongodb(commands: Commands, reader: Client, path: str) -> None:
    assert reader.get(path).status_code == 200
    assert commands.names == []


@pytest.mark.usefixtures("three_wars")
def test_a_search_by_a_signed_in_user_sends_no_command_to_mongodb(
    transactional_db: None, commands: Commands, reader: Client
) -> None:
    reader.force_login(User.objects.create_user("editor"))
    commands.names.clear()
    assert "New article" in reader.get("/?q=war").content.decode()
    assert commands.names == []
