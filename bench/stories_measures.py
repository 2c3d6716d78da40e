"""How well a grouping agrees with the true one: B-cubed and pairwise precision, recall and F1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence


def b_cubed(gold: Sequence[Hashable], mine: Sequence[Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1 by the B-cubed measure (Bagga and Baldwin 1998)."""
    both = Counter(zip(gold, mine, strict=True))
    of_gold, of_mine = Counter(gold), Counter(mine)
    precision = sum(n * n / of_mine[m] for (_, m), n in both.items()) / len(gold)
    recall = sum(n * n / of_gold[g] for (g, _), n in both.items()) / len(gold)
    return precision, recall, _f1(precision, recall)


def pairwise(gold: Sequence[Hashable], mine: Sequence[Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of reports put together."""
    both, of_gold, of_mine = (
        sum(n * (n - 1) // 2 for n in Counter(x).values()) for x in (zip(gold, mine, strict=True), gold, mine)
    )
    precision, recall = both / of_mine if of_mine else 1.0, both / of_gold if of_gold else 1.0
    return precision, recall, _f1(precision, recall)


def _f1(p: float, r: float) -> float:
    return 2 * p * r / (p + r) if p + r else 0.0
