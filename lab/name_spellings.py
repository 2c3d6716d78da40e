"""Make spellings.csv and known_spellings.csv from rigour's groups: what a change of letters between two spellings tells.

    PYTHONPATH=src python -m lab.name_spellings persons.txt [--out src/sayso/data/spellings.csv] [--only latin,abjad]

For each script class, pairs of spellings of one word are held against pairs of words that look alike (`bench.spellings`,
without the held-out tenth of the groups). The stretches of letters that differ between spellings, alone and with a letter
beside them, are the changes that the table can have. A logistic regression then weighs the changes of each pair's best
alignment, the alignments are made again with the new weights, and so on. The same file gives the same table,
but for the last digit where numeric libraries differ. About ten minutes on one core.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from bench.spellings import Group, Pair, held_out, read, same_pairs, unlike_pairs
from rapidfuzz.distance import Levenshtein
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from sayso.names.spellings import Changes, aligned, changes_of, letters

SCRIPTS = ("latin", "alphabet", "abjad", "kana", "hangul", "han", "indic")
ROUNDS = 2  # a third changes the share of right answers by less than 0.001
MOST = 60_000  # pairs of a kind and script; 90,000 change the share of right answers by less than 0.002
LEAST = 8  # pairs in which a change is found before it comes into the table
RIDGE = 1.0
LENGTHS = 5  # of the shorter word: 3 and less, 4, 5, 6, 7 and more
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
Change = tuple[str, str]


def differing(x: str, y: str, symmetric: bool) -> Iterator[Change]:
    """The stretches in which two words differ by plain edit distance, alone and with the letters beside them."""
    for op in Levenshtein.opcodes(x, y):
        if op.tag == "equal":
            continue
        for before, behind in ((0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (0, 2)):
            a = x[max(0, op.src_start - before) : op.src_end + behind]
            b = y[max(0, op.dest_start - before) : op.dest_end + behind]
            if a != b and max(len(a), len(b)) <= 4 and (1 <= min(len(a), len(b)) <= 2 or len(a) + len(b) == 1):
                yield (a, b) if not symmetric or a <= b else (b, a)


def first_weights(same: Sequence[Change], unlike: Sequence[Change], symmetric: bool) -> dict[Change, float]:
    """Weights to begin with: how much commoner a change is among spellings of one word; and any letter for any."""
    found, against = (
        Counter(c for x, y in pairs for c in {*differing(f"<{x}>", f"<{y}>", symmetric)}) for pairs in (same, unlike)
    )
    least = max(LEAST, LEAST * len(same) // 40_000)
    weights = {
        c: math.log((n + 1) / len(same)) - math.log((against[c] + 1) / len(unlike)) - 1.5
        for c, n in found.items()
        if n >= least
    }
    for a in ALPHABET:
        for b in ALPHABET:
            weights.setdefault((a, b) if not symmetric or a <= b else (b, a), -3.0)
        weights.setdefault(("", a), -2.5)
        weights.setdefault((a, ""), -2.5)
        weights[(a, a)] = 0.7
    return weights | {("<", "<"): 0.0, (">", ">"): 0.0}


def bounds(change: Change) -> tuple[float, float]:
    """How much a change may tell: a letter more or less never speaks for one word, another letter hardly."""
    if change[0] == change[1]:
        return -0.2, 1.5
    return (-5.0, -0.3) if not change[0] or not change[1] else (-5.0, 0.5)


def fitted(
    pairs: Sequence[Change], truth: np.ndarray, known: Changes, symmetric: bool
) -> tuple[dict[Change, float], list[float], float]:
    """Weights and starts by bounded logistic regression over the changes of each pair's best alignment, and its accuracy."""
    number: dict[Change, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    for n, (x, y) in enumerate(pairs):
        for a, b in aligned(x, y, known)[1]:
            rows.append(n)
            columns.append(number.setdefault((a, b) if not symmetric or a <= b else (b, a), len(number)))
    uses = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(pairs), len(number)))
    length = [min(7, max(3, min(len(x), len(y)))) - 3 for x, y in pairs]
    start = csr_matrix((np.ones(len(pairs)), (range(len(pairs)), length)), shape=(len(pairs), LENGTHS))
    table = hstack([uses, start]).tocsr()
    across = table.T.tocsr()
    ridge = np.r_[np.full(len(number), RIDGE), np.full(LENGTHS, 0.1)]

    def loss(v: np.ndarray) -> tuple[float, np.ndarray]:
        z = table @ v
        return float((np.logaddexp(0, z) - truth * z).sum() + 0.5 * (ridge * v) @ v), across @ (
            1 / (1 + np.exp(-z)) - truth
        ) + ridge * v

    limits = [*map(bounds, number), *[(-6.0, 6.0)] * LENGTHS]
    best = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": 300}).x
    right = float(((table @ best > 0) == truth).mean())
    return {c: float(best[n]) for c, n in number.items()}, [float(v) for v in best[-LENGTHS:]], right


def learned(pairs: Sequence[Pair], script: str) -> tuple[dict[Change, float], list[float]]:
    """The weights of one script class."""
    symmetric = script == "latin"
    dice = np.random.default_rng(0)
    kinds: list[list[Change]] = []
    for same in (True, False):
        every = [(letters(p.first), letters(p.second)) for p in pairs if p.same == same and p.script == script]
        every = [(x, y) for x, y in every if x and y and abs(len(x) - len(y)) <= 6]
        kinds.append([every[n] for n in dice.permutation(len(every))[:MOST]])
    weights, start = first_weights(kinds[0], kinds[1], symmetric), [0.0] * LENGTHS
    truth = np.r_[np.ones(len(kinds[0])), np.zeros(len(kinds[1]))]
    for n in range(ROUNDS):
        new, start, right = fitted(kinds[0] + kinds[1], truth, changes_of(weights, start, symmetric), symmetric)
        kept = {c for c in new if max(map(len, c)) <= 1} | {c for c in new if new[c] > -3}
        weights = {c: (new[c] + weights[c]) / 2 if n and c in weights else new[c] for c in kept} | {
            c: w for c, w in first_weights([("a", "a")], [("a", "a")], symmetric).items() if c not in kept
        }
        print(
            f"{script} round {n + 1}: {len(kinds[0])} + {len(kinds[1])} pairs, {len(weights)} changes, {right:.4f} right",
            flush=True,
        )
    return weights, start


def rows_of(script: str, weights: dict[Change, float], start: Sequence[float]) -> Iterator[str]:
    """The table's rows of one script class: the starts by length, and the changes in order."""
    for n, value in enumerate(start, 3):
        yield f"{script},{n},,{round(100 * value)}"
    for (one, other), value in sorted(weights.items()):
        yield f"{script},{one},{other},{round(100 * value)}"


def known(groups: Sequence[Group]) -> list[str]:
    """The Latin spellings of names that many languages write: those of six other spellings and four script classes and more."""
    rows: set[str] = set()
    for group in groups:
        latin = sorted({w for w in map(letters, group.spellings.get("latin", ())) if 5 <= len(w) <= 14})
        others = sum(len(v) for k, v in group.spellings.items() if k != "latin")
        if len(latin) > 1 and others >= 6 and len(group.spellings) >= 4:
            rows.add("|".join(latin))
    return sorted(rows)


KNOWN_HEAD = """\
# Spellings in Latin letters of one name each, of names that many languages write (rigour's groups, from Wikidata).
# Source: taken over by lab/name_spellings.py: see CARDS.md.
spellings
"""
HEAD = """\
# What a change of letters tells when two spellings of a name are held against each other: hundredths of the log odds for
# one word against two that look alike. script: the class of the script that `other` was romanised from (one is Latin); a
# number in `one`: where the sum starts, by the length of the shorter word; < and > are a word's edges.
# Source: counted, not written: see CARDS.md.
script,one,other,weight
"""


def main() -> None:
    """Read the groups, learn each script class, write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("persons", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/sayso/data/spellings.csv"))
    parser.add_argument("--only", default=",".join(SCRIPTS))
    given = parser.parse_args()
    groups = [g for g in read(given.persons) if not held_out(g.id)]
    pairs = [*same_pairs(groups), *unlike_pairs(groups)]
    only = given.only.split(",")
    old = given.out.read_text("utf-8").splitlines() if given.out.is_file() else []
    lines: list[str] = []
    for script in SCRIPTS:
        if script in only:
            lines.extend(rows_of(script, *learned(pairs, script)))
        else:
            lines.extend(row for row in old if row.startswith(f"{script},"))
    given.out.with_name("known_spellings.csv").write_text(KNOWN_HEAD + "\n".join(known(groups)) + "\n", "utf-8")
    given.out.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
