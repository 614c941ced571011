"""Undoing an import: its articles go if nobody has changed them, and its categories if nothing is in them."""

from collections.abc import Iterator

from bson import ObjectId

from audit.models import Action
from catalog.categories import category_key, register
from catalog.import_models import ImportedBatch, ImportJob
from catalog.imports import files
from catalog.imports.noting import note
from catalog.imports.watch import Watch
from catalog.models import Article, Category


def undo(watch: Watch) -> None:
    """Remove the articles batch by batch. Interrupted and called again, it continues."""
    job = watch.job
    keys = list(ImportedBatch.objects.filter(job_id=job.pk).order_by("pk").values_list("pk", "undone"))
    for number, (key, undone) in enumerate(keys, start=1):
        watch.check()
        if not undone:
            undo_batch(key)
        watch.advance(number, len(keys))
    remove_empty_categories(job.pk)
    files.remove(job.file)
    counts = ImportedBatch.objects.filter(job_id=job.pk).order_by("pk").values_list("removed", "articles")
    results = [(removed, len(kept)) for removed, kept in counts.iterator()]
    removed, kept = (sum(numbers) for numbers in zip(*results, strict=True)) if results else (0, 0)
    note(job, Action.IMPORT_UNDONE, f"{removed:,} articles removed, {kept:,} kept")
    watch.finish(ImportJob.State.UNDONE, file=None, removed=removed, kept=kept)


def undo_batch(key: ObjectId) -> None:
    """Delete the batch's articles that are as they were added, and keep the ids of the others in the batch."""
    batch = ImportedBatch.objects.get(pk=key)
    untouched = Article.objects.filter(pk__in=batch.articles, version=1, updated_at=batch.at)
    # Counted before, because a worker that is killed right after the deletion could not count them any more.
    removed = max(batch.removed, untouched.count())
    ImportedBatch.objects.filter(pk=key).update(removed=removed)
    untouched.delete()  # one statement, applied to each article atomically: an edit at this moment is not lost
    there = set(Article.objects.filter(pk__in=batch.articles).order_by().values_list("pk", flat=True))
    kept = [pk for pk in batch.articles if pk in there]
    ImportedBatch.objects.filter(pk=key).update(
        articles=kept, removed=min(removed, len(batch.articles) - len(kept)), undone=True
    )


def remove_empty_categories(job: ObjectId) -> None:
    """Remove categories that the import has made, unless they have articles or an editor has worked on them."""
    empty = {category_key(name) for name in made_categories(job)} - stored_keys()
    untouched = Category.objects.filter(key__in=empty, description="", order__isnull=True, former_keys=[])
    untouched.delete()
    # Someone may have written an article in one of them between the look and the deletion.
    register(name for key, name in stored_categories() if key in empty)


def stored_keys() -> set[str]:
    return {key for key, _ in stored_categories()}


def stored_categories() -> Iterator[tuple[str, str]]:
    """Yield key and spelling of every category that an article has."""
    for name in Article.objects.order_by().values_list("category", flat=True).distinct():
        if isinstance(name, str):
            yield category_key(name), name


def kept_articles(job: ObjectId) -> Iterator[ObjectId]:
    """Yield the ids of the articles that an undo has left, because they were changed since."""
    undone = ImportedBatch.objects.filter(job_id=job, undone=True).order_by("pk")
    for articles in undone.values_list("articles", flat=True):
        yield from articles or ()


def made_categories(job: ObjectId) -> list[str]:
    """Return the names of the categories that an import has made, in the order of the file."""
    batches = ImportedBatch.objects.filter(job_id=job).exclude(categories=[]).order_by("pk")
    return [name for names in batches.values_list("categories", flat=True) for name in names or ()]
