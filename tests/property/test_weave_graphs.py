"""Minimum vertex cuts and circles against brute force, on random directed graphs of every shape."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.weave.graphs import circles, minimum_cut

INNER = list(range(1, 7))
SOURCE, SINK = 0, 7
ARCS = st.sets(st.tuples(st.sampled_from([SOURCE, *INNER]), st.sampled_from([*INNER, SINK])), max_size=24)


def table(arcs: set[tuple[int, int]]) -> dict[int, list[int]]:
    return {a: sorted(b for x, b in arcs if x == a and b != a) for a, _ in sorted(arcs)}


def reaches(arcs: set[tuple[int, int]], start: int, gone: set[int]) -> set[int]:
    seen = {start}
    while new := {b for a, b in arcs if a in seen and b not in gone} - seen:
        seen |= new
    return seen


@settings(deadline=None)
@given(ARCS)
def test_the_cut_is_the_smallest_and_of_those_the_nearest_to_the_sink(arcs: set[tuple[int, int]]) -> None:
    arcs -= {(SOURCE, SINK)}
    found = minimum_cut(table(arcs), INNER, SOURCE, SINK)
    cuts = [
        set(c) for size in range(len(INNER) + 1) for c in combinations(INNER, size) if SINK not in reaches(arcs, SOURCE, set(c))
    ]
    smallest = [c for c in cuts if len(c) == min(map(len, cuts))]
    assert found in smallest
    back = {(b, a) for a, b in arcs}
    assert all(reaches(back, SINK, found) <= reaches(back, SINK, other) for other in smallest)


@settings(deadline=None)
@given(ARCS)
def test_circles_are_those_who_reach_one_another(arcs: set[tuple[int, int]]) -> None:
    named = {(f"v{a}", f"v{b}") for a, b in arcs if a != b}
    found = list(circles({a: {b for x, b in named if x == a} for a, _ in named}))
    whole = {(a, b) for a, b in arcs if a != b}
    both = {
        frozenset(f"v{b}" for b in range(8) if b in reaches(whole, a, set()) and a in reaches(whole, b, set()))
        for a in range(8)
    }
    assert sorted(map(sorted, found)) == sorted(sorted(c) for c in both if len(c) > 1)


def test_a_way_that_nothing_can_part_is_an_error() -> None:
    with pytest.raises(ValueError, match="can be taken away"):
        minimum_cut({SOURCE: [1], 1: [SINK]}, [2], SOURCE, SINK)
