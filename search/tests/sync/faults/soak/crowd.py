"""Who is on a site during the soak: readers, editors, clients that hold on, clients that ask for too much."""

import itertools
import os
import selectors
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from threading import Event, Thread
from time import monotonic
from typing import Any

from bson import ObjectId

from bench.flood import READERS, Answer, Client, flood
from search.tests.sync.faults.journal import Journal, paced
from search.tests.sync.faults.web import Browser

Row = dict[str, Any]
HALF_A_HEADER = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: "
PAUSE = 0.1  # seconds between two looks at the slow clients


@dataclass(slots=True)
class Crowd:
    """The site's address, and what it answered to whom."""

    site: str
    readers: list[Answer] = field(default_factory=list)
    edits: Counter[int] = field(default_factory=Counter)
    flood: Counter[int] = field(default_factory=Counter)
    closed: int = 0  # slow clients

    def read(self, number: int, readers: int, texts: Sequence[str], seconds: int) -> None:
        """Search once a second, with a key more each time.

        The time counts from the moment when the search is due, so that a slow answer delays no other unseen.
        """
        client = Client(self.site, f"{READERS}.{number + 1}")
        keys = itertools.cycle(text[:end] for text in texts[number::readers] for end in range(2, len(text) + 1))
        Event().wait(number / readers)
        began = monotonic()
        for turn in paced(seconds, 1):
            status = client.get(q=next(keys)).status
            self.readers.append(Answer(status, monotonic() - began - turn))
        client.connection.close()

    def edit(self, editor: Browser, rows: Sequence[Row], journal: Journal, seconds: int) -> None:
        """Change an article once a second, in the form on the site."""
        for turn, row in zip(paced(seconds, 1), itertools.cycle(rows), strict=False):
            title = f"{row['title']} {turn}"
            fields = {"title": title, "content": row["content"], "category": row["category"]}
            status = editor.post(f"/articles/{row['_id']}/edit/", **fields)
            self.edits[status] += 1
            if status == 302:  # saved
                journal.acknowledge({ObjectId(row["_id"]): title})

    @contextmanager
    def abused(self, slips: Sequence[str], clients: int, each: int) -> Iterator[None]:
        """Send that many slips from each client again and again until the block ends; whatever is refused too."""
        turns = itertools.cycle(slips)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as own:
            own.submit(os.getpid).result()  # it is up

            def send() -> None:
                chosen = list(itertools.islice(turns, clients * each))
                sent: Future[list[Answer]] = own.submit(flood, self.site, chosen, clients, each, one_address=False)
                self.flood.update(answer.status for answer in sent.result())

            with beside(send, pause=0):
                yield

    @contextmanager
    def held_on(self, clients: int) -> Iterator[None]:
        """Keep that many half-sent requests open until the block ends; who is closed comes again."""
        host, port = self.site.removeprefix("http://").split(":")
        with selectors.DefaultSelector() as waiting:

            def connect() -> None:
                client = socket.create_connection((host, int(port)), timeout=30)
                client.sendall(HALF_A_HEADER)
                waiting.register(client, selectors.EVENT_READ)

            def look() -> None:
                for key, _ in waiting.select(timeout=0):
                    waiting.unregister(key.fileobj)
                    key.fileobj.close()  # type: ignore[union-attr]  # it is a socket
                    self.closed += 1
                    with suppress(OSError):
                        connect()

            for _ in range(clients):
                connect()
            with beside(look, pause=PAUSE):
                yield
            for key in list(waiting.get_map().values()):
                key.fileobj.close()  # type: ignore[union-attr]  # it is a socket


@contextmanager
def beside(work: Callable[[], None], *, pause: float) -> Iterator[None]:
    """Repeat the work in a thread until the block ends; raise what it has raised."""
    over, failed = Event(), list[Exception]()

    def repeat() -> None:
        try:
            while not over.wait(pause):
                work()
        except Exception as error:  # noqa: BLE001  # raised below
            failed.append(error)

    thread = Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    for error in failed:
        raise error


def at_once(*work: Callable[[], None]) -> None:
    """Call all of these at once, and wait for them."""
    with ThreadPoolExecutor(len(work)) as pool:
        for each in [pool.submit(one) for one in work]:
            each.result()
