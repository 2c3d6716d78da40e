"""By hand: the peer of the entailment model. Cosine of all-MiniLM-L6-v2's sentence vectors on the same held-out pairs.

    python -m bench.cosine PAIRS ENCODER

PAIRS: the folder `pairs` of the shared data. ENCODER: the folder with config.json, model.safetensors and tokenizer.json of
all-MiniLM-L6-v2. Needs what lab/requirements.txt lists. For each set, the two thresholds and the order of the three labels
that are best in hindsight on the very rows that are measured: more than any peer could know beforehand.
"""

from __future__ import annotations

import argparse
import importlib
from collections import defaultdict
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np

from bench.pairs import held_pairs
from bench.places import ROOT
from sayso.models.entailment import LABELS


def vectors(texts: Sequence[str], folder: Path) -> Any:
    """[texts, size]: mean of the last layer, of unit length."""
    torch: Any = importlib.import_module("torch")
    encoder = importlib.import_module("lab.model").Encoder.started_from(folder, 0.0).eval()
    tokenizer = importlib.import_module("lab.train").tokenizer_of(folder)
    ids = [e.ids[:256] for e in tokenizer.encode_batch(list(texts))]
    order = sorted(range(len(ids)), key=lambda n: len(ids[n]))
    out = np.zeros((len(ids), encoder.norm.weight.shape[0]), dtype=np.float32)
    for at in range(0, len(order), 64):
        some = order[at : at + 64]
        width = max(len(ids[n]) for n in some)
        pieces = torch.tensor([ids[n] + [0] * (width - len(ids[n])) for n in some])
        valid = torch.tensor([[1.0] * len(ids[n]) + [0.0] * (width - len(ids[n])) for n in some])
        with torch.no_grad():
            x = encoder(pieces, torch.zeros_like(pieces), valid) * valid[:, :, None]
        x = (x.sum(1) / valid.sum(1, keepdim=True)).numpy()
        out[some] = x / np.linalg.norm(x, axis=1, keepdims=True)
    return out


def hindsight(cosines: Any, labels: Any) -> float:
    """The best accuracy of two thresholds that part the cosines into three labels, whichever they are."""
    grid = np.linspace(-0.2, 1.0, 121)
    below = {label: np.array([(labels[cosines < t] == label).sum() for t in grid]) for label in LABELS}
    whole = {label: (labels == label).sum() for label in LABELS}
    best = 0
    for low, middle, high in permutations(LABELS):
        for n in range(len(grid)):
            parts = below[low][n] + (below[middle][n:] - below[middle][n]) + (whole[high] - below[high][n:])
            best = max(best, int(parts.max()))
    return best / len(labels)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("encoder", type=Path)
    args = parser.parse_args()
    rows = held_pairs(args.pairs, ROOT / "statements")
    texts = list(dict.fromkeys(t for r in rows for t in (r.one, r.other)))
    found = vectors(texts, args.encoder)
    place = {t: n for n, t in enumerate(texts)}
    sets = defaultdict(list)
    for r in rows:
        cosine = float(found[place[r.one]] @ found[place[r.other]])
        for name in (r.set, "all", *(() if r.set == "own" else ("public",))):
            sets[name].append((cosine, r.label))
    for name, some in sorted(sets.items()):
        cosines, labels = np.array([c for c, _ in some]), np.array([label for _, label in some])
        print(f"{name:10} {len(some):6} {hindsight(cosines, labels):.3f}")


if __name__ == "__main__":
    main()
