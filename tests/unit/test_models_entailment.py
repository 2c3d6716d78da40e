"""The entailment model: its pairs laid out, its judgements pure, its file small and named by its card."""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files
from pathlib import Path

import pytest

from sayso.models import FILES, Entailment, entailment, sums, tagger
from sayso.models.entailment import LONGEST, laid_out
from sayso.models.tagger import session

FOLDER = Path(str(files("sayso.models")))
ENDS = (101, 102)


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (3, 2, (3, 2)),
        (0, 2, (0, 2)),
        (LONGEST, 2, (LONGEST - 5, 2)),
        (2, LONGEST, (2, LONGEST - 5)),
        (LONGEST, LONGEST, ((LONGEST - 3) // 2, LONGEST - 3 - (LONGEST - 3) // 2)),
    ],
)
def test_a_pair_is_laid_out_and_the_longer_side_is_cut(first: int, second: int, kept: tuple[int, int]) -> None:
    pieces, sides = laid_out([7] * first, [8] * second, ENDS)
    assert (pieces.count(7), pieces.count(8)) == kept
    assert len(pieces) == len(sides) == sum(kept) + 3 <= LONGEST
    assert pieces[0] == 101
    assert sides == sorted(sides)
    assert all(side == (piece == 8 or n == len(pieces) - 1) for n, (piece, side) in enumerate(zip(pieces, sides, strict=True)))


PAIRS = [
    ("He refused to receive the letter.", "He would not take the letter", "follows"),
    ("The hospital said the ward would be shut in June", "the ward will close in June", "follows"),
    ("the plant will close in June", "the plant will stay open", "contradicts"),
    ("Nine people were killed", "the death toll stands at fourteen", "contradicts"),
    ("the mayor met the strikers on Monday", "the strikers want nine percent more", "neither"),
    ("twelve people were hurt", "twelve people were arrested", "neither"),
]


@pytest.mark.parametrize(("one", "other", "label"), PAIRS)
def test_plain_cases_are_judged_right(one: str, other: str, label: str) -> None:
    (found,) = entailment().judge([(one, other)])
    assert sum(found) == pytest.approx(1.0)
    assert max(found._asdict(), key=lambda k: found._asdict()[k]) == label


def test_a_pair_is_judged_the_same_alone_among_others_and_again() -> None:
    pairs = [(a, b) for a, b, _ in PAIRS] * 2
    fresh = Entailment(tagger(), session(FOLDER / FILES["entailment"][0]))
    together = fresh.judge(pairs)
    assert together == fresh.judge(pairs) == [entailment().judge([p])[0] for p in pairs]
    assert fresh.judge([]) == []


def test_empty_and_foreign_texts_are_judged_without_an_error() -> None:
    found = entailment().judge([("", ""), ("…", "что?"), ("x" * 100_000, "y")])
    assert all(sum(f) == pytest.approx(1.0) for f in found)


def test_the_card_names_the_file_that_is_shipped() -> None:
    card = (FOLDER / "entailment.md").read_text("utf-8")
    (name,) = FILES["entailment"]
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
    assert re.search(rf"{digest}\s+{re.escape(name)}", card)
    assert sums()["entailment"] == digest


def test_both_models_and_their_shared_vectors_are_small() -> None:
    shipped = (*FILES["attributions"], *FILES["entailment"])
    assert sum((FOLDER / name).stat().st_size for name in shipped if name.endswith(".onnx")) <= 35 * 2**20
