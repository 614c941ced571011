"""Lines that are slow, that hang, and a record of what went over them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from playwright.sync_api import Error, Page, Request, Route

# Delays each answer by a time of its own, as a line does on which answers overtake each other.
RANDOM_DELAYS = """most => {
  const fetched = window.fetch;
  window.fetch = async (...request) => {
    const answer = await fetched(...request);
    await new Promise(later => setTimeout(later, Math.random() * most));
    return answer;
  };
}"""


@contextmanager
def held_back(page: Page, ending: str) -> Iterator[list[Route]]:
    """Hold back the requests whose address ends so, until they are released."""
    routes: list[Route] = []

    def hold(route: Route) -> None:
        routes.append(route)

    page.route(lambda address: address.endswith(ending), hold)
    yield routes
    for route in routes:
        with suppress(Error):  # let go already, or given up by the page
            route.continue_()
    page.unroute_all(behavior="ignoreErrors")


def add_latency(page: Page, milliseconds: int) -> None:
    """Let each request take this much longer."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    conditions = {"offline": False, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", conditions)


@dataclass
class Traffic:
    """The searches that the scripts of a page send."""

    sent: list[str] = field(default_factory=list)
    under_way: set[Request] = field(default_factory=set)
    most_at_once: int = 0

    def listen_to(self, page: Page) -> None:
        page.on("request", self.begin)
        page.on("requestfinished", self.end)
        page.on("requestfailed", self.end)

    def begin(self, request: Request) -> None:
        if request.resource_type == "fetch":
            self.sent.append(request.url)
            self.under_way.add(request)
            self.most_at_once = max(self.most_at_once, len(self.under_way))

    def end(self, request: Request) -> None:
        self.under_way.discard(request)
