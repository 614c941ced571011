"""Cleans up after a re-sync that was killed: a live index that no longer refreshes, indices that nobody needs."""

import logging

from elasticsearch import Elasticsearch

from catalog.background.lease import Lease
from search.index import alias_name
from search.sync.follow import checkpoints
from search.sync.lease import RESYNC
from search.sync.rebuild import aliases, runs

logger = logging.getLogger(__name__)


def clean_up(elastic: Elasticsearch, live: str) -> None:
    """Restore the live index's settings and alias and remove all others, unless a re-sync is in progress."""
    lease = Lease(RESYNC)
    if not lease.acquire():
        return
    try:
        if aliases.restore_settings(elastic, live):
            logger.warning("%s had the settings of a re-sync that did not end; they are restored", live)
        if len(aliases.indices_behind(elastic, alias_name())) > 1:
            logger.warning("Other indices had the alias too; it points at %s alone again", live)
            aliases.swap(elastic, live)
        delete_dead_runs(live)
        run = runs.unfinished()
        for index in aliases.remove_leftovers(elastic, keep={live, run.index} if run else {live}):
            logger.info("%s was left over; it is removed", index)
            checkpoints.delete(index)
    finally:
        lease.release()


def delete_dead_runs(live: str) -> None:
    """Delete the run of the live index, which ended without saying so, and those that were abandoned."""
    for index in {live, *runs.abandoned()}:
        runs.delete(index)
