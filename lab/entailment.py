"""The entailment model: transformer layers of its own over the attribution model's word vectors, and one small head.

    [CLS] one statement [SEP] another [SEP] -> word vectors (frozen, the shipped int8 ones) -> layers -> one of three

Whether the second follows from the first, contradicts it, or neither (natural language inference: Dagan et al. 2006, Bowman
et al. 2015). Data sets differ in what they call a contradiction (captions: any other scene; news: not both true of one
event), so the head is told the manner of a pair; at work it is always that of statements.

Its teacher is the same head over a larger encoder, all of which is trained; it is never shipped.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812 (its name everywhere)
from safetensors.torch import load_file
from torch import Tensor, nn

from lab.model import Encoder, Layer
from lab.mpnet import MPNet
from lab.mpnet import started_from as encoder_of
from sayso.models.entailment import LABELS, LONGEST, MANNERS


class Head(nn.Module):
    """A pair's judgement from its first piece, the means of both sides, their difference and product, and its manner."""

    def __init__(self, size: int, head: int, drop: float) -> None:
        super().__init__()
        self.drop = nn.Dropout(drop)
        self.meet = nn.Linear(5 * size, head)
        self.manner = nn.Embedding(len(MANNERS), head)
        nn.init.zeros_(self.manner.weight)
        self.label = nn.Linear(head, len(LABELS))

    def forward(self, x: Tensor, sides: Tensor, valid: Tensor, manner: Tensor) -> Tensor:
        """x [pairs, pieces, size], sides (0 or 1) and valid [pairs, pieces], manner [pairs] -> logits [pairs, labels]."""
        there = valid.to(x.dtype)
        second = there * sides.to(x.dtype)
        one, other = _mean(x, there - second), _mean(x, second)
        met = torch.cat([x[:, 0], one, other, (one - other).abs(), one * other], dim=1)
        return self.label(self.drop(F.gelu(self.meet(self.drop(met)) + self.manner(manner))))


class Entailment(nn.Module):
    """Positions, sides, layers and head; `word` vectors come from outside."""

    def __init__(self, size: int, heads: int, inner: int, layers: int, head: int, drop: float) -> None:
        super().__init__()
        self.position = nn.Embedding(LONGEST, size)
        self.side = nn.Embedding(2, size)
        self.norm = nn.LayerNorm(size, eps=1e-12)
        self.layers = nn.ModuleList(Layer(size, heads, inner, drop) for _ in range(layers))
        self.drop = nn.Dropout(drop)
        self.head = Head(size, head, drop)

    def forward(self, words: Tensor, sides: Tensor, valid: Tensor, manner: Tensor) -> Tensor:
        """words [pairs, pieces, size], sides (0 or 1) and valid [pairs, pieces], manner [pairs] -> logits [pairs, labels]."""
        places = torch.arange(words.shape[1], device=words.device)
        x = self.drop(self.norm(words + self.position(places)[None] + self.side(sides)))
        bias = ((1.0 - valid.to(x.dtype)) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        out: Tensor = self.head(x, sides, valid, manner)
        return out


class Teacher(nn.Module):
    """An encoder with word vectors of its own, and the head. The side of a piece is told where other models tell its case."""

    def __init__(self, encoder: Encoder, head: int, drop: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = Head(encoder.norm.weight.shape[0], head, drop)

    def forward(self, pieces: Tensor, sides: Tensor, valid: Tensor, manner: Tensor) -> Tensor:
        """pieces, sides (0 or 1) and valid [pairs, pieces], manner [pairs] -> logits [pairs, labels]."""
        out: Tensor = self.head(self.encoder(pieces, sides, valid), sides, valid, manner)
        return out


def _mean(x: Tensor, weight: Tensor) -> Tensor:
    return (x * weight[:, :, None]).sum(1) / weight.sum(1, keepdim=True).clamp(min=1.0)


def started_from(folder: Path, layers: Sequence[int], head: int, drop: float) -> Entailment:
    """Positions, sides and these layers of a BERT checkpoint (config.json, model.safetensors); one may be taken twice."""
    body = Encoder.started_from(folder, drop)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    weights = {k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()}
    size = config["hidden_size"]
    made = Entailment(size, config["num_attention_heads"], config["intermediate_size"], len(layers), head, drop)
    for layer, n in zip(made.layers, layers, strict=True):
        layer.load_state_dict(body.layers[n].state_dict())
    made.norm.load_state_dict(body.norm.state_dict())
    made.position.weight.data.copy_(weights["embeddings.position_embeddings.weight"][:LONGEST])
    made.side.weight.data.copy_(weights["embeddings.token_type_embeddings.weight"])
    return made


def teacher_from(folder: Path, head: int, drop: float) -> Teacher:
    """The teacher over a checkpoint's encoder; how far pieces are apart is weighed as it came (its gradient costs most)."""
    encoder = encoder_of(folder, drop)
    if isinstance(encoder, MPNet):
        encoder.relative.weight.requires_grad = False
    return Teacher(encoder, head, drop)
