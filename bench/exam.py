"""The exam gate: the whole way through on every pile that has a truth beside it, held against that truth.

    python3 -m bench.exam [PILE …] [--missed] [--changes] [--kept]

Piles: the seeds and the made-up piles of the exam (in $SAYSO_SHARED, or ../shared beside the checkout), and our own in
bench/piles and examples. The scorer is the exam's own score.py, run as it is. Figures are averages over piles: `exam …`
over the exam's and the seeds, `own …` over ours, `held …` over those of ours that nobody looks at while working (their
misses are not listed). --missed lists what was missed, as text; --changes what was gained and lost since the last run
that was kept (bench/out/, which stays on the machine: it holds the exam's words). --kept keeps a case file of each pile there
too, so that its reports are marked anew only when the code that marks has changed; the gate itself never does.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, cast

import msgspec

from bench.places import ROOT, piles, scorer
from bench.ratchet import DataMissingError
from sayso.store import Case
from sayso.tell import Dossier
from sayso.trace import add, dossier, trace

GROUPS = ("exam", "own", "held")
KEPT = ROOT / "bench" / "out" / "exam.json"
CASES = ROOT / "bench" / "out" / "cases"


class Result(NamedTuple):
    """How one pile went."""

    pile: str
    group: str
    figures: dict[str, dict[str, Any]]  # name -> {"share", "hit", "of"}
    missed: list[str]


def examine(name: str, group: str, folder: Path, measure: ModuleType, kept: bool = False) -> Result:
    """One pile through the whole way, scored."""
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    paths = [str(folder / row["file"]) for row in truth["documents"].values()]
    made = _from_case(name, paths) if kept else trace(paths)
    figures, missed = measure.score(truth, json.loads(msgspec.json.encode(made)))
    return Result(name, group, figures, missed)


def _from_case(name: str, paths: list[str]) -> Dossier:
    """A pile's dossier from the case that was kept of it, with what is missing there made now."""
    CASES.mkdir(parents=True, exist_ok=True)
    with Case.open(CASES / f"{name}.sayso") as case:
        add(case, paths, when="")
        return dossier(case)


def results(only: tuple[str, ...] = (), kept: bool = False) -> list[Result]:
    """Every pile's result, or those named."""
    measure = scorer()
    return [examine(*pile, measure, kept) for pile in piles() if not only or pile[0] in only]


def figures() -> dict[str, float]:
    """The gate's figures: averages over each group of piles."""
    return averages(results())


def averages(found: list[Result]) -> dict[str, float]:
    """The mean share of each figure over the piles in which it counts something."""
    out = {}
    for label in GROUPS:
        group = [r for r in found if r.group == label]
        for name in group[0].figures if group else ():
            shares = [s for r in group if (s := r.figures[name]["share"]) is not None]
            if shares:
                out[f"{label} {name}"] = sum(shares) / len(shares)
    return out


def show(found: list[Result]) -> str:
    """The results as a table: a row a pile, a column a figure, the averages of each group below it."""
    names = list(found[0].figures)
    means = averages(found)
    lines = [" " * 18 + "".join(f"{n.replace('_', ' ').replace('precision', 'prec')[:9]:>10}" for n in names)]
    for label in GROUPS:
        group = [r for r in found if r.group == label]
        lines += [f"{r.pile[:17]:18}" + "".join(f"{_cell(r.figures[n]['share']):>10}" for n in names) for r in group]
        if group:
            lines.append(f"{'= ' + label:18}" + "".join(f"{_cell(means.get(f'{label} {n}')):>10}" for n in names))
    return "\n".join(lines)


def changes(found: list[Result]) -> list[str]:
    """What was gained (+) and lost (-) since the last run that was kept, as text; nothing when none was kept.

    Of the held piles nothing is told: nobody is to look at what they miss.
    """
    if not KEPT.exists():
        return []
    before = cast(dict[str, list[str]], json.loads(KEPT.read_text("utf-8")))
    lines = []
    for r in (r for r in found if r.group != "held"):
        old, new = set(before.get(r.pile, r.missed)), set(r.missed)
        lines += [f"+ {r.pile}: {m}" for m in sorted(old - new)] + [f"- {r.pile}: {m}" for m in sorted(new - old)]
    return lines


def keep(found: list[Result]) -> None:
    """Keep what was missed, for the next run's --changes."""
    before = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    KEPT.write_text(json.dumps({**before, **{r.pile: r.missed for r in found}}, ensure_ascii=False, indent=1), "utf-8")


def _cell(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def main() -> int:
    if os.environ.get("PYTHONHASHSEED") != "0":  # as for every gate: bench.run says why
        os.execve(sys.executable, [sys.executable, "-m", "bench.exam", *sys.argv[1:]], {**os.environ, "PYTHONHASHSEED": "0"})
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("piles", nargs="*", help="only these piles")
    parser.add_argument("--missed", action="store_true", help="list what was missed")
    parser.add_argument("--changes", action="store_true", help="list gains and losses since the last kept run; keep this one")
    parser.add_argument(
        "--kept", action="store_true", help="read the reports' marks from the last run's cases where they still hold"
    )
    args = parser.parse_args()
    try:
        found = results(tuple(args.piles), args.kept)
    except DataMissingError as missing:
        print(f"left out: {missing}", file=sys.stderr)
        return 0
    print(show(found))
    if args.missed:
        print("\n".join(f"{r.pile}: {m}" for r in found if r.group != "held" for m in r.missed))
    if args.changes:
        print("\n".join(changes(found)))
        keep(found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
