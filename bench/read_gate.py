"""Gate: the main text of pages. The 181 news pages of the article-extraction-benchmark (Zyte, MIT), by its own measure.

    python -m bench.read_gate [FOLDER] [--missed]

The measure is the benchmark's: shingles of four words as a multiset, precision and recall a page, their means, F1 of the means.
Beside the blocks that sayso calls main stands trafilatura itself, in the mode that sayso asks it in, on the same pages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import trafilatura

from bench.places import data
from sayso.read import Limits
from sayso.read.cleaning import charset_in_markup, decode
from sayso.read.html import html
from sayso.read.main_text import main_text, tree
from sayso.read.page import walk
from sayso.types import Run

_WORD = re.compile(r"\w+")
FULLY = 0.99  # share of the extraction's words found in place from which a page counts as aligned fully
Counts = tuple[int, int, int]


class Measured(NamedTuple):
    """One page: shingles found, found wrongly and missed, by sayso and by trafilatura; how the map and the alignment fare."""

    name: str
    ours: Counts
    theirs: Counts
    aligned: float
    map_holds: bool
    lost: str  # the true text's first words that we left out
    seconds: float


def shingles(text: str, n: int = 4) -> Counter[tuple[str, ...]]:
    """The runs of n words, with their number; the whole text where it is shorter."""
    words = _WORD.findall(text)
    return Counter(run for i in range(max(1, len(words) - n + 1)) if (run := tuple(words[i : i + n])))


def compared(true: str, got: str) -> Counts:
    """Shingles found, found wrongly, missed."""
    t, g = shingles(true), shingles(got)
    return (t & g).total(), (g - t).total(), (t - g).total()


def f1(rows: list[Counts]) -> float:
    """The benchmark's F1: the harmonic mean of mean precision and mean recall over the pages."""
    p = mean(tp / (tp + fp) if tp + fp else float(fn == 0) for tp, fp, fn in rows)
    r = mean(tp / (tp + fn) if tp + fn else float(fp == 0) for tp, fp, fn in rows)
    return 2 * p * r / (p + r)


def map_holds(source: str, text: str, runs: tuple[Run, ...]) -> bool:
    """Whether the runs are in order, cover the text, and stand for what they say."""
    at = source_at = 0
    for run in runs:
        if run.start != at or run.end <= at or not source_at <= run.source_start <= run.source_end:
            return False
        ours, theirs = text[run.start : run.end], source[run.source_start : run.source_end]
        if (len(ours) == len(theirs) and ours != theirs) or (not theirs and not ours.isspace()):
            return False
        at, source_at = run.end, run.source_end
    return at == len(text) and source_at <= len(source)


def measured(name: str, raw: bytes, true: str) -> Measured:
    """One page read by both."""
    source, _, _ = decode(raw, charset_in_markup(raw))
    began = time.perf_counter()
    draft = html(source, None, Limits().depth)
    seconds = time.perf_counter() - began
    page = walk(source, Limits().depth)
    theirs = trafilatura.extract(tree(source, page), fast=True, include_comments=False, include_tables=True) or ""
    ours = "\n".join(draft.text[b.start : b.end] for b in draft.blocks if b.main)
    lost = shingles(true) - shingles(ours)
    return Measured(
        name,
        compared(true, ours),
        compared(true, theirs),
        main_text(source, page).aligned,
        map_holds(source, draft.text, draft.runs),
        " | ".join(" ".join(run) for run in list(lost)[:3]),
        seconds,
    )


def pages(folder: Path) -> list[Measured]:
    """Every page of the benchmark."""
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    return [
        measured(name, gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), truth[name]["articleBody"])
        for name in sorted(truth)
    ]


def figures_of(rows: list[Measured]) -> dict[str, float]:
    """The figures that have floors."""
    return {
        "main text F1": f1([r.ours for r in rows]),
        "main text F1 less trafilatura's": 1 + min(0.0, f1([r.ours for r in rows]) - f1([r.theirs for r in rows])),
        "pages aligned fully": mean(r.aligned >= FULLY for r in rows),
        "pages whose map holds": mean(r.map_holds for r in rows),
    }


def figures() -> dict[str, float]:
    """The gate's figures on the benchmark in $SAYSO_DATA; "less trafilatura's" is 1 where sayso is no worse."""
    return figures_of(pages(data("aeb") / "aeb"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--missed", action="store_true", help="print the pages where most is missed or taken wrongly")
    given = parser.parse_args()
    rows = pages(given.folder or data("aeb") / "aeb")
    for figure, value in figures_of(rows).items():
        print(f"{value:.4f}  {figure}")
    print(f"{f1([r.theirs for r in rows]):.4f}  trafilatura's own F1 (fast mode, the same pages)")
    print(f"{mean(r.aligned == 1 for r in rows):.4f}  pages aligned to the last word")
    print(f"{len(rows) / sum(r.seconds for r in rows):.1f} pages a second")
    if given.missed:
        for r in sorted(rows, key=lambda r: -(r.ours[1] + r.ours[2]) / max(1, sum(r.ours)))[:20]:
            found, wrongly, missed = r.ours
            print(f"{r.name[:12]} found {found}, wrongly {wrongly}, missed {missed}; aligned {r.aligned:.3f}; {r.lost[:150]}")


if __name__ == "__main__":
    main()
