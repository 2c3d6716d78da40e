"""Every gate whose data is here, against its floors.

    python3 -m bench.run [GATE …] [--jobs N] [--raise] [--readme] [--lower GATE FIGURE VALUE --reason "…"]

A gate is a module of bench with `figures() -> dict[str, float]`, higher being better. One whose data is missing is left
out and says why. The exit code is 1 when a figure has fallen below its floor, or a gate has failed. Gates run beside each
other, one to a core, each in a process of its own: what they count is work and quality, not seconds.

Data: $SAYSO_DATA holds the unpacked corpora. Where it is not set, the archives that the gates need are unpacked from
data/ of the shared folder into a cache folder ($XDG_CACHE_HOME/sayso-bench), once.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import multiprocessing
import os
import tarfile
import traceback
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from bench.places import ROOT
from bench.ratchet import BelowFloorError, DataMissingError, check, floors, lower_floor, raise_floors, shown

GATES: dict[str, tuple[str, ...]] = {  # gate -> the archives that it measures on; those that take longest first
    "stories_gate": ("roundups", "ecbplus"),
    "attributions_gate": ("polnear",),
    "claims_gate": ("pairs", "polnear"),
    "exam": (),
    "case_gate": (),
    "identities_gate": ("names", "ecbplus"),
    "read_gate": ("aeb",),
    "dates_gate": ("time",),
    "coreference_gate": ("gum",),
    "reuse_gate": (),
    "independence_gate": (),
}

BEGIN, END = "<!-- figures: python3 dev.py gates --readme -->", "<!-- end of figures -->"


def prepare(gates: list[str]) -> None:
    """Point SAYSO_DATA at the corpora that these gates need, unpacking them where that has not been done."""
    if os.environ.get("SAYSO_DATA"):
        return
    packed = Path(os.environ.get("SAYSO_SHARED") or ROOT.parent / "shared") / "data"
    if not packed.is_dir():
        return
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sayso-bench"
    cache.mkdir(parents=True, exist_ok=True)
    for name in sorted({a for g in gates for a in GATES[g]}):
        _unpack(packed / f"{name}.tar.gz", cache / name)
    for plain in packed.glob("*.jsonl.gz"):
        link = cache / plain.name
        if not link.exists():
            link.symlink_to(plain)
    os.environ["SAYSO_DATA"] = str(cache)


def _unpack(archive: Path, folder: Path) -> None:
    """The archive's files in `folder`, once for each version of the archive."""
    if not archive.is_file():
        return
    stamp = folder.with_suffix(".stamp")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text("utf-8") == digest:
        return
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    stamp.write_text(digest, "utf-8")


class Measured(NamedTuple):
    """A gate's figures, or what went wrong."""

    figures: dict[str, float]
    missing: str = ""  # data that is not here
    failed: str = ""  # the trace of an error


class Outcome(NamedTuple):
    """How a gate went; without figures when it was left out or failed."""

    held: bool
    figures: dict[str, float]


def measured(gate: str) -> Measured:
    """One gate's figures."""
    try:
        return Measured(importlib.import_module(f"bench.{gate}").figures())
    except DataMissingError as missing:
        return Measured({}, missing=str(missing))
    except Exception:
        return Measured({}, failed=traceback.format_exc())


def measure(gates: Sequence[str], jobs: int) -> dict[str, Measured]:
    """All of these, `jobs` at a time, begun in this order.

    Strings hash alike in each: the exam's scorer takes the first of a set where several fit as well, and a figure that turns
    with that by a thousandth is no figure to hold to a floor.
    """
    os.environ["PYTHONHASHSEED"] = "0"
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
        waiting = {gate: pool.submit(measured, gate) for gate in gates}
        return {gate: one.result() for gate, one in waiting.items()}


def run(gate: str, found: Measured, lift: bool) -> Outcome:
    """One gate: its figures beside their floors."""
    if found.missing:
        print(f"{gate}: left out: {found.missing}")
        return Outcome(os.environ.get("CI") != "true", {})  # a stranger's clone lacks data; CI may not
    if found.failed:
        print(f"{gate}: failed\n{found.failed}")
        return Outcome(False, {})
    figures, under = found.figures, floors(gate)
    for name, value in sorted(figures.items()):
        print(f"{gate}: {name:32} {shown(value):>8}   floor {under.get(name, '-')}")
    if lift:
        print("\n".join(raise_floors(gate, figures)))
    try:
        check(gate, figures)
    except BelowFloorError as fallen:
        print(fallen)
        return Outcome(False, figures)
    return Outcome(True, figures)


def write_figures(outcomes: dict[str, Outcome], readme: Path = ROOT / "README.md") -> None:
    """Put the exam's averages into the README, between its two marks, and every figure with its floor into docs/figures.md."""
    text = readme.read_text("utf-8")
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    exam = outcomes["exam"].figures if "exam" in outcomes else {}
    rows = ["| | exam | own | held |", "|---|---|---|---|"]
    for name in dict.fromkeys(key.split(" ", 1)[1] for key in exam):
        cells = [f"{exam[f'{g} {name}']:.2f}" if f"{g} {name}" in exam else "–" for g in ("exam", "own", "held")]
        rows.append(f"| {name.replace('_', ' ')} | " + " | ".join(cells) + " |")
    readme.write_text(head + BEGIN + "\n" + "\n".join(rows) + "\n" + END + tail, "utf-8")
    rows = [
        "# Figures",
        "",
        "Written by `python3 dev.py gates --readme`.",
        "",
        "| gate | figure | now | floor |",
        "|---|---|---|---|",
    ]
    for gate, outcome in outcomes.items():
        under = floors(gate)
        rows += [f"| {gate} | {name} | {v:.3f} | {under.get(name, '–')} |" for name, v in sorted(outcome.figures.items())]
    (ROOT / "docs" / "figures.md").write_text("\n".join(rows) + "\n", "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gates", nargs="*", metavar="GATE", help=f"only these: {', '.join(GATES)}")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="gates at a time")
    parser.add_argument("--raise", dest="lift", action="store_true", help="lift floors to the figures that exceed them")
    parser.add_argument("--readme", action="store_true", help="write the figures into README.md and docs/figures.md")
    parser.add_argument("--lower", nargs=3, metavar=("GATE", "FIGURE", "VALUE"), help="put one floor lower; '-' takes it away")
    parser.add_argument("--reason", default="", help="why the floor is lowered; kept in floors.json")
    args = parser.parse_args()
    if args.lower:
        gate, figure, value = args.lower
        lower_floor(gate, figure, None if value == "-" else float(value), args.reason)
        return 0
    gates = args.gates or list(GATES)
    unknown = [g for g in gates if g not in GATES]
    if unknown:
        parser.error(f"no gate {', '.join(unknown)}")
    prepare(gates)
    outcomes = {gate: run(gate, found, args.lift) for gate, found in measure(gates, args.jobs).items()}
    if args.readme:
        write_figures(outcomes)
    return 0 if all(o.held for o in outcomes.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
