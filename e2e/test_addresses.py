"""Addresses as programs, crawlers and typing errors send them, on the real web server."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page


@pytest.mark.parametrize("text", ["x" * 10_000, "word " * 5_000, "é" * 10_000], ids=["letters", "words", "accents"])
def test_a_text_of_any_length_is_answered_by_a_search_for_its_beginning(page: Page, text: str) -> None:
    answer = page.request.get(f"/search.json?{urlencode({'q': text})}")
    assert answer.status == 200
    assert text.startswith(answer.json()["query"])
    assert 0 < len(answer.json()["query"]) <= 256
