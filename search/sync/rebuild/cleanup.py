"""Mends what a re-sync that was killed left behind: a live index that no longer refreshes, indices nobody needs."""

import logging

from elasticsearch import Elasticsearch

from search.index import alias_name
from search.sync.follow import checkpoints
from search.sync.lease import RESYNC, Lease
from search.sync.rebuild import aliases, runs

logger = logging.getLogger(__name__)


def tidy(elastic: Elasticsearch, live: str) -> None:
    """Put everything right around the live index, unless a re-sync is under way: then it is as that one wants it."""
    lease = Lease(RESYNC)
    if not lease.acquire():
        return
    try:
        if aliases.settle(elastic, live):
            logger.warning("%s had settings of a re-sync that did not end; it refreshes again", live)
        if len(aliases.holders_of(elastic, alias_name())) > 1:
            logger.warning("Others had the alias too; %s alone has it again", live)
            aliases.swap(elastic, live)
        forget_dead_runs(live)
        run = runs.unfinished()
        for index in aliases.remove_leftovers(elastic, keep={live, run.index} if run else {live}):
            logger.info("%s was left over and is removed", index)
            checkpoints.forget(index)
    finally:
        lease.release()


def forget_dead_runs(live: str) -> None:
    """A run that is live has ended without saying so; one that nobody goes on with is given up."""
    for index in {live, *runs.given_up()}:
        runs.forget(index)
