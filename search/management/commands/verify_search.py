"""Proves that the two stores agree."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from search.index import alias_name, client, live_index
from search.sync import status
from search.sync.checkpoints import target_of
from search.sync.compare import Kind
from search.sync.source import collection
from search.sync.verify import Verdict, repair, verify


class Command(BaseCommand):
    help = (
        "Compare every article in MongoDB with its indexed document, exactly, also under live writes. "
        "Exit code 1 and a list when they differ."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="write what differs anew, then compare again")

    def handle(self, *_args: Any, **options: Any) -> None:
        elastic = client()
        index = live_index(elastic)
        target = target_of(elastic, index) if index else None
        if target is None:
            raise CommandError(f"There is no index behind {alias_name()}; sync_search makes one.")
        with tqdm(total=collection().estimated_document_count(), unit=" articles", desc="verify", disable=None) as bar:
            verdict = verify(elastic, target, progress=lambda count: bar.update(count - bar.n))
        if options["repair"] and verdict.differences:
            count = repair(elastic, target, verdict.differences)
            self.stdout.write(f"{count} written anew.")
            verdict = verify(elastic, target)
        status.verified(verdict.checked, len(verdict.differences))
        self.tell(verdict)

    def tell(self, verdict: Verdict) -> None:
        counts = ", ".join(f"{len(verdict.of(kind))} {kind}" for kind in Kind)
        for each in verdict.differences:
            self.stdout.write(f"{each.kind}\t{each.id}\t{each.reason}".rstrip())
        summary = f"{verdict.checked:,} compared: {counts}."
        if not verdict.agrees:
            raise CommandError(summary)
        self.stdout.write(summary)
