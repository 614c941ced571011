"""Importing one file or folder: first a pass that decides and checks (inspecting), then one that writes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bson import ObjectId
from tqdm import tqdm

from catalog.categories import canonical_names, category_key
from catalog.importing.checking import Checker, Row
from catalog.importing.identity import Occurrences, digest
from catalog.importing.inspecting import Plan, survey
from catalog.importing.options import Options
from catalog.importing.reading.opening import open_reader
from catalog.importing.rows import Found, Meter, Note, Reader, Refused, RefusedError, Remark, StoppedError, listed
from catalog.importing.writing import Tally, Writer

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
    written: Callable[[Sequence[ObjectId]], object] | None = None,
    bar: bool = True,
) -> Plan:
    """Import the valid rows, report the others, and count both in `tally`, which is right even after an exception.

    `report` is given each refused row, and the notes of the plan. `advance(done, total)` is called with bytes of
    all passes together. `written` is given the ids of new articles after each batch, for an undo. With `bar`, a
    progress bar is shown on a terminal.

    Raises UnsupportedFileError (see `inspect`) before anything is written, and StoppedError when `stop()` is true: the
    batches written until then stay, and importing again continues.
    """
    options = options or Options()
    with progress(path, advance, bar=bar) as show:
        meter = Meter(show, stop)
        with open_reader(path, options, meter, passes=2) as reader:
            plan, checker = survey(reader, options)
            for note in plan.notes:
                report(Note(note))
            before = set(canonical_names())
            try:
                write(reader, plan, checker, Writer(tally, written=written), report)
            except StoppedError:
                tell_categories(before, plan, report)
                raise
            tell_categories(before, plan, report)
    return plan


def write(reader: Reader, plan: Plan, checker: Checker, writer: Writer, report: Report) -> None:
    with Occurrences() as occurrences:
        for found in reader.rows(plan.columns):
            row = checked(found, checker)
            if isinstance(row, Refused):
                writer.tally.refused += 1
                report(row)
            elif row:
                # The file's own spelling: an id stays the same when the category is renamed.
                key = category_key(row.category)
                occurrence = occurrences.next(digest(key, row.title, row.content))
                writer.add(writer.canonical(row), key, occurrence)
        writer.flush()


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
    new = [there[key] for key in map(category_key, plan.categories) if key in there and key not in before]
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
