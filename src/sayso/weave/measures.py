"""Units of measure: of what a figure is, and how large its unit is beside others of its kind (`measures.toml`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from sayso.tables import table

OF_TIME, OF_WARMTH = "time", "warmth"
_CLOSE = 0.05  # share within which two spans of time in other units are one: "72 hours", "three days"
_ROUGHLY = 0.1  # … and other measures, whose conversions are rounded: "12 miles", "20 km"
_LONGEST = 3  # words of a unit


class Measure(NamedTuple):
    """A unit of measure."""

    of: str  # what it measures: "length"
    unit: str  # as it is shown: "miles"
    size: float  # in the first unit of its kind
    above: float = 0.0  # what its zero is in that unit

    def value(self, figure: float) -> float:
        """A figure of this unit in the first unit of its kind."""
        return figure * self.size + self.above

    def figure(self, value: float) -> float:
        """A figure of the first unit of its kind in this one."""
        return round((value - self.above) / self.size, 6)


def measured(text: str, tokens: Sequence[tuple[str, int, int]], last: int) -> tuple[Measure, int] | None:
    """The unit behind the figure that ends with a token (folded word, start, end), and the last token of it."""
    for length in range(min(_LONGEST, len(tokens) - last - 1), 0, -1):
        behind = tokens[last + 1 : last + 1 + length]
        found = _units().get(" ".join(word for word, _, _ in behind))
        gap = text[tokens[last][2] : behind[0][1]]
        letter = len(behind[0][0]) == 1
        if found and (gap in ("", "°", " °") and text[behind[0][1]].isupper() if letter else gap in ("", " ", "-", "\u00a0")):
            return found, last + length
    return None


def of_one_size(unit: str, one: float, other: float) -> bool:
    """Whether two figures of one kind of measure, told in two units, are one figure rounded."""
    return abs(one - other) <= (_CLOSE if unit == OF_TIME else _ROUGHLY) * max(abs(one), abs(other))


@cache
def measure(unit: str) -> Measure:
    """The measure that is shown so."""
    return next(m for m in _units().values() if m.unit == unit)


@lru_cache(maxsize=1)
def _units() -> dict[str, Measure]:
    rows = ((Measure(r["of"], r["unit"], float(r["size"]), float(r.get("above", 0))), r["words"]) for r in table("measures"))
    return {word: unit for unit, words in rows for word in words}
