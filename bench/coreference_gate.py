"""Gate: coreference. Chains of people and bodies in GUM's held-out documents, held against GUM's own.

    python3 -m bench.coreference_gate [--missed]

Held out are, of each of GUM's genres, every seventh document by name (bench/gum.py). The measure is the CoNLL F1 (mean of MUC,
B-cubed and CEAF-e, bench/conll.py) over chains of persons and organisations with exact borders, mentions found by the
model itself: with chains of one mention, as GUM marks them, and without, as the CoNLL data has it. `news` are the genres
nearest to what sayso reads: news, interview, speech, bio, court. The speakers of turns are given, as they are in the corpus;
quotations are found.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.conll import conll
from bench.gum import gum, held
from bench.places import data
from sayso.mark.quotations import quotations
from sayso.models import referrer
from sayso.text import paragraphs
from sayso.types import Span

CHECK = 15  # every so many-th document of the training part, as `check` in lab/coreference.toml
KINDS = ("person", "organisation")
NEWS = ("news", "interview", "speech", "bio", "court")


class Held(NamedTuple):
    """One document: its text, the chains of the corpus and ours, as spans of whole words."""

    row: dict[str, Any]
    key: list[frozenset[Span]]
    ours: list[frozenset[Span]]


def documents() -> Iterator[Held]:
    """The held-out documents, read."""
    return (read(gum(path)) for path, out in held(_paths()) if out)


def checked() -> Iterator[Held]:
    """The documents of the training part that the model was checked with while it was trained: their misses may be read."""
    return (read(gum(path)) for path in [p for p, out in held(_paths()) if not out][::CHECK])


def _paths() -> list[Path]:
    return list((data("gum") / "gum" / "dep").glob("*.conllu"))


def read(row: dict[str, Any]) -> Held:
    """One document as the corpus and as the model has it."""
    text = row["text"]
    paras = list(paragraphs(text))
    marks = [Span(q.start, q.end) for q in quotations(text, paras)]
    reading = referrer().read(text, paras, marks, turns=row["speakers"])
    words = referrer().tagger.words(text, paras, marks).spans
    starts = {w.start + n: w.start for w in words for n in range(w.end - w.start)}
    ends = {w.start + n + 1: w.end for w in words for n in range(w.end - w.start)}
    key: dict[str, set[Span]] = {}
    for start, end, kind, chain in row["mentions"]:
        if kind in KINDS:
            key.setdefault(chain, set()).add(Span(starts.get(start, start), ends.get(end, end)))
    ours = []
    for group in reading.chains():
        if reading.kind(group) in KINDS:
            ours.append(frozenset(reading.spans[i] for i in group))
    return Held(row, [frozenset(c) for c in key.values()], ours)


def figures(missed: list[str] | None = None) -> dict[str, float]:
    """The gate's figures, 0 to 1."""
    found = list(documents())
    near = [h for h in found if h.row["genre"] in NEWS]
    out: dict[str, float] = {}
    for name, some in (("", found), ("news ", near)):
        pairs = [(list(map(frozenset, h.key)), list(map(frozenset, h.ours))) for h in some]
        whole, tied = conll(pairs), conll(pairs, singletons=False)
        out |= {f"{name}conll": whole["conll"], f"{name}mentions": whole["mentions"], f"{name}conll without": tied["conll"]}
    if missed is not None:
        for h in checked():
            missed.extend(_misses(h))
    return {k: round(v, 4) for k, v in out.items()}


def _misses(h: Held) -> Iterator[str]:
    text, name = h.row["text"], h.row["id"]
    ours = {m: c for c in h.ours for m in c}
    for chain in h.key:
        at = sorted(chain)
        parts = sorted({tuple(sorted(ours[m])) if m in ours else () for m in at})
        if len(parts) > 1 or parts == [()]:
            shown = " | ".join(text[m.start : m.end] + ("" if m in ours else " (no mention)") for m in at[:12])
            yield f"{name}: in {len(parts)} parts: {shown}"


def main() -> None:
    """Print the figures; with --missed, chains that fell apart in documents that may be read."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--missed", action="store_true")
    given = parser.parse_args()
    missed: list[str] | None = [] if given.missed else None
    for name, value in figures(missed).items():
        print(f"{name:24} {value:.4f}")
    print("\n".join(missed or ()))


if __name__ == "__main__":
    main()
