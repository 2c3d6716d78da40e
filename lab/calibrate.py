"""Calibrate decoding on the articles that training left out, and measure a model file on dev.

    python -m lab.calibrate ROWS BUILD [--dev] [--config lab/attributions.toml]

Prints the figures of the present knobs (sayso.models.decoding.KNOBS), and of each one moved by itself, by linked F1.
"""

from __future__ import annotations

import argparse
import random
import tomllib
from collections.abc import Sequence
from pathlib import Path

from lab.train import Example, figures, polnear
from sayso.models import FILES, Tagger
from sayso.models.decoding import KNOBS, Knobs, candidates, decode
from sayso.models.tagger import Output

SHOWN = ("linked", "exact", "direct_linked", "content", "source")
GRID: dict[str, tuple[float, ...]] = {
    "candidate": (0.03, 0.06, 0.1, 0.15),
    "accept": (0.15, 0.2, 0.25, 0.3, 0.35, 0.4),
    "sourceless": (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.99),
    "tagged": (0.0, 0.15, 0.3),
    "support": (0.0, 0.3, 0.6, 0.9),
    "change": (0.0, 0.35, 0.7, 1.0, 1.5, 2.0),
    "quotation": (0.3, 0.5, 0.7),
}


def measured(read: Sequence[tuple[Example, list[Output]]], knobs: Knobs) -> dict[str, float]:
    """The figures of one setting of the knobs over what the model made of each text."""
    return figures((e, decode(e.known, candidates(o, len(e.known.spans), knobs), e.quotes, knobs)) for e, o in read)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("build", type=Path)
    parser.add_argument("--dev", action="store_true", help="measure on dev, calibrate nothing")
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("attributions.toml"))
    args = parser.parse_args()
    config = tomllib.loads(args.config.read_text("utf-8"))
    tagger = Tagger(*(args.build / name for name in FILES["attributions"]))
    if args.dev:
        examples = polnear(args.rows / config["data"]["dev"], tagger.tokenizer)
    else:
        examples = polnear(args.rows / config["data"]["polnear"], tagger.tokenizer)
        random.Random(config["training"]["seed"]).shuffle(examples)  # as in training
        examples = examples[: config["data"]["calibration"]]
    read = [(e, list(tagger.outputs(e.known))) for e in examples]
    print("now", measured(read, KNOBS))
    for name, values in {} if args.dev else GRID.items():
        for value in values:
            got = measured(read, KNOBS._replace(**{name: value}))
            print(f"{name:10} {value:5.2f}  " + "  ".join(f"{k} {got[k]:.2f}" for k in SHOWN))


if __name__ == "__main__":
    main()
