"""Fault 19: a crowd for ten minutes. `SOAK_SECONDS=60 make chaos PYTEST="-k soak"` takes one.

Fifty searches and two edits a second, while 24 clients send twenty costly slips each again and again and fifty hold
half-sent requests open.
"""

import itertools
import os
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from statistics import quantiles
from typing import Any

import pytest
from bson import ObjectId

from bench.files import SAMPLE, rows
from bench.flood_cases import SOAK
from bench.queries.slips import make_slips
from bench.words import ARCHIVE
from config.tests.document_tables import put_row
from search.tests.sync.faults.arena import Arena, until
from search.tests.sync.faults.journal import Journal
from search.tests.sync.faults.readers import warm_up
from search.tests.sync.faults.soak.crowd import Crowd, at_once, beside
from search.tests.sync.faults.soak.memory import Memory
from search.tests.sync.faults.table import Record
from search.tests.sync.faults.web import Web
from services.processes import site_processes

pytestmark = pytest.mark.chaos

WHOLE, RECORDED = 600, 300
SECONDS = int(os.environ.get("SOAK_SECONDS", WHOLE))
READERS, EDITORS, SLOW, ABUSIVE, SLIPS = 50, 2, 50, 24, 20
FILLS = 300.0  # seconds, on a machine that does other work
SAMPLES = 60
WARM_UP = 0.4  # of the time
# How much a process may grow after that: what is left over of a request would be more, as a process answers thousands.
GROWTH = {"web": 8, "worker": 8, "mongodb": 96, "elasticsearch": 96}  # MB; the servers fill caches of a fixed size
SETTINGS = "search.tests.sync.faults.soak.public"


def test_19_a_crowd_with_abusive_and_slow_clients(
    arena: Arena, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(arena.overrides, site_processes.SETTINGS, SETTINGS)
    archive = rows(ARCHIVE if ARCHIVE.is_file() else SAMPLE)
    stored: list[dict[str, Any]] = [{"_id": ObjectId(), **row, "version": 1} for row in archive]
    arena.articles.insert_many(stored)
    journal = Journal(titles={row["_id"]: row["title"] for row in stored})
    worker = arena.start_worker()
    web = Web(arena)
    web.start()
    until(lambda: arena.difference() == {}, FILLS)
    warm_up(web)
    editor = web.editor()
    texts = [" ".join(row["title"].split()[:2]) for row in archive]
    roots = {"worker": worker.pid, **{each.name.lower(): each.pid for each in arena.servers if each.pid}}
    assert web.process is not None
    memory, crowd = Memory({"web": web.process.pid, **roots}), Crowd(web.address)
    reading = [partial(crowd.read, number, READERS, texts, SECONDS) for number in range(READERS)]
    editing = [partial(crowd.edit, editor, stored[number::EDITORS], journal, SECONDS) for number in range(EDITORS)]
    slips = [slip.typed for slip in make_slips(archive)]
    with crowd.held_on(SLOW), crowd.abused(slips, ABUSIVE, SLIPS), beside(memory.look, pause=SECONDS / SAMPLES):
        at_once(*reading, *editing)

    growth = {title: round(grown, 1) for title, grown in memory.growth(WARM_UP).items()}
    cuts = quantiles([answer.seconds for answer in crowd.readers], n=100)
    told = Counter(answer.status for answer in crowd.readers)
    row = arena.converge(f"19. a crowd for {SECONDS} s", journal)
    more = f"readers p50 {cuts[49]:.2f} s, p95 {cuts[94]:.2f} s, {counts(told)}; edits {counts(crowd.edits)}"
    more += f"; abusive {counts(crowd.flood)}; {crowd.closed} slow clients closed; grown by MB {growth}; MB {memory}"
    record(row, more)
    assert told.total() == READERS * SECONDS
    assert told[200] / told.total() > 0.99, more
    assert crowd.edits == {302: EDITORS * SECONDS}, more
    assert not [status for status in itertools.chain(told, crowd.flood) if status == 0 or status >= 500], more
    assert crowd.closed >= SLOW * (SECONDS // 30), more
    assert {title: grown for title, grown in growth.items() if grown > GROWTH[title]} == {}, more
    assert len({len(samples) for samples in memory.samples.values()}) == 1, "a process was replaced"
    assert cuts[94] <= 1, more
    if SECONDS >= RECORDED:
        load = " ".join(f"{each:.1f}" for each in os.getloadavg())
        figures = f"p50 {cuts[49]:.2f} s  p95 {cuts[94]:.2f} s  {counts(told)}"
        when = f"{datetime.now(UTC):%-d %B %Y}, {SECONDS} s, load {load}"
        put_row("floods", SOAK, "–", figures, counts(crowd.flood), when)


def counts(found: Counter[int]) -> str:
    return " ".join(f"{number:,} × {status or 'none'}" for status, number in sorted(found.items()))
