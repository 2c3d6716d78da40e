"""Independence against brute force: on small graphs the cut is the smallest set of voices that parts origins from reader."""

from __future__ import annotations

from itertools import combinations, pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from sayso.types import Claim
from sayso.weave.independence import independence
from tests.unit.test_weave_independence import drawn

VOICES = ["ann", "bob", "cyd", "dan", "eve"]
# Chains that all run one way (alphabetical), so that no circle has to be broken first.
CHAINS = st.lists(st.lists(st.sampled_from(VOICES), min_size=1, max_size=4, unique=True).map(sorted), min_size=1, max_size=6)


def judged(chains: list[list[str]]) -> Claim:
    pile, claims, entities = drawn("\n".join(f"d{n}: {' > '.join(c)}" for n, c in enumerate(chains)))
    return independence(pile, claims, (), entities)[0]


def reaches(chains: list[list[str]], doubted: set[str]) -> bool:
    """Whether the reader is still reached from an origin when some voices are gone, over the chains laid together."""
    edges = {(a, b) for c in chains for a, b in pairwise(c)}
    alive = {c[0] for c in chains} - doubted
    while new := {b for a, b in edges if a in alive and b not in doubted} - alive:
        alive |= new
    return any(c[-1] in alive for c in chains)


def smallest(chains: list[list[str]]) -> list[set[str]]:
    for size in range(len(VOICES) + 1):
        found = [set(c) for c in combinations(VOICES, size) if not reaches(chains, set(c))]
        if found:
            return found
    raise AssertionError


@settings(deadline=None)
@given(CHAINS)
def test_the_cut_is_a_smallest_one(chains: list[list[str]]) -> None:
    claim = judged(chains)
    assert set(claim.rests_on) in smallest(chains)
    assert claim.independent == len(claim.rests_on)
    assert set(claim.origins) == {c[0] for c in chains}


@settings(deadline=None)
@given(CHAINS)
def test_of_the_smallest_it_is_the_nearest_to_the_reader(chains: list[list[str]]) -> None:
    """No other smallest cut lies between it and the reader: none can be reached only through it."""
    cut = set(judged(chains).rests_on)
    edges = {(a, b) for c in chains for a, b in pairwise(c)}

    def near(voices: set[str]) -> set[str]:
        """The voices from which the reader is reached without passing through `voices`."""
        out = {c[-1] for c in chains} - voices
        while new := {a for a, b in edges if b in out and a not in voices} - out:
            out |= new
        return out

    assert all(near(cut) <= near(other) for other in smallest(chains))


@settings(deadline=None)
@given(CHAINS, st.randoms(use_true_random=False))
def test_order_changes_nothing(chains: list[list[str]], rnd: Random) -> None:
    pile, claims, entities = drawn("\n".join(f"d{n}: {' > '.join(c)}" for n, c in enumerate(chains)))
    first = independence(pile, claims, (), entities)[0]
    shuffled = list(pile)
    rnd.shuffle(shuffled)
    order = list(range(len(claims[0].members)))
    rnd.shuffle(order)
    members = tuple(claims[0].members[n] for n in order)
    variants = tuple(claims[0].variants[n] for n in order)
    again = independence(
        tuple(shuffled), (structs.replace(claims[0], members=members, variants=variants),), (), entities[::-1]
    )[0]
    assert (again.origins, again.independent, again.rests_on, again.why) == (
        first.origins,
        first.independent,
        first.rests_on,
        first.why,
    )


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(VOICES), max_size=4, unique=True), min_size=1, max_size=6))
def test_with_circles_it_is_never_more_than_brute_force_and_never_nothing(chains: list[list[str]]) -> None:
    claim = judged(chains)
    named = [c for c in chains if c]
    assert claim.independent >= 1
    if named:
        assert len(claim.rests_on) <= len(smallest(named)[0])
        assert claim.origins
