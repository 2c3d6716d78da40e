"""Text as the encoder sees it: words, their word pieces and features, and overlapping windows cut at sentence borders.

Training (`lab/`) and the shipped runtime use this one module, so that what a model learned is what it is shown.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from sayso.text import sentences
from sayso.types import Span

WINDOW = 254  # word pieces in a window, the encoder's two special tokens left out
OVERLAP = 48  # word pieces that two neighbouring windows share at least, where sentences allow
LEAST = 16  # words that a window is filled up to: the model looks for so many cues
LONGEST_WORD = 8  # word pieces of one word; an address run together is cut
CASES, PLACES, QUOTING = 5, 3, 4
FEATURES = CASES * PLACES * QUOTING  # how many values a word's feature has
_WORD = re.compile(r"\w+|[^\w\s]")
_MARKS = frozenset("\"“”„«»‹›‘’'‚")

Ints = NDArray[np.int64]


class Words(NamedTuple):
    """The words and single punctuation marks of a text's paragraphs, in order."""

    spans: tuple[Span, ...]
    pieces: tuple[tuple[int, ...], ...]  # word pieces of each word, at least one
    features: Ints  # one value below FEATURES a word: its case, its place in the sentence, whether it is quoted
    breaks: tuple[int, ...]  # the word that each sentence begins with
    quoted: Ints  # 0 outside quotation marks, 1 inside, 2 inside two, 3 a mark


class Window(NamedTuple):
    """Words [start, end) of a text."""

    start: int
    end: int


def words(text: str, paragraphs: Sequence[Span], quotations: Sequence[Span], tokenizer: Tokenizer) -> Words:
    """The words of these paragraphs. `quotations` are the quotations with their marks, outer and inner ones alike."""
    depth = np.zeros(len(text) + 1, dtype=np.int64)
    for q in quotations:
        depth[q.start] += 1
        depth[q.end] -= 1
    depth = np.minimum(np.cumsum(depth), 2)
    edges = {q.start for q in quotations} | {q.end - 1 for q in quotations}
    spans: list[Span] = []
    places: list[int] = []
    breaks: list[int] = []
    for paragraph in paragraphs:
        for sentence in sentences(text, paragraph.start, paragraph.end):
            first = len(spans)
            for m in _WORD.finditer(text, sentence.start, sentence.end):
                places.append(0 if len(spans) > first else 2 if sentence.start == paragraph.start else 1)
                spans.append(Span(m.start(), m.end()))
            if len(spans) > first:
                breaks.append(first)
    shown = [text[s.start : s.end] for s in spans]
    quoted = np.array(
        [3 if s.start in edges and w in _MARKS else int(depth[s.start]) for s, w in zip(spans, shown, strict=True)],
        dtype=np.int64,
    )
    cases = np.array([_case(w) for w in shown], dtype=np.int64)
    features = (quoted * CASES + cases) * PLACES + np.array(places, dtype=np.int64)
    return Words(tuple(spans), word_pieces(shown, tokenizer), features, tuple(breaks), quoted)


def within(known: Words, spans: Sequence[Span]) -> list[Window]:
    """The words that begin inside each of these spans of the text; a span without one is left out."""
    starts = [s.start for s in known.spans]
    found = (Window(bisect_left(starts, s.start), bisect_left(starts, s.end)) for s in spans)
    return [w for w in found if w.end > w.start]


def word_pieces(shown: Sequence[str], tokenizer: Tokenizer) -> tuple[tuple[int, ...], ...]:
    """Each word's pieces; the unknown piece for a word the tokenizer has none for."""
    unknown = tokenizer.token_to_id("[UNK]") or 0
    found: list[list[int]] = [[] for _ in shown]
    if shown:
        encoded = tokenizer.encode(list(shown), is_pretokenized=True, add_special_tokens=False)
        for piece, word in zip(encoded.ids, encoded.word_ids, strict=True):
            if word is not None and len(found[word]) < LONGEST_WORD:
                found[word].append(piece)
    return tuple(tuple(f) or (unknown,) for f in found)


def _case(word: str) -> int:
    if word.islower():
        return 1
    if word.isupper():
        return 3 if len(word) > 1 else 2
    if word[:1].isupper():
        return 2
    return 4 if any(c.isdigit() for c in word) else 0


def windows(known: Words, size: int = WINDOW, overlap: int = OVERLAP) -> list[Window]:
    """Windows of at most `size` word pieces. Each ends at a sentence's end where one lies in it, and
    the next begins at the start of a sentence, at least `overlap` pieces back where there is one."""
    total = len(known.spans)
    ends = np.concatenate([[0], np.cumsum([len(p) for p in known.pieces])]) if total else np.zeros(1, dtype=np.int64)
    breaks = np.array([*known.breaks, total], dtype=np.int64)
    out: list[Window] = []
    start = 0
    while start < total:
        fits = int(np.searchsorted(ends, ends[start] + size, side="right")) - 1
        stop = int(breaks[np.searchsorted(breaks, fits, side="right") - 1])
        end = stop if stop > start else max(fits, start + 1)
        out.append(Window(start, end))
        if end >= total:
            break
        back = int(np.searchsorted(ends, ends[end] - overlap, side="right")) - 1
        again = int(breaks[np.searchsorted(breaks, back, side="right") - 1])
        start = again if start < again < end else max(back, start + 1)
    return out


def shares(cut: Sequence[Window]) -> list[Window]:
    """The words that each window answers for: neighbours meet in the middle of what they share."""
    edges = [0, *((a.end + b.start + 1) // 2 for a, b in pairwise(cut)), cut[-1].end]
    return [Window(a, b) for a, b in pairwise(edges)]
