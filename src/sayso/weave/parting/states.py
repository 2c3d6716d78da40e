"""Of another state, of another kind, of all or of some: what the words of two statements are never both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple, TypeVar

from sayso.tables import numbered, table
from sayso.text import is_verbish, word_class
from sayso.weave.alignment import likeness
from sayso.weave.clash import Clash
from sayso.weave.statements import Statement
from sayso.weave.wording import Word, key, negator, used

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
    for told in _states(words):
        found.setdefault(told.matter, set()).add(told.state)
    return found


def in_one_state(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether both tell of one state of a matter, which a negation is a part of: "was found not guilty", "was acquitted"."""
    mine, theirs = _states(left), _states(right)
    both = {(t.matter, t.state) for t in mine} & {(t.matter, t.state) for t in theirs}
    denying = [
        t
        for words, some in ((left, mine), (right, theirs))
        for t in some
        if any(negator(w.text) == "not" for w in words[t.start : t.end])
    ]
    return any((t.matter, t.state) in both for t in denying)


class _Told(NamedTuple):
    """A state that words tell of, and where: the first of these words and the one behind the last."""

    matter: str
    state: int
    start: int
    end: int


def _states(words: Sequence[Word]) -> tuple[_Told, ...]:
    """The states that words tell of, in order; of a phrase in a longer one the longer: "not guilty"."""
    return _states_of(tuple(w.key for w in words))


@lru_cache(maxsize=16384)
def _states_of(keys: tuple[str, ...]) -> tuple[_Told, ...]:
    found = [
        _Told(matter, state, at, at + 1 + len(rest))
        for at, first in enumerate(keys)
        for rest, matter, state in _state_words().get(first, ())
        if keys[at + 1 : at + 1 + len(rest)] == rest
    ]
    kept: list[_Told] = []
    taken: set[int] = set()
    for _, some in groupby(sorted(found, key=lambda t: t.start - t.end), key=lambda t: t.end - t.start):
        fresh = [t for t in some if not taken.issuperset(range(t.start, t.end))]
        taken.update(n for t in fresh for n in range(t.start, t.end))
        kept += fresh
    return tuple(sorted(kept, key=lambda t: t.start))


def at_odds(left: Statement, right: Statement) -> Clash | None:
    """Where two tell of one of whom both cannot be so: one says that he was convicted, the other that he was acquitted.

    None where it may have come to both one after the other, or for two offences, or posts.
    """
    mine, theirs = (_states(s.words) for s in (left, right))
    for matter, ends in _excluding().items():
        here, there = ([t for t in some if t.matter == matter] for some in (mine, theirs))
        one_state, others = ({t.state for t in some} for some in (here, there))
        if not here or not there or not one_state | others <= ends or one_state & others:
            continue
        one, other = here[0], there[0]
        what, else_ = _as_what(left.words, one.end), _as_what(right.words, other.end)
        of_one = what is None or else_ is None or what.key == else_.key or likeness(what, else_)[0] > 0
        if of_one and _at_one_time(left, right) and _bearer(left.words, one) & _bearer(right.words, other):
            return Clash("polarity", _place(left.words, one), _place(right.words, other), "nobody is in both states")
    return None


def _at_one_time(left: Statement, right: Statement) -> bool:
    """Whether neither statement tells of what was so before or after the other."""
    when, then = ({d.value for d in s.dates} for s in (left, right))
    turns = any(w.text in used("turns") for w in (*left.words, *right.words))
    return not turns and not (when and then and when.isdisjoint(then))


def _place(words: Sequence[Word], told: _Told) -> tuple[int, int]:
    return words[told.start].start, words[told.end - 1].end


def _bearer(words: Sequence[Word], told: _Told) -> frozenset[str]:
    """Who or what is in a state, by his entity and his name or noun with its figure: "Ann Lee | was convicted", "they cleared |
    Ann Lee", "found Ann Lee | guilty"; empty where nobody is told of."""
    be = any(w.text in word_class("be") for w in words[max(0, told.start - 2) : told.start])
    before = be or words[told.start].text in used("of itself") or words[told.end - 1].text == "guilty"
    places = range(told.start - 1, -1, -1) if before else range(told.end, len(words))
    at = next((n for n in places if words[n].weight > 0 and words[n].number is None and not is_verbish(words[n].text)), None)
    if at is None:
        return frozenset()
    while not before and at + 1 < len(words) and words[at].capital and words[at + 1].capital:
        at += 1  # "they cleared Ann | Lee"
    counted = next((f"{w.number.value:g} " for w in words[max(0, at - 2) : at] if w.number), "")
    entity = words[at].entity
    return frozenset({counted + words[at].key, *((counted + entity,) if entity else ())})


def _as_what(words: Sequence[Word], at: int) -> Word | None:
    """What somebody is convicted of, or sacked as: the word of weight behind "of", "as", "from" that follows a state."""
    by = next((n for n in range(at, min(at + 3, len(words))) if words[n].text in ("of", "as", "from", "for")), None)
    return None if by is None else next((w for w in words[by + 1 : by + 4] if w.weight > 0), None)


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


@lru_cache(maxsize=1)
def _excluding() -> dict[str, set[int]]:
    """By matter the numbers of those of its states that nobody and nothing is in both."""
    return {row["matter"]: set(row["excluding"]) for row in table("steps") if "excluding" in row}


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
