"""The vector model at work: a report's title and opening as one vector, near that of a report that tells the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sayso.models.tagger import Tagger

SIZE = 256
LONGEST = 200  # word pieces of an opening, its two marks included
_SCALE = 400  # a vector is whole numbers of this, at most 127: so they take a byte, and sums are the same in every order
_CODE_POINTS = 8 * LONGEST  # so much of a text is longer than its LONGEST word pieces


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

    def of(self, title: str, text: str) -> bytes:
        """SIZE signed bytes: a pure function of the two."""
        (pieces,) = self.tagger.pieces([opening(title, text)])
        (found,) = self.model.run(None, {"words": self.tagger.vectors(laid_out(pieces, self.tagger.ends))})
        return np.clip(np.rint(_SCALE * found[0]), -127, 127).astype(np.int8).tobytes()


def cosine(a: bytes, b: bytes) -> float:
    """The cosine of two vectors, to a few thousandths; the same whichever comes first."""
    one, other = (np.frombuffer(x, dtype=np.int8).astype(np.int64) for x in (a, b))
    return int(one @ other) / _SCALE**2
