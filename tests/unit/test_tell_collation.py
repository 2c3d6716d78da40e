"""Variants word under word."""

from __future__ import annotations

import pytest

from sayso.tell.collation import LONGEST, ROWS, Collation, collation, runs
from sayso.types import Span


def collated(*texts: str) -> Collation:
    return collation([(t, [Span(0, len(t))]) for t in texts])


def shown(found: Collation) -> list[str]:
    """Each row with "_" for a gap and shared words in brackets."""
    out = []
    for row in found.rows:
        words = [("_" if w is None else f"[{w.text}]" if s else w.text) for w, s in zip(row.words, found.shared, strict=True)]
        out.append(" ".join(words))
    return out


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("the gate is shut", "the gate was shut"), ["[the] [gate] is [shut]", "[the] [gate] was [shut]"]),
        (("we do not want it", "we want it"), ["[we] do not [want] [it]", "[we] _ _ [want] [it]"]),
        (
            ("two of the nine wells", "two of the wells", "nine wells"),
            ["two of the nine [wells]", "two of the _ [wells]", "_ _ _ nine [wells]"],
        ),
        (("The Pier is open.", "the pier is open"), ["[The] [Pier] [is] [open.]"]),
        (("She don’t know", "she don't know"), ["[She] [don’t] [know]"]),
        ((), []),
    ],
)
def test_collation(texts: tuple[str, ...], expected: list[str]) -> None:
    assert shown(collated(*texts)) == expected


def test_words_that_fold_alike_are_one_row_with_two_witnesses() -> None:
    found = collated("Nobody came.", "no one came", "NOBODY came")
    assert [row.witnesses for row in found.rows] == [(0, 2), (1,)]


def test_only_the_spans_count_and_a_jump_between_them_is_marked() -> None:
    text = "yes, he said, of course"
    found = collation([(text, [Span(0, 3), Span(14, 23)])])
    assert [(w.text, w.cut) for w in found.rows[0].words if w] == [("yes", False), ("of", True), ("course", False)]


def test_what_is_too_long_or_too_many_is_given_back_unaligned() -> None:
    long = "word " * (LONGEST + 5)
    found = collated(long, *(f"variant number {n} of it" for n in range(ROWS + 2)))
    assert found.rest == (0, ROWS + 1, ROWS + 2)
    assert len(found.rows) == ROWS


def test_the_order_of_variants_does_not_change_the_columns_of_two() -> None:
    one, two = "the mill may close in June", "the mill will close"
    assert shown(collated(one, two)) == shown(collated(two, one))[::-1]


def test_punctuation_and_spacing_stay_as_they_stand() -> None:
    found = collated("a “half-open” door , then", "a half-open door, then")
    row = found.rows[0]
    assert found.cell(row, 0, len(row.words))[0] == "a “half-open” door , then"


def test_runs_cover_all_columns_once() -> None:
    found = collated("one two three four five six seven", "one two tree four five six")
    cover = [i for start, end in runs(found) for i in range(start, end)]
    assert cover == list(range(len(found.shared)))
    for start, end in runs(found):
        assert len(set(found.shared[start:end])) == 1


def test_the_common_word_is_that_of_most_witnesses() -> None:
    found = collated("it is open", "it is open", "it is shut")
    column = next(i for i, s in enumerate(found.shared) if not s)
    assert [found.common(row, column) for row in found.rows] == [True, False]
