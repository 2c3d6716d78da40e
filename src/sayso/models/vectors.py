"""The vector model at work: a report's title and opening as one vector, near that of a report that tells the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso.models.tagger import Tagger

SIZE = 256
LONGEST = 200  # word pieces of an opening, its two marks included
SCALE = 10_000  # a vector is whole numbers of this, so that products are the same in every order
_CODE_POINTS = 8 * LONGEST  # more than so many word pieces of news are long

Whole = NDArray[np.int16]


def opening(title: str, text: str) -> str:
    """What is read of a report: its title as a sentence, and how its text begins."""
    return f"{title}. {text[:_CODE_POINTS]}" if title else text[:_CODE_POINTS]


def laid_out(pieces: Sequence[int], ends: Sequence[int]) -> list[int]:
    """An opening's word pieces between their marks; what is too long loses its end."""
    return [ends[0], *pieces[: LONGEST - 2], ends[1]]


class Vectors:
    """The vector model: openings in, vectors out. Its word vectors are those of a tagger."""

    def __init__(self, tagger: Tagger, model: Any) -> None:
        """`model` is an onnxruntime session of vectors.onnx."""
        self.tagger = tagger
        self.model = model

    def of(self, title: str, text: str) -> Whole:
        """[SIZE], of length SCALE: a pure function of the two. A text without words has one too."""
        (pieces,) = self.tagger.pieces([opening(title, text)])
        (found,) = self.model.run(None, {"words": self.tagger.vectors(laid_out(pieces, self.tagger.ends))})
        whole: Whole = np.rint(SCALE * found[0]).astype(np.int16)
        return whole


def cosine(a: Whole, b: Whole) -> float:
    """The cosine of two vectors, the same whichever comes first."""
    return int(np.dot(a.astype(np.int64), b.astype(np.int64))) / SCALE**2
