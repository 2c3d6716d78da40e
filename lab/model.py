"""The attribution model: a small BERT-shaped encoder, a head that tags words, and one that reads a text from a cue's side.

    pieces -> encoder (all-MiniLM-L6-v2 to start from) -> one vector a word (its first piece)
      tags    is this word part of a source, a cue, a content? begin / inside / outside, each role on its own: they may nest
      roles   for each of the likeliest cues of the window: every word's role in *that* cue's attribution, and whether it
              names an outlet, a paper or a person who passed it on

The second head makes linking and borders one decision (predicate-argument style: He et al. 2017, "Deep semantic role
labeling"): an additive and a multiplicative meeting of cue and word (Dozat & Manning 2017), their distance, and a
convolution over words so that a content hangs together.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F  # noqa: N812 (its name everywhere)
from safetensors.torch import load_file
from torch import Tensor, nn

from sayso.models.windows import FEATURES

TAGS = 9  # (source, cue, content) x (outside, begin, inside)
CUE_BEGIN = 4
ROLES = 4  # none, source, cue, content; beside them, on its own, whether the word names who carried it
REACH = 24  # distances between a cue and a word are told apart up to this many words one by one, then by doubling
FAR = 2 * (REACH + 6) + 1


class Layer(nn.Module):
    """One post-norm transformer layer, as in BERT."""

    def __init__(self, size: int, heads: int, inner: int, drop: float, eps: float = 1e-12) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(size, 3 * size)
        self.out = nn.Linear(size, size)
        self.norm1 = nn.LayerNorm(size, eps=eps)
        self.up = nn.Linear(size, inner)
        self.down = nn.Linear(inner, size)
        self.norm2 = nn.LayerNorm(size, eps=eps)
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, n, d = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        met = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        x = self.norm1(x + self.drop(self.out(met.transpose(1, 2).reshape(b, n, d))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """BERT with one embedding more: a word's case, its place in the sentence, and whether it is quoted."""

    def __init__(
        self, vocabulary: int, size: int, layers: int, heads: int, inner: int, positions: int, drop: float, eps: float = 1e-12
    ) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, size)
        self.position = nn.Embedding(positions, size)
        self.feature = nn.Embedding(FEATURES + 1, size)  # the last for pieces that are no word
        self.norm = nn.LayerNorm(size, eps=eps)
        self.drop = nn.Dropout(drop)
        self.layers = nn.ModuleList(Layer(size, heads, inner, drop, eps) for _ in range(layers))

    def forward(self, pieces: Tensor, features: Tensor | None, valid: Tensor) -> Tensor:
        x = self.drop(self.norm(self.embedded(pieces, features)))
        bias = self.bias(valid, x.dtype)
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def embedded(self, pieces: Tensor, features: Tensor | None) -> Tensor:
        """What a piece is before anything is read around it, [batch, pieces, size]; not normed yet."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x: Tensor = self.word(pieces) + self.position(places)[None]
        return x if features is None else x + self.feature(features)

    def bias(self, valid: Tensor, dtype: torch.dtype) -> Tensor:
        """What is added where a piece looks at another: next to nothing is left of what only fills up."""
        return ((1.0 - valid.to(dtype)) * -1e4)[:, None, None, :]

    @staticmethod
    def started_from(folder: Path, drop: float) -> Encoder:
        """The encoder with the weights of a BERT checkpoint (config.json, model.safetensors); features start at zero."""
        config = json.loads((folder / "config.json").read_text("utf-8"))
        weights = load_file(folder / "model.safetensors")
        weights = {k.removeprefix("bert."): v for k, v in weights.items()}
        size = config["hidden_size"]
        made = Encoder(
            config["vocab_size"], size, config["num_hidden_layers"], config["num_attention_heads"],
            config["intermediate_size"], config["max_position_embeddings"], drop,
        )  # fmt: skip
        state = {
            "word.weight": weights["embeddings.word_embeddings.weight"],
            "position.weight": weights["embeddings.position_embeddings.weight"]
            + weights["embeddings.token_type_embeddings.weight"][0],
            "feature.weight": torch.zeros(FEATURES + 1, size),
            "norm.weight": weights["embeddings.LayerNorm.weight"],
            "norm.bias": weights["embeddings.LayerNorm.bias"],
        }
        for n in range(config["num_hidden_layers"]):
            old, new = f"encoder.layer.{n}.", f"layers.{n}."
            for kind in ("weight", "bias"):
                state[f"{new}qkv.{kind}"] = torch.cat(
                    [weights[f"{old}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
                )
                state[f"{new}out.{kind}"] = weights[f"{old}attention.output.dense.{kind}"]
                state[f"{new}norm1.{kind}"] = weights[f"{old}attention.output.LayerNorm.{kind}"]
                state[f"{new}up.{kind}"] = weights[f"{old}intermediate.dense.{kind}"]
                state[f"{new}down.{kind}"] = weights[f"{old}output.dense.{kind}"]
                state[f"{new}norm2.{kind}"] = weights[f"{old}output.LayerNorm.{kind}"]
        made.load_state_dict(state)
        return made


class Model(nn.Module):
    """Encoder and heads. `cues` is how many candidates of a window are read from their own side."""

    def __init__(self, encoder: nn.Module, size: int, pair: int, cues: int, drop: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.cues = cues
        self.drop = nn.Dropout(drop)
        self.tags = nn.Linear(size, TAGS)
        self.of_cue = nn.Linear(size, 2 * pair)
        self.of_word = nn.Linear(size, 2 * pair)
        self.distance = nn.Embedding(FAR, pair)
        self.conv1 = nn.Conv1d(pair, pair, 5, padding=2)
        self.conv2 = nn.Conv1d(pair, pair, 5, padding=4, dilation=2)
        self.norm = nn.LayerNorm(pair)
        self.roles = nn.Linear(pair, ROLES + 1)

    def forward(
        self, pieces: Tensor, features: Tensor, valid: Tensor, starts: Tensor, count: Tensor, anchors: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """tags [batch, words, 9], anchors [batch, cues] (word of each candidate), roles [batch, cues, words, 5]: logits.

        pieces, features, valid [batch, pieces]; starts [batch, words]: the first piece of each word; count [batch]: words
        of each window. Without `anchors` the likeliest cues are taken.
        """
        x = self.drop(self.words(pieces, features, valid, starts))
        tags = self.tags(x)
        there = torch.arange(starts.shape[1], device=starts.device)[None] < count[:, None]
        if anchors is None:
            likely = tags[:, :, CUE_BEGIN] - torch.logsumexp(tags[:, :, 3:6], dim=2)
            likely = torch.where(there, likely, torch.full_like(likely, -1e4))
            anchors = torch.topk(likely, self.cues, dim=1).indices
        return tags, anchors, self.read(x, anchors, there)

    def words(self, pieces: Tensor, features: Tensor, valid: Tensor, starts: Tensor) -> Tensor:
        """One vector a word, [batch, words, size]: that of its first piece."""
        x = self.encoder(pieces, features, valid)
        return torch.gather(x, 1, starts[:, :, None].expand(-1, -1, x.shape[2]))

    def read(self, x: Tensor, anchors: Tensor, there: Tensor) -> Tensor:
        """The roles of every word in the attribution of each anchor."""
        b, w, _ = x.shape
        k = anchors.shape[1]
        cue = torch.gather(x, 1, anchors[:, :, None].expand(-1, -1, x.shape[2]))
        add_c, mul_c = self.of_cue(cue).chunk(2, dim=2)
        add_w, mul_w = self.of_word(x).chunk(2, dim=2)
        apart = torch.arange(w, device=x.device)[None, None] - anchors[:, :, None]
        met = add_c[:, :, None] + add_w[:, None] + mul_c[:, :, None] * mul_w[:, None] + self.distance(bucket(apart))
        met = F.gelu(met) * there[:, None, :, None].to(x.dtype)
        met = met.reshape(b * k, w, -1).transpose(1, 2)
        met = met + F.gelu(self.conv1(met))
        met = met + F.gelu(self.conv2(met))
        return self.roles(self.norm(met.transpose(1, 2))).reshape(b, k, w, ROLES + 1)


def bucket(apart: Tensor) -> Tensor:
    """Signed distances as indices below FAR: one by one up to REACH, then by doubling."""
    size = apart.abs()
    beyond = torch.log2(torch.clamp(size, min=REACH).to(torch.float32) / REACH).floor().to(torch.int64)
    near = torch.clamp(size, max=REACH) + torch.clamp(beyond, max=5)
    return torch.where(apart < 0, -near, near) + FAR // 2


def learning_rate(step: float, steps: int, warm: int) -> float:
    """Linear warm-up, then a cosine down to a twentieth."""
    if step < warm:
        return (step + 1) / warm
    return 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm)))
