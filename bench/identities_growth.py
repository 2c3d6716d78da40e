"""How the comparisons of names grow with the pile: bulk articles, by the rules alone, counted and not timed.

python3 -m bench.identities_growth [FROM TO]
"""

from __future__ import annotations

import gzip
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import Any
from unittest.mock import patch

from tests.marked import document

from bench.places import data
from sayso import names
from sayso.mark.mentions import mentions
from sayso.mark.regions import regions
from sayso.types import Marked
from sayso.weave.identities import affairs, bodies, identities, people, possessed, unnamed

LOOKED = (
    (affairs, "related"), (bodies, "related"), (possessed, "related"), (unnamed, "related"), (unnamed, "_may_bear"),
    (people, "_kept_apart"),
)  # fmt: skip
COUNTED = ("same_person", "same_organisation", "one_surname")  # what holds one name against another
SIZES = (250, 1000)


def compared(pile: list[Marked]) -> tuple[int, int]:
    """How often two names are held against each other while a pile's identities are found, and two of anything: reports,
    phrases and bearers, and each report that another meets under a name."""
    counts = Counter[str]()

    def counting(of: str, run: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any) -> Any:
            counts[of] += 1
            return run(*given)

        return counted

    def each(self: affairs.Affairs, name: str, run: Any = affairs.Affairs._met) -> Iterator[str]:
        for other in run(self, name):
            counts["looks"] += 1
            yield other

    with ExitStack() as stack:
        for of, module, name in (*(("names", names, n) for n in COUNTED), *(("looks", *place) for place in LOOKED)):
            stack.enter_context(patch.object(module, name, counting(of, getattr(module, name))))
        stack.enter_context(patch.object(affairs.Affairs, "_met", each))
        identities(pile)
    return counts["names"], counts.total()


def figures(sizes: tuple[int, int] = SIZES) -> dict[str, float]:
    """By how much the exponent of growth stays below 1.1, and the full names to a comparison in the larger pile."""
    pile = []
    with gzip.open(data("bulk-articles.jsonl.gz"), "rt", encoding="utf-8") as file:
        for line in islice(file, sizes[1]):
            made = document(json.loads(line)["text"])
            where = regions(made)
            pile.append(Marked(made, where, mentions(made, where, None), (), ()))
    few, many = (compared(pile[:n]) for n in sizes)
    exponent, looks = (math.log(b / a) / math.log(sizes[1] / sizes[0]) for a, b in zip(few, many, strict=True))
    return {
        "growth": round(1.1 - exponent, 4),
        "growth of all looks, under 1.2": round(1.2 - looks, 4),
        "names a comparison": round(_named(pile) / many[0], 4),
    }


def _named(pile: list[Marked]) -> int:
    """How many full names of people the reports have, each counted once a report."""
    return len({(m.document, m.name) for x in pile for m in x.mentions if m.type == "person" and " " in m.name})


if __name__ == "__main__":
    for key, value in figures(tuple(map(int, sys.argv[1:3])) or SIZES).items():  # type: ignore[arg-type]
        print(f"{key:20} {value}")
