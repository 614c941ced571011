"""How many searches run at once, and which are refused first."""

from collections.abc import Iterator
from contextlib import ExitStack
from threading import Event, Thread

import pytest
from django.test import Client
from elastic_transport import ConnectionTimeout
from elasticsearch.dsl import Search

from catalog.middleware.limits import TooBusyError
from search.engines import choose, elasticsearch
from search.engines.elasticsearch import count, guarded
from search.engines.limits.breaker import Breaker
from search.engines.limits.capacity import Capacity
from search.tests.asking import address, answer
from search.tests.recording import record_requests
from search.tests.unavailable import answering_port, elasticsearch_at, refusing_port
from search.values import SearchQuery

FULL_QUEUE = (
    b'{"error": {"type": "search_phase_execution_exception", "reason": "all shards failed",'
    b' "root_cause": [{"type": "es_rejected_execution_exception", "reason": "x"}]}, "status": 429}'
)
FOREVER = 60.0


@pytest.fixture
def capacity() -> Capacity:
    """Room for four, of which one may be costly."""
    return Capacity(4, waiting=2)


@pytest.fixture
def held(capacity: Capacity) -> Iterator[ExitStack]:
    """Turns that are taken in the test and given back after it."""
    with ExitStack() as stack:
        yield stack


def take(held: ExitStack, capacity: Capacity, times: int, *, costly: bool = False) -> None:
    for _ in range(times):
        held.enter_context(capacity.turn(costly=costly))


def is_refused(capacity: Capacity, *, costly: bool = False) -> bool:
    try:
        with capacity.turn(costly=costly, patience=0.01):
            return False
    except TooBusyError:
        return True


def test_no_more_than_its_number_run_at_once(capacity: Capacity, held: ExitStack) -> None:
    take(held, capacity, 4)
    assert is_refused(capacity)
    held.close()
    assert not is_refused(capacity)
    assert capacity.running == 0


def test_costly_ones_leave_room_for_others(capacity: Capacity, held: ExitStack) -> None:
    take(held, capacity, 1, costly=True)
    assert is_refused(capacity, costly=True)
    assert not is_refused(capacity)


def test_who_waits_gets_the_turn_that_is_given_back(capacity: Capacity, held: ExitStack) -> None:
    take(held, capacity, 4)
    waiter = Waiter(capacity)
    waiter.wait_until_it_waits()
    assert not waiter.has_it.is_set()
    held.close()
    assert waiter.has_it.wait(FOREVER)


def test_a_costly_one_lets_others_go_first(capacity: Capacity, held: ExitStack) -> None:
    take(held, capacity, 4)
    waiter = Waiter(capacity)
    waiter.wait_until_it_waits()
    assert not capacity.has_room(costly=True)
    with capacity._changed:  # so that the waiter does not get its turn before the look
        capacity.running -= 1
        assert capacity.has_room(costly=False)
        assert not capacity.has_room(costly=True)
        capacity.running += 1
    held.close()
    assert waiter.has_it.wait(FOREVER)


def test_with_too_many_in_line_the_next_is_refused_at_once(capacity: Capacity, held: ExitStack) -> None:
    take(held, capacity, 4)
    waiters = [Waiter(capacity) for _ in range(2)]
    for waiter in waiters:
        waiter.wait_until_it_waits()
    with pytest.raises(TooBusyError), capacity.turn(patience=FOREVER):
        pass
    held.close()
    assert all(waiter.has_it.wait(FOREVER) for waiter in waiters)


def test_zero_is_any_number(held: ExitStack) -> None:
    capacity = Capacity(0)
    take(held, capacity, 50, costly=True)
    assert not is_refused(capacity, costly=True)


class Waiter:
    """A thread that waits for a turn and gives it back at once."""

    def __init__(self, capacity: Capacity) -> None:
        self.capacity = capacity
        self.before = capacity._usual_waiting  # nothing else tells that a thread waits
        self.has_it = Event()
        Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        with self.capacity.turn(patience=FOREVER):
            self.has_it.set()

    def wait_until_it_waits(self) -> None:
        while self.capacity._usual_waiting <= self.before:
            Event().wait(0.001)


def refusal(text: str) -> str:
    """What a program is told when its search is refused."""
    response = Client().get(address("/search.json", q=text))
    assert response.status_code == 429
    told: str = response.json()["error"]
    return told


# --- searches -------------------------------------------------------------------------------------------------


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Elasticsearch's turns are all taken, and nobody may wait."""
    taken = Capacity(1, waiting=0)
    monkeypatch.setattr(elasticsearch, "capacity", taken)
    with taken.turn():
        yield


@pytest.mark.parametrize(
    ("query", "costly"),
    [
        (SearchQuery(), False),
        (SearchQuery(size=20), False),
        (SearchQuery(size=50), True),
        (SearchQuery(any_word=True), True),
        (SearchQuery(page=3), False),
        (SearchQuery(page=21), True),
    ],
)
def test_which_searches_are_costly(query: SearchQuery, costly: bool) -> None:
    assert query.is_costly is costly


@pytest.mark.servers
@pytest.mark.usefixtures("archive", "index", "full")
def test_a_site_without_room_says_so_and_asks_nobody(monkeypatch: pytest.MonkeyPatch, breaker: Breaker) -> None:
    requests = record_requests(monkeypatch)
    monkeypatch.setattr(choose, "search_mongodb", lambda _query: pytest.fail("MongoDB was asked"))
    assert refusal("war").startswith("The archive is very busy")
    assert len(requests) == 0
    assert not breaker.is_open


@pytest.mark.servers
@pytest.mark.usefixtures("archive", "index")
def test_a_fuzzy_pass_waits_for_a_turn_of_the_costly(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Capacity(4, waiting=0)
    monkeypatch.setattr(elasticsearch, "capacity", room)
    with room.turn(costly=True):
        assert answer(q="category:sport")["engine"] == "elasticsearch"
        assert refusal("quokka")


@pytest.mark.servers
@pytest.mark.usefixtures("archive")
def test_a_full_queue_of_elasticsearch_is_no_outage(breaker: Breaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "search_mongodb", lambda _query: pytest.fail("MongoDB was asked"))
    with answering_port(429, FULL_QUEUE) as server, elasticsearch_at(server.port):
        for _ in range(breaker.limit + 1):
            assert refusal("war")
    assert not breaker.is_open


def test_a_full_queue_for_one_of_several_searches_is_no_outage(breaker: Breaker) -> None:
    with answering_port(200, b'{"responses": [' + FULL_QUEUE + b"]}") as server, elasticsearch_at(server.port):
        for _ in range(breaker.limit + 1):
            with pytest.raises(TooBusyError):
                count([Search()])
    assert not breaker.is_open


def time_out(*, others_are_answered: bool) -> None:
    """A search that is not answered in time, while another is."""
    with guarded():
        if others_are_answered:
            with guarded():
                pass
        raise ConnectionTimeout("Connection timed out")


@pytest.mark.parametrize("others_are_answered", [True, False])
def test_a_timeout_is_an_outage_unless_others_are_answered_meanwhile(
    breaker: Breaker, monkeypatch: pytest.MonkeyPatch, others_are_answered: bool
) -> None:
    raised = TooBusyError if others_are_answered else elasticsearch.ElasticsearchUnavailableError
    for _ in range(breaker.limit):
        with pytest.raises(raised):
            time_out(others_are_answered=others_are_answered)
    assert breaker.is_open is not others_are_answered


@pytest.mark.servers
@pytest.mark.usefixtures("archive")
def test_mongodb_is_not_asked_by_more_than_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = Capacity(1, waiting=0)
    monkeypatch.setattr(choose, "capacity", taken)
    with refusing_port() as port, elasticsearch_at(port):
        assert answer(q="war")["engine"] == "mongodb"
        with taken.turn():
            assert refusal("war")


@pytest.mark.servers
@pytest.mark.usefixtures("archive", "index", "full")
def test_newest_articles_are_left_out_of_a_busy_site(reader: Client) -> None:
    assert reader.get("/newest/").status_code == 204
