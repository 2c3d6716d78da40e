"""The project's own statements: well formed, labelled, no statement twice, and a part of every theme held out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from bench.pairs import groups, own_held, own_pairs
from bench.places import ROOT

FOLDER = ROOT / "statements"


def test_every_group_has_claims_in_several_wordings_and_what_contradicts_them() -> None:
    found = groups(FOLDER)
    assert len(found) >= 510
    for group in found:
        labels = Counter(claim for claim, stand, _ in group.lines if not stand)
        assert group.theme, group.name
        assert len(labels) >= 4, group.name
        assert all(n >= 2 for n in labels.values()), group.name
        assert any(stand for _, stand, _ in group.lines), group.name


def test_no_statement_stands_in_two_groups() -> None:
    home: dict[str, str] = {}
    for group in groups(FOLDER):
        for _, _, text in group.lines:
            assert home.setdefault(text, group.name) == group.name, text


def test_every_theme_has_groups_that_are_held_out() -> None:
    themes: dict[str, list[bool]] = {}
    for group in groups(FOLDER):
        themes.setdefault(group.name.rpartition("-")[0], []).append(own_held(group))
    assert all(any(held) and not all(held) for held in themes.values())


def test_pairs_follow_the_labels(tmp_path: Path) -> None:
    (tmp_path / "x-001.txt").write_text(
        "# theme: t\n# compatible: A- A=\nA\tone\nA\ttwo\nA-\tthree\nA=\tfour\nB\tfive\n", encoding="utf-8"
    )
    pairs = {(a, b): label for a, b, label in own_pairs(groups(tmp_path)[0])}
    assert pairs["one", "two"] == "same"
    assert pairs["one", "three"] == pairs["two", "four"] == "contradicts"
    assert pairs["one", "five"] == "neither"
    assert pairs["three", "five"] == "not"
    assert ("three", "four") not in pairs


def test_a_line_without_a_label_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x-001.txt").write_text("# theme: t\nno label\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x-001\.txt: not a statement"):
        groups(tmp_path)
