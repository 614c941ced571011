"""Importing one file or folder: first a pass that decides and checks (inspecting), then one that writes."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tqdm import tqdm

from catalog.categories import canonical_names
from catalog.importing.checking import Checker, Row
from catalog.importing.identity import Fingerprint, Occurrences, key_of
from catalog.importing.inspecting import Plan, survey
from catalog.importing.options import Options
from catalog.importing.reading.opening import open_reader
from catalog.importing.rows import Found, Meter, Note, Reader, Refused, RefusedError, Remark, StoppedError, listed
from catalog.importing.spool import Spool
from catalog.importing.writing import Journal, NoJournal, Tally, Writer

Report = Callable[[Refused | Note], object]
Advance = Callable[[int, int], object]


def load(
    path: Path,
    tally: Tally,
    report: Report,
    *,
    options: Options | None = None,
    advance: Advance | None = None,
    stop: Callable[[], bool] | None = None,
    journal: Journal | None = None,
    bar: bool = True,
) -> Plan:
    """Import the valid rows, report the others, and count both in `tally`, which is right even after an exception.

    `report` is given each refused row, and the notes of the plan. `advance(done, total)` is called with bytes of
    all passes together. `journal` is told which articles are added, for an undo. With `bar`, a progress bar is
    shown on a terminal.

    Raises UnsupportedFileError (see `inspect`) before anything is written, and StoppedError when `stop()` is true: the
    batches written until then stay, and importing again continues.
    """
    options = options or Options()
    with progress(path, advance, bar=bar) as show:
        meter = Meter(show, stop)
        with open_reader(path, options, meter, passes=2) as reader, Spool() as spool:
            found = survey(reader, options, spool.keep)
            plan = found.plan(reader)
            if found.needs_another_pass:
                spool.discard()
            for note in plan.notes:
                report(Note(note))
            before = set(canonical_names())
            try:
                rows = spool.rows(meter) if spool.complete else read_again(reader, plan, found.checker)
                write(rows, Writer(tally, journal or NoJournal()), report)
            except StoppedError:
                tell_categories(before, plan, report)
                raise
            tell_categories(before, plan, report)
    return plan


def read_again(reader: Reader, plan: Plan, checker: Checker) -> Iterator[Row | Refused]:
    for found in reader.rows(plan.columns):
        if row := checked(found, checker):
            yield row


def write(rows: Iterable[Row | Refused], writer: Writer, report: Report) -> None:
    with writer, Occurrences() as occurrences:
        for row in rows:
            if isinstance(row, Refused):
                writer.tally.refused += 1
                report(row)
            else:
                # The file's own spelling: an id stays the same when the category is renamed.
                key = key_of(row.category)
                fingerprint = Fingerprint(key, row.title, row.content)
                writer.add(writer.canonical(row), key, fingerprint, occurrences.next(fingerprint.digest))
        writer.finish()


def checked(found: Found | Refused | Remark, checker: Checker) -> Row | Refused | None:
    """Return the row, or why it is refused, or None when the plan has told that it is left out."""
    if isinstance(found, Refused):
        return found
    if isinstance(found, Remark) or checker.left_out(found.values):
        return None
    try:
        return checker.check(found.values)
    except RefusedError as refusal:
        return Refused(found.where, str(refusal))


def tell_categories(before: set[str], plan: Plan, report: Report) -> None:
    there = canonical_names()
    new = [there[key] for key in map(key_of, plan.categories) if key in there and key not in before]
    if new:
        report(Note(f"New categories: {listed(new)}."))


@contextmanager
def progress(path: Path, advance: Advance | None, *, bar: bool) -> Iterator[Advance]:
    hidden = None if bar else True  # None: tqdm shows the bar on a terminal only
    with tqdm(unit=" files" if path.is_dir() else "B", unit_scale=True, desc=path.name, disable=hidden) as shown:

        def show(done: int, total: int) -> None:
            shown.total = total
            shown.update(done - shown.n)
            if advance:
                advance(done, total)

        yield show
