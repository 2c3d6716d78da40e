"""Gate: on how many voices a claim rests, with the true attributions, claims and entities of the piles.

    python -m bench.independence_gate [PILE …] [--missed]

The rooms before it are replaced by the truth, copies excepted: those are found by `reuse` in the texts. Of every claim
of a truth three things are asked, as the exam asks them: whether the origins are the true ones, whether the number is,
and whether it rests on the same voices. Figures are averages over piles: `exam …` over the exam's and the seeds, `own …`
over ours, `held …` over those that nobody looks at (their misses are not listed).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

from bench.oracle import oracle, true_claims
from bench.places import piles
from sayso.types import Claim
from sayso.weave.independence import independence
from sayso.weave.reuse import reuse

MEASURED = ("origins", "independent", "rests_on")


class Result(NamedTuple):
    """How one pile went: the share of its claims that are right in each of MEASURED, and the others as text."""

    pile: str
    group: str
    shares: dict[str, float]
    missed: list[str]


def results(only: tuple[str, ...] = ()) -> list[Result]:
    """Every pile's result, or those named; piles whose truth has no claims are left out."""
    found = [_result(*pile) for pile in piles() if not only or pile[0] in only]
    return [result for result in found if result.shares]


def _result(name: str, group: str, folder: Path) -> Result:
    pile, entities = oracle(folder)
    wanted = true_claims(folder, pile)
    found = independence(pile, wanted, reuse(pile, entities), entities)
    pairs = list(zip(found, wanted, strict=True))
    shares = {what: sum(_same(what, *pair) for pair in pairs) / len(pairs) for what in MEASURED if pairs}
    missed = [
        f"{name}: {want.id}: {what} {getattr(got, what)}, not {getattr(want, what)}: {got.why}"
        for got, want in pairs
        for what in MEASURED
        if not _same(what, got, want)
    ]
    return Result(name, group, shares, missed)


def _same(what: str, got: Claim, want: Claim) -> bool:
    if what == "independent":
        return got.independent == want.independent
    return set(getattr(got, what)) == set(getattr(want, what))


def figures() -> dict[str, float]:
    """The gate's figures; DataMissingError where the exam is not here."""
    found = results()
    return {
        f"{group} {what}": sum(r.shares[what] for r in here) / len(here)
        for group in ("exam", "own", "held")
        if (here := [r for r in found if r.group == group])
        for what in MEASURED
    }


def main() -> None:
    """Print the figures; with --missed what is not as in the truth, held-out piles excepted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pile", nargs="*")
    parser.add_argument("--missed", action="store_true")
    options = parser.parse_args()
    found = results(tuple(options.pile))
    for result in found:
        print(result.pile, " ".join(f"{k} {v:.3f}" for k, v in result.shares.items()))
        if options.missed and result.group != "held":
            print("\n".join("   " + m for m in result.missed))
    if not options.pile:
        for name, value in figures().items():
            print(f"{name:28} {value:.4f}")


if __name__ == "__main__":
    main()
