"""What a report, or a statement, is about, as one vector: the weighted mean of the shipped vectors of its word pieces.

No model reads the text: these are the vectors that the attribution model begins with, each piece's own, whatever stands
beside it. A piece weighs the less the more common it is, as in SIF (Arora et al. 2017), by its place in the vocabulary, which
is in the order of frequency. The mean of news at large is taken off: it is most of every text's vector and says nothing.
"""

from __future__ import annotations

from base64 import b85decode
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sayso.models import tagger

LONGEST = 128  # word pieces of title and opening
_CODE_POINTS = 12 * LONGEST  # so much of a text is longer than its LONGEST word pieces
_FIRST_WORD = 1995  # the vocabulary begins with so many marks, single letters and pieces out of use; then "the", "of" …
_COMMON = 30.0  # places from there at which a piece weighs half
_ROWS = 512  # texts whose likenesses to all others are held in memory at once
_SCALE = 400  # a vector is whole numbers of this, at most 127: they take a byte, and sums are the same in every order
# The mean over the openings of 4,000 bulk articles, in whole numbers of 1 / MEAN_SCALE: lab/news_mean.py makes it.
MEAN_SCALE = 2000
_MEAN = (
    "_7n6M7V`%G3D^f380rT32J_|)4+-!K1?A!g)aCT>9TpAV`27L!#q|6G01pr8@Cg$96#n%C74Z-02m9_m_7D;I^zQiW4Epu%?Gx(g9Qgn065QtS`}ha{4h0?)"
    "?)dfp1riVq<_z))Ea4Ir0PE`U1NHO(5ES_jA@~2k`12YD_S)kA2=EXK3HSi|`1bk-{0Hd^`0g6??U~jaHV6R{AoL#$@$~jI{PXqa>>%kC@*L_6=@<p@5d;Pl"
    "{{Q&x{tFQK{`33@`1<bz8VLv*1oR37CGQCa{0#;f(+lwX7yAYOM<f&oA`uVs`sNA@3>@zI>F@^g@B9Ao_XhIh1O+Gb68H!A<^<~q;0^u&?h*+P5&rK5;sgg0"
    "0uJgb9vt)n;}rk^{x2c+`RnxL-xCt{{00ge760J_4gfg&8TR+#?fVi73(o-Y**pLE0s!(J-W2sB`|IKZ^cFG!{2dL;_5=qv|ML3x1?Um~@d*L@0T2ZG=>+^f"
)

Floats = NDArray[np.float64]


def meaning(title: str, text: str) -> bytes:
    """A signed byte a number, a pure function of both; empty where there is no word."""
    found = mean_piece(title, text)
    if found is None:
        return b""
    beyond = found - news()
    return bytes(np.clip(np.rint(_SCALE * beyond / np.linalg.norm(beyond)), -127, 127).astype(np.int8))


def likenesses(one: bytes, others: Sequence[bytes]) -> list[float]:
    """The cosines of a meaning with others, to a few thousandths; the same whichever of two comes first."""
    if not others:
        return []
    each = np.frombuffer(b"".join(others), dtype=np.int8).reshape(-1, len(one)).astype(np.int32)
    return [int(n) / _SCALE**2 for n in each @ np.frombuffer(one, dtype=np.int8).astype(np.int32)]


def nearest(texts: Sequence[str], homes: Sequence[str], count: int, least: float) -> set[tuple[int, int]]:
    """Pairs of texts of different homes: for each so many of those that mean most alike, if their cosine is at least so much.

    The lower number first; of two that are as near the one that stands first, so that only texts in one order give the same.
    The cosines are sums of whole numbers below 2**24, which float32 holds exactly however they are added up. All are held
    against all: quadratic, and 0.4 seconds for 3,000.
    """
    meant = [meaning("", text) for text in texts]
    size = max(map(len, meant), default=0)
    each = np.frombuffer(b"".join(m or bytes(size) for m in meant), dtype=np.int8).reshape(len(texts), size).astype(np.float32)
    home = np.unique(np.array(homes), return_inverse=True)[1]
    found: set[tuple[int, int]] = set()
    for start in range(0, len(texts), _ROWS):
        cosines = each[start : start + _ROWS] @ each.T
        cosines[home[start : start + _ROWS, None] == home[None, :]] = -np.inf
        for i, row in enumerate(cosines, start):
            found |= {(min(i, j), max(i, j)) for j in _first(row, count) if row[j] >= least * _SCALE**2}
    return found


def _first(row: NDArray[np.float32], count: int) -> list[int]:
    """Where the largest numbers stand; of equal ones the first."""
    floor = np.partition(row, len(row) - count)[len(row) - count] if len(row) > count else -np.inf
    fit = np.flatnonzero(row >= floor)
    return [int(j) for j in fit[np.argsort(-row[fit], kind="stable")[:count]]]


def mean_piece(title: str, text: str) -> Floats | None:
    """The weighted mean of the vectors of a title's and an opening's word pieces; None without any."""
    (pieces,) = tagger().pieces([f"{title}. {text[:_CODE_POINTS]}" if title else text[:_CODE_POINTS]])
    if not pieces:
        return None
    known = pieces[:LONGEST]
    place = np.maximum(1.0, np.array(known) - _FIRST_WORD)
    weights = place / (place + _COMMON)
    vectors = tagger().vectors(known)[0].astype(np.float64)
    return np.asarray((weights @ vectors) / weights.sum())


@lru_cache(maxsize=1)
def news() -> Floats:
    """What nearly every report's vector has: the mean of news at large."""
    return np.frombuffer(b85decode(_MEAN), dtype=np.int8) / MEAN_SCALE
