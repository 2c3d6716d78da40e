"""Floors under the figures of every gate, in floors.json. They go up freely; one goes down only with a reason on record.

A figure is a share or a score for which higher is better. The pipeline is deterministic, so a floor is the figure
itself, rounded down to a thousandth. A figure named "peer…" is a yardstick's and gets none. A figure without a floor
passes; a floor whose figure has vanished fails.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

FLOORS = Path(__file__).with_name("floors.json")


class DataMissingError(Exception):
    """The data a gate measures on is not here: the gate is left out, and says why."""


class BelowFloorError(Exception):
    """A figure has fallen below its floor, or has vanished."""


def floors(name: str, path: Path = FLOORS) -> dict[str, float]:
    """The floors of one gate; empty when it has none yet."""
    return cast(dict[str, float], _load(path)["floors"].get(name, {}))


def check(name: str, figures: Mapping[str, float], under: Mapping[str, float] | None = None) -> None:
    """Raise BelowFloorError, naming every figure of gate `name` that lies below its floor or is missing."""
    under = floors(name) if under is None else under
    fallen = []
    for figure, floor in sorted(under.items()):
        if figure not in figures:
            fallen.append(f"{name}: {figure} is missing; its floor is {floor}")
        elif _down(figures[figure]) < floor:
            fallen.append(f"{name}: {figure} is {shown(figures[figure])}, below its floor {floor}")
    if fallen:
        raise BelowFloorError("\n".join(fallen))


def raise_floors(name: str, figures: Mapping[str, float], path: Path = FLOORS) -> list[str]:
    """Lift each floor of the gate to its figure where that is higher; what was lifted, as lines of text."""
    data = _load(path)
    mine = data["floors"].setdefault(name, {})
    lifted = []
    for figure, value in sorted(figures.items()):
        if figure.startswith("peer"):
            continue
        if figure not in mine or _down(value) > mine[figure]:
            lifted.append(f"{name}: {figure} {mine.get(figure, '-')} -> {_down(value)}")
            mine[figure] = _down(value)
    _save(data, path)
    return lifted


def lower_floor(name: str, figure: str, value: float | None, reason: str, path: Path = FLOORS) -> None:
    """Put a floor lower, or take it away (value None), with the reason kept in floors.json; ValueError without a reason."""
    if not reason.strip():
        raise ValueError("lowering a floor needs a reason")
    data = _load(path)
    mine = data["floors"].get(name, {})
    if figure not in mine:
        raise ValueError(f"{name} has no floor under {figure!r}")
    before = mine.pop(figure)
    if value is not None:
        mine[figure] = _down(value)
    data["lowered"].append({"gate": name, "figure": figure, "from": before, "to": value, "reason": reason.strip()})
    _save(data, path)


def shown(value: float) -> str:
    """A figure to four places, rounded down as floors are: only what is all right reads 1.0000."""
    return f"{math.floor(value * 10_000 + 1e-6) / 10_000:.4f}"


def _down(value: float) -> float:
    """Rounded down to a thousandth; a value that is one up to noise of the last bit stays."""
    return math.floor(value * 1000 + 1e-6) / 1000


def _load(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {"floors": {}, "lowered": []}
    return cast(dict[str, Any], json.loads(path.read_text("utf-8")))


def _save(data: dict[str, Any], path: Path) -> None:
    path.write_text(json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
