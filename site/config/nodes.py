"""Several Elasticsearch nodes behind one ELASTICSEARCH_URL: which they are, and what is done when one is gone."""

from time import monotonic
from typing import Any

from elastic_transport import ConnectionError as GoneError
from elastic_transport import Transport, TransportApiResponse
from elastic_transport.client_utils import DEFAULT

# What a node says that is there and has not yet joined the others.
NOT_JOINED = 503
SHORTEST = 0.001  # seconds; none at all would mean to wait for ever


def addresses(urls: str) -> list[str]:
    """Return the addresses in a list with commas; of one, that one."""
    return [url.strip() for url in urls.split(",") if url.strip()]


class NextNode(Transport):
    """Asks up to `max_retries` other nodes when one is gone, all of them within the request's one time-out.

    The library gives each node the whole time-out anew, and repeats what a busy node has refused (429) as well, which
    makes it busier. A time-out is not repeated either: there is no time left. With one node it is the library's own.
    """

    def perform_request(
        self, method: str, target: str, *, request_timeout: Any = DEFAULT, max_retries: Any = DEFAULT, **options: Any
    ) -> TransportApiResponse:
        end = monotonic() + request_timeout if isinstance(request_timeout, int | float) else None
        others: int = self.max_retries if max_retries is DEFAULT else max_retries
        while True:
            left = request_timeout if end is None else max(SHORTEST, end - monotonic())
            try:
                answer = super().perform_request(method, target, request_timeout=left, max_retries=0, **options)
            except GoneError:
                if not others or (end and monotonic() >= end):
                    raise
            else:
                if not others or (end and monotonic() >= end) or answer.meta.status != NOT_JOINED:
                    return answer
            others -= 1
