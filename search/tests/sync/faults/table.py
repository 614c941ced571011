"""The table of faults that `make chaos` prints."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    fault: str
    acknowledged: int
    lost: int
    stale: int
    orphans: int
    seconds: float
    more: str = ""

    @property
    def is_clean(self) -> bool:
        return self.lost == self.stale == self.orphans == 0


Record = Callable[..., None]  # what the fixture `record` is: (row, more="")
HEADS = ("fault", "writes acknowledged", "lost", "stale", "orphans", "seconds to converge", "")
RULE = "|---|---:|---:|---:|---:|---:|---|"


def line(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def table(rows: list[Row]) -> str:
    lines = [
        line(row.fault, f"{row.acknowledged:,}", row.lost, row.stale, row.orphans, f"{row.seconds:.1f}", row.more)
        for row in rows
    ]
    return "\n".join([line(*HEADS), RULE, *lines])
