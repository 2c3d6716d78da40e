"""Pairs of sentences that people have judged, and our own statements: what follows from what, and what contradicts it.

Held out: of a public set every eighth premise by the sum of its text, so that a premise is on one side only; of our own
groups (`statements/`) every fifth. What is held out is never trained on (`lab/prepare_entailment.py`).
"""

from __future__ import annotations

import csv
import hashlib
import random
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

NLI = {"entailment": "follows", "contradiction": "contradicts", "neutral": "neither", "not_entailment": "not"}
SETS = {
    "sick": ("captions", ("sick/train.csv", "sick/dev.csv")),
    "snli": ("captions", ("snli/dev.csv",)),
    "mnli": ("prose", ("mnli/dev.csv",)),
    "rte": ("prose", ("rte/train.csv", "rte/dev.csv")),
    "scitail": ("prose", ("scitail/dev.csv",)),
    "cb": ("prose", ("commitment_bank/train.csv", "commitment_bank/dev.csv")),
    "fracas": ("prose", ("fracas/train.csv", "fracas/dev.csv")),
}
NEWS = ("2012.MSRpar", "2012.SMTnews", "2013.headlines", "2014.headlines", "2014.deft-news", "2015.headlines", "2016.headlines")
SAME = 4.6  # similarity (0 to 5) from which two sentences of STS say the same …
OTHER = 2.0  # … and up to which neither follows
HELD = 8  # one premise in so many is held out
THREE = ("sick", "snli", "mnli", "cb", "fracas")  # sets that tell three labels apart
GROUPS = 5  # one group of our own in so many


class Row(NamedTuple):
    set: str
    manner: str
    one: str
    other: str
    label: str


def public(folder: Path) -> Iterator[Row]:
    """Rows of the public sets; symmetric ones in both orders."""
    for name, (manner, files) in SETS.items():
        for file in files:
            with (folder / "nli" / file).open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines):
                    yield Row(name, manner, row["premise"].strip(), row["hypothesis"].strip(), NLI[row["label"]])
    for part in ("train", "val"):
        for line in (folder / "msr" / f"msr-para-{part}.tsv").read_text("utf-8-sig").splitlines()[1:]:
            quality, _, _, one, other = line.split("\t")
            if quality == "1":  # those called different often differ in a detail only: no lesson
                yield from (Row("msr", "prose", a, b, "follows") for a, b in ((one, other), (other, one)))
    for name in NEWS:
        year = name[:4]
        for path in sorted((folder / "sts" / "semeval-sts" / year).glob(f"{name[5:]}.*.tsv")):
            for line in path.read_text("utf-8").splitlines():
                score, one, other = (*line.split("\t"), "", "")[:3]
                if score.strip() and other and (float(score) >= SAME or float(score) <= OTHER):
                    label = "follows" if float(score) >= SAME else "neither"
                    yield from (Row("sts", "prose", a, b, label) for a, b in ((one, other), (other, one)))


def held(premise: str) -> bool:
    return int.from_bytes(hashlib.blake2b(premise.encode(), digest_size=4).digest(), "big") % HELD == 0


def held_pairs(folder: Path, statements: Path) -> list[Row]:
    """The pairs a judge of three labels is measured on: the held-out rows of the public sets that know three, and our own."""
    rows = [r for r in dict.fromkeys(public(folder)) if r.set in THREE and held(r.one)]
    return rows + [row for group in groups(statements) if own_held(group) for row in own_measured(group)]


def own_measured(group: Group) -> list[Row]:
    """A group's pairs that are the same or contradict, in one order by lot; of the others as many as contradict, by lot."""
    rng = random.Random(group.name)
    pairs = own_pairs(group)
    against = [p for p in pairs if p[2] == "contradicts"]
    other = [p for p in pairs if p[2] == "neither"]
    some = [p for p in pairs if p[2] == "same"] + against + rng.sample(other, min(len(other), len(against)))
    orders = [(two, one, label) if rng.random() < 0.5 else (one, two, label) for one, two, label in some]
    return [Row("own", "statements", a, b, "follows" if label == "same" else label) for a, b, label in orders]


class Group(NamedTuple):
    """One made-up event's statements, each with its claim ("A") and its stand ("", or "-", "=", "+": it contradicts it)."""

    name: str
    theme: str
    lines: tuple[tuple[str, str, str], ...]  # claim, stand, statement
    compatible: frozenset[frozenset[str]]  # contradicting claims that do not contradict each other


def groups(folder: Path) -> list[Group]:
    """The project's own groups, in the order of their files' names. ValueError for a line that is not one."""
    out = []
    for path in sorted(folder.glob("*.txt")):
        theme = ""
        lines: list[tuple[str, str, str]] = []
        compatible = set()
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("# theme:"):
                theme = line[8:].strip()
            elif line.startswith("# compatible:"):
                compatible.add(frozenset(line[13:].split()))
            elif line.strip() and not line.startswith("#"):
                label, tab, text = line.partition("\t")
                label = label.strip()
                if not tab or not label[:1].isalpha() or label[1:] not in ("", "-", "=", "+") or not text.strip():
                    raise ValueError(f"{path.name}: not a statement: {line!r}")
                lines.append((label[0], label[1:], text.strip()))
        out.append(Group(path.stem, theme, tuple(lines), frozenset(compatible)))
    return out


def own_pairs(group: Group) -> list[tuple[str, str, str]]:
    """Every two statements of a group and what they are to each other: same, contradicts, neither; or "not": not the same.

    What contradicts one claim may touch on another: of such two only is known that they are not the same.
    """
    out = []
    for (a, x, one), (b, y, other) in combinations(group.lines, 2):
        if a != b:
            label = "not" if x or y else "neither"
        elif x == y:
            label = "same"
        elif frozenset((a + x, b + y)) in group.compatible:
            continue
        else:
            label = "contradicts"
        out.append((one, other, label))
    return out


def own_held(group: Group) -> bool:
    """Whether a group of our own is held out, by the number in its file's name."""
    return int(group.name.rpartition("-")[2]) % GROUPS == 3
