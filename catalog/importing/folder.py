"""Articles of a folder: `category/NNN.txt`, with the title on the first line and optionally the date on the second."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.dateparse import parse_date, parse_datetime

from catalog.importing.rows import Found, Refused, UnsupportedFileError
from catalog.importing.source import MAX_LINE_BYTES, Advance


def files(folder: Path) -> list[Path]:
    """Return the files in a fixed order, so that duplicates are always counted alike."""
    try:
        found = sorted(path for path in folder.glob("*/*.txt") if path.is_file())
    except OSError as error:
        raise UnsupportedFileError(f"The folder cannot be read: {error.strerror}.") from error
    if not found:
        raise UnsupportedFileError(
            "The folder contains no articles. They are expected as category/NNN.txt, such as sport/001.txt."
        )
    return found


def read(paths: list[Path], advance: Advance) -> Iterator[Found | Refused]:
    for path in paths:
        yield read_file(path)
        advance(1)


def read_file(path: Path) -> Found | Refused:
    where = f"{path.parent.name}/{path.name}"
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_LINE_BYTES + 1)
        if len(raw) > MAX_LINE_BYTES:
            return Refused(where, "the file is too long for an article")
        text = raw.decode("utf-8-sig")
    except OSError as error:
        return Refused(where, f"the file cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return Refused(where, f"line {line} is not UTF-8 (0x{raw[error.start]:02X}); save the file as UTF-8")
    title, _, rest = text.partition("\n")
    date, content = split_date(rest)
    return Found(where, {"title": title, "content": content, "category": path.parent.name, "published_at": date})


def split_date(rest: str) -> tuple[str | None, str]:
    """Split off the date, which an empty line follows, and strip empty lines around the text."""
    first, _, after = rest.partition("\n")
    following, _, _ = after.partition("\n")
    if first.strip() and not following.strip() and is_date(first.strip()):
        return first.strip(), after.strip("\r\n")
    return None, rest.strip("\r\n")


def is_date(text: str) -> bool:
    try:
        return bool(parse_datetime(text) or parse_date(text))
    except ValueError:
        return False
