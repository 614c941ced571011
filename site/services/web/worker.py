"""gunicorn's worker: waitress' loop in each of gunicorn's processes.

gunicorn alone gives a thread to each connection that begins to send, and has no deadline for the rest (its #2652): as
many half-sent requests as threads, and nobody is answered. It advises a buffering proxy in front. waitress buffers
requests and answers by itself, but is one process, so gunicorn keeps the processes: it starts, watches and replaces
them. granian was left out because it has no deadline for a body (its #728), and an asynchronous server because Django
would run every view in a thread of its own, each with connections of its own to MongoDB.
"""

import logging
import os
from collections.abc import Callable
from time import monotonic
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

import config.buckets  # noqa: F401  # here, so that gunicorn's processes inherit what it shares
from services.web import limits, refusals
from services.web.connection import Connection

CHECK_SECONDS = 1


class Server(TcpWSGIServer):
    channel_class = Connection

    def maintenance(self, now: float) -> None:  # noqa: ARG002  # waitress' signature
        for connection in list(self.active_channels.values()):
            connection.check_deadlines()

    def has_work(self) -> bool:
        return any(each.requests or each.total_outbufs_len for each in self.active_channels.values())


class BufferingWorker(Worker):
    """Hands a request to a thread once all of it is here, and takes the answer from it at once."""

    servers: list[Server]

    def run(self) -> None:
        logging.getLogger("waitress.queue").setLevel(
            logging.ERROR
        )  # a warning for each request that waits for a thread
        self.map: dict[int, Any] = {}
        self.dispatcher = ThreadedTaskDispatcher()
        self.dispatcher.set_thread_count(self.cfg.threads)
        self.servers = [self.server_on(listener.sock) for listener in self.sockets]
        while self.alive and self.ppid == os.getppid():
            self.turn(CHECK_SECONDS)
        self.finish()

    def server_on(self, listener: Any) -> Server:
        listener.setblocking(0)
        return Server(
            self.wsgi,
            map=self.map,
            _sock=listener,
            dispatcher=self.dispatcher,
            adj=adjustments(self.cfg.threads, self.wsgi),
            bind_socket=False,
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
        )

    def turn(self, seconds: float) -> None:
        """Wait for something to happen on any connection, and do it."""
        wasyncore.loop(timeout=seconds, use_poll=True, map=self.map, count=1)
        self.notify()

    def finish(self) -> None:
        """Answer what has been asked, within gunicorn's grace."""
        end = monotonic() + self.cfg.graceful_timeout
        for server in self.servers:
            server.del_channel()  # the listener is gunicorn's; others may still accept from it
        while monotonic() < end and any(server.has_work() for server in self.servers):
            self.turn(0.1)
        self.dispatcher.shutdown(timeout=max(0.0, end - monotonic()))

    def handle_exit(self, sig: int, frame: Any) -> None:
        super().handle_exit(sig, frame)
        for server in getattr(self, "servers", []):
            server.pull_trigger()  # ends the wait of the loop


def adjustments(threads: int, application: Any) -> Adjustments:
    """Return waitress' settings. The application may say how it is reached, and what it takes and refuses."""
    public = getattr(application, "public", None)
    proxies, prefix = (public.proxies, public.prefix) if public else (0, "")
    body_limit: Callable[[str, str], int] = getattr(application, "body_limit", lambda _path, _cookies: limits.BODY)
    settings = Adjustments(
        threads=threads,
        ident=None,
        max_request_header_size=limits.HEADER,
        connection_limit=limits.CONNECTIONS,
        cleanup_interval=CHECK_SECONDS,
        log_socket_errors=False,
        url_prefix=prefix,
        clear_untrusted_proxy_headers=True,
        **proxy_settings(proxies),
    )
    settings.refused = getattr(application, "refused", refusals.unknown)
    settings.body_limit = lambda path, cookies: body_limit(path.removeprefix(prefix), cookies)
    return settings


def proxy_settings(count: int) -> dict[str, Any]:
    """Return waitress' settings for so many proxies in front. Without one, nobody says where a reader comes from.

    Whoever reaches this port is taken for the last of them: with a proxy, the port is not for the world.
    """
    if not count:
        return {}
    # Not the host: proxies pass it on as it came, and ALLOWED_HOSTS holds it.
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": "*", "trusted_proxy_count": count, "trusted_proxy_headers": headers}
