"""A trained vector model as the file sayso ships.

    python -m lab.export_vectors OUT STUDENT.pt WORDS.onnx ROWS.npz

STUDENT.pt: a student's weights as lab.train_vectors leaves them. OUT gets vectors.onnx (int8, from word vectors to one vector;
one text at a time) and vectors.fp32.onnx (not shipped). Says of held-out openings how far int8 is from fp32.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from lab.export import quantised, told
from lab.export_coreference import HEADS, INNER, SIZE
from lab.train_entailment import word_vectors
from lab.train_vectors import openings, texts
from lab.vectors import Vectors
from sayso.models.tagger import session
from sayso.models.vectors import LONGEST

COMPARED = 400  # openings


class Whole(nn.Module):
    """The model of one text that is not filled up: every piece is valid."""

    def __init__(self, model: Vectors) -> None:
        super().__init__()
        self.model = model

    def forward(self, words: Tensor) -> Tensor:
        out: Tensor = self.model(words, torch.ones(words.shape[:2], dtype=torch.bool))
        return out


def loaded(student: Path) -> Vectors:
    state = torch.load(student, weights_only=True)
    made = Vectors(SIZE, HEADS, INNER, len(state["layers"]), 0.0)
    made.load_state_dict({k: v.float() for k, v in state["model"].items()})
    return made.eval()


def export(model: Vectors, out: Path) -> None:
    plain = out / "vectors.fp32.onnx"
    torch.onnx.export(
        Whole(model), (torch.randn(1, 30, SIZE),), str(plain), input_names=["words"], output_names=["vector"],
        dynamo=False, opset_version=17, dynamic_axes={"words": {1: "pieces"}},
    )  # fmt: skip
    quantised(plain, out / "vectors.onnx", ["MatMul"])


def compared(out: Path, words: Path, rows: Path) -> dict[str, float]:
    """A text's int8 vector beside its fp32 one: their cosine, and by how much cosines of two texts differ, mean and most."""
    held, vectors = texts(np.load(rows), "held", "cpu"), word_vectors(words)
    some = torch.arange(len(held.counts))[:: max(1, len(held.counts) // COMPARED)]
    pieces, valid = openings(held, some, LONGEST)
    found = []
    for name in ("vectors.fp32.onnx", "vectors.onnx"):
        run = session(out / name).run
        found.append(np.concatenate([
            run(None, {"words": vectors[p[v]][None].numpy()})[0] for p, v in zip(pieces, valid, strict=True)
        ]))  # fmt: skip
    plain, small = found
    apart = np.abs(plain @ plain.T - small @ small.T)
    made = {"cosine": (plain * small).sum(1).mean(), "pairs": apart.mean(), "worst pair": apart.max()}
    return {k: round(float(v), 4) for k, v in made.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("out", "student", "words", "rows"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    export(loaded(args.student), args.out)
    print(json.dumps(compared(args.out, args.words, args.rows)))
    told(args.out, ("vectors.onnx",))


if __name__ == "__main__":
    main()
