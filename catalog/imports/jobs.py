"""What an editor can do with an import. Each step is one conditional update: two clicks do it once."""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import IO, Any

from bson import ObjectId
from django.contrib.auth.models import User
from django.utils import timezone

from catalog.import_models import ImportedBatch, ImportJob, RefusedRows
from catalog.importing.options import Options
from catalog.imports import files

State, Wish = ImportJob.State, ImportJob.Wish

MOST_UNFINISHED = 5
# Not started yet: the worker reads the file, or the editor decides.
UNFINISHED = (State.LOOKING, State.UNUSABLE, State.READY)
# The worker has something to do.
BUSY = (State.LOOKING, State.WAITING, State.RUNNING, State.UNDOING)
# Over, with articles that may be removed again.
UNDOABLE = (State.DONE, State.STOPPED, State.FAILED)


class TooManyError(Exception):
    """The user has too many uploads that were not started. The message is a sentence for the user."""


def unfinished(user: User) -> int:
    return ImportJob.objects.filter(user=user.pk, state__in=UNFINISHED).count()


def check_room(user: User) -> None:
    """Raise TooManyError if the user cannot upload another file."""
    if unfinished(user) >= MOST_UNFINISHED:
        raise TooManyError(
            f"You have {MOST_UNFINISHED} uploads that were not started. Start or discard one of them first."
        )


def add(user: User, name: str, size: int, source: IO[bytes]) -> ImportJob:
    """Store an uploaded file and have the worker look at it. Raises TooManyError."""
    check_room(user)
    key = files.store(name, source)
    try:
        return ImportJob.objects.create(file_name=name, file_size=size, file=key, user_id=user.pk)
    except BaseException:
        files.remove(key)
        raise


def options_of(job: ImportJob) -> Options:
    return Options(**json.loads(job.options))


def names_of(job: ImportJob) -> list[str]:
    """Return the names of the file's columns as the worker found them last."""
    return list((job.plan_values or {}).get("names", ()))


def look_again(job: ImportJob, options: Options) -> bool:
    """Have the worker look at the file with these options."""
    chosen = json.dumps(asdict(options))
    names = json.dumps({"names": names_of(job)})
    return change(job, (State.READY, State.UNUSABLE), State.LOOKING, options=chosen, plan=names, message="")


def start(job: ImportJob) -> bool:
    """Start an import, or continue one that was stopped or has failed."""
    return change(job, (State.READY, State.STOPPED, State.FAILED), State.WAITING, message="")


def cancel(job: ImportJob, *, undo: bool) -> bool:
    """Stop a running import; what it has added stays or is removed again. One that waits is ready again."""
    begun = ImportedBatch.objects.filter(job_id=job.pk).exists()
    if change(job, (State.WAITING,), State.STOPPED if begun else State.READY):
        return True
    wish = Wish.UNDO if undo else Wish.STOP
    return bool(ImportJob.objects.filter(pk=job.pk, state=State.RUNNING).update(wish=wish))


def undo(job: ImportJob) -> bool:
    """Have the worker remove the articles that this import has added and nobody has changed."""
    return change(job, UNDOABLE, State.UNDOING, removed=0, kept=0, message="")


def discard(job: ImportJob) -> bool:
    """Forget an upload that was not started, and its file."""
    if not ImportJob.objects.filter(pk=job.pk, state__in=UNFINISHED).delete()[0]:
        return False
    forget(job.pk, job.file)
    return True


def forget(pk: ObjectId, file: ObjectId | None) -> None:
    """Remove what belongs to a job."""
    files.remove(file)
    ImportedBatch.objects.filter(job_id=pk).delete()
    RefusedRows.objects.filter(job_id=pk).delete()


def change(job: ImportJob, before: Collection[ImportJob.State], after: ImportJob.State, **values: Any) -> bool:
    """Change the state if it is one of `before`; return whether it was."""
    fresh: Mapping[str, Any] = {"owner": "", "attempts": 0, "wish": Wish.NONE, "bytes_done": 0, "bytes_total": 0}
    there = ImportJob.objects.filter(pk=job.pk, state__in=before)
    return bool(there.update(state=after, changed_at=timezone.now(), **{**fresh, **values}))
