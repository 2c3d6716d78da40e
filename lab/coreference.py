"""The coreference model: the upper layers of an encoder on top of the attribution model's lower ones, and three small heads.

the attribution model's first `shared` layers (frozen) -> layers of its own -> one vector a word
  spans   is this run of words a mention of a person, a body, a place? biaffine over its first and last word
  pairs   may this mention mean the same as that one before it? first and last words of both, and counted features
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 (its name everywhere)
from torch import Tensor, nn

from lab.model import Encoder, Layer
from sayso.models.chains import CLASSES, DENSE, KINDS, WIDEST, WIDTHS, width_class

NEVER = -30.0  # the logit of what cannot be


class Read(NamedTuple):
    """What the heads need of every word; the outputs of the exported model."""

    left: Tensor  # [words, kinds, span]: first words, turned by each kind's matrix
    right: Tensor  # [words, span]: last words
    edge: Tensor  # [words, 2 * kinds]: biases of first and last words
    here: Tensor  # [words, 4 * pair]: as the first and last word of an anaphor (add, multiply) …
    there: Tensor  # … and of an antecedent


class Branch(nn.Module):
    """Own layers and heads over hidden states of the attribution model's encoder."""

    def __init__(self, size: int, heads: int, inner: int, layers: int, span: int, pair: int, drop: float) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(size, heads, inner, drop) for _ in range(layers))
        self.drop = nn.Dropout(drop)
        self.span, self.pair = span, pair
        self.first = nn.Linear(size, span)
        self.last = nn.Linear(size, span)
        self.turn = nn.Linear(span, len(KINDS) * span, bias=False)
        self.edge_first = nn.Linear(span, len(KINDS))
        self.edge_last = nn.Linear(span, len(KINDS))
        self.here = nn.Linear(size, 4 * pair)
        self.there = nn.Linear(size, 4 * pair)
        self.width = nn.Embedding(WIDTHS, len(KINDS))
        nn.init.constant_(self.width.weight, -4.0)  # few runs of words are mentions
        self.dense = nn.Linear(DENSE + 2 * len(KINDS), pair)
        self.classes = nn.Embedding(CLASSES * CLASSES, pair)
        self.score = nn.Linear(pair, 1)

    def above(self, hidden: Tensor, valid: Tensor) -> Tensor:
        """The own layers. hidden [windows, pieces, size], valid [windows, pieces] -> [windows, pieces, size]."""
        bias = ((1.0 - valid.to(hidden.dtype)) * -1e4)[:, None, None, :]
        for layer in self.layers:
            hidden = layer(hidden, bias)
        return hidden

    def words(self, hidden: Tensor, valid: Tensor, starts: Tensor) -> Tensor:
        """hidden [batch, pieces, size], valid [batch, pieces], starts [batch, words] -> [batch, words, size]."""
        hidden = self.above(hidden, valid)
        return torch.gather(hidden, 1, starts[:, :, None].expand(-1, -1, hidden.shape[2]))

    def read(self, x: Tensor) -> Read:
        """x [words, size] or [batch, words, size]."""
        x = self.drop(x)
        first, last = F.gelu(self.first(x)), F.gelu(self.last(x))
        left = self.turn(first).reshape(*x.shape[:-1], len(KINDS), self.span)
        edge = torch.cat([self.edge_first(first), self.edge_last(last)], dim=-1)
        return Read(left, last, edge, self.here(x), self.there(x))

    def spans(self, read: Read, sentence: Tensor) -> Tensor:
        """[words, WIDEST, kinds]: logits of the span that begins at a word and is so many words wide, inside its sentence.

        sentence [words]: a number for each word's sentence; texts that are read together share none.
        """
        n, device = read.right.shape[0], read.right.device
        widths = torch.from_numpy(width_class(np.arange(1, WIDEST + 1))).to(device)
        right = F.pad(read.right, (0, 0, 0, WIDEST)).unfold(0, WIDEST, 1)[:n]  # [words, span, WIDEST]
        edge_last = F.pad(read.edge[:, len(KINDS) :], (0, 0, 0, WIDEST)).unfold(0, WIDEST, 1)[:n]  # [words, kinds, WIDEST]
        met = torch.einsum("nks,nsw->nwk", read.left, right) / self.span**0.5
        met = met + read.edge[:, None, : len(KINDS)] + edge_last.transpose(1, 2) + self.width(widths)[None]
        inside = F.pad(sentence, (0, WIDEST), value=-1).unfold(0, WIDEST, 1)[:n] == sentence[:, None]
        return met.masked_fill(~inside[:, :, None], NEVER)

    def pairs(
        self, read: Read, starts: Tensor, ends: Tensor, kinds: Tensor, i: Tensor, k: Tensor, dense: Tensor, classes: Tensor
    ) -> Tensor:
        """[pairs]: how far mention i means the same as mention k before it; `kinds` [mentions, kinds] are logits."""
        p = self.pair
        here_s, here_e = read.here.index_select(0, starts), read.here.index_select(0, ends - 1)
        there_s, there_e = read.there.index_select(0, starts), read.there.index_select(0, ends - 1)
        add_i, mul_i = (here_s[:, a : a + p] + here_e[:, a + p : a + 2 * p] for a in (0, 2 * p))
        add_k, mul_k = (there_s[:, a : a + p] + there_e[:, a + p : a + 2 * p] for a in (0, 2 * p))
        sure = torch.tanh(kinds / 4)
        counted = self.dense(torch.cat([dense, sure.index_select(0, i), sure.index_select(0, k)], dim=1))
        met = add_i.index_select(0, i) + add_k.index_select(0, k) + mul_i.index_select(0, i) * mul_k.index_select(0, k)
        return self.score(F.relu(self.drop(met + counted + self.classes(classes))))[:, 0]


class Reader(nn.Module):
    """Windows of pieces in, a vector a word out: a branch with the encoder below it.

    `shared` layers of the encoder are frozen and the branch's own stand on them; or, if 0, the encoder is trained whole
    and the branch has none (the teacher, which is never shipped).
    """

    def __init__(self, encoder: Encoder, branch: Branch, shared: int) -> None:
        super().__init__()
        self.encoder, self.branch, self.shared = encoder, branch, shared
        if shared:
            encoder.requires_grad_(False)

    def forward(self, pieces: Tensor, features: Tensor, valid: Tensor, row: Tensor, piece: Tensor) -> Tensor:
        """pieces, features, valid [windows, pieces]; row, piece [words]: the window and the place each word is read at."""
        if self.shared:
            hidden = self.branch.above(lower(self.encoder, self.shared, pieces, features, valid), valid)
        else:
            hidden = self.encoder(pieces, features, valid)
        return hidden.flatten(0, 1).index_select(0, row * pieces.shape[1] + piece).float()


def started_from(encoder: Encoder, shared: int, own: int, span: int, pair: int, drop: float) -> Branch:
    """A branch whose first layers start as the encoder's own above the shared ones, and those beyond as its last."""
    top = [*encoder.layers[shared:]]
    top = (top + [top[-1]] * own)[:own]
    size = encoder.norm.weight.shape[0]
    made = Branch(size, encoder.layers[0].heads, encoder.layers[0].up.weight.shape[0], own, span, pair, drop)
    for new, old in zip(made.layers, top, strict=True):
        new.load_state_dict(old.state_dict())
    return made


@torch.no_grad()
def lower(encoder: Encoder, shared: int, pieces: Tensor, features: Tensor, valid: Tensor) -> Tensor:
    """Hidden states after the first `shared` layers."""
    x = encoder.norm(encoder.embedded(pieces, features))
    bias = encoder.bias(valid, x.dtype)
    for layer in encoder.layers[:shared]:
        x = layer(x, bias)
    return x
