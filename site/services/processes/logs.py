"""The servers' logs: rotated, and searched for the one line that says why a server did not come up."""

import json
import re
from pathlib import Path

KEPT_BYTES = 10_000_000
TAIL_BYTES = 64_000
LINE_LENGTH = 200
ERROR_LINE = re.compile(r"\bERROR\b|\bFATAL\b|Exception\b|[Ee]rror:|Invalid .* size|No space left|OutOfMemory")
STACK_LINE = re.compile(r"^\s+(at |\.\.\. \d+ more)")
# These follow every failure, after the line that has the reason.
UNINFORMATIVE = re.compile(
    r"did not exit normally|fatal exception|See logs for more details|Could not create the Java"
    r"|Writing fatal message|[Ff]atal assertion|aborting after fassert"
)
DISK_FULL = re.compile(r"No space left on device|Disk quota exceeded|\bENOSPC\b")
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def rotate(log: Path) -> None:
    """Move a log that has grown large aside before the server writes to it again."""
    if log.exists() and log.stat().st_size > KEPT_BYTES:
        log.replace(log.with_suffix(".1.log"))


def size(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def last_error_line(log: Path, since: int = 0) -> str:
    """The last line after byte `since` that names an error, else the last line; '' for an empty log."""
    lines = lines_of(log, since)
    texts = [readable(line) for line in lines if not STACK_LINE.match(line)]
    with_errors = [line for line in texts if ERROR_LINE.search(line) and not UNINFORMATIVE.search(line)]
    return (with_errors or texts or [""])[-1][:LINE_LENGTH]


def reports_full_disk(log: Path, since: int = 0) -> bool:
    return any(DISK_FULL.search(line) for line in lines_of(log, since))


def lines_of(log: Path, since: int) -> list[str]:
    if not log.exists():
        return []
    with log.open("rb") as file:
        file.seek(max(since, log.stat().st_size - TAIL_BYTES))
        text = ANSI.sub("", file.read().decode(errors="replace"))
    return [line for line in text.splitlines() if line.strip()]


def readable(line: str) -> str:
    """The text of a line of mongod's JSON log; any other line as it is."""
    try:
        entry = json.loads(line)
    except ValueError:
        return line.strip()
    if not isinstance(entry, dict) or "msg" not in entry:
        return line.strip()
    severity = {"F": "FATAL ", "E": "ERROR "}.get(str(entry.get("s")), "")
    details = json.dumps(entry["attr"]) if entry.get("attr") else ""
    return f"{severity}{entry['msg']} {details}".strip()
