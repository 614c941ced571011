"""Articles of a folder: `category/NNN.txt`, with the title on the first line and optionally the date on the second.

Web pages (.html) and objects of JSON (.json) are read as well.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from catalog.importing.columns import choose
from catalog.importing.dates.moments import AmbiguousDateError, DateError
from catalog.importing.dates.values import parse_value
from catalog.importing.options import FIELDS, Options
from catalog.importing.reading.encoding import detect
from catalog.importing.reading.json_values import JSON_ERRORS, names_of, parse, values_of
from catalog.importing.reading.source import MAX_LINE
from catalog.importing.rows import Found, Meter, Refused, Remark, UnsupportedFileError, listed, quoted
from catalog.text import plain_text

SUFFIXES = (".txt", ".text", ".html", ".htm", ".json")
DEPTH = 2  # of category/NNN.txt
TABLES = (".csv", ".tsv", ".jsonl", ".xml", ".gz", ".zip")
TITLE = re.compile(r"<(title|h1)\b[^>]{0,400}>(.{1,2000}?)</\1\s*>", re.IGNORECASE | re.DOTALL)


class FolderReader:
    """Finds the files when it is made, in a fixed order, so that duplicates are always counted alike."""

    format = "folder"
    encoding = ""
    delimiter = ""

    def __init__(self, folder: Path, options: Options, meter: Meter) -> None:
        self.notes: list[str] = []
        self.names: Sequence[str] = FIELDS
        self._options = options
        self._meter = meter
        self._paths = self._find(folder)
        self.size = len(self._paths)

    def _find(self, folder: Path) -> list[Path]:
        try:
            everything = sorted(path for path in folder.rglob("*") if path.is_file() and not hidden(path, folder))
        except OSError as error:
            raise UnsupportedFileError(f"The folder cannot be read: {error.strerror}.") from error
        texts = [path for path in everything if path.suffix.lower() in SUFFIXES]
        found = [path for path in texts if len(path.relative_to(folder).parts) == DEPTH]
        deeper = [path for path in texts if len(path.relative_to(folder).parts) > DEPTH]
        if not found and not deeper and self._options.category:
            found = [path for path in texts if path.parent == folder]
        if not found:
            found, deeper = only_tree(folder, deeper, everything), []
        left = [path for path in everything if path not in set(found)]
        if left:
            shown = [str(path.relative_to(folder)) for path in left]
            self.notes.append(f"Files left out, not category/NNN.txt: {listed(shown, 5)}.")
        return found

    def rows(self, columns: Mapping[str, str]) -> Iterator[Found | Refused | Remark]:
        for path in self._paths:
            yield from self._read(path, columns)
            self._meter.add(1)

    def _read(self, path: Path, columns: Mapping[str, str]) -> Iterator[Found | Refused | Remark]:
        where = f"{path.parent.name}/{path.name}"
        try:
            with path.open("rb") as stream:
                raw = stream.read(MAX_LINE + 1)
            if len(raw) > MAX_LINE:
                yield Refused(where, "the file is too long for an article")
                return
            text, label = decode(raw, self._options.encoding)
            values = values_in(path, text)
        except OSError as error:
            yield Refused(where, f"the file cannot be read: {error.strerror}")
        except UnsupportedFileError as error:
            reason = str(error).rstrip(".")
            yield Refused(where, f"{reason[0].lower()}{reason[1:]}")
        except JSON_ERRORS as error:
            yield Refused(where, f"this is not a JSON object: {error}")
        else:
            if label not in ("", "UTF-8"):
                yield Remark(where, f"files were read as {label}")
            yield Found(where, {"category": path.parent.name, **{k: v for k, v in values.items() if k in columns}})


def hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.relative_to(folder).parts)


def only_tree(folder: Path, deeper: Sequence[Path], everything: Sequence[Path]) -> list[Path]:
    """Return the files of category/NNN.txt inside a single folder of the folder; otherwise say what is expected."""
    trees = Counter(path.relative_to(folder).parts[0] for path in deeper)
    if len(trees) > 1:
        sizes: Counter[str] = Counter()
        for path in deeper:
            sizes[path.relative_to(folder).parts[0]] += path.stat().st_size
        fullest = sizes.most_common(1)[0][0]
        raise UnsupportedFileError(
            f"The folder holds {len(trees)} trees of categories: {listed(sorted(trees), 5)}. Import one of them, not "
            f"all: the longest texts are in {quoted(fullest)}, that is “{folder / fullest}”."
        )
    inside = folder / next(iter(trees)) if trees else folder
    found = [path for path in deeper if len(path.relative_to(inside).parts) == DEPTH]
    if found:
        return found
    tables = [path.name for path in everything if path.suffix.lower() in (*TABLES, ".json") and path.parent == folder]
    if tables:
        raise UnsupportedFileError(
            f"The folder holds {listed(tables, 5)}, not category/NNN.txt. Import these files by their names: "
            f"“{folder}/*{Path(tables[0]).suffix}”."
        )
    raise UnsupportedFileError(
        "The folder contains no articles. They are expected as category/NNN.txt, such as sport/001.txt."
    )


def decode(raw: bytes, wanted: str) -> tuple[str, str]:
    """Return the text of a file, and the label of its encoding. Raises UnsupportedFileError."""
    try:
        return raw.decode("utf-8-sig").lstrip("\ufeff"), "UTF-8"
    except UnicodeDecodeError:
        encoding = detect(io.BytesIO(raw), Meter(), wanted)
        return raw.decode(encoding.codec, errors="replace").lstrip("\ufeff"), encoding.label


def values_in(path: Path, text: str) -> dict[str, object]:
    if path.suffix.lower() == ".json":
        row = parse(text)
        if not isinstance(row, dict):
            raise ValueError("it is something else")
        return values_of(row, choose(names_of([row]), {}).columns)[0]
    if path.suffix.lower() in (".html", ".htm"):
        heading = {found[1].lower(): found[2] for found in reversed(list(TITLE.finditer(text)))}
        title = " ".join(plain_text(heading.get("h1") or heading.get("title") or "").split())
        content = plain_text(text)
        return {"title": title or path.stem, "content": content.removeprefix(f"{title}\n\n")}
    title, _, rest = text.partition("\n")
    date, content = split_date(rest)
    return {"title": title, "content": content, "published_at": date}


def split_date(rest: str) -> tuple[str | None, str]:
    """Split off the date, which an empty line follows, and strip empty lines around the text."""
    first, _, after = rest.partition("\n")
    following, _, _ = after.partition("\n")
    if first.strip() and not following.strip() and is_date(first.strip()):
        return first.strip(), after.strip("\r\n")
    return None, rest.strip("\r\n")


def is_date(text: str) -> bool:
    if text.isdecimal():  # a year is rather a heading
        return False
    try:
        return parse_value(text, "", []) is not None
    except AmbiguousDateError:
        return True
    except DateError:
        return False
