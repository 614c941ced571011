"""The web server's own answers: to what never comes to the site, because it is too long, too slow or no request."""

from collections.abc import Callable, Mapping

from waitress.task import ErrorTask

# Told the status of a refusal, the site counts it and returns the headers that all its answers carry.
Refused = Callable[[int], Mapping[str, str]]


def unknown(_status: int) -> Mapping[str, str]:
    """Return no headers, for a site that has none to say."""
    return {}


class Refusal(ErrorTask):
    """Waitress' answer with the headers of the site."""

    def execute(self) -> None:
        refused: Refused = self.channel.server.adj.refused
        self.response_headers.extend(refused(self.request.error.code).items())
        super().execute()
