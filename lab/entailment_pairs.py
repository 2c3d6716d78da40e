"""Pairs as the entailment models read them: laid out once as flat arrays, put on a device, drawn in batches of like length."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from bench.pairs import Row
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from sayso.models.entailment import LABELS, MANNERS, laid_out

SORTED = 16_384  # pairs that are sorted by length together
EIGHT = 8  # a batch's width is a multiple of it, for the card's sake


class Laid(NamedTuple):
    """Pairs one behind the other: `pieces` flat, and of each pair where it starts, how long it and its first side is."""

    pieces: NDArray[np.uint16]
    start: NDArray[np.int64]
    length: NDArray[np.int32]
    first: NDArray[np.int32]
    manner: NDArray[np.int8]
    label: NDArray[np.int8]

    @classmethod
    def of(cls, rows: Sequence[Row], tokenizer: Tokenizer) -> Laid:
        texts = list(dict.fromkeys(t for row in rows for t in (row.one, row.other)))
        known: dict[str, list[int]] = {}
        for at in range(0, len(texts), SORTED):
            some = texts[at : at + SORTED]
            cut = tokenizer.encode_batch(some, add_special_tokens=False)
            known.update((text, found.ids) for text, found in zip(some, cut, strict=True))
        ends = [tokenizer.token_to_id(t) for t in ("[CLS]", "[SEP]")]
        flat: list[NDArray[np.uint16]] = []
        first = []
        for row in rows:
            pieces, sides = laid_out(known[row.one], known[row.other], ends)
            flat.append(np.array(pieces, dtype=np.uint16))
            first.append(len(sides) - sum(sides))
        length = np.array([len(p) for p in flat], dtype=np.int32)
        labels = {name: n for n, name in enumerate((*LABELS, "not", ""))}
        return cls(
            np.concatenate(flat),
            np.concatenate([[0], np.cumsum(length)[:-1]]).astype(np.int64),
            length,
            np.array(first, dtype=np.int32),
            np.array([MANNERS.index(r.manner) for r in rows], dtype=np.int8),
            np.array([labels[r.label] for r in rows], dtype=np.int8),
        )

    @classmethod
    def joined(cls, parts: Iterable[Laid]) -> Laid:
        some = list(parts)
        offsets = np.cumsum([0, *(len(p.pieces) for p in some[:-1])])
        moved = [p._replace(start=p.start + o) for p, o in zip(some, offsets, strict=True)]
        return cls(*(np.concatenate(column) for column in zip(*moved, strict=True)))

    @classmethod
    def read(cls, path: Path) -> Laid:
        with np.load(path) as file:
            return cls(*(file[name] for name in cls._fields))

    def write(self, path: Path) -> None:
        np.savez(path, **self._asdict())


class Batch(NamedTuple):
    pieces: Tensor  # [pairs, width]
    sides: Tensor
    valid: Tensor
    manner: Tensor  # [pairs]


class OnDevice:
    """Laid pairs on a device, from which batches are gathered there."""

    def __init__(self, laid: Laid, device: torch.device) -> None:
        self.device = device
        self.length = laid.length
        self.pieces = torch.from_numpy(laid.pieces.astype(np.int32)).to(device)
        self.columns = torch.from_numpy(
            np.stack([laid.start, laid.length.astype(np.int64), laid.first.astype(np.int64), laid.manner.astype(np.int64)])
        ).to(device)

    def batch(self, which: Tensor, width: int) -> Batch:
        """The pairs of these numbers (on the device), filled up to a width."""
        start, length, first, manner = self.columns[:, which]
        places = torch.arange(width, device=self.device)[None]
        valid = places < length[:, None]
        at = (start[:, None] + places).clamp(max=len(self.pieces) - 1)
        pieces = torch.where(valid, self.pieces[at], 0).long()
        return Batch(pieces, ((places >= first[:, None]) & valid).long(), valid, manner)

    def batches(
        self, which: NDArray[np.int64], pieces: int, rng: random.Random | None
    ) -> Iterator[tuple[NDArray[np.int64], Batch]]:
        """(numbers, batch) of so many pieces at most, in an order of chance; without a generator by length."""
        for some, width in cut(self.length, which, pieces, rng):
            yield some, self.batch(torch.from_numpy(some).to(self.device, non_blocking=True), width)


def cut(
    length: NDArray[np.int32], which: NDArray[np.int64], pieces: int, rng: random.Random | None
) -> list[tuple[NDArray[np.int64], int]]:
    """Numbers of pairs in batches of like length, each with its width."""
    order = which.copy()
    if rng:
        np.random.default_rng(rng.randrange(2**32)).shuffle(order)
    else:
        order = order[np.argsort(length[order], kind="stable")]
    out = []
    for at in range(0, len(order), SORTED):
        part = order[at : at + SORTED]
        part = part[np.argsort(length[part], kind="stable")]
        widths = (-(-length[part] // EIGHT) * EIGHT).tolist()
        begin = 0
        for n, width in enumerate(widths):
            if n > begin and width * (n + 1 - begin) > pieces:
                out.append((part[begin:n], widths[n - 1]))
                begin = n
        out.append((part[begin:], widths[-1]))
    if rng:
        rng.shuffle(out)
    return out
