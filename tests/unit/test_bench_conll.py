"""The measures of coreference, on the cases that the reference scorer's paper and its tests work out by hand."""

from __future__ import annotations

import pytest
from bench.conll import Chain, b_cubed, ceaf_e, conll, f1, muc


def chains(*found: str) -> list[Chain]:
    return [frozenset(c) for c in found]


KEY = chains("abc", "defg")  # Pradhan et al. 2014, the worked example
RESPONSE = chains("ab", "cd", "fghi")


def test_the_worked_example_of_the_reference_scorer() -> None:
    assert [round(x, 2) for x in f1([muc(KEY, RESPONSE)])] == [0.4, 0.4, 0.4]
    assert [round(x, 2) for x in f1([b_cubed(KEY, RESPONSE)])] == [0.5, 0.42, 0.45]
    assert [round(x, 2) for x in f1([ceaf_e(KEY, RESPONSE)])] == [0.43, 0.65, 0.52]


def test_the_same_is_one_and_nothing_is_nought() -> None:
    assert conll([(KEY, KEY)])["conll"] == pytest.approx(1.0)
    assert conll([(KEY, [])])["conll"] == 0.0


def test_chains_of_one_count_only_where_they_are_asked_for() -> None:
    key, response = chains("ab", "x"), chains("ab", "y")
    assert conll([(key, response)], singletons=False)["conll"] == pytest.approx(1.0)
    assert conll([(key, response)])["conll"] < 1.0
