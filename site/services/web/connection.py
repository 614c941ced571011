"""One connection: read and written by the loop of its process, so that a slow client holds no thread."""

import socket
from contextlib import suppress
from time import monotonic, time
from typing import Any

from waitress.channel import HTTPChannel

from services.web import limits
from services.web.refusals import Refusal
from services.web.request import Request, RequestTimeoutError


class Connection(HTTPChannel):
    """Waitress' connection with deadlines, and with a close that lets a refused client read why.

    Waitress itself knows only inactivity, which a byte every few seconds gets around.
    """

    parser_class = Request
    error_task_class = Refusal
    request: Request | None
    will_close: bool
    close_when_flushed: bool
    refused = False  # an answer says so, although the client may still be sending
    lingers_until: float | None = None

    def received(self, data: bytes) -> bool:
        more: bool = super().received(data)
        if any(request.error for request in self.requests):
            self.refused = True
        return more

    def check_deadlines(self) -> None:
        """Close the connection if its client is too slow. Called every second by the loop."""
        now = monotonic()
        if self.lingers_until is not None:
            self.will_close = self.will_close or now > self.lingers_until
        elif self.total_outbufs_len:
            # Of an answer that nobody takes: waitress would wait for ever while the answer is still being made.
            if time() - self.last_activity > limits.IDLE_SECONDS:
                self.will_close = True
        elif self.requests:
            return
        elif self.request is not None:
            if now > self.request.deadline():
                self.time_out(self.request)
        elif time() - self.last_activity > limits.IDLE_SECONDS:
            self.will_close = True

    def time_out(self, request: Any) -> None:
        with self.requests_lock:
            request.refuse(RequestTimeoutError("The request did not arrive in time."))
            self.request = None
            self.requests.append(request)
            self.refused = True
        self.server.add_task(self)

    # --- closing after a refusal: RFC 9112, 9.6 ---------------------------------------------------------------

    def handle_write(self) -> None:
        if self.refused and self.close_when_flushed and not self.will_close:
            self._flush_exception(self._flush_some)
            if not self.total_outbufs_len and not self.will_close:
                self.close_when_flushed = False
                self.lingers_until = monotonic() + limits.LINGER_SECONDS
                with suppress(OSError):
                    self.socket.shutdown(socket.SHUT_WR)
                return
        super().handle_write()

    def readable(self) -> bool:
        return self.lingers_until is not None or bool(super().readable())

    def writable(self) -> bool:
        return self.will_close if self.lingers_until is not None else bool(super().writable())

    def handle_read(self) -> None:
        if self.lingers_until is None:
            super().handle_read()
        else:
            self.recv(65_536)  # thrown away; at its end the connection is closed
