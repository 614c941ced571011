"""Addresses as programs, crawlers and typing errors send them, on the real web server."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page


@pytest.mark.parametrize("text", ["x" * 8_000, "word " * 1_600, "é" * 1_300], ids=["letters", "words", "accents"])
def test_a_long_text_is_answered_by_a_search_for_its_beginning(page: Page, text: str) -> None:
    answer = page.request.get(f"/search.json?{urlencode({'q': text})}")
    assert answer.status == 200
    assert text.startswith(answer.json()["query"])
    assert 0 < len(answer.json()["query"]) <= 256


@pytest.mark.parametrize("text", ["x" * 10_000, "word " * 5_000, "é" * 10_000], ids=["letters", "words", "accents"])
def test_an_address_of_more_than_8_kilobytes_is_refused(page: Page, text: str) -> None:
    answer = page.request.get(f"/search.json?{urlencode({'q': text})}")
    assert (answer.status, "Shorten what is searched for" in answer.text()) == (414, True)
