"""A trained entailment checkpoint as the file sayso ships.

    python -m lab.export_entailment OUT CHECKPOINT … [--config lab/entailment.toml]

Of several checkpoints the mean of their weights is taken. OUT gets entailment.onnx (int8, from word vectors to logits; one
pair at a time) and entailment.fp32.onnx (not shipped).
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from lab.entailment import Entailment
from lab.export import quantised, told
from lab.export_coreference import HEADS, INNER, SIZE


class Whole(nn.Module):
    """The model of pairs that are not filled up: every piece is valid."""

    def __init__(self, model: Entailment) -> None:
        super().__init__()
        self.model = model

    def forward(self, words: Tensor, sides: Tensor, manner: Tensor) -> Tensor:
        out: Tensor = self.model(words, sides, torch.ones_like(sides, dtype=torch.bool), manner)
        return out


def loaded(checkpoints: Sequence[Path], config: dict[str, dict[str, float]]) -> Entailment:
    """The model of a checkpoint, or the mean of several, ready to be run."""
    weights = [torch.load(path, weights_only=True, map_location="cpu")["model"] for path in checkpoints]
    layers = len({name.split(".")[1] for name in weights[0] if name.startswith("layers.")})
    made = Entailment(SIZE, HEADS, INNER, layers, int(config["student"]["head"]), 0.0)
    made.load_state_dict({name: sum(w[name] for w in weights) / len(weights) for name in weights[0]})
    return made.eval()


def export(model: Entailment, out: Path) -> None:
    plain = out / "entailment.fp32.onnx"
    torch.onnx.export(
        Whole(model), (torch.randn(1, 30, SIZE), torch.tensor([[0] * 12 + [1] * 18]), torch.tensor([2])), str(plain),
        input_names=["words", "sides", "manner"], output_names=["logits"], dynamo=False, opset_version=17,
        dynamic_axes={"words": {1: "pieces"}, "sides": {1: "pieces"}},
    )  # fmt: skip
    quantised(plain, out / "entailment.onnx", ["MatMul"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("entailment.toml"))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    export(loaded(args.checkpoints, tomllib.loads(args.config.read_text("utf-8"))), args.out)
    told(args.out, ("entailment.onnx",))


if __name__ == "__main__":
    main()
