"""The web process as `make run` starts it, and clients that send requests to it."""

import http.cookiejar
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from time import monotonic
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, OpenerDirector, Request, build_opener

from search.tests.sync.faults.arena import Arena, free_port, until
from services.processes import site_processes

PASSWORD = "made-up"


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Do not follow a redirect: it is the answer that confirms a write."""


@dataclass
class Browser:
    """An HTTP client that keeps its cookies."""

    address: str
    opener: OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        self.opener = build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar()), NoRedirect())

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Return status and body; 0 when nothing answers."""
        request = Request(self.address + path, data=urlencode(form).encode() if form else None)
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            body = b""
            with error, suppress(HTTPException, OSError):  # killed while it answered; the status line had arrived
                body = error.read()
            return error.code, body.decode(errors="replace")
        except (URLError, HTTPException, OSError):
            return 0, ""

    def post(self, path: str, *, opened_at: str = "", **form: str) -> int:
        """Fill in the form that the page shows, or another page, with its hidden fields, and send it."""
        body = self.ask(opened_at or path)[1]
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body))
        return self.ask(path, hidden | form)[0]


@dataclass
class Web:
    arena: Arena
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = self.arena.start(site_processes.web_command("127.0.0.1", self.port), "web")
        until(lambda: site_processes.is_live("127.0.0.1", self.port))

    def editor(self) -> Browser:
        """Return a browser in which an editor is signed in."""
        self.arena.manage(
            *("createsuperuser", "--noinput", "--username", "editor", "--email", "editor@example.org"),
            DJANGO_SUPERUSER_PASSWORD=PASSWORD,
        )
        browser = Browser(self.address)
        assert browser.post("/accounts/login/", username="editor", password=PASSWORD) == 302
        return browser

    def seconds_of(self, paths: list[str], *, at_once: int, times: int) -> list[tuple[float, int, str]]:
        """Request these pages in turn, so many at once; return each request's seconds, status and path."""

        def timed(number: int) -> tuple[float, int, str]:
            path = paths[number % len(paths)]
            began = monotonic()
            status, _ = Browser(self.address).ask(path)
            return monotonic() - began, status, path

        with ThreadPoolExecutor(at_once) as pool:
            return list(pool.map(timed, range(times)))
