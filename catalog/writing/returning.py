"""The way back to the page from which an editor came to a form: `?next=`, such as the results of a search."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

NEXT_LENGTH = 2_000


def way_back(request: HttpRequest) -> str:
    """Return the path within this site that the address names, '' for none."""
    path = request.GET.get("next", "")
    is_path = path.startswith("/") and len(path) <= NEXT_LENGTH
    # Without a host of its own, so that "//elsewhere.example.org/" is none either.
    return path if is_path and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""
