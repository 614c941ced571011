"""One request while it arrives: what it may be, and by when the rest of it must be here."""

from copy import copy
from time import monotonic
from typing import Any

from waitress.parser import HTTPRequestParser
from waitress.utilities import BadRequest, RequestEntityTooLarge

from services.web import limits


class RequestLineTooLongError(BadRequest):
    code = 414
    reason = "URI Too Long"


class RequestTimeoutError(BadRequest):
    code = 408
    reason = "Request Timeout"


class Request(HTTPRequestParser):
    """Waitress' parser with three limits more: of the request line, of a body by its path and cookie, and of time."""

    adj: Any
    error: Any
    body_bytes_received: int

    def __init__(self, adjustments: Any) -> None:
        super().__init__(adjustments)
        self.began = monotonic()
        self.body_began: float | None = None

    def received(self, data: bytes) -> int:
        """Take some bytes and return how many of them belong to this request."""
        consumed: int = super().received(data)
        if self.headers_finished and self.body_began is None:
            self.body_began = monotonic()
        if self.error is None and self.has_long_line():
            self.refuse(
                RequestLineTooLongError(
                    f"The address is longer than {limits.REQUEST_LINE} bytes. Shorten what is searched for."
                )
            )
        if isinstance(self.error, RequestEntityTooLarge):
            limit = self.adj.max_request_body_size - 1
            self.error = RequestEntityTooLarge(f"The request is larger than {limit:,} bytes, so nothing was taken.")
        if self.error is not None:
            self.expect_continue = False  # a body that is refused is not asked for
        return consumed

    def has_long_line(self) -> bool:
        if self.headers_finished:
            return len(getattr(self, "first_line", b"")) > limits.REQUEST_LINE
        return (
            len(self.header_plus) > limits.REQUEST_LINE and b"\r\n" not in self.header_plus[: limits.REQUEST_LINE + 2]
        )

    def refuse(self, error: BadRequest) -> None:
        """Complete the request with an error, which waitress answers instead of calling the site."""
        if not self.headers_finished:
            self.parse_header(b"GET / HTTP/1.0\r\n")  # an answer needs a method and a version
        self.error = error
        self.completed = True

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if not (self.chunked or self.content_length):
            return
        self.adj = copy(self.adj)
        limit = self.adj.body_limit(self.path, self.headers.get("COOKIE", ""))
        self.adj.max_request_body_size = limit + 1  # waitress refuses from its limit on

    def deadline(self) -> float:
        """Return the moment by which more of the request must have arrived, by the monotonic clock."""
        if self.body_began is None:
            return self.began + limits.HEADER_SECONDS
        return self.body_began + limits.BODY_SECONDS + self.body_bytes_received / limits.BODY_BYTES_A_SECOND
