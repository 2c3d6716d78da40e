"""Of another state, of another kind, of all or of some: what the words of two statements are never both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from sayso.tables import numbered, table
from sayso.weave.wording import Word, key, used

K = TypeVar("K", str, int)


def other_state(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether the two tell of different states of one matter: "charged" and "convicted", "12 missing" and "12 bodies"."""
    return _shares_none(states(left), states(right))


def _shares_none(mine: Mapping[K, set[int]], theirs: Mapping[K, set[int]]) -> bool:
    """Whether both have something of one row of a table, and nothing of it in common."""
    return any(row in theirs and mine[row].isdisjoint(theirs[row]) for row in mine)


def states(words: Sequence[Word]) -> dict[str, set[int]]:
    """The states that words tell of, by their numbers, for each matter of the table."""
    found: dict[str, set[int]] = {}
    keys = [w.key for w in words]
    for at, first in enumerate(keys):
        for rest, matter, state in _state_words().get(first, ()):
            if tuple(keys[at + 1 : at + 1 + len(rest)]) == rest:
                found.setdefault(matter, set()).add(state)
    return found


@lru_cache(maxsize=1)
def _state_words() -> dict[str, list[tuple[tuple[str, ...], str, int]]]:
    """By the first word of a phrase: the words behind it, its matter and the number of its state."""
    found: dict[str, list[tuple[tuple[str, ...], str, int]]] = {}
    for row in table("steps"):
        for state, phrases in enumerate(row["states"]):
            for phrase in phrases:
                first, *rest = map(key, phrase.split())
                found.setdefault(first, []).append((tuple(rest), row["matter"], state))
    return found


def unlike(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether each has another of things that are never each other: "a boy drowned", "a girl drowned"; "imports", "exports"."""
    return _shares_none(_kinds(left), _kinds(right))


def _kinds(words: Sequence[Word]) -> dict[int, set[int]]:
    """By row of the table of contrasts the kinds that words are of."""
    found: dict[int, set[int]] = {}
    for word in words:
        for row, kind in _contrasts().get(word.key, {}).items() if word.entity is None else ():
            found.setdefault(row, set()).add(kind)
    return found


@lru_cache(maxsize=1)
def _contrasts() -> dict[str, dict[int, int]]:
    return numbered("contrasts", "kinds", key)


def all_or_some(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether one says it of all and the other of some: "all the hostages were freed", "most of the hostages"."""
    mine, theirs = _shares(left), _shares(right)
    return any({mine[k], theirs[k]} == {"whole", "part"} for k in mine.keys() & theirs.keys())


def _shares(words: Sequence[Word]) -> dict[str, str]:
    """By noun whether a word before it says "whole" (all, every) or "part" (some, most) of it; a figure says how many."""
    found: dict[str, str] = {}
    for n, word in enumerate(words):
        nearly = n > 0 and words[n - 1].text in ("nearly", "almost", "not", "virtually", "practically")
        share = next((use for use in ("whole", "part") if word.text in used(use) and not nearly), None)
        noun = next((w for w in words[n + 1 : n + 5] if w.weight > 0 or w.number), None) if share else None
        if share and noun and noun.number is None:
            found.setdefault(noun.key, share)
    return found
