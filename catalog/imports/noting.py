"""What the trail is told of imports: one entry for each, the ids of the articles are in the job's batches."""

from collections.abc import Mapping

from audit import trail
from audit.models import Action, Source
from catalog.import_models import ImportJob


def note(job: ImportJob, action: Action, detail: str) -> None:
    """Note it before the job is finished: what a worker that is killed in between has noted, its successor does not."""
    trail.record(
        action,
        once=f"import {job.pk} {action} {detail}",
        username=job.user.get_username() if job.user else "a user who is gone",
        source=Source.WORKER,
        thing=trail.thing_of(job),
        detail=detail,
    )


def in_words(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in counts.items())
