"""What a case saves when it grows, in counted work: no clock, the same on every machine.

    python -m bench.case_gate

The reports of all our own piles make one case: once added as a whole, and once with LATE of them, drawn with a fixed seed,
added afterwards, to a case that had its dossier. Figures, higher being better:

`addition_marks_saved`, `addition_pairs_saved`: 1 − what the addition cost, relative to the whole: documents marked, and pairs
    of statements that the entailment model was asked about.
`addition_same`: 1 when both give the same bytes.
`judgement_saved`: 1 − the same two together for a judgement and its undoing.
`judgement_undone_same`: 1 when the undoing gives back the dossier but for the ledger.

The seconds are shown, and are no figures.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from importlib import import_module

from msgspec.structs import replace

from bench.places import ROOT
from sayso import casework
from sayso.models import Odds
from sayso.store import Case
from sayso.tell import Dossier
from sayso.trace import add, dossier
from sayso.types import Anchor, Document, Marked
from sayso.weave.pairing import shipped

LATE = 2  # of 69
WHEN = "2026-01-01T00:00:00Z"


class Counted:
    """How much is marked and asked while this is held, and how long it takes."""

    def __init__(self) -> None:
        self.marks = self.pairs = 0
        self.seconds = 0.0

    def __enter__(self) -> Counted:
        self._trace = import_module("sayso.trace")  # `sayso.trace` itself is the function
        self._mark = self._trace.mark
        self._trace.mark, casework.shipped = self._counted_mark, self._counted_judge  # type: ignore[attr-defined]
        self._began = time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        self._trace.mark, casework.shipped = self._mark, shipped  # type: ignore[attr-defined]
        self.seconds = time.monotonic() - self._began

    def _counted_mark(self, document: Document) -> Marked:
        self.marks += 1
        return self._mark(document)  # type: ignore[no-any-return]

    def _counted_judge(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Odds]:
        self.pairs += len(pairs)
        return shipped(pairs)

    def __str__(self) -> str:
        return f"{self.marks} documents marked, {self.pairs} pairs asked, {self.seconds:.1f} s"


def reports() -> list[str]:
    """The reports of our own piles, in a fixed order that is none of theirs."""
    found = sorted(str(p) for p in (ROOT / "bench" / "piles").glob("*/*") if p.suffix in (".txt", ".html"))
    random.Random(11).shuffle(found)
    return found


def grown(case: Case, pile: Sequence[str]) -> tuple[Dossier, Counted]:
    with Counted() as work:
        add(case, pile, when=WHEN)
        made = dossier(case)
    return made, work


def figures() -> dict[str, float]:
    pile = reports()
    with Case.in_memory() as case:
        whole, all_at_once = grown(case, pile)
    with Case.in_memory() as case:
        grown(case, pile[LATE:])
        late, addition = grown(case, pile[:LATE])
        with Counted() as judging:
            case.judge("ignore", (Anchor(late.documents[0].id),), who="bench", when=WHEN)
            judged = dossier(case)
            case.judge("undo", (), who="bench", when=WHEN, undoes=1)
            undone = dossier(case)
    assert len(judged.documents) == len(late.documents) - 1
    for name, work in (("all at once", all_at_once), (f"{LATE} more", addition), ("a judgement, and its undoing", judging)):
        print(f"  {name}: {work}")
    return {
        "addition_marks_saved": 1 - addition.marks / all_at_once.marks,
        "addition_pairs_saved": 1 - addition.pairs / all_at_once.pairs,
        "addition_same": float(late.to_json() == whole.to_json()),
        "judgement_saved": 1 - (judging.marks + judging.pairs) / (all_at_once.marks + all_at_once.pairs),
        "judgement_undone_same": float(replace(undone, judgements=()) == late),
    }


if __name__ == "__main__":
    for name, value in figures().items():
        print(f"{name:<24}{value:.4f}")
