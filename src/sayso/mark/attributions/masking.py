"""A document as the proposers see it: its body's paragraphs, and its text with what stands between quotation marks masked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from sayso.mark.attributions.grammar import MASK
from sayso.mark.quotations import Quotation
from sayso.text import sentences, tokens
from sayso.types import Span


class Unit(NamedTuple):
    """A paragraph of the body with its quotations."""

    span: Span
    quotes: tuple[Quotation, ...]


# Words. The longest sentence of 400 articles of PolNeAR has 148; a longer one is cut, which keeps time linear.
LONGEST_SENTENCE = 200


def spoken(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of text[start:end]; one that no reporter would write is cut into lengths of LONGEST_SENTENCE words."""
    for sentence in sentences(text, start, end):
        words = [t.start for t in tokens(text, sentence.start, sentence.end)]
        cuts = [sentence.start, *words[LONGEST_SENTENCE::LONGEST_SENTENCE], sentence.end]
        yield from (Span(a, b) for a, b in pairwise(cuts) if b > a)


def mask(text: str, spans: Sequence[Span], quotes: Sequence[Quotation]) -> str:
    """The text with each outermost quotation's inside masked but for a stop or comma at its end; line breaks are spaces."""
    out = list(text)
    for s in spans:
        for i in range(s.start, s.end):
            if out[i] == "\n":
                out[i] = " "
    low = min((q.depth for q in quotes), default=0)
    for q in quotes:
        if q.depth > low or _describes(text, q):
            continue
        for p in q.pieces:
            for i in range(p.start, p.end):
                out[i] = MASK
            last = text[p.start : p.end].rstrip()[-1:]
            if last in (".", ","):
                out[p.end - 1] = last
    return "".join(out)


_OF_A = re.compile(r"(?:^|[.!?]|\n)\s*(?:The|An?)(?: [\w-]+){1,3} of (?:an?|the) [“\"‘']?$")  # at the head of a sentence
_A_NOUN = re.compile(r"[”\"’']? [a-z][\w-]+\b")
_SCARED = 2  # words


def _describes(text: str, q: Quotation) -> bool:
    """Whether a word or two in marks only describe the noun behind them: the landlord of a "death trap" flat."""
    inside = text[q.pieces[0].start : q.pieces[-1].end]
    short = inside.islower() and len(inside.split()) <= _SCARED and inside[-1:].isalnum()
    led = short and _OF_A.search(text[max(0, q.start - 80) : q.pieces[0].start]) is not None
    return led and _A_NOUN.match(text, q.pieces[-1].end) is not None


def units(spans: Sequence[Span], quotes: Sequence[Quotation]) -> list[Unit]:
    starts = [s.start for s in spans]
    held: dict[int, list[Quotation]] = {}
    for q in quotes:
        held.setdefault(bisect_right(starts, q.start) - 1, []).append(q)
    return [Unit(s, tuple(held.get(n, ()))) for n, s in enumerate(spans)]


def outside(span: Span, quotes: Sequence[Quotation]) -> list[Span]:
    """What of a span is not between quotation marks."""
    out: list[Span] = []
    at = span.start
    for q in quotes:
        if q.start >= span.end:
            break
        if q.start > at:
            out.append(Span(at, q.start))
        at = max(at, q.end)
    if at < span.end:
        out.append(Span(at, span.end))
    return out


def trim_end(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in " ,;:—–-\n\t":
        end -= 1
    return end


def trimmed(text: str, span: Span, keep_stop: bool = True) -> Span:
    """Without the white space and the comma that the page put before the closing mark."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in ",;"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;" or (not keep_stop and text[end - 1] in ".:")):
        end -= 1
    return Span(start, end) if end > start else span
