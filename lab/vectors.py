"""The vector model: a few transformer layers over the attribution model's word vectors, their mean, and one linear layer.

    [CLS] title. opening [SEP] -> word vectors (frozen, the shipped int8 ones) -> layers -> mean -> 256 numbers of length one

Learned from a larger encoder's sentence embeddings: not each vector but how alike any two are (Park et al. 2019, "Relational
knowledge distillation"), with a regression beside it in training.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812 (its name everywhere)
from torch import Tensor, nn

from lab.model import Encoder, Layer
from sayso.models.vectors import LONGEST, SIZE


class Vectors(nn.Module):
    """Positions, layers and the last linear one; `word` vectors come from outside."""

    def __init__(self, size: int, heads: int, inner: int, layers: int, drop: float) -> None:
        super().__init__()
        self.position = nn.Embedding(LONGEST, size)
        self.norm = nn.LayerNorm(size, eps=1e-12)
        self.layers = nn.ModuleList(Layer(size, heads, inner, drop) for _ in range(layers))
        self.drop = nn.Dropout(drop)
        self.last = nn.Linear(size, SIZE)

    def forward(self, words: Tensor, valid: Tensor) -> Tensor:
        """words [texts, pieces, size], valid [texts, pieces] -> [texts, SIZE], each of length one."""
        places = torch.arange(words.shape[1], device=words.device)
        x = self.drop(self.norm(words + self.position(places)[None]))
        bias = ((1.0 - valid.to(x.dtype)) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return F.normalize(self.last(mean(x, valid)).float(), dim=1)


def mean(x: Tensor, valid: Tensor) -> Tensor:
    """[texts, pieces, size] -> [texts, size]: the mean over the pieces that are there."""
    there = valid.to(x.dtype)
    return (x * there[:, :, None]).sum(1) / there.sum(1, keepdim=True)


def started_from(folder: Path, layers: Sequence[int], drop: float) -> Vectors:
    """Positions and these layers of a BERT checkpoint (config.json, model.safetensors)."""
    body = Encoder.started_from(folder, drop)
    first = body.layers[0]
    assert isinstance(first, Layer)
    made = Vectors(first.qkv.in_features, first.heads, first.up.out_features, len(layers), drop)
    for new, old in zip(made.layers, layers, strict=True):
        new.load_state_dict(body.layers[old].state_dict())
    made.norm.load_state_dict(body.norm.state_dict())
    made.position.weight.data.copy_(body.position.weight[:LONGEST])
    return made
