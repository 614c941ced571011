"""What the pages of an import show."""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from bson import ObjectId
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from catalog.import_models import ImportJob
from catalog.imports import jobs
from catalog.imports.forms import LABELS, OptionsForm
from catalog.imports.journal import MOST_REFUSED, refused_rows
from catalog.imports.lease import worker_is_running
from catalog.imports.undoing import kept_articles, made_categories
from catalog.models import Article

State = ImportJob.State

SHOWN_REFUSED = 20
SHOWN_KEPT = 100
SHOWN_CATEGORIES = 200
FORMULA = ("=", "+", "-", "@", "\t")

Lines = Iterable[tuple[str, ...]]


def context(job: ImportJob, form: OptionsForm | None = None) -> dict[str, Any]:
    """Return what the page of a job shows, by its state."""
    shown: dict[str, Any] = {"job": job, "plan": job.plan_values, "state": job.state, "address": job_address(job)}
    if job.state in jobs.BUSY:
        shown |= progress(job)
    if job.state in (State.READY, State.UNUSABLE):
        shown["form"] = form or options_form(job)
        shown["columns"] = [(LABELS.get(field, field), name) for field, name in columns_of(job)]
    if job.new:
        made = made_categories(job.pk)
        shown["made"] = made[:SHOWN_CATEGORIES]
        shown["made_more"] = len(made[SHOWN_CATEGORIES:])
    shown["can_continue"] = job.state in (State.STOPPED, State.FAILED) and job.file and job.plan
    if job.refused:
        shown["refused"] = list(islice(refused_rows(job.pk), SHOWN_REFUSED))
    if job.kept:
        shown["kept"] = titled(list(islice(kept_articles(job.pk), SHOWN_KEPT)))
        shown["kept_more"] = job.kept - len(shown["kept"])
    return shown


def progress(job: ImportJob) -> dict[str, Any]:
    percent = min(100, job.bytes_done * 100 // job.bytes_total) if job.bytes_total else 0
    return {
        "job": job,
        "state": job.state,
        "busy": True,
        "percent": percent,
        "rows": job.new + job.known + job.refused,
        "worker": worker_is_running(),
        "address": job_address(job),
    }


def options_form(job: ImportJob, data: QueryDict | None = None) -> OptionsForm:
    chosen = jobs.options_of(job)
    found = {field: name for field, name in columns_of(job) if field not in chosen.columns}
    return OptionsForm(jobs.names_of(job), chosen, data, found)


def columns_of(job: ImportJob) -> list[tuple[str, str]]:
    """Return the fields of an article that the file has, each with the name of its column."""
    return [(field, name) for field, name in (job.plan_values or {}).get("columns", ())]


def job_address(job: ImportJob) -> str:
    return reverse("admin:catalog_importjob_change", args=[job.pk])


def article_address(pk: ObjectId) -> str:
    return reverse("admin:catalog_article_change", args=[pk])


def titled(articles: list[ObjectId]) -> list[tuple[str, str]]:
    """Return address and title of the articles that are still there."""
    found = Article.objects.filter(pk__in=articles).order_by().values_list("pk", "title")
    titles = {pk: str(title) for pk, title in found}
    return [(article_address(pk), titles[pk]) for pk in articles if pk in titles]


def refused_csv(job: ImportJob) -> Iterator[str]:
    rows: Lines = refused_rows(job.pk)
    if job.refused > MOST_REFUSED:
        rows = chain(rows, [("", f"{job.refused - MOST_REFUSED:,} more rows were refused and are not listed.")])
    return csv_lines(chain([("where", "reason")], rows))


def kept_csv(job: ImportJob, request: HttpRequest) -> Iterator[str]:
    rows = ((str(pk), request.build_absolute_uri(article_address(pk))) for pk in kept_articles(job.pk))
    return csv_lines(chain([("article", "address")], rows))


class Echo:
    """A file that returns what is written to it (Django's way to stream CSV)."""

    def write(self, value: str) -> str:
        return value


def csv_lines(rows: Lines) -> Iterator[str]:
    """Yield lines of CSV that a spreadsheet takes for text: what looks like a formula gets an apostrophe."""
    writer = csv.writer(Echo())
    for row in rows:
        yield writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row])
