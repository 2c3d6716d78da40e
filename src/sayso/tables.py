"""The knowledge that is data: cue verbs, outlets, titles, furniture phrases. One TOML or CSV file each, with its source.

A TOML table is a list of [[row]]s; a CSV file may open with lines of comment that begin with "#".
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> tuple[dict[str, Any], ...]:
    """The rows of `data/NAME.toml` or `data/NAME.csv`; KeyError if there is no such table."""
    folder = files("sayso") / "data"
    toml, comma = folder / f"{name}.toml", folder / f"{name}.csv"
    if toml.is_file():
        return tuple(tomllib.loads(toml.read_text("utf-8"))["row"])
    if comma.is_file():
        lines = [line for line in comma.read_text("utf-8").splitlines() if not line.startswith("#")]
        return tuple(csv.DictReader(lines))
    raise KeyError(f"no table {name!r} in {folder}")


def numbered(name: str, column: str, key: Callable[[str], str]) -> dict[str, dict[int, int]]:
    """By a word's key, the rows of a table in whose column, a list of lists, it stands, each with the number of the list."""
    found: dict[str, dict[int, int]] = {}
    for row, kinds in enumerate(r[column] for r in table(name)):
        for kind, words in enumerate(kinds):
            for word in words:
                found.setdefault(key(word), {})[row] = kind
    return found
