"""What two statements disagree on."""

from __future__ import annotations

from typing import Literal, NamedTuple

ClashKind = Literal["number", "date", "place", "polarity"]


class Clash(NamedTuple):
    """What two statements disagree on, and the stretches of text that show it (offsets in either document)."""

    kind: ClashKind
    left: tuple[int, int]
    right: tuple[int, int]
    why: str
    core: bool = True  # place: it is what is stated, not only where; number: what both count is a telling word
    read: float | None = None  # a model's chance that but for this both say the same; polarity: that they contradict
