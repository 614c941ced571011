"""The memory of processes over a time, and whether it grows."""

from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression
from time import monotonic

import psutil

MEGABYTE = 2**20


def pss_of(pid: int) -> int:
    """Return the proportional set size in bytes: a page that several processes share counts in parts. Linux only."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def family(pid: int) -> list[int]:
    """Return a process and all that it has started."""
    return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]


@dataclass(slots=True)
class Memory:
    """Samples of each process, by title and process id: (moment, bytes)."""

    roots: dict[str, int]
    samples: dict[tuple[str, int], list[tuple[float, int]]] = field(default_factory=dict)

    def look(self) -> None:
        for title, root in self.roots.items():
            for pid in family(root):
                self.samples.setdefault((title, pid), []).append((monotonic(), pss_of(pid)))

    def growth(self, warm_up: float) -> dict[str, float]:
        """Return what each process grew after so much of the time, by its trend, in MB; the largest of each title."""
        found: dict[str, float] = {}
        for (title, _), samples in self.samples.items():
            began, ended = samples[0][0], samples[-1][0]
            kept = [each for each in samples if each[0] >= began + (ended - began) * warm_up]
            slope = linear_regression([moment for moment, _ in kept], [size for _, size in kept]).slope
            found[title] = max(found.get(title, float("-inf")), slope * (kept[-1][0] - kept[0][0]) / MEGABYTE)
        return found

    def __str__(self) -> str:
        ends = {key: samples[-1][1] / MEGABYTE for key, samples in self.samples.items()}
        return ", ".join(f"{title} {size:.0f}" for (title, _), size in ends.items() if size > 1)
