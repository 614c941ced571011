"""Looking at an uploaded file: what it would become, and what must be decided first."""

import json
from datetime import datetime, time
from typing import Any

from django.utils.dateformat import format as date_format
from django.utils.text import Truncator

from catalog.import_models import ImportJob
from catalog.importing.checking import Row
from catalog.importing.inspecting import Plan, inspect
from catalog.importing.rows import UnknownColumnsError, UnsupportedFileError
from catalog.imports import jobs
from catalog.imports.files import FileGoneError, spooled
from catalog.imports.running import GONE
from catalog.imports.watch import Watch

CONTENT_SHOWN = 600
# An archive has some dozen columns; a file of one line may seem to have a hundred thousand.
MOST_NAMES, NAME_SHOWN = 300, 200
MOST_CATEGORIES = 500


def look(watch: Watch) -> None:
    job = watch.job
    try:
        with spooled(job.file, job.file_name) as path:
            plan = inspect(path, jobs.options_of(job), advance=watch.advance, stop=watch.stop)
    except UnsupportedFileError as error:
        names = error.names if isinstance(error, UnknownColumnsError) else jobs.names_of(job)
        watch.finish(ImportJob.State.UNUSABLE, message=str(error), plan=json.dumps({"names": listable(names)}))
    except FileGoneError:
        watch.finish(ImportJob.State.FAILED, message=GONE)
    else:
        watch.finish(ImportJob.State.READY, message="", plan=json.dumps(shown(plan)))


def listable(names: Any) -> list[str]:
    return [str(name) for name in names if len(str(name)) <= NAME_SHOWN][:MOST_NAMES]


def shown(plan: Plan) -> dict[str, Any]:
    """Return what the page shows of a plan, as JSON holds it and of a bounded size."""
    return {
        "names": listable(plan.headers),
        "format": plan.format,
        "encoding": plan.encoding,
        "columns": [[field, Truncator(name).chars(NAME_SHOWN)] for field, name in plan.columns.items()],
        "dates": plan.dates_reason,
        "rows": plan.rows,
        "refused": plan.refused_count,
        "refused_rows": [[refused.where, refused.reason] for refused in plan.refused],
        "left_out": plan.left_out,
        "categories": [[name, count] for name, count in list(plan.categories.items())[:MOST_CATEGORIES]],
        "more_categories": max(0, len(plan.categories) - MOST_CATEGORIES),
        "new_categories": list(plan.new_categories[:MOST_CATEGORIES]),
        "more_new_categories": max(0, len(plan.new_categories) - MOST_CATEGORIES),
        "notes": list(plan.notes),
        "articles": [shown_row(row) for row in plan.first],
    }


def shown_row(row: Row) -> dict[str, Any]:
    return {
        "title": row.title,
        "category": row.category,
        "published_at": date_shown(row.published_at),
        "author": list(row.author),
        "source_url": row.source_url,
        "content": Truncator(row.content).chars(CONTENT_SHOWN),
    }


def date_shown(moment: datetime | None) -> str:
    """Return the date, and the time unless it is midnight: most files have no times."""
    if moment is None:
        return ""
    return date_format(moment, "j F Y" if moment.time() == time() else "j F Y, H:i")
