"""Verifies that both stores agree."""

from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from elasticsearch import NotFoundError
from tqdm import tqdm

from search.index import alias_name, client, live_index
from search.management.operator_errors import as_command_errors
from search.sync import status
from search.sync.follow.bulk import IndexGoneError
from search.sync.follow.checkpoints import Target, target_of
from search.sync.rebuild.aliases import has_wanted_mapping
from search.sync.source import estimated_count
from search.sync.verify.compare import Kind
from search.sync.verify.verify import Verdict, repair, verify

ATTEMPTS = 3


class Command(BaseCommand):
    help = (
        "Compare every article in MongoDB with its indexed document, even under live writes. "
        "Exit with code 1 and a list when they differ."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="reindex what differs, then compare again")

    def handle(self, *_args: Any, **options: Any) -> None:
        with as_command_errors():
            verdict = self.compare(repairing=options["repair"])
            status.report_verification(verdict.checked, len(verdict.differences))
        self.report(verdict)

    def compare(self, *, repairing: bool) -> Verdict:
        """Compare the live index; start again when a re-sync replaces it meanwhile."""
        for _attempt in range(ATTEMPTS):
            target = live_target()
            try:
                return self.compare_with(target, repairing=repairing)
            except (NotFoundError, IndexGoneError):
                if live_target() == target:
                    raise
        raise CommandError("The index was replaced during each attempt; run this again after the re-syncs.")

    def compare_with(self, target: Target, *, repairing: bool) -> Verdict:
        elastic = client()
        with tqdm(total=estimated_count(), unit=" articles", desc="verify", disable=None) as bar:
            verdict = verify(elastic, target, progress=lambda count: bar.update(count - bar.n))
        if repairing and verdict.differences:
            count = repair(elastic, target, verdict.differences, Event())
            self.stdout.write(f"{count} reindexed.")
            verdict = verify(elastic, target)
        return verdict

    def report(self, verdict: Verdict) -> None:
        counts = ", ".join(f"{len(verdict.of(kind))} {kind}" for kind in Kind)
        for each in verdict.differences:
            self.stdout.write(f"{each.kind}\t{each.id}\t{each.reason}".rstrip())
        summary = f"{verdict.checked:,} compared: {counts}."
        if not verdict.agrees:
            raise CommandError(summary)
        self.stdout.write(summary)


def live_target() -> Target:
    elastic = client()
    index = live_index(elastic)
    target = target_of(elastic, index) if index else None
    if target is None:
        raise CommandError(f"There is no index behind {alias_name()}; sync_search builds one.")
    if not has_wanted_mapping(target.index):
        # Each document would seem to differ, and a repair would be refused by the mapping of the version before.
        raise CommandError("The worker is building the index of this version; run this again when it is live.")
    return target
