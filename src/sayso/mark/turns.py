"""The turns of a transcript: lines that begin with who speaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sayso.types import Span

_TURN = re.compile(
    r"(?:(?P<caps>[A-Z][A-Z.'’\-]+(?: [A-Z][A-Z.'’\-]+){0,4})|(?P<qa>[QA])|"
    r"(?P<name>[A-Z][\w.'’\-]+(?: [A-Z][\w.'’\-]+){0,4}))(?: \((?P<of>[^()\n]{1,60})\))?(?::|(?<=[QA])\.)\s+(?=\S)"
)
_FEWEST = 3  # labels that make a transcript


def labels(text: str, lines: Sequence[Span]) -> dict[int, re.Match[str]]:
    """By the place of a line the label that it begins with; empty where there are too few.

    In capitals, "Q." or "A.", or a name that comes twice: "Note: " is a label too.
    """
    found = [m for s in lines if (m := _TURN.match(text, s.start, s.end))]
    counts = Counter(map(called, found))
    heard = [m for m in found if m["caps"] or m["qa"] or counts[called(m)] > 1]
    return {m.start(): m for m in heard} if len(heard) >= _FEWEST else {}


def called(label: re.Match[str]) -> str:
    """What a label calls the speaker, with what stands in brackets behind."""
    return label.group().split(":")[0]
