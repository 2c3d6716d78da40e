"""Make person_evidence.csv: what each kind of evidence that `names.persons` finds tells for two names' being one.

    PYTHONPATH=src python -m lab.name_evidence name_bench_cases.csv [--out src/sayso/data/person_evidence.csv]

A logistic regression over the read half of nomenklatura's labelled pairs of persons, of those names that have two words and
more; no pair of the other half is read. Each weight may only have the sign that it means ("a word left out never speaks for
one name"). Prints the rates by ten-fold cross-validation and writes the table. Needs spellings.csv (`lab.name_spellings`).
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
from bench.identities_gate import rates, unread
from scipy.optimize import minimize

from sayso.names.pairing import Evidence
from sayso.names.persons import evidence

RIDGE = 1.0  # of 0.1 to 10, the best F1 by cross-validation, and flat
FOLDS = 10
SIGNS = dict.fromkeys(("same", "letters", "conflict", "whole"), 1) | dict.fromkeys(
    ("slips", "near", "conflicts", "conflict_last", "left_out", "crossed"), -1
)
HEAD = """\
# What the evidence that two personal names give tells for their being one (log odds; see Evidence in names/pairing.py).
# Source: fitted on the read half of nomenklatura's labelled pairs by lab/name_evidence.py; see CARDS.md.
evidence,weight
"""


def fitted(x: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Start and weights, the likeliest under a ridge and the signs."""
    x = np.c_[np.ones(len(x)), x]
    ridge = np.r_[0.01, np.full(x.shape[1] - 1, RIDGE)]

    def loss(v: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ v
        gap = 1 / (1 + np.exp(-z)) - truth
        return float((np.logaddexp(0, z) - truth * z).sum() + 0.5 * (ridge * v) @ v), x.T @ gap + ridge * v

    limits = [
        (None, None),
        *((0, None) if SIGNS.get(f) == 1 else (None, 0) if SIGNS.get(f) == -1 else (None, None) for f in Evidence._fields),
    ]
    return np.asarray(minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", bounds=limits).x)


def main() -> None:
    """Fit, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("cases", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/sayso/data/person_evidence.csv"))
    given = parser.parse_args()
    with given.cases.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["schema"] == "Person" and not unread(r["name1"], r["name2"])]
    found = [(evidence(r["name1"], r["name2"]), r["is_match"] == "true") for r in rows]
    kept = [(e, t) for e, t in found if e is not None]
    x, truth = np.array([e for e, _ in kept], float), np.array([t for _, t in kept], float)
    fold = np.random.default_rng(0).permutation(len(x)) % FOLDS
    answers = np.zeros(len(x))
    for n in range(FOLDS):
        start, *weights = fitted(x[fold != n], truth[fold != n])
        answers[fold == n] = start + x[fold == n] @ np.array(weights)
    print(rates([(bool(t), bool(a > 0)) for t, a in zip(truth, answers, strict=True)]))
    best = fitted(x, truth)
    lines = [f"{name},{value:.2f}" for name, value in zip(("start", *Evidence._fields), best, strict=True)]
    given.out.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
