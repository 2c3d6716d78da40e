"""News as rows of word pieces for the vector model.

    python -m lab.prepare_vectors ENCODER OUT.npz [--config lab/vectors.toml]

Needs $SAYSO_DATA (bench/places.py). Articles to train on, and held out: the articles and the roundups' accounts that the tuned
half of bench/stories_gate.py groups (the accounts with their events). Nothing of the half that it reports on is touched.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from bench.stories_sets import bulk, events, roundups

from lab.train import tokenizer_of
from sayso.models.vectors import opening


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=Path(__file__).with_name("vectors.toml"))
    parser.add_argument("--limit", type=int)
    args = parser.parse_args()
    plan = tomllib.loads(args.config.read_text("utf-8"))["data"]
    tokenizer = tokenizer_of(args.encoder)

    def cut(texts: Iterable[str], longest: int) -> tuple[np.ndarray, np.ndarray]:
        """The texts' word pieces one behind the other, and how many each has."""
        found = [tokenizer.encode(t, add_special_tokens=False).ids[:longest] for t in texts]
        return np.concatenate([np.array(f, dtype=np.uint16) for f in found]), np.array([len(f) for f in found], dtype=np.int32)

    articles = bulk(plan["half"])
    train = [f"{row['title']}. {row['text']}" for row in articles[plan["beyond"] :]][: args.limit]
    kept = set(events(plan["half"]))
    told = [(event, opening(title, text)) for event, _, title, text in roundups() if event in kept]
    held = [(-1, opening(row["title"], row["text"])) for row in articles[: plan["beyond"]]]
    both = [*told, *held]
    made = {"train": cut(train, plan["longest"]), "held": cut([t for _, t in both], plan["longest"] // 4)}
    arrays = {f"{name} {kind}": a for name, pair in made.items() for kind, a in zip(("pieces", "counts"), pair, strict=True)}
    np.savez_compressed(args.out, events=np.array([e for e, _ in both]), **arrays)
    print({name: a.shape for name, a in arrays.items()}, f"{args.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
