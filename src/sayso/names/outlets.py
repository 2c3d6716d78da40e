"""Names of news outlets: the table, and what is built like one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from sayso.names.organisations import FREQUENCY
from sayso.names.parts import without_possessive, words_of
from sayso.tables import table
from sayso.text import fold


class Outlet(NamedTuple):
    """A news outlet as the table has it."""

    name: str
    kind: str  # agency, state, broadcaster, paper, magazine, site, network
    country: str
    domain: str
    aliases: tuple[str, ...]


@cache
def _outlets() -> dict[str, Outlet]:
    found: dict[str, Outlet] = {}
    for row in table("outlets"):
        aliases = tuple(a for a in row["aliases"].split("|") if a)
        outlet = Outlet(row["name"], row["kind"], row["country"], row["domain"], aliases)
        for alias in (row["name"], *aliases):
            found.setdefault(outlet_key(alias), outlet)
    return found


@cache
def _odd_names() -> dict[str, tuple[tuple[str, ...], ...]]:
    """By first word the names of outlets that hold a figure or a small word: "France 24", "Times of India"."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for outlet in _outlets().values():
        for name in (outlet.name, *outlet.aliases):
            shown = name.removeprefix("The ").split()
            if len(shown) > 1 and any(not w[0].isupper() for w in shown):
                words = tuple(fold(w) for w in shown)
                found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(some, key=lambda w: -len(w))) for first, some in found.items()}


def outlet_length(words: Sequence[str]) -> int:
    """How many of these words, folded, are an outlet's name that holds a figure or a small word; 0 for none."""
    return next((len(name) for name in _odd_names().get(words[0], ()) if name == tuple(words[: len(name)])), 0) if words else 0


@lru_cache(maxsize=65536)
def outlet_key(name: str) -> str:
    """An outlet's name for comparing: folded, without possessive and hyphens; the article stays where one word follows it."""
    key = FREQUENCY.sub("", re.sub(r"[\-‐‑ ]+", " ", fold(without_possessive(name.strip()))))
    rest = key.removeprefix("the ")
    return rest if " " in rest else key


def known_outlet(name: str) -> Outlet | None:
    """The outlet of the table that goes by this name (case and article do not matter); None if the table has none."""
    return _outlets().get(outlet_key(name)) or _outlets().get(outlet_key(name.removeprefix("@")))


def outlet_like(name: str) -> float:
    """How far a name that no table knows is built like an outlet's: 0, or from 0.5 ("Harbour Mail") to 1 ("Radio Karsund")."""
    words = [w for w in outlet_key(name).split() if w]
    if not words:
        return 0.0
    if len(words) > 1 and " ".join(words[-2:]) in (
        "news agency",
        "press agency",
        "wire service",
        "news service",
        "media network",
    ):
        return 1.0
    if len(words) > 1 and words[-1] in words_of("outlet-strong-end"):
        return 0.9
    if len(words) > 1 and words[0] in words_of("outlet-start"):
        return 0.9
    if len(words) > 1 and words[-1] in words_of("outlet-end"):
        return 0.6
    tail = words[-1]
    return 0.5 if len(words) == 1 and len(tail) > 6 and tail.endswith(("wire", "press", "news")) else 0.0
