"""What reuse costs when piles grow, in counted operations: no clock, the same on every machine.

    python -m bench.reuse_growth [--count N]

Piles are the bulk articles with their own days and outlets, shuffled with a fixed seed, and the first so many of them: a
smaller pile is part of every larger one. Figures, higher being better:

`growth`: 1.5 − exponent of candidate pairs from 1,000 to 8,000 articles (0.2: n^1.3).
`work`: 1.5 − exponent of all operations counted: words read, fingerprints entered, texts with one of them sorted, partners
    looked at, pairs weighed again, words aligned, reports weighed for a citation. Not counted: copying arrays, and the one
    pass over what is kept that reads the rows off it.
`memory`: 1.5 − exponent of the process's peak resident memory (0.9: n^0.6), each size in a process of its own, with the
    interpreter, the libraries and the articles themselves in it: what a machine must have. What reuse adds to them is
    linear by its nature, about as much as the articles' text: `memory_added` is its exponent, measured with tracemalloc
    in the same way (it cannot be n^0.6 while all that is known of a text is kept in memory).
`addition_saves`: 1 − operations of adding one article in a hundred, relative to those of all at once (0.97 wanted), on 2,000.
`addition_same`: 1 when that gave the very derivations.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from typing import Any

from bench.bulk import marked, peak_memory, rows
from sayso.read.facts import day_of
from sayso.types import Marked
from sayso.weave.reuse import Reuse

FEW, MANY, GROWN = 1000, 8000, 2000


def articles(count: int) -> Iterator[Marked]:
    """The first so many of the shuffled bulk articles, as `mark` would hand them on without anything found in them."""
    order = list(range(sum(1 for _ in rows())))
    random.Random(5).shuffle(order)
    wanted = set(order[:count])
    for n, row in enumerate(rows()):
        if n in wanted:
            yield marked(n, row["text"], day_of(row["date"]), row["outlet"])


def cost(count: int, traced: bool = False) -> dict[str, int]:
    """Candidates, operations and peak memory (bytes) of so many articles, in this process."""
    pile = list(articles(count))
    if traced:
        tracemalloc.start()
    grown = Reuse()
    grown.add(pile)
    rows = grown.derivations(pile, ())
    peak = tracemalloc.get_traced_memory()[1] if traced else peak_memory()
    return {"candidates": len(grown.pairs), "operations": grown.work.total(), "rows": len(rows), "peak": peak}


def apart(count: int) -> dict[str, int]:
    """`cost` in a process of its own, so that its peak is its own."""
    command = [sys.executable, "-m", "bench.reuse_growth", "--count", str(count)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def addition(count: int = GROWN) -> tuple[float, bool]:
    """What adding one in a hundred costs, relative to all at once, and whether it comes to the same."""
    pile = list(articles(count))
    late = set(random.Random(7).sample(range(count), count // 100))
    whole, grown = Reuse(), Reuse()
    whole.add(pile)
    at_once = whole.derivations(pile, ())
    first = [m for n, m in enumerate(pile) if n not in late]
    grown.add(first)
    grown.derivations(first, ())
    before = grown.work.total()
    grown.add([m for n, m in enumerate(pile) if n in late])
    same = grown.derivations(pile, ()) == at_once
    return (grown.work.total() - before) / whole.work.total(), same


def figures() -> dict[str, float]:
    """The figures described above, without `memory_added`."""
    few, many = apart(FEW), apart(MANY)
    share, same = addition()
    return {
        "growth": 1.5 - _exponent(few["candidates"], many["candidates"]),
        "work": 1.5 - _exponent(few["operations"], many["operations"]),
        "memory": 1.5 - _exponent(few["peak"], many["peak"]),
        "addition_saves": 1 - share,
        "addition_same": float(same),
    }


def _exponent(few: int, many: int) -> float:
    return math.log(many / few) / math.log(MANY / FEW)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, help="only so many articles: candidates, operations, peak memory, as JSON")
    parser.add_argument("--traced", action="store_true", help="with --count: the peak of what reuse adds, by tracemalloc")
    args: Any = parser.parse_args()
    if args.count:
        print(json.dumps(cost(args.count, args.traced)))
        return
    for name, value in figures().items():
        print(f"{name:16} {value:.4f}")


if __name__ == "__main__":
    main()
