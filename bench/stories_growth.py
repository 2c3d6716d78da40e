"""How the work of finding stories grows with the pile: bulk articles on their own days, counted and not timed.

    python3 -m bench.stories_growth [FROM TO]

A step is a word or a word piece weighed, an entry of the index read, a product of two weights or of two meanings, a pair of
reports held against the threshold, or an entry of the heap. Memory is a process's peak, the pile with its texts included
(bytes).
"""

from __future__ import annotations

import math
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

from bench.stories_sets import Report, first_bulk, pile
from sayso.edtf import interval
from sayso.types import Marked, Story
from sayso.weave import stories as module
from sayso.weave import vectors
from sayso.weave.meaning import LONGEST

SIZES = (1000, 8000)  # there are 8,000 bulk articles


def articles(count: int) -> tuple[Marked, ...]:
    """So many bulk articles, of both halves, on their own days."""
    rows = first_bulk(count)
    days = [interval(row["date"])[0] if len(row["date"]) == 10 else None for row in rows]
    return pile([Report("", day, row["title"], row["text"]) for row, day in zip(rows, days, strict=True)])


def counted(given: tuple[Marked, ...], memory: module.Memory | None = None) -> tuple[int, tuple[Story, ...]]:
    """The steps that finding a pile's stories takes, and the stories."""
    steps = 0

    def add(number: int) -> None:
        nonlocal steps
        steps += number

    def each(run: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        def counting(*args: Any) -> Iterator[Any]:
            for value in run(*args):
                add(1)
                yield value

        return counting

    def first(weigh: Callable[..., int], run: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*args: Any) -> Any:
            add(weigh(*args))
            return run(*args)

        return counting

    def one(*_: Any) -> int:
        return 1

    watched: dict[str, Callable[[Any], Any]] = {
        "_stems": each,
        "_between": each,
        "_read": lambda run: first(lambda r, m: len(r.vector) + sum(len(m.far.get(k, ())) for k in r.leads), run),
        "cosine_of": lambda run: first(lambda a, b: len(a), run),
        "_likeness": lambda run: first(one, run),
        "_meaning": lambda run: first(lambda m: min(LONGEST, len(m.document.text.split())), run),
        "likenesses": lambda run: first(lambda a, others: len(others), run),
        "_group": lambda run: first(lambda g, h, m: sum(len(m.reports[x].vector) for x in g), run),
        "heappush": lambda run: first(one, run),
        "heappop": lambda run: first(one, run),
    }
    with ExitStack() as stack:
        for name, wrapped in watched.items():
            home = vectors if name == "_stems" else module
            stack.enter_context(patch.object(home, name, wrapped(getattr(home, name))))
        found = module.stories(given, (), memory)
    return steps, found


def added(given: tuple[Marked, ...], late: bool) -> float:
    """The steps that one more hundredth takes, the latest or scattered over the period, as a share of a rebuild's."""
    order = list(given)
    random.Random(3).shuffle(order)
    if late:
        order.sort(key=lambda m: m.document.published.value if m.document.published else "")
    memory = module.Memory()
    counted(tuple(order[: len(order) * 99 // 100]), memory)
    more, grown = counted(given, memory)
    whole, rebuilt = counted(given)
    if grown != rebuilt:
        raise AssertionError("stories grown are not those rebuilt")
    return more / whole


def peak(count: int) -> int:
    """The peak memory of a process that finds so many articles' stories, in bytes."""
    code = (
        "from bench.bulk import peak_memory; from bench.stories_growth import articles;"
        "from sayso.weave.stories import stories;"
        f"stories(articles({count}), ());"
        "print(peak_memory())"
    )
    return int(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def figures(sizes: tuple[int, int] = SIZES) -> dict[str, float]:
    """By how much the exponents of growth stay below 1.1 and 0.6, and the cost of one more hundredth below 3%."""
    few, many = (articles(n) for n in sizes)
    ratio = math.log(sizes[1] / sizes[0])
    steps = [counted(p)[0] for p in (few, many)]
    bytes_ = [peak(n) for n in sizes]
    return {
        "growth of steps, under 1.1": round(1.1 - math.log(steps[1] / steps[0]) / ratio, 4),
        "growth of memory, under 0.6": round(0.6 - math.log(bytes_[1] / bytes_[0]) / ratio, 4),
        "late hundredth, under 0.03": round(0.03 - added(many, late=True), 4),
        "scattered hundredth, under 0.03": round(0.03 - added(many, late=False), 4),
    }


if __name__ == "__main__":
    for key, value in figures(tuple(map(int, sys.argv[1:3])) or SIZES).items():  # type: ignore[arg-type]
        print(f"{key:34} {value}")
