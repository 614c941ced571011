"""Importing the file of a job, from the beginning or after an interruption."""

from audit.models import Action
from catalog.editing.recategorise import settle
from catalog.import_models import ImportJob
from catalog.importing.loading import load
from catalog.importing.rows import Refused, StoppedError, UnsupportedFileError
from catalog.importing.writing import Tally
from catalog.imports import jobs
from catalog.imports.files import FileGoneError, spooled
from catalog.imports.journal import ArticleJournal, RefusalJournal
from catalog.imports.noting import in_words, note
from catalog.imports.undoing import made_categories
from catalog.imports.watch import Watch

State, Wish = ImportJob.State, ImportJob.Wish
GONE = "The uploaded file was removed. Upload it again."


def run_import(watch: Watch) -> None:
    """Import the file. Interrupted and called again, it goes through the file again and adds what is missing.

    Raises StoppedError when the process has to stop; the editor's wish to stop ends the job.
    """
    job, tally, journal = watch.job, Tally(), ArticleJournal(watch.job.pk)
    refusals = RefusalJournal(job.pk)
    refusals.forget()
    watch.counts = lambda: counts(tally, journal)
    try:
        with spooled(job.file, job.file_name) as path:
            load(
                path,
                tally,
                lambda refused: refusals.add(refused) if isinstance(refused, Refused) else None,
                options=jobs.options_of(job),
                advance=watch.advance,
                stop=watch.stop,
                journal=journal,
            )
            # A worker that was killed between the articles and their categories has left these to its successor.
            settle(made_categories(job.pk))
    except StoppedError:
        if not watch.wish:
            raise
        refusals.flush()
        undo = watch.wish == Wish.UNDO
        note(job, Action.IMPORTED, f"stopped: {in_words(watch.counts())}")
        watch.finish(State.UNDOING if undo else State.STOPPED, attempts=0, **watch.counts())
    except (UnsupportedFileError, FileGoneError) as error:
        if tally.new:
            note(job, Action.IMPORTED, f"failed: {in_words(watch.counts())}")
        watch.finish(State.FAILED, message=GONE if isinstance(error, FileGoneError) else str(error), **watch.counts())
    else:
        refusals.flush()
        note(job, Action.IMPORTED, in_words(watch.counts()))
        none = "None of its rows could be imported." if tally.rows and tally.rows == tally.refused else ""
        watch.finish(State.DONE, message=none, **watch.counts())


def counts(tally: Tally, journal: ArticleJournal) -> dict[str, int]:
    """Return the counts of the whole import. What this run found known may be what an earlier one has added."""
    return {
        "new": journal.total,
        "known": max(0, tally.new + tally.known - journal.total),
        "refused": tally.refused,
    }
