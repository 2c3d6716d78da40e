"""The reports of one affair are those that a look at every pair finds."""

from __future__ import annotations

import random
from collections.abc import Mapping

from sayso.weave.identities.affairs import Affairs
from sayso.weave.identities.evidence import Near, related


class ByNames(Near):
    """Reports of which nothing but their names is known."""

    def __init__(self, names: Mapping[str, frozenset[str]]) -> None:
        super().__init__(names, ())

    def alike(self, a: str, b: str, aside: str = "", met: bool = False) -> bool:
        return False


def test_all_reports_of_one_affair_are_found_and_no_others() -> None:
    rng = random.Random(5)
    near = ByNames(
        {
            f"d{n}": frozenset(f"k{int(rng.paretovariate(0.6)) % 40}" for _ in range(rng.choice((0, 1, 2, 3, 6, 15))))
            for n in range(120)
        }
    )
    affairs = Affairs(near)
    for one in near:
        assert affairs.of(one) == {other for other in near if related(near, one, other)}
    assert any(1 < len(affairs.of(one)) < len(near) for one in near)


def test_things_of_one_affair_come_in_their_order() -> None:
    near = ByNames({"a": frozenset("xy"), "b": frozenset("xyz"), "c": frozenset("z")})
    assert Affairs(near).among("a", {"b": [4, 1], "c": [2], "a": [3]}) == [1, 3, 4]
    assert Affairs(near).among("c", {"b": [4], "d": [5]}) == []
