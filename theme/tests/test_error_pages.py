import pytest
from django.template.loader import render_to_string


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503"])
def test_an_error_page_needs_nothing_from_the_request(name: str) -> None:
    """Django renders the page of a 500 with an empty context: whatever broke must not break it again."""
    page = render_to_string(f"{name}.html")
    assert f"Error {name[:3]}" in page
    assert 'href="/"' in page
