"""Which texts are worth comparing: an index of fingerprints that grows, and gives the same pairs whatever came first.

Fingerprints are the least hash of every few shingles of words (winnowing: Schleimer, Wilkerson and Aiken 2003), so that
two texts with a common run of `_SHINGLE + _WINDOW - 1` words share one for certain, and no pair is compared to find that
out. Shingles of speech are left out: two reporters who quote one address have not copied each other.

Where a fingerprint stands in many texts, each is paired with the first few and with those just before it, in the order
of their days and not more than `_YEAR` apart: enough to find whom a text was taken from, and linear in their number.

What is kept of a text is its `Prints`, under its id: no number of a place in a pile. A text that is added changes pairs
only beside its own place in the order, fingerprint by fingerprint; only those are looked at again. `work` counts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.weave.passages import Words

# Calibrated with bench/reuse_gate.py on synthetic piles made of half of the bulk articles; it reports on the other half.
_SHINGLE = 5  # words; four run together by chance, in formulas ("did not respond to")
_WINDOW = 5  # shingles; so every common run of nine words is found
_FIRST, _PREVIOUS = 2, 6  # texts with one fingerprint that each is paired with; of eight, so, every pair is looked at
_CROWD = 8  # … from more of which on it is boilerplate between texts of one house
_YEAR = 366  # days between two texts of known days beyond which a common passage is background
_COMMON = 2  # common fingerprints that make a pair worth aligning
_NEAR = 40  # … of which several follow one another in both texts, with at most so many words from each to the next
_SPAN = 6  # … and at least so many from the first to the last: longer than the formulas of the trade
_OWN = 0.1  # share of the lesser text's fingerprints that two of one house must have in common
_UNDATED = 1 << 30

# Odd constants of well-mixed bits: 2^64 over the golden ratio, and four of XXH64's primes.
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5], np.uint64
)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)

Pair = tuple[str, str]


class Prints(NamedTuple):
    """What one text brings to the comparison: its fingerprints, rising, with the word at which each first begins."""

    values: NDArray[np.uint64]
    places: NDArray[np.int32]
    day: int | None  # the first day it may be from, proleptic ordinal
    house: str | None  # its outlet


def shingles(ids: Sequence[int], size: int) -> NDArray[np.uint64]:
    """A hash of every `size` (at most five) words in a row; empty where there are fewer."""
    if len(ids) < size:
        return np.empty(0, np.uint64)
    numbers, many = np.asarray(ids, np.uint64), len(ids) - size + 1
    mixed: NDArray[np.uint64] = numbers[:many] * _FACTORS[0]
    for n in range(1, size):
        mixed += numbers[n : n + many] * _FACTORS[n]
    mixed ^= mixed >> _HALF
    mixed *= _MIX
    return mixed ^ (mixed >> _HALF)


def winnowed(hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
    """The places of the least of every `_WINDOW` hashes in a row, the last of equals; rising."""
    if not len(hashes):
        return np.empty(0, np.int32)
    width = min(_WINDOW, len(hashes))
    many = len(hashes) - width + 1
    least, behind = hashes[:many].copy(), np.zeros(many, np.int32)
    for n in range(1, width):
        here = hashes[n : n + many]
        behind[here <= least] = n
        np.minimum(least, here, out=least)
    at = np.arange(many, dtype=np.int32) + behind
    return at[_changes(at)]


def _changes(rising: NDArray[Any]) -> NDArray[np.intp]:
    """Where another value begins in an array of rising values."""
    return np.flatnonzero(np.concatenate((rising[:1] == rising[:1], rising[1:] != rising[:-1])))


def prints(text: Words, day: int | None = None, house: str | None = None) -> Prints:
    """The fingerprints of a text's narration: shingles that begin or end outside speech."""
    hashes = shingles(text.ids, _SHINGLE)
    at = winnowed(hashes)
    spoken = np.frombuffer(text.spoken, np.uint8)
    at = at[(spoken[at] == 0) | (spoken[at + _SHINGLE - 1] == 0)] if len(at) else at
    values = hashes[at]
    rising = np.argsort(values, kind="stable")
    first = rising[_changes(values[rising])]
    return Prints(values[first], at[first], day, house)


class Postings:
    """Which texts have which hash, and where: arrays that rise by hash, into which new texts are merged."""

    def __init__(self) -> None:
        self.ids: list[str] = []  # by number: the order in which texts came; it decides nothing
        self.owners = np.empty(0, np.int32)  # of each entry: its text, by number
        self.places = np.empty(0, np.int32)  # … and the word where it begins
        self._values = np.empty(0, np.uint64)

    def enter(self, new: Mapping[str, tuple[NDArray[np.uint64], NDArray[np.int32]]]) -> NDArray[np.uint64]:
        """Enter texts by id, each with its hashes and places; the distinct hashes among them, rising."""
        if not new:
            return np.empty(0, np.uint64)
        values = np.concatenate([v for v, _ in new.values()])
        places = np.concatenate([p for _, p in new.values()])
        owners = np.repeat(np.arange(len(new), dtype=np.int32) + len(self.ids), [len(v) for v, _ in new.values()])
        rising = np.argsort(values, kind="stable")
        values = values[rising]
        at = np.searchsorted(self._values, values)
        self._values = np.insert(self._values, at, values)
        self.owners = np.insert(self.owners, at, owners[rising])
        self.places = np.insert(self.places, at, places[rising])
        self.ids.extend(new)
        return values[_changes(values)]

    def of(self, values: NDArray[np.uint64], least: int = 1) -> list[tuple[int, int]]:
        """The entries of each of these hashes, as far as it has `least` of them: where they begin and end."""
        low, high = np.searchsorted(self._values, values), np.searchsorted(self._values, values, "right")
        several = high - low >= least
        return list(zip(low[several].tolist(), high[several].tolist(), strict=True))


class _Group(NamedTuple):
    """The texts with one fingerprint, in order: by number, with the day of each and the word where it stands there."""

    members: list[int]
    days: list[int]
    places: list[int]

    def partners(self, j: int) -> Collection[int]:
        """Places in the group, before j, of those that the text at j is paired with."""
        low = bisect_left(self.days, self.days[j] - _YEAR, 0, j) if self.days[j] < _UNDATED else 0
        if j - low <= _FIRST + _PREVIOUS:
            return range(low, j)
        return {*range(low, min(low + _FIRST, j)), *range(max(low, j - _PREVIOUS), j)}

    def shaken(self, i: int) -> set[int]:
        """Places in the group of those that may have other partners because the text at i has come in."""
        days, size = self.days, len(self.days)
        dated = bisect_left(days, _UNDATED)
        out = set(range(i, min(i + _PREVIOUS + 1, size)))
        if i < dated:  # those whose year begins with the text at i, or with the one before it
            after = bisect_right(days, days[i - _FIRST] + _YEAR) if i >= _FIRST else i
            out |= set(range(after, bisect_right(days, days[i] + _YEAR)))
        return out | set(range(max(i, dated), size)) if i < _FIRST else out


class Candidates:
    """Pairs of texts worth comparing, kept up to date while texts are added."""

    def __init__(self) -> None:
        self.texts: dict[str, Prints] = {}
        self.work: Counter[str] = (
            Counter()
        )  # fingerprints entered, texts with one sorted, partners looked at, pairs weighed again
        self._postings = Postings()
        self._order: list[tuple[int, str]] = []  # by number: the day a text counts as, and its id
        self._pairs: set[tuple[int, int]] = set()  # by number, the earlier text first

    def add(self, texts: Mapping[str, Prints]) -> tuple[list[Pair], list[Pair]]:
        """Pairs that come in and pairs that drop out with these texts, the earlier text first; sorted.

        A text whose id is there already is left as it is.
        """
        new = {name: texts[name] for name in sorted(texts) if name not in self.texts}
        first_new = len(self._postings.ids)
        self.texts.update(new)
        self._order.extend((_UNDATED if p.day is None else p.day, name) for name, p in new.items())
        self.work["fingerprints"] += sum(len(p.values) for p in new.values())
        entered = self._postings.enter({name: (p.values, p.places) for name, p in new.items()})
        met: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        again: set[tuple[int, int]] = set()
        for low, high in self._postings.of(entered, 2):
            self._meet(self._group(low, high), first_new, met, again)
        worth = {pair for pair, found in met.items() if self._worth(pair, found)}
        worth |= {pair for pair in again if self._worth(pair, self._common(*pair))}
        gained, lost = worth - self._pairs, (again & self._pairs) - worth
        self._pairs |= gained
        self._pairs -= lost
        return self._named(gained), self._named(lost)

    def _named(self, found: Iterable[tuple[int, int]]) -> list[Pair]:
        return sorted((self._postings.ids[a], self._postings.ids[b]) for a, b in found)

    def _text(self, number: int) -> Prints:
        return self.texts[self._postings.ids[number]]

    def _group(self, low: int, high: int) -> _Group:
        owners, places = self._postings.owners[low:high].tolist(), self._postings.places[low:high].tolist()
        having = sorted(zip([self._order[n] for n in owners], owners, places, strict=True))
        self.work["sorted"] += len(having)
        return _Group([n for _, n, _ in having], [day for (day, _), _, _ in having], [place for _, _, place in having])

    def _meet(
        self,
        group: _Group,
        first_new: int,
        met: dict[tuple[int, int], list[tuple[int, int]]],
        again: set[tuple[int, int]],
    ) -> None:
        """Note in `met` where a fingerprint stands in pairs with a new text, in `again` older pairs that it now counts for
        or no longer does."""
        members, places = group.members, group.places
        old = [i for i, number in enumerate(members) if number < first_new]
        was = _Group([members[i] for i in old], [group.days[i] for i in old], [places[i] for i in old])
        at_old = {i: n for n, i in enumerate(old)}
        if not old or len(members) > _CROWD >= len(old):
            shaken: Collection[int] = range(len(members))
        else:
            shaken = {j for i, number in enumerate(members) if number >= first_new for j in group.shaken(i)}
        for j in shaken:
            number, place, partners = members[j], places[j], self._partners(group, j)
            self.work["partners"] += len(partners)
            for i in partners:
                if number >= first_new or members[i] >= first_new:
                    met[members[i], number].append((places[i], place))
            if j in at_old:
                now, before = {members[i] for i in partners}, {was.members[i] for i in self._partners(was, at_old[j])}
                again |= {(n, number) for n in before ^ now if n < first_new}

    def _partners(self, group: _Group, j: int) -> Collection[int]:
        """Those of its partners of which a fingerprint tells anything: not the boilerplate of one house."""
        partners, members = group.partners(j), group.members
        if len(members) <= _CROWD:
            return partners
        return [i for i in partners if not self._one_house(members[i], members[j])]

    def _one_house(self, a: int, b: int) -> bool:
        house = self._text(a).house
        return house is not None and house == self._text(b).house

    def _common(self, a: int, b: int) -> list[tuple[int, int]]:
        """Where the fingerprints that count for a pair stand in both."""
        found = []
        common = np.intersect1d(self._text(a).values, self._text(b).values, assume_unique=True)
        for low, high in self._postings.of(common):
            group = self._group(low, high)
            i, j = group.members.index(a), group.members.index(b)
            self.work["weighed"] += 1
            if i in self._partners(group, j):
                found.append((group.places[i], group.places[j]))
        return found

    def _worth(self, pair: tuple[int, int], found: list[tuple[int, int]]) -> bool:
        """Whether so many common fingerprints, some in a row, are worth an alignment."""
        least = float(_COMMON)
        if self._one_house(*pair):
            least = max(least, _OWN * min(len(self._text(n).values) for n in pair))
        return len(found) >= least and _row(found) >= _SPAN


def _row(places: Sequence[tuple[int, int]]) -> int:
    """The words from the first to the last of the longest row of common fingerprints near each other in both texts."""
    longest = so_far = 0
    for (a, b), (c, d) in pairwise(sorted(places)):
        so_far = so_far + min(c - a, d - b) if c - a <= _NEAR and 0 < d - b <= _NEAR else 0
        longest = max(longest, so_far)
    return longest
