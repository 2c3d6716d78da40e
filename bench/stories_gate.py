"""Gate: stories. Events told by several outlets among unrelated articles; what belongs together, beside three peers.

    python -m bench.stories_gate [--half tuned|held] [--missed] [--fast]

`mixed`: all of a half's events, of the roundups and of ECB+ (two events a topic, kept apart), among 1,000 bulk articles.
`among`: 100 events with three accounts each among 600 others, four kinds by two seeds, the mean (bench/stories_sets.py).
Peers in the same run: batch TF-IDF with average linkage, a window of 7 days and the threshold that is best in hindsight
for each set; the scan over all clusters (Miranda et al. 2018) with one threshold, the best on the tuned half's sets. HDBSCAN
over MiniLM's vectors is measured by hand (bench/stories_peers.py). Story pairs of the seeds and the exam piles must be
right, here with true marks. Growth: bench/stories_growth.py.
"""

from __future__ import annotations

import argparse
import contextlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from statistics import fmean
from typing import Any

from bench import stories_growth
from bench.oracle import oracle, truth
from bench.places import piles
from bench.ratchet import DataMissingError
from bench.stories_measures import b_cubed, pairwise
from bench.stories_peers import hindsight, scan
from bench.stories_sets import KINDS, Report, among, mixed, pile
from sayso.types import Marked
from sayso.weave.reuse import reuse
from sayso.weave.stories import stories

SEEDS = (1, 2)
SCAN_THRESHOLD = 0.2  # the best of 0.04 to 0.24 on the tuned half's sets


def grouped(made: tuple[Marked, ...]) -> list[str]:
    """The story of each report, in order."""
    home = {d: s.id for s in stories(made, ()) for d in s.documents}
    return [home[m.document.id] for m in made]


def exam_pairs(show: bool = False) -> float:
    """Share of the pairs of reports, in the seeds and the exam piles, that are rightly together or apart."""
    right = count = 0
    for name, group, folder in piles():
        made, entities = oracle(folder)
        home = {d: s.id for s in stories(made, reuse(made, entities)) for d in s.documents}
        files = {Path(m.document.sources[0]).name: m.document.id for m in made}
        known = truth(folder)
        ids = {k: files[row["file"]] for k, row in known["documents"].items()}
        gold = {k: n for n, group in enumerate(known["stories"]) for k in group}
        for a, b in combinations(ids, 2):
            same = home[ids[a]] == home[ids[b]]
            right += same == (gold[a] == gold[b])
            count += 1
            if show and group != "held" and same != (gold[a] == gold[b]):
                print(f"{name}: {a} and {b} {'are two stories' if same else 'belong together'}")
    return right / count


def sets_among(half: str) -> Iterator[tuple[str, list[Report]]]:
    """The sets of 100 events among 600 others, with their kinds."""
    return ((kind, among(half, kind, seed)) for kind in KINDS for seed in SEEDS)


def measure(half: str, show: bool = False) -> dict[str, float]:
    """B-cubed and pairwise figures of one half."""
    given = mixed(half)
    gold = [r.event for r in given]
    mine = grouped(pile(given))
    p, r, f = b_cubed(gold, mine)
    pp, pr, pf = pairwise(gold, mine)
    out = {
        "mixed b_cubed_precision": p,
        "mixed b_cubed_recall": r,
        "mixed b_cubed_f1": f,
        "mixed pair_precision": pp,
        "mixed pair_recall": pr,
        "mixed pair_f1": pf,
    }
    for name, start in (("roundups", "event"), ("ecb", "event ecb")):
        of = [n for n, g in enumerate(gold) if g.startswith(start) and (name == "ecb" or not g.startswith("event ecb"))]
        out[f"mixed b_cubed_f1 {name}"] = b_cubed([gold[n] for n in of], [mine[n] for n in of])[2]
    if show:
        _show(given, mine)
    return out | _means(half, lambda given: grouped(pile(given)), "among ")


def _means(half: str, group: Callable[[list[Report]], Sequence[str | int]], prefix: str) -> dict[str, float]:
    """B-cubed and pairwise F1 over the sets of 100 events, the mean, and B-cubed F1 by kind."""
    found: dict[str, list[float]] = defaultdict(list)
    for kind, given in sets_among(half):
        gold, mine = [r.event for r in given], group(given)
        found["b_cubed_f1"].append(b_cubed(gold, mine)[2])
        found[f"b_cubed_f1 {kind}"].append(found["b_cubed_f1"][-1])
        found["pair_f1"].append(pairwise(gold, mine)[2])
    return {prefix + name: fmean(values) for name, values in found.items()}


def _show(given: Sequence[Report], mine: Sequence[str]) -> None:
    groups: dict[str, list[Report]] = defaultdict(list)
    for r, m in zip(given, mine, strict=True):
        groups[m].append(r)
    for g in [g for g in groups.values() if len({r.event for r in g}) > 1]:
        print("mixed:", *(f"\n   {r.event} {r.day} {(r.title or r.text)[:90]}" for r in g))
    by_event: dict[str, set[str]] = defaultdict(set)
    for r, m in zip(given, mine, strict=True):
        by_event[r.event].add(m)
    for event in [e for e, homes in by_event.items() if len(homes) > 1]:
        told = [(m, r) for r, m in zip(given, mine, strict=True) if r.event == event]
        print("split:", *(f"\n   {m} {r.day} {(r.title or r.text)[:90]}" for m, r in told))


def peers(half: str) -> dict[str, float]:
    """The same figures of the peers."""
    given = mixed(half)
    gold = [r.event for r in given]
    out: dict[str, float] = {}
    for name, window in (("tf-idf", None), ("tf-idf 7 days", 7)):
        f, pf, _ = hindsight(given, window)
        out |= {f"{name} mixed b_cubed_f1": f, f"{name} mixed pair_f1": pf}
    every = [(kind, *hindsight(given)) for kind, given in sets_among(half)]
    out |= {
        "tf-idf 7 days among b_cubed_f1": fmean(e[1] for e in every),
        "tf-idf 7 days among pair_f1": fmean(e[2] for e in every),
    }
    for kind in KINDS:
        out[f"tf-idf 7 days among b_cubed_f1 {kind}"] = fmean(e[1] for e in every if e[0] == kind)
    mine = scan(given, SCAN_THRESHOLD)
    out |= {"scan mixed b_cubed_f1": b_cubed(gold, mine)[2], "scan mixed pair_f1": pairwise(gold, mine)[2]}
    return out | _means(half, lambda given: scan(given, SCAN_THRESHOLD), "scan among ")


def figures() -> dict[str, float]:
    """The held-out half's figures and by how much they are above the peers'; growth; story pairs where the exam is here."""
    out = measure("held")
    others = peers("held")
    for of in ("mixed", "among"):
        for peer in ("tf-idf 7 days", "scan"):
            out[f"{of} above {peer}"] = out[f"{of} b_cubed_f1"] - others[f"{peer} {of} b_cubed_f1"]
    out |= stories_growth.figures()
    with contextlib.suppress(DataMissingError):
        out["exam_pairs"] = exam_pairs()
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("tuned", "held"), default="held")
    parser.add_argument("--missed", action="store_true", help="print stories that are mixed or split")
    parser.add_argument("--fast", action="store_true", help="without the peers")
    args: Any = parser.parse_args()
    for name, value in measure(args.half, args.missed).items():
        print(f"{name:44} {value:.4f}", flush=True)
    print(f"{'exam_pairs':44} {exam_pairs(True):.4f}", flush=True)
    for name, value in peers(args.half).items() if not args.fast else ():
        print(f"{name:44} {value:.4f}", flush=True)


if __name__ == "__main__":
    main()
