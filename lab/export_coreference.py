"""A trained coreference checkpoint as the files sayso ships.

    python -m lab.export_coreference CHECKPOINT OUT [--config lab/coreference.toml]

OUT gets coreference.onnx (int8: from the attribution model's lower layers, its output `lower`, to what the heads need of each
word) and pairs.onnx (fp32: one pair of mentions).
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

import torch
from torch import Tensor, nn

from lab.coreference import Branch, Read
from lab.export import quantised, told, unsigned
from sayso.models.chains import CLASSES, DENSE, KINDS

SIZE, HEADS, INNER = 384, 12, 1536


class Words(nn.Module):
    """Hidden states of a window to the parts of `Read`, and the biases of widths."""

    def __init__(self, branch: Branch) -> None:
        super().__init__()
        self.branch = branch

    def forward(self, lower: Tensor, starts: Tensor) -> tuple[Tensor, ...]:
        valid = torch.ones_like(lower[:, :, 0])
        read = self.branch.read(self.branch.words(lower, valid, starts))
        return (*read, self.branch.width.weight * 1.0)


class Pairs(nn.Module):
    """Parts of `Read` at the edges of mentions to a score for each pair."""

    def __init__(self, branch: Branch) -> None:
        super().__init__()
        self.branch = branch

    def forward(
        self, here: Tensor, there: Tensor, starts: Tensor, ends: Tensor, kinds: Tensor, i: Tensor, k: Tensor,
        dense: Tensor, classes: Tensor,
    ) -> Tensor:  # fmt: skip
        read = Read(here, here, here, here, there)
        return self.branch.pairs(read, starts, ends, kinds, i, k, dense, classes)


def loaded(checkpoint: Path, config: dict[str, dict[str, float]]) -> Branch:
    """The branch of a checkpoint, ready to be run."""
    plan = config["model"]
    made = Branch(SIZE, HEADS, INNER, int(plan["own"]), int(plan["span"]), int(plan["pair"]), 0.0)
    made.load_state_dict(torch.load(checkpoint, weights_only=True, map_location="cpu")["model"])
    return made.eval()


def export(branch: Branch, out: Path) -> None:
    words, pairs = out / "coreference.fp32.onnx", out / "pairs.onnx"
    torch.onnx.export(
        Words(branch), (torch.randn(1, 40, SIZE), torch.arange(30)[None]), str(words),
        input_names=["lower", "starts"], output_names=["left", "right", "edge", "here", "there", "width"],
        dynamo=False, opset_version=17,
        dynamic_axes={"lower": {1: "pieces"}, "starts": {1: "words"}} | {
            name: {1: "words"} for name in ("left", "right", "edge", "here", "there")
        },
    )  # fmt: skip
    quantised(words, out / "coreference.onnx", ["MatMul"])
    m, p = 7, branch.pair
    torch.onnx.export(
        Pairs(branch),
        (
            torch.randn(30, 4 * p), torch.randn(30, 4 * p), torch.arange(m), torch.arange(m) + 2, torch.randn(m, len(KINDS)),
            torch.tensor([1, 2, 2]), torch.tensor([0, 0, 1]), torch.randn(3, DENSE), torch.randint(0, CLASSES**2, (3,)),
        ),
        str(pairs),
        input_names=["here", "there", "starts", "ends", "kinds", "i", "k", "dense", "classes"], output_names=["scores"],
        dynamo=False, opset_version=17,
        dynamic_axes={
            "here": {0: "words"}, "there": {0: "words"}, "starts": {0: "mentions"}, "ends": {0: "mentions"},
            "kinds": {0: "mentions"}, "i": {0: "pairs"}, "k": {0: "pairs"}, "dense": {0: "pairs"}, "classes": {0: "pairs"},
            "scores": {0: "pairs"},
        },
    )  # fmt: skip
    unsigned(pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("coreference.toml"))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    config = tomllib.loads(args.config.read_text("utf-8"))
    export(loaded(args.checkpoint, config), args.out)
    told(args.out, ("coreference.onnx", "pairs.onnx"))


if __name__ == "__main__":
    main()
