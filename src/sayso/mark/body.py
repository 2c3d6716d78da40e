"""The paragraphs of a report that are its own text: what marking reads."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from sayso.text import paragraphs as lines
from sayso.types import Document, Region, Span

# "WENDMOOR, Oct 10 (Agency) - ", "WENDMOOR – ": where and by whom a wire report was filed stands before its first sentence.
_DATELINE = re.compile(
    r"(?:[^\W\d_][\w.'’ /-]{1,40}(?:, [\w. ]{2,30}){0,3} ?\([^()\n]{2,50}\)"
    r"|[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,4}(?:, [\w. ]{2,30}){0,3})\s*[-–—]{1,2}\s+(?=\S)"
)


def body(document: Document, regions: Sequence[Region]) -> list[Span]:
    """The paragraphs of the body, in order; a block of several lines is one, unless a blank line parts them."""
    bodies = [r for r in regions if r.kind == "body"]
    if not regions:
        return list(lines(document.text))
    spans: list[Span] = []
    blocks = sorted((Span(b.start, b.end) for b in document.blocks), key=lambda b: b.start)
    for r in bodies:
        inside = (
            [
                Span(max(b.start, r.start), min(b.end, r.end))
                for b in blocks[max(0, bisect_left(blocks, Span(r.start, 0)) - 1) :]
                if b.start < r.end
            ]
            if blocks
            else []
        )
        inside = [b for b in inside if b.end > b.start and b.start >= r.start]
        spans.extend(_trimmed_space(document.text, b) for b in (inside or lines(document.text, r.start, r.end)))
    found = [Span(m.end(), s.end) if (m := _DATELINE.match(document.text, s.start, s.end)) else s for s in spans]
    return [s for s in found if s.end > s.start]


def _trimmed_space(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
