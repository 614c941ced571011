"""What a reader switched off, from the cookie to the page."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from theme.context_processors import SETTINGS_COOKIE, switched_off


@pytest.mark.parametrize(
    ("cookie", "names"),
    [
        ("", []),
        ("keys", ["keys"]),
        ("keys.instant", ["instant", "keys"]),
        ("keys.keys.<script>", ["keys"]),
        ("Keys", []),
        ("instant." * 500, ["instant"]),
    ],
)
def test_the_cookie_names_what_is_off(cookie: str, names: list[str]) -> None:
    request = RequestFactory().get("/")
    request.COOKIES[SETTINGS_COOKIE] = cookie
    assert switched_off(request) == {"switched_off": names}


def test_the_settings_show_what_is_off() -> None:
    settings = render_to_string("search/settings.html", {"switched_off": ["keys"]})
    instant, keys = settings.split("<input")[1:]
    assert "checked" in instant
    assert "checked" not in keys
