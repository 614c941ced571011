"""What the faults cost, as `make chaos` prints it."""

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


HEADS = ("fault", "writes acknowledged", "lost", "stale", "orphans", "seconds to converge", "")
RULE = "|---|---:|---:|---:|---:|---:|---|"


def line(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def table(rows: list[Row]) -> str:
    told = [
        line(row.fault, f"{row.acknowledged:,}", row.lost, row.stale, row.orphans, f"{row.seconds:.1f}", row.more)
        for row in rows
    ]
    return "\n".join([line(*HEADS), RULE, *told])
