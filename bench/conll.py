"""MUC, B-cubed and CEAF-e of coreference chains, and their mean, the CoNLL F1 (Pradhan et al. 2014, the reference scorer).

A chain is a set of mentions; a mention is anything that can be compared. Each measure gives counts that are added up over the
documents before precision and recall are made of them, as the reference scorer does.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

Chain = frozenset[Hashable]


class Counts(NamedTuple):
    """Numerator and denominator of recall, then of precision."""

    hit_r: float
    all_r: float
    hit_p: float
    all_p: float


def muc(key: Sequence[Chain], response: Sequence[Chain]) -> Counts:
    """Vilain et al. 1995: links that are missing to make the other side's chains."""

    def half(one: Sequence[Chain], other: Sequence[Chain]) -> tuple[float, float]:
        where = {m: n for n, chain in enumerate(other) for m in chain}
        hit = sum(len(c) - len({where.get(m, (m,)) for m in c}) for c in one)
        return float(hit), float(sum(len(c) - 1 for c in one))

    return Counts(*half(key, response), *half(response, key))


def b_cubed(key: Sequence[Chain], response: Sequence[Chain]) -> Counts:
    """Bagga & Baldwin 1998: of each mention, the share of its chain that the other side has with it."""

    def half(one: Sequence[Chain], other: Sequence[Chain]) -> tuple[float, float]:
        where = {m: chain for chain in other for m in chain}
        hit = sum(len(c & where[m]) / len(c) for c in one for m in c if m in where)
        return hit, float(sum(map(len, one)))

    return Counts(*half(key, response), *half(response, key))


def ceaf_e(key: Sequence[Chain], response: Sequence[Chain]) -> Counts:
    """Luo 2005: the best one-to-one alignment of chains by their Dice similarity."""
    if not key or not response:
        return Counts(0.0, float(len(key)), 0.0, float(len(response)))
    like = np.array([[2 * len(k & r) / (len(k) + len(r)) for r in response] for k in key])
    rows, columns = linear_sum_assignment(-like)
    best = float(like[rows, columns].sum())
    return Counts(best, float(len(key)), best, float(len(response)))


def f1(counts: Iterable[Counts]) -> tuple[float, float, float]:
    """Precision, recall, F1 of counts that are added up; 0 where nothing is there."""
    hit_r, all_r, hit_p, all_p = (sum(c) for c in zip(*counts, strict=True))
    p, r = hit_p / max(all_p, 1e-9), hit_r / max(all_r, 1e-9)
    return p, r, 2 * p * r / max(p + r, 1e-9)


def conll(documents: Iterable[tuple[Sequence[Chain], Sequence[Chain]]], singletons: bool = True) -> dict[str, float]:
    """F1 of each measure and their mean over (key, response) of each document, and F1 of the mentions found.

    Without `singletons` chains of one mention are left out on both sides, as the reference scorer's data has none.
    """
    kept = [
        ([k for k in key if singletons or len(k) > 1], [r for r in response if singletons or len(r) > 1])
        for key, response in documents
    ]
    out = {name: f1([measure(k, r) for k, r in kept])[2] for name, measure in _MEASURES}
    found = [
        Counts(len(x & y), len(x), len(x & y), len(y)) for k, r in kept for x in [_all(k)] for y in [_all(r)]
    ]  # fmt: skip
    return out | {"conll": sum(out.values()) / len(out), "mentions": f1(found)[2]}


def _all(chains: Sequence[Chain]) -> Chain:
    return frozenset(m for c in chains for m in c)


_MEASURES = (("muc", muc), ("b_cubed", b_cubed), ("ceaf_e", ceaf_e))
