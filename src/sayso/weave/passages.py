"""Passages that two texts share: aligned word by word, misread letters and all, speech told apart from narration.

Runs of a few equal words that follow one another in the same order with little between them are one passage; what lies
between and beyond them is aligned (rapidfuzz, Indel) for the words that go on saying the same. Which texts are worth
comparing is for `weave.candidates` to say.

Words compare in one shape: case, accents, typography and a word broken at a line's end do not matter, nor letters that
look alike in print ("modern", "modem"; data/misreadings.csv). Words that differ still count as the same where their
letters nearly agree, so that a scan's other slips, and words run together or torn apart, cost little.
"""

from __future__ import annotations

import re
import sys
import zlib
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel, Levenshtein

from sayso.tables import table
from sayso.text import fold
from sayso.types import Span

# Calibrated with bench/reuse_gate.py on synthetic piles made of half of the bulk articles; it reports on the other half.
_SEED = 4  # words in a row from which a passage grows once a pair is looked at
_PLACES = 4  # places of one seed in the second text that are tried
_LEAST = 8  # words in common below which a passage is left alone, unless it adjoins another
_ADJOINS = 2  # … words between them, in either text
_GAP = 10  # words between runs of one passage, on either side
_EDGE = 24  # words beyond a passage's ends that are searched for its continuation
_STEP = 3  # words in a row that are narration, or that continue a passage across a gap
_DENSE = 0.55  # share of a passage's words that must be the same on both sides
_MISREAD = 3  # words in a row that may be misread
_SLIPS = 4  # letters to one slip

_OPEN = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "‚": "‘’", '"': '"', "'": "'"}
_LONGEST_QUOTATION = 4000  # code points: an opening mark without its end closes with the paragraph or here
_MARK = re.compile(r"[“”„«»‘’‚\"'\n]")
# A soft hyphen, or a hyphen at a line's end before a small letter; told apart behind their class, which is searched fastest.
_BREAK = r"[\u00ad‐¬-](?:(?<=\u00ad)\s*|(?<!\u00ad)\s+(?=[^\W\d_A-Z]))"
_WORD = re.compile(rf"\w+(?:{_BREAK}\w+)*")
_BROKEN = re.compile(r"[\s\u00ad‐¬-]+")
_BROKEN_AT = re.compile(rf"{_BREAK}(?=\w)")
_SPACE = np.uint32(ord(" "))
_REMEMBERED = 1 << 16  # words whose numbers are remembered


class Words(NamedTuple):
    """A text's words, by a number for each shape, with their places in it, and which are somebody's speech."""

    text: str
    ids: array[int]
    starts: array[int]
    spoken: bytearray  # 1 where the word is somebody's speech

    def end(self, n: int) -> int:
        """Where a word ends: read again, not kept, for a pile has millions of them."""
        found = _WORD.match(self.text, self.starts[n])
        return found.end() if found else self.starts[n]


class Passage(NamedTuple):
    """What two texts share in one place: code points on both sides, words in common, how many are narration in both, and how
    many are speech in one of them only, as where a copy lost its quotation marks."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    words: int
    told: int
    unmarked: int


def words(text: str, spans: Iterable[Span], speech: Iterable[Span]) -> Words:
    """The words of a text's spans (ordered, disjoint); `speech` is what is known to be quoted beside its marks.

    They are those of `_WORD`, found for the whole span at once: in an array of its code points what is no letter becomes a
    space, and what breaks a word at a line's end goes.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    ids, starts = array("I"), array("I")
    for span in spans:
        points = codes[span.start : span.end]
        inside = _letters()[points]
        broken = [m.span() for m in _BROKEN_AT.finditer(text, span.start, span.end)]
        between = [(a - span.start, b - span.start) for a, b in broken if a > span.start and inside[a - span.start - 1]]
        plain = np.where(inside, points, _SPACE)
        if between:
            kept = np.ones(len(points), bool)
            for first, end in between:
                kept[first:end], inside[first:end] = False, True
            plain = plain[kept]
        ids.extend(map(_NUMBERS.__getitem__, plain.tobytes().decode("utf-32-le", "surrogatepass").split()))
        first_letters = np.flatnonzero(inside & ~np.concatenate(([False], inside[:-1]))) + span.start
        starts.frombytes(first_letters.astype(np.uint32).tobytes())
    spoken = bytearray(len(ids))
    for s in (*speech, *quotations(text)):
        first, end = bisect_left(starts, s.start), bisect_left(starts, s.end)
        spoken[first:end] = b"\1" * (end - first)
    return Words(text, ids[:], starts[:], spoken)  # as long as they are: extending takes more


@cache
def _letters() -> NDArray[np.bool_]:
    """Of each code point, whether a word may have it."""
    out = np.zeros(sys.maxunicode + 1, bool)
    every = np.arange(len(out), dtype=np.uint32).tobytes().decode("utf-32-le", "surrogatepass")
    for m in re.finditer(r"\w+", every):
        out[m.start() : m.end()] = True
    return out


class _Numbers(dict[str, int]):
    """A number for each word, by its shape; forgotten when there are too many."""

    def __missing__(self, word: str) -> int:
        shape = word.lower() if word.isascii() else fold(word)
        for seen, stands in _shapes():
            shape = shape.replace(seen, stands)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = number = zlib.crc32(shape.encode())
        return number


_NUMBERS = _Numbers()


@cache
def _shapes() -> tuple[tuple[str, str], ...]:
    rows = ((row["seen"], row["as"]) for row in table("misreadings"))
    return tuple(sorted(rows, key=lambda row: (-len(row[0]), row)))


def quotations(text: str) -> Iterator[Span]:
    """What stands between quotation marks, paragraph by paragraph; a mark that is not closed runs to the paragraph's end.

    Only for telling speech from narration when texts are compared; who says what is for `mark.attributions` to find.
    """
    opened, closing = -1, ""
    for m in _MARK.finditer(text):
        at, mark = m.start(), m.group()
        if opened >= 0 and (mark == "\n" or at - opened > _LONGEST_QUOTATION):
            yield Span(opened, min(at, opened + _LONGEST_QUOTATION))
            opened = -1
        elif opened >= 0:
            if mark in closing and _may_close(text, at):
                yield Span(opened, at)
                opened = -1
        elif mark in _OPEN and _may_open(text, at):
            opened, closing = at + 1, _OPEN[mark]
    if opened >= 0:
        yield Span(opened, min(len(text), opened + _LONGEST_QUOTATION))


def _may_open(text: str, at: int) -> bool:
    return (at == 0 or not text[at - 1].isalnum()) and at + 1 < len(text) and not text[at + 1].isspace()


def _may_close(text: str, at: int) -> bool:
    return at + 1 >= len(text) or not text[at + 1].isalnum()


# -- aligning one pair ------------------------------------------------------------------------------


class _Block(NamedTuple):
    """Words [a0, a1) of one text and [b0, b1) of the other are the same, or the same misread."""

    a0: int
    a1: int
    b0: int
    b1: int


class _Common(NamedTuple):
    """How many words of a chain are the same in both texts; narration in both; speech in one of them only."""

    words: int
    told: int
    unmarked: int


_Chain = list[_Block]  # the blocks of one passage, rising in both texts


def passages(a: Words, b: Words) -> tuple[Passage, ...]:
    """The passages of some length that two texts share, in the order of a, disjoint on both sides."""
    runs = _disjoint(_runs(a.ids, b.ids, _seeds(a.ids, b.ids)))
    chains = _joined(_extended(_joined([[run] for run in runs]), a, b))
    counted = [(c, _counted(_filled(c, a, b), a, b)) for c in chains]
    dense = [(c, common) for c, common in counted if common.words >= _DENSE * _length(c)]
    sure = [c for c, common in dense if common.words >= _LEAST]
    return tuple(
        Passage(a.starts[c[0].a0], a.end(c[-1].a1 - 1), b.starts[c[0].b0], b.end(c[-1].b1 - 1), *common)
        for c, common in dense
        if common.words >= _LEAST or any(_adjoin(c, other) for other in sure)
    )


def _length(c: _Chain) -> int:
    return max(c[-1].a1 - c[0].a0, c[-1].b1 - c[0].b0)


def _adjoin(c: _Chain, other: _Chain) -> bool:
    """Whether next to nothing lies between two passages in one of the texts: a sentence taken from elsewhere in the other."""
    gaps = (
        c[0].a0 - other[-1].a1,
        other[0].a0 - c[-1].a1,
        c[0].b0 - other[-1].b1,
        other[0].b0 - c[-1].b1,
    )
    return any(0 <= gap <= _ADJOINS for gap in gaps)


def _seeds(a: Sequence[int], b: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where the same few words in a row stand in both; those that stand all over the second text are left out."""
    places: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for q, seed in enumerate(_in_a_row(b)):
        places[seed].append(q)
    for p, seed in enumerate(_in_a_row(a)):
        found = places.get(seed, ())
        if len(found) <= _PLACES:
            for q in found:
                yield p, q


def _in_a_row(ids: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every few words in a row, in order."""
    return zip(*(ids[n:] for n in range(_SEED)), strict=False)


def _runs(a: Sequence[int], b: Sequence[int], seeds: Iterable[tuple[int, int]]) -> list[_Block]:
    """Runs of equal words around the seeds, as long as they go."""
    done: dict[int, int] = {}  # by diagonal: the end of the last run in a
    out = []
    for p, q in seeds:
        if p < done.get(p - q, -1):
            continue
        left = 0
        while p - left > 0 and q - left > 0 and a[p - left - 1] == b[q - left - 1]:
            left += 1
        right = 0
        while p + right < len(a) and q + right < len(b) and a[p + right] == b[q + right]:
            right += 1
        done[p - q] = p + right
        out.append(_Block(p - left, p + right, q - left, q + right))
    return out


def _disjoint(runs: Iterable[_Block]) -> list[_Block]:
    """The longest runs, and of shorter ones what overlaps them on neither side; in order of a."""
    taken_a: list[tuple[int, int]] = []
    taken_b: list[tuple[int, int]] = []
    out = []
    for run in sorted(set(runs), key=lambda s: (s.a0 - s.a1, s.a0, s.b0)):
        taken = _overlap(taken_a, run.a0, run.a1), _overlap(taken_b, run.b0, run.b1)
        left, right = (max(side) for side in zip(*taken, strict=True))
        s = _Block(run.a0 + left, run.a1 - right, run.b0 + left, run.b1 - right)
        if s.a1 - s.a0 >= _SEED:
            taken_a.insert(bisect_left(taken_a, (s.a0, s.a1)), (s.a0, s.a1))
            taken_b.insert(bisect_left(taken_b, (s.b0, s.b1)), (s.b0, s.b1))
            out.append(s)
    return sorted(out)


def _overlap(taken: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """How much of [start, end) is taken at its left and at its right end; all of it where something is taken inside."""
    left = right = 0
    at = bisect_left(taken, (start, start))
    if at and taken[at - 1][1] > start:
        left = taken[at - 1][1] - start
    for low, high in islice(taken, at, None):
        if low >= end:
            break
        if low <= start + left:
            left = max(left, high - start)
        elif high >= end:
            right = end - low
            break
        else:
            return end - start, 0
    return left, right


def _joined(chains: Iterable[_Chain]) -> list[_Chain]:
    """Chains that follow one another closely in both texts, as one."""
    out: list[_Chain] = []
    for c in chains:
        if out and 0 <= c[0].a0 - out[-1][-1].a1 <= _GAP and 0 <= c[0].b0 - out[-1][-1].b1 <= _GAP:
            out[-1] = [*out[-1], *c]
        else:
            out.append(c)
    return out


def _extended(chains: Sequence[_Chain], a: Words, b: Words) -> list[_Chain]:
    """The chains with what continues them beyond a changed word or two, short of their neighbours in both texts."""
    out = list(chains)
    in_b = sorted(range(len(out)), key=lambda n: out[n][0].b0)
    rank = {n: at for at, n in enumerate(in_b)}
    for n, c in enumerate(out):
        low_a = out[n - 1][-1].a1 if n else 0
        high_a = out[n + 1][0].a0 if n + 1 < len(out) else len(a.ids)
        low_b = out[in_b[rank[n] - 1]][-1].b1 if rank[n] else 0
        high_b = out[in_b[rank[n] + 1]][0].b0 if rank[n] + 1 < len(out) else len(b.ids)
        first, last = c[0], c[-1]
        before = _Block(max(low_a, first.a0 - _EDGE), first.a0, max(low_b, first.b0 - _EDGE), first.b0)
        behind = _Block(last.a1, min(high_a, last.a1 + _EDGE), last.b1, min(high_b, last.b1 + _EDGE))
        mirrored = [_mirror(s, before) for s in reversed(_blocks(before, a, b, mirrored=True))]
        left = [_mirror(s, before) for s in reversed(_continued(mirrored, before))]
        out[n] = [*left, *c, *_continued(_blocks(behind, a, b), behind)]
    return out


def _mirror(s: _Block, inside: _Block) -> _Block:
    """A block as it stands when both sides of a window are read backwards."""
    a, b = inside.a0 + inside.a1, inside.b0 + inside.b1
    return _Block(a - s.a1, a - s.a0, b - s.b1, b - s.b0)


def _continued(blocks: Iterable[_Block], window: _Block) -> _Chain:
    """The blocks, from the window's start on, in which more is the same than is not."""
    kept: _Chain = []
    waiting: _Chain = []
    at_a, at_b, same = window.a0, window.b0, 0
    for s in blocks:
        gap, size = max(s.a0 - at_a, s.b0 - at_b), s.a1 - s.a0
        if gap > _GAP:
            break
        waiting.append(s)
        if same + size > gap - same or (size >= _STEP and gap <= 2 * size):
            kept += waiting
            waiting, at_a, at_b, same = [], s.a1, s.b1, 0
        else:
            same += size
    return kept


def _filled(c: _Chain, a: Words, b: Words) -> _Chain:
    """The chain with what is the same in the gaps between its blocks."""
    out: _Chain = c[:1]
    for s in c[1:]:
        out += _blocks(_Block(out[-1].a1, s.a0, out[-1].b1, s.b0), a, b)
        out.append(s)
    return out


def _blocks(window: _Block, a: Words, b: Words, mirrored: bool = False) -> _Chain:
    """What is the same in two windows, in order; `mirrored`: aligned from their ends, where an alignment has a choice."""
    left, right = a.ids[window.a0 : window.a1], b.ids[window.b0 : window.b1]
    if not left or not right:
        return []
    step = -1 if mirrored else 1
    found = [
        _Block(window.a0 + m.a, window.a0 + m.a + m.size, window.b0 + m.b, window.b0 + m.b + m.size)
        for m in Indel.opcodes(left[::step], right[::step]).as_matching_blocks()
    ]
    if mirrored:
        found = [_mirror(s, window) for s in reversed(found)]
    out: _Chain = []
    at_a, at_b = window.a0, window.b0
    for s in (*found, _Block(window.a1, window.a1, window.b1, window.b1)):
        if _misread(between := _Block(at_a, s.a0, at_b, s.b0), a, b):
            out.append(between)
        if s.a0 < s.a1:
            out.append(s)
        at_a, at_b = s.a1, s.b1
    return out


def _misread(s: _Block, a: Words, b: Words) -> bool:
    """Whether a word or three differ by slips of the pen only, in their letters or in where one ends. Figures do not slip."""
    if not (0 < s.a1 - s.a0 <= _MISREAD and 0 < s.b1 - s.b0 <= _MISREAD):
        return False
    left, right = (
        _BROKEN.sub("", fold(w.text[w.starts[first] : w.end(end - 1)])) for w, first, end in ((a, s.a0, s.a1), (b, s.b0, s.b1))
    )
    slips = max(len(left), len(right)) // _SLIPS
    return (left.isalpha() or right.isalpha()) and Levenshtein.distance(left, right, score_cutoff=slips) <= slips


def _counted(c: _Chain, a: Words, b: Words) -> _Common:
    """The words a chain has in common; narration counts where a few words in a row are the same."""
    same = told = unmarked = row = row_told = 0
    at = (-1, -1)
    for s in c:
        size = min(s.a1 - s.a0, s.b1 - s.b0)
        spoken = [x + y for x, y in zip(a.spoken[s.a0 : s.a0 + size], b.spoken[s.b0 : s.b0 + size], strict=True)]
        if (s.a0, s.b0) != at:
            told += row_told if row >= _STEP else 0
            row = row_told = 0
        same += size
        row += size
        row_told += spoken.count(0)
        unmarked += spoken.count(1)
        at = (s.a1, s.b1)
    return _Common(same, told + (row_told if row >= _STEP else 0), unmarked)
