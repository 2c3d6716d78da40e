"""Floors only go up, unless somebody says why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bench import ratchet


def test_a_figure_below_its_floor_is_an_error_that_names_it() -> None:
    with pytest.raises(ratchet.BelowFloorError, match=r"g: f1 is 0\.7990, below its floor 0\.8"):
        ratchet.check("g", {"f1": 0.799, "other": 1.0}, {"f1": 0.8})


def test_a_vanished_figure_is_an_error() -> None:
    with pytest.raises(ratchet.BelowFloorError, match="f1 is missing"):
        ratchet.check("g", {}, {"f1": 0.8})


def test_a_figure_at_its_floor_holds_in_spite_of_rounding() -> None:
    ratchet.check("g", {"third": 1 / 3, "sum": 0.1 + 0.2}, {"third": 0.333, "sum": 0.3})


def test_raising_lifts_and_never_sinks(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    ratchet.raise_floors("g", {"a": 0.51239, "b": 0.9}, path)
    assert ratchet.floors("g", path) == {"a": 0.512, "b": 0.9}
    assert ratchet.raise_floors("g", {"a": 0.4, "b": 0.95}, path) == ["g: b 0.9 -> 0.95"]
    assert ratchet.floors("g", path) == {"a": 0.512, "b": 0.95}


def test_lowering_needs_a_reason_and_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    ratchet.raise_floors("g", {"a": 0.5}, path)
    with pytest.raises(ValueError, match="reason"):
        ratchet.lower_floor("g", "a", 0.4, "  ", path)
    ratchet.lower_floor("g", "a", 0.4, "the measure was wrong", path)
    assert ratchet.floors("g", path) == {"a": 0.4}
    assert json.loads(path.read_text("utf-8"))["lowered"] == [
        {"gate": "g", "figure": "a", "from": 0.5, "to": 0.4, "reason": "the measure was wrong"}
    ]


def test_lowering_what_has_no_floor_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no floor"):
        ratchet.lower_floor("g", "a", 0.4, "why not", tmp_path / "floors.json")


def test_a_figure_that_is_not_whole_is_not_shown_as_whole() -> None:
    assert [ratchet.shown(v) for v in (0.99997, 1.0, 1 - 1e-12, 2 / 3)] == ["0.9999", "1.0000", "1.0000", "0.6666"]


def test_every_floor_is_a_thousandth() -> None:
    kept = json.loads(ratchet.FLOORS.read_text("utf-8"))["floors"]
    finer = [(gate, name, floor) for gate, under in kept.items() for name, floor in under.items() if round(floor, 3) != floor]
    assert finer == []  # a figure is rounded down to a thousandth before it is held against its floor: 0.7908 lay below 0.7905
