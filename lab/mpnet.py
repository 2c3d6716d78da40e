"""A larger encoder to learn from: MPNet (Song et al. 2020), as of all-mpnet-base-v2, fed what the small one is fed.

Its vocabulary is BERT's, moved by four, so that a teacher of this size reads the very windows that the shipped models read,
and its answers can be held against theirs word by word. It is never shipped.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from lab.model import Encoder
from sayso.models.windows import FEATURES

MOVED = 4  # MPNet's number of a word piece is BERT's and so many more …
SPECIAL = {101: 0, 102: 2, 0: 1}  # … but for [CLS], [SEP] and [PAD]
FIRST = 2  # its first place in a text
EPS = 1e-5


class MPNet(Encoder):
    """Pieces in BERT's numbers, as the other encoder has them; a piece looks at another by their distance, too."""

    def __init__(self, vocabulary: int, size: int, layers: int, heads: int, inner: int, positions: int, drop: float) -> None:
        super().__init__(vocabulary, size, layers, heads, inner, positions, drop, EPS)
        self.relative = nn.Embedding(32, heads)
        self.register_buffer("moved", torch.tensor([SPECIAL.get(n, n + MOVED) for n in range(vocabulary - MOVED - 1)]), False)

    def embedded(self, pieces: Tensor, features: Tensor | None) -> Tensor:
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x: Tensor = self.word(self.moved[pieces]) + self.position(places + FIRST)[None]
        return x if features is None else x + self.feature(features)

    def bias(self, valid: Tensor, dtype: torch.dtype) -> Tensor:
        places = torch.arange(valid.shape[1], device=valid.device)
        apart = self.relative(buckets(places[None] - places[:, None])).permute(2, 0, 1)[None]  # [1, heads, here, there]
        return apart + super().bias(valid, apart.dtype)

    @staticmethod
    def started_from(folder: Path, drop: float) -> MPNet:
        """The encoder with the weights of a checkpoint (config.json, model.safetensors); features start at zero."""
        config = json.loads((folder / "config.json").read_text("utf-8"))
        weights = load_file(folder / "model.safetensors")
        size = config["hidden_size"]
        made = MPNet(
            config["vocab_size"], size, config["num_hidden_layers"], config["num_attention_heads"],
            config["intermediate_size"], config["max_position_embeddings"], drop,
        )  # fmt: skip
        state = {
            "word.weight": weights["embeddings.word_embeddings.weight"],
            "position.weight": weights["embeddings.position_embeddings.weight"],
            "feature.weight": torch.zeros(FEATURES + 1, size),
            "relative.weight": weights["encoder.relative_attention_bias.weight"],
            "norm.weight": weights["embeddings.LayerNorm.weight"],
            "norm.bias": weights["embeddings.LayerNorm.bias"],
        }
        for n in range(config["num_hidden_layers"]):
            old, new = f"encoder.layer.{n}.", f"layers.{n}."
            for kind in ("weight", "bias"):
                state[f"{new}qkv.{kind}"] = torch.cat([weights[f"{old}attention.attn.{part}.{kind}"] for part in "qkv"])
                state[f"{new}out.{kind}"] = weights[f"{old}attention.attn.o.{kind}"]
                state[f"{new}norm1.{kind}"] = weights[f"{old}attention.LayerNorm.{kind}"]
                state[f"{new}up.{kind}"] = weights[f"{old}intermediate.dense.{kind}"]
                state[f"{new}down.{kind}"] = weights[f"{old}output.dense.{kind}"]
                state[f"{new}norm2.{kind}"] = weights[f"{old}output.LayerNorm.{kind}"]
        made.load_state_dict(state)
        return made


def buckets(apart: Tensor) -> Tensor:
    """T5's buckets of relative places (Raffel et al. 2020), as MPNet uses them: 16 a side, half of them by logarithm."""
    back = -apart
    half = (back < 0).to(torch.int64) * 16
    size = back.abs()
    beyond = 8 + (torch.log(size.clamp(min=1).to(torch.float32) / 8) / math.log(128 / 8) * 8).to(torch.int64)
    return half + torch.where(size < 8, size, beyond.clamp(max=15))


def started_from(folder: Path, drop: float) -> Encoder:
    """The encoder of a checkpoint's folder, small or large, as its config.json says."""
    kind = json.loads((folder / "config.json").read_text("utf-8")).get("model_type")
    return MPNet.started_from(folder, drop) if kind == "mpnet" else Encoder.started_from(folder, drop)
