"""A transport for the Elasticsearch nodes of ELASTICSEARCH_URL that goes on to another when one is unavailable."""

from time import monotonic, perf_counter
from typing import Any

from elastic_transport import ConnectionError as NodeConnectionError
from elastic_transport import Transport, TransportApiResponse
from elastic_transport.client_utils import DEFAULT

from config.watching import current

# The status of a node that runs but has not joined its cluster yet.
NOT_JOINED = 503
SHORTEST = 0.001  # seconds; a time-out of 0 would mean to wait without end


class NextNode(Transport):
    """Asks up to `max_retries` other nodes when one is unavailable, all within the time-out of the request.

    Ours, because elastic-transport gives each node the whole time-out again, and also repeats what a busy node has
    refused (429), which makes it busier. A request that timed out is not repeated: no time is left for it.
    """

    def perform_request(self, method: str, target: str, **options: Any) -> TransportApiResponse:
        """Note the time, and send the id of the request that is answered, which Elasticsearch's logs then hold."""
        if request_id := current.request_id():
            given = options.get("headers", DEFAULT)
            options["headers"] = {**({} if given is DEFAULT else given), "x-opaque-id": request_id}
        started = perf_counter()
        try:
            return self.ask_nodes(method, target, **options)
        finally:
            current.spent(current.ELASTICSEARCH, perf_counter() - started)

    def ask_nodes(
        self, method: str, target: str, *, request_timeout: Any = DEFAULT, max_retries: Any = DEFAULT, **options: Any
    ) -> TransportApiResponse:
        end = monotonic() + request_timeout if isinstance(request_timeout, int | float) else None
        others: int = self.max_retries if max_retries is DEFAULT else max_retries
        while True:
            left = request_timeout if end is None else max(SHORTEST, end - monotonic())
            try:
                answer = super().perform_request(method, target, request_timeout=left, max_retries=0, **options)
            except NodeConnectionError:
                if not others or (end and monotonic() >= end):
                    raise
            else:
                if not others or (end and monotonic() >= end) or answer.meta.status != NOT_JOINED:
                    return answer
            others -= 1
