"""The entailment model: six transformer layers of its own over the attribution model's word vectors, and one small head.

    [CLS] one statement [SEP] another [SEP] -> word vectors (frozen, the shipped int8 ones) -> layers -> one of three

Whether the second follows from the first, contradicts it, or neither (natural language inference: Dagan et al. 2006, Bowman
et al. 2015). Data sets differ in what they call a contradiction (captions: any other scene; news: not both true of one
event), so the head is told the manner of a pair; at work it is always that of statements.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812 (its name everywhere)
from safetensors.torch import load_file
from torch import Tensor, nn

from lab.model import Encoder, Layer
from sayso.models.entailment import LABELS, LONGEST, MANNERS


class Entailment(nn.Module):
    """Positions, sides, layers and head; `word` vectors come from outside."""

    def __init__(self, size: int, heads: int, inner: int, layers: int, head: int, drop: float) -> None:
        super().__init__()
        self.position = nn.Embedding(LONGEST, size)
        self.side = nn.Embedding(2, size)
        self.norm = nn.LayerNorm(size, eps=1e-12)
        self.layers = nn.ModuleList(Layer(size, heads, inner, drop) for _ in range(layers))
        self.drop = nn.Dropout(drop)
        self.meet = nn.Linear(5 * size, head)
        self.manner = nn.Embedding(len(MANNERS), head)
        nn.init.zeros_(self.manner.weight)
        self.label = nn.Linear(head, len(LABELS))

    def forward(self, words: Tensor, sides: Tensor, valid: Tensor, manner: Tensor) -> Tensor:
        """words [pairs, pieces, size], sides (0 or 1) and valid [pairs, pieces], manner [pairs] -> logits [pairs, labels]."""
        places = torch.arange(words.shape[1], device=words.device)
        x = self.drop(self.norm(words + self.position(places)[None] + self.side(sides)))
        there = valid.to(x.dtype)
        bias = ((1.0 - there) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        second = there * sides.to(x.dtype)
        one, other = _mean(x, there - second), _mean(x, second)
        met = torch.cat([x[:, 0], one, other, (one - other).abs(), one * other], dim=1)
        return self.label(self.drop(F.gelu(self.meet(self.drop(met)) + self.manner(manner))))


def _mean(x: Tensor, weight: Tensor) -> Tensor:
    return (x * weight[:, :, None]).sum(1) / weight.sum(1, keepdim=True).clamp(min=1.0)


def started_from(folder: Path, head: int, drop: float) -> Entailment:
    """Layers, positions and sides of a BERT checkpoint (config.json, model.safetensors)."""
    body = Encoder.started_from(folder, drop)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    weights = {k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()}
    size = config["hidden_size"]
    made = Entailment(size, config["num_attention_heads"], config["intermediate_size"], config["num_hidden_layers"], head, drop)
    made.layers.load_state_dict(body.layers.state_dict())
    made.norm.load_state_dict(body.norm.state_dict())
    made.position.weight.data.copy_(weights["embeddings.position_embeddings.weight"][:LONGEST])
    made.side.weight.data.copy_(weights["embeddings.token_type_embeddings.weight"])
    return made
