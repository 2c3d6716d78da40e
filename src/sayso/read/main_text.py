"""Which blocks of a page are its main text: trafilatura says what, and its words are found again in the page's blocks.

trafilatura (Barbaresi, ACL 2021) keeps no places, so its extraction is aligned with the page's words: patience matching
on word runs that stand once on both sides, then within the gaps on ever shorter runs. Every match is exact and in order.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_left
from collections import Counter
from typing import NamedTuple

import trafilatura
from lxml.html import HtmlElement, HTMLParser, fromstring

from sayso.read.cleaning import UNSEEN
from sayso.read.markup import MOST_ATTRIBUTES
from sayso.read.page import Page
from sayso.text import pieces
from sayso.types import Span

# trafilatura warns of every page that it can do nothing with; here that becomes a note of the document.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_UNSEEN = re.compile(rf"(?:{UNSEEN}|[\u200c\u200d])+")
_LENGTHS = (6, 3, 2, 1)  # words of a run that must stand once on both sides, for the whole page and then within gaps
_INSIDE = 0.5  # share of a block's words that must be in the extraction; swept 0.3 to 0.9 on 181 pages: F1 moves by < 0.002
# Beyond these the extractor takes more than seconds: trees of hostile pages. The largest of 181 news pages has 1.5 million
# code points of markup, the fullest 1.6 thousand tags.
_LARGEST = 8 << 20
_TAGS = 50_000

# No date is sought in the extraction, and none may be measured against today's.
_NO_DATES = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}


class MainText(NamedTuple):
    """For each block whether it is main text, or None for the page; the share of the extraction found in the page; notes."""

    inside: tuple[bool, ...] | None
    aligned: float
    notes: tuple[str, ...]


def tree(source: str, page: Page) -> HtmlElement | None:
    """The page as lxml reads it; None where it cannot or should not. Never a download: htmldate would follow a bare URL."""
    if len(source) > _LARGEST or page.tags > _TAGS or page.widest >= MOST_ATTRIBUTES:
        return None
    parser = HTMLParser(collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return fromstring(source.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except Exception:  # lxml raises a dozen kinds on broken pages; each means: no tree
        return None


def main_text(source: str, page: Page) -> MainText:
    """Which of the page's blocks hold its main text; `inside` is None when the extractor found nothing or failed."""
    root = tree(source, page)
    if root is None:
        return MainText(None, 0.0, ("main text not sought: the page's markup is too large or too broken for the extractor",))
    try:
        extracted = trafilatura.extract(
            root, fast=True, include_comments=False, include_tables=True, output_format="txt", date_extraction_params=_NO_DATES
        )
    except Exception as error:  # a page must not be lost because the extractor fails on it
        return MainText(None, 0.0, (f"main text not found: the extractor failed ({type(error).__name__})",))
    if not extracted:
        return MainText(None, 0.0, ("main text not found by the extractor",))
    return place(_UNSEEN.sub("", extracted), page.clean.text, tuple(Span(b.start, b.end) for b in page.blocks))


def place(extracted: str, text: str, blocks: tuple[Span, ...]) -> MainText:
    """Which blocks hold the extraction's words: those with at least half of their words matched, exactly and in order."""
    ours: list[str] = []
    block_of: list[int] = []
    for i, block in enumerate(blocks):
        words = [piece.text for piece in pieces(text, block.start, block.end)]
        ours += words
        block_of += [i] * len(words)
    theirs = [piece.text for piece in pieces(extracted)]
    matched, total = Counter[int](), Counter(block_of)
    hits = align(ours, theirs)
    for at, _ in hits:
        matched[block_of[at]] += 1
    inside = tuple(bool(total[i]) and matched[i] >= _INSIDE * total[i] for i in range(len(blocks)))
    share = len(hits) / len(theirs) if theirs else 0.0
    if not any(inside):
        return MainText(None, share, ("main text not found: the extractor's words are not in the page's shown text",))
    return MainText(inside, share, ())


def align(ours: list[str], theirs: list[str]) -> list[tuple[int, int]]:
    """Pairs of places of equal words, both sides rising: patience matching with ever shorter runs inside the gaps."""
    pairs: list[tuple[int, int]] = []
    gaps = [(0, len(ours), 0, len(theirs))]
    for length in _LENGTHS:
        still: list[tuple[int, int, int, int]] = []
        for gap in gaps:
            found = _matched(ours, theirs, gap, length)
            pairs += found
            still += _between(gap, found)
        gaps = still
    return sorted(pairs)


def _matched(ours: list[str], theirs: list[str], gap: tuple[int, int, int, int], length: int) -> list[tuple[int, int]]:
    """The matches within one gap: runs of `length` words that stand once on both sides, in order, grown both ways."""
    a0, a1, b0, b1 = gap
    anchors = _rising(_shared(ours, theirs, gap, length))
    out: list[tuple[int, int]] = []
    a, b = a0, b0  # everything before is taken
    for i, (at, bt) in enumerate(anchors):
        if at < a or bt < b:  # the run before has grown over this one
            continue
        stop_a, stop_b = next(((x, y) for x, y in anchors[i + 1 : i + 2]), (a1, b1))
        x, y = at, bt
        while x > a and y > b and ours[x - 1] == theirs[y - 1]:
            x, y = x - 1, y - 1
        while x < a1 and y < b1 and ours[x] == theirs[y] and (x < at + length or (x < stop_a) == (y < stop_b)):
            out.append((x, y))
            x, y = x + 1, y + 1
        a, b = x, y
    return out


def _shared(ours: list[str], theirs: list[str], gap: tuple[int, int, int, int], length: int) -> list[tuple[int, int]]:
    """Where the runs of words that stand exactly once on each side of the gap begin, in our order."""
    a0, a1, b0, b1 = gap
    if a1 - a0 < length or b1 - b0 < length:
        return []
    left, right = _once(ours, a0, a1, length), _once(theirs, b0, b1, length)
    return [(at, right[run]) for run, at in left.items() if run in right]


def _once(words: list[str], start: int, end: int, length: int) -> dict[tuple[str, ...], int]:
    """The runs of `length` words in words[start:end] that stand there once, with their places, in order."""
    places: dict[tuple[str, ...], int] = {}
    twice: set[tuple[str, ...]] = set()
    for at in range(start, end - length + 1):
        run = tuple(words[at : at + length])
        if places.setdefault(run, at) != at:
            twice.add(run)
    return {run: at for run, at in places.items() if run not in twice}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rises on both sides (they come sorted by the first)."""
    tails: list[int] = []
    last: list[int] = []
    before = [-1] * len(pairs)
    for i, (_, b) in enumerate(pairs):
        at = bisect_left(tails, b)
        before[i] = last[at - 1] if at else -1
        if at == len(tails):
            tails.append(b)
            last.append(i)
        else:
            tails[at], last[at] = b, i
    out: list[tuple[int, int]] = []
    i = last[-1] if last else -1
    while i >= 0:
        out.append(pairs[i])
        i = before[i]
    return out[::-1]


def _between(gap: tuple[int, int, int, int], found: list[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """What is left of a gap around the matches in it, where both sides still have words."""
    a0, a1, b0, b1 = gap
    out: list[tuple[int, int, int, int]] = []
    a, b = a0, b0
    for x, y in [*found, (a1, b1)]:
        if x > a and y > b:
            out.append((a, x, b, y))
        a, b = x + 1, y + 1
    return out
