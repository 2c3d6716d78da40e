"""Pairs of sentences as rows for the entailment model: the public sets and our own statements (`bench/pairs.py`).

    python -m lab.prepare_entailment PAIRS STATEMENTS POLNEAR OUT

PAIRS: the folder `pairs` of the shared data. STATEMENTS: the project's own groups (`statements/`). POLNEAR: the rows
of lab.prepare_polnear. OUT gets train.jsonl and
held.jsonl of the public sets, {"set", "manner", "one", "other", "label"} (a label is follows, contradicts, neither or "not":
does not follow, which of the two is not said), and of our own groups.train.jsonl and groups.held.jsonl, {"group", "pairs"}.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from bench.claims_gate import stated
from bench.pairs import Group, Row, groups, held, own_held, own_pairs, public

from sayso.weave.alignment import agreement
from sayso.weave.comparison import compare, conceded, rivals

NEAR = 12  # pairs of an article
LIKE = 0.4  # likeness by words from which two contents of one article may well say the same


def neighbours(path: Path) -> Iterator[Row]:
    """Statements of one article that share a word and little else: neither the same nor contradicting, as good as always.

    Fragments of speech ("I have never asked", "nobody asked me") are what a model of whole sentences takes for contradictions.
    """
    rng = random.Random(20261126)
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        texts = [" ".join(row["text"][a:b] for a, b in found["content"]) for found in row["attributions"]]
        made = [s for s in map(stated, dict.fromkeys(texts)) if s is not None]
        pairs = [(a, b) for a, b in combinations(made, 2) if 0 < agreement(a.words, b.words).score < LIKE]
        for a, b in rng.sample(pairs, min(len(pairs), NEAR)):
            one, other = (a, b) if rng.random() < 0.5 else (b, a)
            yield Row("near", "statements", one.text, other.text, "neither")


MATTER = 0.5  # how far two statements must be about one thing, by their words, to be the same but for what they disagree on


def given_in(group: Group) -> Iterator[Row]:
    """Statements given the other's figure, date or place: two claims stay two though they share it; two accounts become one."""
    for one, other, label in own_pairs(group):
        left, right = stated(one), stated(other)
        clashes = rivals(left, right) if left and right else []
        if label not in ("neither", "contradicts") or not clashes or left is None or right is None:
            continue
        if label == "contradicts" and (len(clashes) > 1 or compare(left, right).matter < MATTER):
            continue
        told = "neither" if label == "neither" else "follows"
        clash = clashes[0]
        yield Row("given", "statements", conceded(left, clash.left, right, clash.right), other, told)
        yield Row("given", "statements", one, conceded(right, clash.right, left, clash.left), told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("statements", type=Path)
    parser.add_argument("polnear", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    rows = list(dict.fromkeys(public(args.pairs)))
    own = groups(args.statements)
    more = [*neighbours(args.polnear / "train.jsonl"), *(row for g in own if not own_held(g) for row in given_in(g))]
    kept = {False: [r for r in rows if not held(r.one) and not held(r.other)], True: [r for r in rows if held(r.one)]}
    for is_held, name in ((False, "train.jsonl"), (True, "held.jsonl")):
        with (args.out / name).open("w", encoding="utf-8") as file:
            for row in kept[is_held] if is_held else (*kept[is_held], *more):
                file.write(json.dumps(row._asdict(), ensure_ascii=False) + "\n")
    parts = {False: "groups.train.jsonl", True: "groups.held.jsonl"}
    for is_held, name in parts.items():
        with (args.out / name).open("w", encoding="utf-8") as file:
            for group in own:
                if own_held(group) == is_held:
                    file.write(json.dumps({"group": group.name, "pairs": own_pairs(group)}, ensure_ascii=False) + "\n")
    print({k: len(v) for k, v in kept.items()}, len(own), "groups")


if __name__ == "__main__":
    main()
