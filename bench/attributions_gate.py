"""Gate: attributions. PolNeAR's dev articles (Newell et al., LREC 2018), by the exam's own measure, attributions.py.

    python -m bench.attributions_gate [--missed] [--split dev|train] [--limit N]

Texts go the whole way of one document (read, regions, mentions, dates, attributions); spans are mapped back to the file
through the document's own map. exact: the content's tokens are the annotator's; overlap: token Jaccard at least 0.5;
linked: overlap, and the source's too. Two humans agree at 73.5 linked and 94.5 direct linked; PolNeAR counts much that
sayso does not call an attribution ("supports", "opposes", "is expected to"), so recall over all its attributions is low by
intent, and direct_* are the figures to read.
"""

from __future__ import annotations

import argparse
import importlib.util
from types import ModuleType
from typing import Any

from bench.places import data, shared
from sayso.read import read
from sayso.trace import mark
from sayso.types import Document, Marked, Span

ROLES = ("content", "source", "cue")
FIGURES = ("direct_exact", "direct_overlap", "direct_linked", "overlap", "linked", "content", "source", "cue")


def measure() -> ModuleType:
    """The exam's attributions.py as a module."""
    spec = importlib.util.spec_from_file_location("exam_attributions", shared() / "exam" / "attributions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def to_source(document: Document, span: Span) -> tuple[int, int]:
    """A span of the text as the decoded file's own offsets."""

    def place(at: int) -> int:
        for run in document.runs:
            if run.start <= at < run.end:
                even = run.end - run.start == run.source_end - run.source_start
                return run.source_start + (at - run.start if even else 0)
        return document.runs[-1].source_end if document.runs else 0

    return place(span.start), place(span.end - 1) + 1


def predicted(marked: Marked) -> list[dict[str, list[tuple[int, int]]]]:
    """A document's attributions as the measure reads them, those inside another left out: PolNeAR does not nest."""
    document = marked.document
    return [
        {
            role: [to_source(document, _with_marks(document.text, s) if role == "content" else s) for s in getattr(a, role)]
            for role in ROLES
        }
        for a in marked.attributions
        if a.within is None
    ]


def _with_marks(text: str, span: Span) -> Span:
    """PolNeAR's contents hold their quotation marks and the stop or comma before the closing one."""
    start, end = span.start, span.end
    opened = start > 0 and text[start - 1] in "“\"‘'"
    while opened and end < len(text) and text[end] in ",.!?;”\"’'":
        end += 1
    return Span(start - 1 if opened else start, end)


def documents(split: str, limit: int | None) -> list[tuple[str, str, list[dict[str, Any]], Marked]]:
    """(name, text, the annotator's attributions, what sayso finds) for each article of a split."""
    folder = data("polnear") / "polnear" / split
    corpus = measure().read_corpus(folder)
    out = []
    for name, (text, gold) in sorted(corpus.items())[:limit]:
        for document in read(str(folder / "text" / f"{name}.txt")):
            if isinstance(document, Document):
                out.append((name, text, gold, mark(document)))
    return out


def figures(split: str = "dev", limit: int | None = None) -> dict[str, float]:
    """F1 of each of FIGURES on PolNeAR's dev articles, 0 to 1; precision and recall of direct_linked too."""
    module = measure()
    counts = [module.count_document(text, gold, predicted(marked)) for _, text, gold, marked in documents(split, limit)]
    found = module.figures(counts)
    out = {f"{name}_f1": round(found[name][2], 4) for name in FIGURES}
    out |= {"direct_linked_p": round(found["direct_linked"][0], 4), "direct_linked_r": round(found["direct_linked"][1], 4)}
    out |= {"linked_p": round(found["linked"][0], 4), "linked_r": round(found["linked"][1], 4)}
    return out


def missed(split: str, limit: int | None) -> None:
    """Print, article by article, the annotator's attributions that have no counterpart and ours that the annotator lacks."""
    for name, text, gold, marked in documents(split, limit):
        ours = predicted(marked)
        print(f"== {name}")
        for mark_, here, there in (("-", gold, ours), ("+", ours, gold)):
            for a in here:
                if not any(_overlap(a["content"], b["content"]) >= 0.5 for b in there if a.get("content") and b.get("content")):
                    shown = {role: " … ".join(text[s:e] for s, e in a.get(role) or []) for role in ROLES}
                    print(f" {mark_} {shown['source']!r} | {shown['cue']!r} | {shown['content'][:140]!r}")


def _overlap(a: list[tuple[int, int]], b: list[tuple[int, int]]) -> float:
    mine = {i for s, e in a for i in range(s, e)}
    theirs = {i for s, e in b for i in range(s, e)}
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def main() -> None:
    """Print the figures; with --missed, the misses and the surplus as text."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--limit", type=int)
    given = parser.parse_args()
    if given.missed:
        missed(given.split, given.limit)
    for name, value in figures(given.split, given.limit).items():
        print(f"{name:20} {value:.4f}")


if __name__ == "__main__":
    main()
