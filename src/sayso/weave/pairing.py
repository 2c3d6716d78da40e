"""Which statements are worth comparing, and how they compare: blocking over an inverted index, as in record linkage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import chain, combinations
from typing import Any, NamedTuple, TypeVar

from sayso.models import Odds, entailment
from sayso.types import Marked
from sayso.weave import meaning
from sayso.weave.comparison import Comparison, compare, conceded, in_like_terms, judged, opposed
from sayso.weave.disagreements import rivals
from sayso.weave.statements import Statement, statements

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

# Calibrated with bench/claims_growth.py and the visible piles of the exam.
CROWDED = 20  # wordings with a mark, or several, in common from which these bring nothing together any more
RAREST = 12  # crowded marks of a wording that are tried two by two
NEAREST = 8  # others, those that share most, with which each wording is compared at least
ALIKE = 0.6  # share of both statements' weight from which two are compared however many share as much
LEAST_OVERLAP = 0.5  # weight of shared words from which two wordings are compared
LEAST_SLOTTED = 0.25  # … where both have a figure, date or place as well
MEASURES = frozenset(["figure %", "figure $", "figure £", "figure €", "figure ¥"])
LEAST_SHARE = 0.35  # share of both statements' weight that must be shared; below it no score of comparison.py is reached
SLOT = 0.8  # weight of a figure, date or place that both have, though not the same one
RELATED = 0.42  # chance that two statements have to do with one another from which their figures, dates and places are rivals
AS_MEANT = 4  # others, in other reports, that mean most alike, with which each wording is compared whatever its words
LEAST_MEANT = 0.2  # … and how alike their vectors must be for that
SETTLED = 0.95  # chance that the shorter text has nothing to do with the longer one, from which the other order is not read
RUN = 4  # words in a row that bring two quotations together, however common the words


class Wording(NamedTuple):
    """One wording of a statement and everybody who uses it, word for word."""

    statements: tuple[Statement, ...]

    @property
    def first(self) -> Statement:
        """The one that stands first in the pile."""
        return self.statements[0]


def wordings_of(stated: Sequence[Statement]) -> list[Wording]:
    """Statements that are the same word for word are compared once."""
    same: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    for s in stated:
        coins = tuple(w.number.unit for w in s.words if w.number)  # no word of "£60m" is "£"
        same[(tuple(w.text for w in s.words), coins, s.quoted, s.against, tuple(d.value for d in s.dates))].append(s)
    return [Wording(tuple(group)) for group in same.values()]


def candidates(wordings: Sequence[Wording]) -> list[tuple[int, int]]:
    """Pairs that share enough weight in words, senses, names or figures, or a run of quoted words; of many such the nearest;
    and those nearest in meaning, for "turned it down" and "said no" share nothing.

    They meet under what they have in common as far as few others have it, so what is looked at grows little faster than the
    number of wordings; only the cosines are of all with all, 0.4 seconds for 3,000 wordings. A word that many use still counts
    towards what is shared, and two such words together are rare again.
    """
    marks = [_marks(wording.first) for wording in wordings]
    slots = [_slots(wording.first) for wording in wordings]
    sizes = [max(sum(w.weight for w in wording.first.words), LEAST_OVERLAP) for wording in wordings]
    found = set(_measured_alike(slots))
    near: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for i, j in set(_met(marks, slots)):
        weight = _overlap(marks[i], marks[j])
        common = slots[i] & slots[j]
        share = (weight + SLOT * len(common)) / (sizes[i] * sizes[j]) ** 0.5
        if weight < (LEAST_SLOTTED if common else LEAST_OVERLAP) or share < LEAST_SHARE:
            continue
        if share >= ALIKE:
            found.add((i, j))
        else:
            near[i].append((-share, i, j))
            near[j].append((-share, i, j))
    found |= {(i, j) for some in near.values() for _, i, j in nsmallest(NEAREST, some)}
    firsts = [wording.first for wording in wordings]
    return sorted(
        found | meaning.nearest([s.plain for s in firsts], [s.attribution.document for s in firsts], AS_MEANT, LEAST_MEANT)
    )


def _met(marks: Sequence[Mapping[str, float]], slots: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Pairs with a mark in common that is not crowded, two crowded ones that together are not, or such two and a slot.

    A pair comes once for each that it has in common.
    """
    single = _posted(marks)
    crowded = [
        sorted((mark for mark in some if len(single[mark]) > CROWDED), key=lambda mark: (len(single[mark]), mark))[:RAREST]
        for some in marks
    ]
    double = _posted(combinations(some, 2) for some in crowded)
    slotted = _posted(
        [(two, slot) for two in combinations(some, 2) if len(double[two]) > CROWDED for slot in sorted(here)]
        for some, here in zip(crowded, slots, strict=True)
    )
    for post in chain(single.values(), double.values(), slotted.values()):
        if len(post) <= CROWDED:
            yield from combinations(post, 2)


def _posted(keys: Iterable[Iterable[K]]) -> dict[K, list[int]]:
    """For each key the numbers of those that have it, rising."""
    posts: dict[K, list[int]] = defaultdict(list)
    for n, some in enumerate(keys):
        for key in some:
            posts[key].append(n)
    return posts


def _overlap(mine: Mapping[str, float], theirs: Mapping[str, float]) -> float:
    """The weight of the marks that both have."""
    few, many = sorted((mine, theirs), key=len)
    return sum(min(weight, many[mark]) for mark, weight in few.items() if mark in many)


def _measured_alike(slots: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Pairs that both have a sum of one currency or a percentage, whatever else they say."""
    for post in _posted(some & MEASURES for some in slots).values():
        if len(post) <= CROWDED:
            yield from combinations(post, 2)


Judge = Callable[[Sequence[tuple[str, str]]], Sequence[Odds]]


def shipped(pairs: Sequence[tuple[str, str]]) -> Sequence[Odds]:
    """What the shipped entailment model says of pairs (premise, hypothesis)."""
    return entailment().judge(pairs)


def both_ways(judge: Judge, pairs: Sequence[tuple[str, str]]) -> list[tuple[Odds, Odds]]:
    """What a judge says of each pair in this order and in the other.

    First it is asked what follows from the longer text. Where that is all but surely nothing, it is not asked again: what the
    shorter one says is less still, and the same is taken for the other order.
    """
    turned = [len(a) < len(b) for a, b in pairs]
    there = judge([(b, a) if turn else (a, b) for (a, b), turn in zip(pairs, turned, strict=True)]) if pairs else ()
    open_ = [n for n, odds in enumerate(there) if odds.neither < SETTLED]
    back = list(there)
    for n, odds in zip(open_, judge([pairs[n] if turned[n] else pairs[n][::-1] for n in open_]) if open_ else (), strict=True):
        back[n] = odds
    return [(b, a) if turn else (a, b) for a, b, turn in zip(there, back, turned, strict=True)]


class Compared:
    """The wordings of a story held against each other, each pair once: by their words and, where these leave it open, by sense.

    Within one report words alone decide: what it says again in other words is nobody else's word. Two figures, dates or
    places are rivals where the statements bear on one another as they stand (one follows from the other or contradicts it)
    and would say the same, had one of them the other's: the second alone is true of any two short ones with pronouns.
    """

    def __init__(self, wordings: Sequence[Wording], judge: Judge | None = shipped, before: Compared | None = None) -> None:
        """`judge` says of two texts whether the second follows from the first; None for the words alone.

        What was found `before` holds for pairs whose statements are what they were.
        """
        self.wordings = wordings
        self.judge = judge
        self.pairs = candidates(wordings)
        self.known: dict[tuple[int, int], Comparison] = before.of_the_same(wordings) if before else {}
        self.compare(pair for pair in self.pairs if pair not in self.known)

    def of_the_same(self, wordings: Sequence[Wording]) -> dict[tuple[int, int], Comparison]:
        """What is known of pairs that are among these wordings as well, by their numbers there."""
        there = {wording.first.place: n for n, wording in enumerate(wordings)}
        now = {n: there.get(wording.first.place) for n, wording in enumerate(self.wordings)}
        same = {n: to for n, to in now.items() if to is not None and self.wordings[n].first == wordings[to].first}
        return {(same[i], same[j]): found for (i, j), found in self.known.items() if i in same and j in same}

    def of(self, i: int, j: int) -> Comparison:
        """How two wordings stand to each other, the lower number first."""
        pair = (min(i, j), max(i, j))
        if pair not in self.known:
            self.compare([pair])
        return self.known[pair]

    def compare(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Hold these pairs against each other, all at once."""
        sides = {(i, j): (self.wordings[i].first, self.wordings[j].first) for i, j in pairs}
        found = {pair: compare(a, b) for pair, (a, b) in sides.items()}
        if self.judge:
            open_ = [pair for pair, one in found.items() if one.arguable and not _one_report(*sides[pair])]
            said = both_ways(self.judge, [(a.plain, in_like_terms(a, b)) for a, b in (sides[pair] for pair in open_)])
            for pair, (there, back) in zip(open_, said, strict=True):
                found[pair] = judged(*sides[pair], found[pair], there, back)
            close = [pair for pair, odds in zip(open_, said, strict=True) if 1 - sum(o.neither for o in odds) / 2 >= RELATED]
            tried = [(pair, clash) for pair in close for clash in rivals(*sides[pair])]
            given = [(conceded(a, c.left, b, c.right), b.plain) for (a, b), c in ((sides[pair], c) for pair, c in tried)]
            for (pair, clash), (there, back) in zip(tried, both_ways(self.judge, given), strict=True):
                read = clash._replace(read=min(there.follows, back.follows))
                found[pair] = found[pair]._replace(clashes=(*found[pair].clashes, read))
            for pair, (there, back) in zip(open_, said, strict=True):
                found[pair] = opposed(*sides[pair], found[pair], there, back)
        self.known.update(found)


Signed = dict[tuple[str, ...], tuple[str, Any]]
"""By the reports of a story: the sum of what something was made of, and what was made."""


class Held:
    """The statements of each story held against each other: once, for as long as its reports stay what they are.

    `claims` and `conflicts` ask for the same story one after the other, and a case that has grown asks again for those it had.
    """

    def __init__(self, judge: Judge | None = shipped, sum_of: Callable[[Any], str] | None = None) -> None:
        """`sum_of` digests values: with it, what is made of stories can outlive this (`signed`, `earlier`)."""
        self.judge = judge
        self.earlier: Signed = {}
        self._sum_of = sum_of
        self._known: dict[tuple[str, ...], tuple[tuple[Marked, ...], Compared]] = {}
        self._made: dict[tuple[str, ...], tuple[tuple[Any, ...], Any]] = {}
        self._asked: set[tuple[str, ...]] = set()

    def of(self, reports: Iterable[Marked]) -> Compared:
        """The wordings of these reports, held against each other."""
        inside = tuple(sorted(reports, key=lambda m: m.document.id))
        key = tuple(m.document.id for m in inside)
        self._asked.add(key)
        known = self._known.get(key)
        if known is None or known[0] != inside:
            stated = sorted(statements(inside), key=lambda s: s.place)
            before = known[1] if known else None
            known = self._known[key] = (inside, Compared(wordings_of(stated), self.judge, before))
        return known[1]

    def recalled(self, story: tuple[str, ...], given: tuple[Any, ...], make: Callable[..., T]) -> T:
        """What is made for a story of what is given; of the same, what was made of it before."""
        self._asked.add(story)
        known = self._made.get(story)
        if known is None or known[0] != given:
            sum_before, made = self.earlier.get(story, ("", None))
            same = self._sum_of is not None and sum_before != "" and self._sum_of(given) == sum_before
            known = self._made[story] = (given, made if same else make(*given))
        value: T = known[1]
        return value

    def signed(self) -> list[tuple[tuple[str, ...], str, Any]]:
        """What was made for each story and a digest of what it was made of, to be somebody else's `earlier`."""
        assert self._sum_of is not None  # whoever asks has given one
        return [(story, self._sum_of(given), made) for story, (given, made) in sorted(self._made.items())]

    def sweep(self) -> None:
        """Forget the stories that nobody has asked for since the last time."""
        self._made = {key: made for key, made in self._made.items() if key in self._asked}
        self._known = {key: known for key, known in self._known.items() if key in self._asked}
        self._asked.clear()


def _one_report(a: Statement, b: Statement) -> bool:
    return a.attribution.document == b.attribution.document


def _slots(statement: Statement) -> frozenset[str]:
    """Figures, dates and places: two statements of one matter may have one each, and not the same."""
    kinds = {f"figure {w.number.unit}" for w in statement.words if w.number}
    kinds |= {"place" for w in statement.words if w.place}
    return frozenset(kinds | ({"date"} if statement.dates else set()))


def _marks(statement: Statement) -> dict[str, float]:
    marks: dict[str, float] = {}
    for word in statement.words:
        if word.weight <= 0:
            continue
        if word.number:
            marks[f"#{word.number.unit}{word.number.value:g}"] = word.weight
        elif word.entity:
            marks[f"@{word.entity}"] = word.weight
        else:
            marks[word.key] = max(word.weight, marks.get(word.key, 0.0))
            for sense, _ in word.senses:
                marks[f"~{sense}"] = word.weight
    if statement.quoted:
        for i in range(len(statement.words) - RUN + 1):
            marks[" ".join(w.text for w in statement.words[i : i + RUN])] = LEAST_OVERLAP
    return marks
