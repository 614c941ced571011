"""The servers' logs: kept small, and read for the one line that says why a server did not come up."""

import json
import re
from pathlib import Path

KEPT_BYTES = 10_000_000
TAIL_BYTES = 64_000
LINE_LENGTH = 200
ERROR_LINE = re.compile(r"\bERROR\b|\bFATAL\b|Exception\b|[Ee]rror:|Invalid .* size|No space left|OutOfMemory")
STACK_LINE = re.compile(r"^\s+(at |\.\.\. \d+ more)")
# True of every end, and told after the line that has the reason.
UNINFORMATIVE = re.compile(
    r"did not exit normally|fatal exception|See logs for more details|Could not create the Java"
    r"|Writing fatal message|[Ff]atal assertion|aborting after fassert"
)
DISK_FULL = re.compile(r"No space left on device|Disk quota exceeded|\bENOSPC\b")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def rotate(log: Path) -> None:
    """Put a log that has grown aside before the server begins to write it again."""
    if log.exists() and log.stat().st_size > KEPT_BYTES:
        log.replace(log.with_suffix(".1.log"))


def size(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def last_error_line(log: Path, since: int = 0) -> str:
    """The last line after byte `since` that names an error, else the last line at all; may be ''."""
    lines = _lines(log, since)
    readable = [_readable(line) for line in lines if not STACK_LINE.match(line)]
    with_errors = [line for line in readable if ERROR_LINE.search(line) and not UNINFORMATIVE.search(line)]
    return (with_errors or readable or [""])[-1][:LINE_LENGTH]


def reports_full_disk(log: Path, since: int = 0) -> bool:
    return any(DISK_FULL.search(line) for line in _lines(log, since))


def _lines(log: Path, since: int) -> list[str]:
    if not log.exists():
        return []
    with log.open("rb") as file:
        file.seek(max(since, log.stat().st_size - TAIL_BYTES))
        text = ANSI.sub("", file.read().decode(errors="replace"))
    return [line for line in text.splitlines() if line.strip()]


def _readable(line: str) -> str:
    """A line of mongod's JSON log as words; any other line as it is."""
    try:
        entry = json.loads(line)
    except ValueError:
        return line.strip()
    if not isinstance(entry, dict) or "msg" not in entry:
        return line.strip()
    severity = {"F": "FATAL ", "E": "ERROR "}.get(str(entry.get("s")), "")
    details = json.dumps(entry["attr"]) if entry.get("attr") else ""
    return f"{severity}{entry['msg']} {details}".strip()
