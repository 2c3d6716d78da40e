"""Pairs of sentences as rows for the entailment model: the public sets and our own statements (`bench/pairs.py`).

    python -m lab.prepare_entailment PAIRS STATEMENTS POLNEAR GUM LITBANK OUT

PAIRS: the folder `pairs` of the shared data. STATEMENTS: the project's own groups (`statements/`). POLNEAR: the rows
of lab.prepare_polnear. GUM, LITBANK: the corpora as their publishers give them. OUT gets train.jsonl and held.jsonl of the
public sets, {"set", "manner", "one", "other", "label"} (a label is follows, contradicts, neither or "not": does not follow,
which of the two is not said), and texts.jsonl, {"source", "manner", "text"}: sentences that nobody has judged, for
lab.unlabelled_pairs. Of our own groups the training reads the files themselves.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from bench.bulk import closed_up
from bench.claims_gate import stated
from bench.pairs import Group, Row, groups, held, own_held, own_pairs, public

from sayso.text import sentences
from sayso.weave.alignment import agreement
from sayso.weave.comparison import compare, conceded
from sayso.weave.disagreements import rivals

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


OTHER_STS = (
    "OnWN", "SMTeuroparl", "SMTnews", "deft-forum", "images", "answers-forums", "answers-students", "belief", "answer-answer",
    "plagiarism", "postediting", "question-question",
)  # fmt: skip
CAPTIONS = 2  # of an image
SHORTEST, LONGEST = 4, 45  # words of a sentence that nobody has judged


def unjudged(pairs: Path, gum: Path, litbank: Path) -> Iterator[tuple[str, str, str]]:
    """(source, manner, sentence) of captions (MPE, STS) and of prose of many kinds (STS, GUM, LitBank), as near as may be to
    the kinds of prose that MultiNLI's premises are of: talk, letters, travel, fiction, textbooks."""
    for name in ("train", "dev"):
        with (pairs / "nli" / "mpe" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                parts = re.split(r"\s*\d+jpg\d", row["premise"])[1 : 1 + CAPTIONS]
                yield from (("mpe", "captions", text) for text in (*parts, row["hypothesis"]))
    for path in sorted((pairs / "sts" / "semeval-sts").glob("20*/*.tsv")):
        name = path.name.split(".")[0]
        if name in OTHER_STS:
            manner = "captions" if name == "images" else "prose"
            for line in path.read_text("utf-8").splitlines():
                yield from (("sts", manner, text) for text in line.split("\t")[1:3])
    for path in sorted((gum / "dep").glob("*.conllu")):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("# text = ") and "__" not in line:
                yield "gum", "prose", line[9:]
    for path in sorted((litbank / "coref").rglob("*_brat.txt")):
        text = closed_up(path.read_text("utf-8"))
        yield from (("litbank", "prose", " ".join(text[s.start : s.end].split())) for s in sentences(text))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("pairs", "statements", "polnear", "gum", "litbank", "out"):
        parser.add_argument(name, type=Path)
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
    others = dict.fromkeys(
        (source, manner, text.strip()) for source, manner, text in unjudged(args.pairs, args.gum, args.litbank)
    )
    others = [o for o in others if SHORTEST <= len(o[2].split()) <= LONGEST]
    with (args.out / "texts.jsonl").open("w", encoding="utf-8") as file:
        for source, manner, text in others:
            file.write(json.dumps({"source": source, "manner": manner, "text": text}, ensure_ascii=False) + "\n")
    print({k: len(v) for k, v in kept.items()}, len(others), "sentences that nobody has judged")


if __name__ == "__main__":
    main()
