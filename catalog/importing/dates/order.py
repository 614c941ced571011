"""The order of day and month in a file: one date that can only be read in one way decides for all."""

from dataclasses import dataclass, field

from catalog.importing.dates.numeric import evidence
from catalog.importing.options import DateOrder
from catalog.importing.rows import UnknownDatesError, quoted


@dataclass(slots=True)
class OrderOfDates:
    """Call `see` for each date, then `decide`. With `chosen`, nothing is looked at."""

    chosen: DateOrder
    _proofs: dict[DateOrder, tuple[str, str]] = field(default_factory=dict)  # the first value and its place
    _ambiguous: tuple[str, str] | None = None

    def see(self, value: object, ambiguous: str, where: str) -> None:
        """Look at the value of a row; `ambiguous` is the date that can be read in two ways, or ""."""
        if self.chosen:
            return
        if order := evidence(value):
            self._proofs.setdefault(order, (str(value), where))
        if ambiguous and not self._ambiguous:
            self._ambiguous = (ambiguous, where)

    def decide(self) -> tuple[DateOrder, str]:
        """Return the order and why. Raises UnknownDatesError when nothing tells, or the dates contradict each other."""
        if self.chosen:
            return self.chosen, "as chosen"
        if len(self._proofs) > 1:
            (day, day_where), (month, month_where) = self._proofs["dmy"], self._proofs["mdy"]
            raise UnknownDatesError(
                f"The dates contradict each other: {quoted(day)} ({day_where}) has the day first, {quoted(month)} "
                f"({month_where}) the month. Make them alike, or choose one with --dates dmy or --dates mdy: rows with "
                f"the other are then refused."
            )
        for order, (value, where) in self._proofs.items():
            first = "day" if order == "dmy" else "month"
            return order, f"{first} first, because {quoted(value)} ({where}) can only be so"
        if self._ambiguous:
            value, where = self._ambiguous
            raise UnknownDatesError(
                f"The date {quoted(value)} ({where}) can be day first or month first, and no date of the file tells. "
                f"Say which: --dates dmy for day, month, year, or --dates mdy."
            )
        return "", ""
