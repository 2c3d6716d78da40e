"""Calibrate decoding on the articles that training left out, and measure a model file on dev.

    python -m lab.calibrate ROWS MODEL.onnx TOKENIZER.json [--dev] [--config lab/attributions.toml]

Prints the figures of the present knobs (sayso.models.decoding.KNOBS), and of each one moved by itself, by linked F1.
"""

from __future__ import annotations

import argparse
import random
import tomllib
from collections.abc import Sequence
from pathlib import Path

from bench.attributions_gate import flat, measure

from lab.train import Example, polnear
from sayso.models import Output, Tagger
from sayso.models.decoding import KNOBS, Knobs, candidates, decode

SHOWN = ("linked", "exact", "direct_linked", "content", "source")
GRID: dict[str, tuple[float, ...]] = {
    "candidate": (0.03, 0.06, 0.1, 0.15),
    "accept": (0.15, 0.2, 0.25, 0.3, 0.35, 0.4),
    "sourceless": (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.99),
    "content": (-0.5, 0.0, 0.5, 1.0, 1.5),
    "change": (0.0, 0.35, 0.7, 1.0, 1.5, 2.0),
    "quotation": (0.3, 0.5, 0.7),
}


def figures(read: Sequence[tuple[Example, list[Output]]], knobs: Knobs) -> dict[str, float]:
    """F1 of each figure of attributions.py, 0 to 100; precision and recall of linked."""
    module = measure()
    counts = []
    for e, outputs in read:
        gold = [
            {r: [(e.known.spans[i].start, e.known.spans[i].end) for i in getattr(g, r)] for r in ("source", "cue", "content")}
            for g in e.gold
        ]
        found = decode(e.known, candidates(outputs, len(e.known.spans), knobs), e.quotes, knobs)
        counts.append(module.count_document(e.text, gold, flat(found)))
    got = module.figures(counts)
    out = {k: round(100 * v[2], 2) for k, v in got.items()}
    return out | {"linked_p": round(100 * got["linked"][0], 1), "linked_r": round(100 * got["linked"][1], 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("--dev", action="store_true", help="measure on dev, calibrate nothing")
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("attributions.toml"))
    args = parser.parse_args()
    config = tomllib.loads(args.config.read_text("utf-8"))
    tagger = Tagger(args.model, args.tokenizer)
    if args.dev:
        examples = polnear(args.rows / config["data"]["dev"], tagger.tokenizer)
    else:
        examples = polnear(args.rows / config["data"]["polnear"], tagger.tokenizer)
        random.Random(config["training"]["seed"]).shuffle(examples)  # as in training
        examples = examples[: config["data"]["calibration"]]
    read = [(e, list(tagger.outputs(e.known))) for e in examples]
    print("now", figures(read, KNOBS))
    for name, values in {} if args.dev else GRID.items():
        for value in values:
            got = figures(read, KNOBS._replace(**{name: value}))
            print(f"{name:10} {value:5.2f}  " + "  ".join(f"{k} {got[k]:.2f}" for k in SHOWN))


if __name__ == "__main__":
    main()
