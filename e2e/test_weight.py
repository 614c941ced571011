"""What the pages weigh on their way: bytes, which a slow line pays for."""

import gzip
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from e2e.running_site import RunningSite

ANSWER_BYTES = 5_000


def sent(site: RunningSite, path: str, **headers: str) -> tuple[dict[str, str], bytes]:
    """Return the headers and the body as they are sent to a browser that unpacks."""
    connection = HTTPConnection(urlsplit(site.address).netloc, timeout=10)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", **headers})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return {name.lower(): value for name, value in answer.getheaders()}, body


@pytest.mark.parametrize("text", ["c", "capybara", "capybara+wetland", "the", "capibara"])
def test_the_answer_to_a_key_is_packed_and_small(site: RunningSite, text: str) -> None:
    headers, body = sent(site, f"/?q={text}", **{"HX-Request": "true"})
    assert headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in headers["vary"]
    assert b'id="results"' in gzip.decompress(body)
    assert len(body) <= ANSWER_BYTES


def test_two_answers_of_one_page_differ_in_length(site: RunningSite) -> None:
    """Who guesses at a secret by the length of packed answers has to average many (BREACH)."""
    lengths = {len(sent(site, "/accounts/login/")[1]) for _ in range(12)}
    assert len(lengths) > 1
