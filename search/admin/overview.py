"""What the first page of the admin begins with, for whoever may see the dead letters: the state of the index."""

from typing import Any

from django.http import HttpRequest

from search.operations.overview import overview
from search.operations.snapshot import take_snapshot


def context_of(request: HttpRequest) -> dict[str, Any]:
    """Return the panel and its lines. Nothing is asked of a server for anybody else."""
    if not request.user.has_perm("search.view_deadletter"):  # type: ignore[union-attr]  # any of Django's users has it
        return {}
    return {"panels": ["admin/search/overview.html"], "overview": overview(take_snapshot())}
