"""Removing what nobody needs any more: uploads that were never started, files of imports that are over."""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from catalog.import_models import ImportJob
from catalog.imports import files, jobs

logger = logging.getLogger(__name__)

# Between the upload of a file and the making of its job.
ORPHAN_AGE = timedelta(hours=6)


def clean_up() -> None:
    """Remove uploads that were not started for IMPORT_KEEP_DAYS, and files of imports that ended so long ago.

    What an import has added and refused stays, so that it can be undone and its report be read.
    """
    old = ImportJob.objects.filter(changed_at__lt=timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS))
    for job in old.filter(state__in=jobs.UNFINISHED):
        if jobs.discard(job):
            logger.info("%s was never started; its file is removed", job)
    for job in old.exclude(state__in=(*jobs.UNFINISHED, *jobs.BUSY)).filter(file__isnull=False):
        files.remove(job.file)
        ImportJob.objects.filter(pk=job.pk).update(file=None)
    known = set(ImportJob.objects.filter(file__isnull=False).values_list("file", flat=True))
    if orphans := files.remove_orphans(known, ORPHAN_AGE):
        logger.info("%d files without a job are removed", orphans)
