"""The entailment model at work: does one statement follow from another, contradict it, or neither?"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from sayso.models.tagger import Tagger

LABELS = ("follows", "contradicts", "neither")
MANNERS = ("captions", "prose", "statements")  # what a pair's data set calls a contradiction; at work always the last
LONGEST = 160  # word pieces of a pair, its three marks included
REMEMBERED = 65_536  # pairs whose judgement is kept


class Odds(NamedTuple):
    """Chances, adding up to one, that the second statement follows from the first, contradicts it, or neither."""

    follows: float
    contradicts: float
    neither: float


def laid_out(first: Sequence[int], second: Sequence[int], ends: Sequence[int]) -> tuple[list[int], list[int]]:
    """Word pieces of both with their marks, and the side that each is on. What is too long loses its end, the longer first."""
    room = LONGEST - 3
    if len(first) + len(second) > room:
        half = room // 2
        keep = room - len(second) if len(second) < half else half if len(first) > half else len(first)
        first = first[:keep]
        second = second[: room - len(first)]
    pieces = [ends[0], *first, ends[1], *second, ends[1]]
    return pieces, [0] * (len(first) + 2) + [1] * (len(second) + 1)


class Entailment:
    """The entailment model: pairs of statements in, judgements out. Its word vectors are those of a tagger."""

    def __init__(self, tagger: Tagger, pairs: Any) -> None:
        """`pairs` is an onnxruntime session of entailment.onnx."""
        self.tagger = tagger
        self.pairs = pairs
        self.known: OrderedDict[tuple[str, str, str], Odds] = OrderedDict()

    def judge(self, pairs: Sequence[tuple[str, str]], manner: str = MANNERS[-1]) -> list[Odds]:
        """A judgement for each pair (premise, hypothesis), each a pure function of its own two texts."""
        asked = [(manner, *pair) for pair in pairs]
        new = [a for a in dict.fromkeys(asked) if a not in self.known]
        pieces = self.tagger.pieces([text for _, *pair in new for text in pair])
        laid = [laid_out(pieces[2 * n], pieces[2 * n + 1], self.tagger.ends) for n in range(len(new))]
        self.known.update(zip(new, self.tagger.each(laid, lambda one: self._run(*one, MANNERS.index(manner))), strict=True))
        out = [self.known[a] for a in asked]
        while len(self.known) > REMEMBERED:
            self.known.popitem(last=False)
        return out

    def _run(self, pieces: list[int], sides: list[int], manner: int) -> Odds:
        words = self.tagger.vectors(pieces)
        feed = {"words": words, "sides": np.array([sides], dtype=np.int64), "manner": np.array([manner], dtype=np.int64)}
        (logits,) = self.pairs.run(None, feed)
        odds = np.exp(logits[0].astype(np.float64) - logits[0].max())
        follows, contradicts, neither = (odds / odds.sum()).tolist()
        return Odds(follows, contradicts, neither)
