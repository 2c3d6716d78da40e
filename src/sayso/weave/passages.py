"""Passages that two texts share: found by winnowing, aligned word by word, speech told apart from narration.

Fingerprints are the least hash of every few shingles of words (Schleimer, Wilkerson and Aiken 2003), so that two
texts with a common run of `_SHINGLE + _WINDOW - 1` words share one for certain, and an index of fingerprints
finds every such pair without comparing pairs. In a pair, runs of a few equal words that follow one another in the
same order with little between them are one passage, and an alignment (rapidfuzz, Indel) counts the words that are
really the same. Words compare folded: case, accents and typography do not matter.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

from sayso.text import fold, pieces
from sayso.types import Span

_SHINGLE = 5  # words; four run together by chance, in formulas ("did not respond to")
_WINDOW = 5  # shingles; so every common run of nine words is found
_BASE, _MODULUS = 1_000_003, (1 << 61) - 1
_CROWD = 8  # texts with one fingerprint up to which every pair is looked at; beyond, each with its nearest few
_FIRST, _PREVIOUS = 2, 3
_COMMON = 3  # common fingerprints that make a pair worth aligning: a passage of fifteen words or so, or several shorter ones
_NEAR = 40  # … two of them within so many words of each other
_SEED = 4  # words in a row from which a passage grows once a pair is looked at
_PLACES = 4  # places of one seed in the second text that are tried
_LEAST = 8  # words in common below which a passage is left alone
_GAP = 10  # words between runs of one passage, on either side
_EDGE = 24  # words beyond a passage's ends that are searched for its continuation
_STEP = 3  # words in a row that continue a passage across a gap
_ALIGNED = 4000  # words up to which a passage is aligned as a whole; longer ones count by their runs
_DENSE = 0.55  # share of a passage's words that must be the same on both sides

_OPEN = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", "‚": "‘’", '"': '"', "'": "'"}
_LONGEST_QUOTATION = 4000  # code points: an opening mark without its end closes with the paragraph or here
_MARK = re.compile(r"[“”„«»‘’‚\"'\n]")


class Words(NamedTuple):
    """A text's words, by a number for each folded spelling, with their places, and which stand in quotation marks."""

    ids: list[int]
    starts: list[int]
    ends: list[int]
    spoken: bytearray  # 1 where the word is somebody's speech


class Passage(NamedTuple):
    """What two texts share in one place: code points on both sides, words in common, and how many are narration."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    words: int
    told: int


def words(text: str, spans: Iterable[Span], speech: Iterable[Span]) -> Words:
    """The words of a text's spans (ordered, disjoint); `speech` is what is known to be quoted beside its marks."""
    out = Words([], [], [], bytearray())
    spoken = _merged([*speech, *quotations(text)])
    at = 0
    for span in spans:
        for token in pieces(text, span.start, span.end):
            while at < len(spoken) and spoken[at].end <= token.start:
                at += 1
            out.ids.append(_number(token.text))
            out.starts.append(token.start)
            out.ends.append(token.end)
            out.spoken.append(at < len(spoken) and spoken[at].start <= token.start)
    return out


@lru_cache(maxsize=1 << 18)
def _number(word: str) -> int:
    return zlib.crc32(fold(word).encode())


def _merged(spans: Sequence[Span]) -> list[Span]:
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        elif span.start < span.end:
            out.append(span)
    return out


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


# -- fingerprints and pairs -------------------------------------------------------------------------


def fingerprints(ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The winnowed shingles of a text: hash and number of the first word; none where it is shorter than a shingle."""
    if len(ids) < _SHINGLE:
        return
    leaving = pow(_BASE, _SHINGLE - 1, _MODULUS)
    value = 0
    window: deque[tuple[int, int]] = deque()  # hashes rising from left to right
    last = -1
    for n, word in enumerate(ids):
        if n >= _SHINGLE:
            value = (value - ids[n - _SHINGLE] * leaving) % _MODULUS
        value = (value * _BASE + word) % _MODULUS
        at = n - _SHINGLE + 1
        if at < 0:
            continue
        while window and window[-1][0] >= value:
            window.pop()
        window.append((value, at))
        if window[0][1] <= at - _WINDOW:
            window.popleft()
        if (at >= _WINDOW - 1 or n == len(ids) - 1) and window[0][1] != last:
            last = window[0][1]
            yield window[0]


def pairs(texts: Sequence[Words], houses: Sequence[str | None] = ()) -> list[tuple[int, int]]:
    """Pairs of texts (a < b) that are worth comparing, because they have enough fingerprints in common; sorted.

    Where a fingerprint stands in more than a handful of texts, each is paired with the first few and with those
    just before it: enough to find whom a text was taken from, and linear in their number. `houses` names the
    outlet of each text: what stands in a crowd of texts of one house is its boilerplate, and pairs none of them.
    """
    places: dict[int, dict[int, int]] = defaultdict(dict)  # fingerprint -> text -> its first place there
    for n, text in enumerate(texts):
        for value, at in fingerprints(text.ids):
            places[value].setdefault(n, at)
    common: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for having in places.values():
        crowd = len(having) > _CROWD
        for a, b in _partners(list(having)):
            if not (crowd and houses and houses[a] is not None and houses[a] == houses[b]):
                common[a, b].append((having[a], having[b]))
    return sorted(pair for pair, found in common.items() if len(found) >= _COMMON and _close(found))


def _close(places: list[tuple[int, int]]) -> bool:
    """Whether any two common fingerprints stand near each other, and in the same order, in both texts."""
    places.sort()
    return any(c - a <= _NEAR and 0 < d - b <= _NEAR for (a, b), (c, d) in pairwise(places))


def _partners(texts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs among the texts (rising numbers) that share one fingerprint."""
    for n, b in enumerate(texts):
        near = set(range(n)) if n < _CROWD else {*range(_FIRST), *range(n - _PREVIOUS, n)}
        for m in sorted(near):
            yield texts[m], b


# -- aligning one pair ------------------------------------------------------------------------------


class _Stretch(NamedTuple):
    """Words [a0, a1) of one text stand for words [b0, b1) of the other."""

    a0: int
    a1: int
    b0: int
    b1: int


def passages(a: Words, b: Words) -> tuple[Passage, ...]:
    """The passages of some length that two texts share, in order, disjoint on both sides."""
    joined = _joined(_disjoint(_runs(a.ids, b.ids, _seeds(a.ids, b.ids))))
    ends = [0, *(s.a1 for s in joined)]
    starts = [*(s.a0 for s in joined[1:]), len(a.ids)]
    wider = [_widened(s, a.ids, b.ids, before, after) for s, before, after in zip(joined, ends, starts, strict=False)]
    out = []
    for s in _disjoint(wider):
        same, told = _counted(s, a, b)
        if same >= max(_LEAST, _DENSE * max(s.a1 - s.a0, s.b1 - s.b0)):
            out.append(Passage(a.starts[s.a0], a.ends[s.a1 - 1], b.starts[s.b0], b.ends[s.b1 - 1], same, told))
    return tuple(out)


def _seeds(a: Sequence[int], b: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where the same few words in a row stand in both; those that stand all over the second text are left out."""
    places: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for q in range(len(b) - _SEED + 1):
        places[tuple(b[q : q + _SEED])].append(q)
    for p in range(len(a) - _SEED + 1):
        found = places.get(tuple(a[p : p + _SEED]), ())
        if len(found) <= _PLACES:
            for q in found:
                yield p, q


def _runs(a: Sequence[int], b: Sequence[int], seeds: Iterable[tuple[int, int]]) -> list[_Stretch]:
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
        out.append(_Stretch(p - left, p + right, q - left, q + right))
    return out


def _disjoint(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """The longest stretches that overlap on neither side, in order of a."""
    taken_a: list[tuple[int, int]] = []
    taken_b: list[tuple[int, int]] = []
    out = []
    for s in sorted(set(stretches), key=lambda s: (s.a0 - s.a1, s.a0, s.b0)):
        if _free(taken_a, s.a0, s.a1) and _free(taken_b, s.b0, s.b1):
            taken_a.insert(bisect_left(taken_a, (s.a0, s.a1)), (s.a0, s.a1))
            taken_b.insert(bisect_left(taken_b, (s.b0, s.b1)), (s.b0, s.b1))
            out.append(s)
    return sorted(out)


def _free(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_left(taken, (start, end))
    return (at == 0 or taken[at - 1][1] <= start) and (at == len(taken) or taken[at][0] >= end)


def _joined(runs: Sequence[_Stretch]) -> list[_Stretch]:
    """Runs that follow one another closely in both texts, as one stretch."""
    out: list[_Stretch] = []
    for run in runs:
        if out and 0 <= run.a0 - out[-1].a1 <= _GAP and 0 <= run.b0 - out[-1].b1 <= _GAP:
            out[-1] = _Stretch(out[-1].a0, run.a1, out[-1].b0, run.b1)
        else:
            out.append(run)
    return out


def _widened(s: _Stretch, a: Sequence[int], b: Sequence[int], before: int, after: int) -> _Stretch:
    """The stretch with what continues it beyond a changed word or two at either end, short of its neighbours in a."""
    a1, b1 = _continued(a[s.a1 : min(after, s.a1 + _EDGE)], b[s.b1 : s.b1 + _EDGE])
    a0, b0 = _continued(a[max(before, s.a0 - _EDGE) : s.a0][::-1], b[max(0, s.b0 - _EDGE) : s.b0][::-1])
    return _Stretch(s.a0 - a0, s.a1 + a1, s.b0 - b0, s.b1 + b1)


def _continued(a: Sequence[int], b: Sequence[int]) -> tuple[int, int]:
    """How far two sequences go on saying the same, in blocks of a few words with small gaps between."""
    at_a = at_b = 0
    for block in Indel.opcodes(a, b).as_matching_blocks():
        if block.size < _STEP:
            continue
        gap = max(block.a - at_a, block.b - at_b)
        if gap > min(_GAP, 2 * block.size):
            break
        at_a, at_b = block.a + block.size, block.b + block.size
    return at_a, at_b


def _counted(s: _Stretch, a: Words, b: Words) -> tuple[int, int]:
    """The words a stretch has in common, and those of them that are narration on both sides, a few in a row at least."""
    left, right = a.ids[s.a0 : s.a1], b.ids[s.b0 : s.b1]
    if left == right or len(left) > _ALIGNED or len(right) > _ALIGNED:
        blocks = [(0, 0, min(len(left), len(right)))]
    else:
        blocks = [(m.a, m.b, m.size) for m in Indel.opcodes(left, right).as_matching_blocks()]
    same = told = 0
    for p, q, size in blocks:
        for n in range(size):
            if left[p + n] == right[q + n]:
                same += 1
                told += size >= _STEP and not (a.spoken[s.a0 + p + n] or b.spoken[s.b0 + q + n])
    return same, told
