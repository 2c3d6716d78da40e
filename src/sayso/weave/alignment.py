"""Two lists of words held against each other: matched by sense, and collated in order.

Words are compared by stem, by entity (two spellings of one name), by number and by the table of kindred words, so that
"every gate was shut" and "there is no gate open" agree, and "the hall would close" and "the hall would not close" do not.
The measure is a soft, weighted overlap with greedy word matching, after Rus and Lintean (2012).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel, JaroWinkler

from sayso.weave.quantities import AGE, Quantity, compatible
from sayso.weave.wording import Word, complements, negator, used

_NAME_LIKE = 0.88  # Jaro-Winkler similarity of two capitalised words taken for spellings of one name
_KINDRED = 0.85  # likeness of two words of one row of kindred words
_FRONT = 5  # letters that two forms of one word share at least
_OPENING = 4  # words in which a subject stands at the front of a statement
_STANDS_FOR = 0.4  # what is left of a name's weight where the other side may mean it by a pronoun


class Pair(NamedTuple):
    """Two words that say the same thing (or the opposite: then `turned`)."""

    left: int
    right: int
    likeness: float
    turned: bool
    unsure: bool = False  # one is denied, but through a word that the other side has not ("never said there was a crack")


class Agreement(NamedTuple):
    """How far two lists of words say the same."""

    pairs: tuple[Pair, ...]
    left: float  # share of the left side's weight that has a counterpart
    right: float
    turned: float  # share of the matched weight on which the two differ in sense
    unsure: float  # share of the matched weight of which that cannot be told
    weight: float  # matched weight, the mean of both sides
    weight_left: float
    weight_right: float

    @property
    def score(self) -> float:
        """0 to 1: the geometric mean of both shares."""
        return float((self.left * self.right) ** 0.5)


def likeness(a: Word, b: Word) -> tuple[float, bool]:
    """How far two words say the same, 0 to 1, and whether one is the opposite of the other."""
    if a.entity and b.entity:
        return (1.0, False) if a.entity == b.entity else (0.0, False)
    if a.number is not None or b.number is not None:
        return (_numbers_alike(a.number, b.number) if a.number and b.number else 0.0), False
    opposite = any((name, -sign) in b.senses for name, sign in a.senses) and not a.senses & b.senses
    if a.key == b.key and not opposite:
        return 1.0, False
    if a.senses & b.senses or opposite:
        return _KINDRED, opposite  # "go up", "go down"
    if a.capital and b.capital and min(len(a.text), len(b.text)) >= 5:
        alike = JaroWinkler.similarity(a.text, b.text)
        return (0.85, False) if alike >= _NAME_LIKE else (0.0, False)
    if min(len(a.key), len(b.key)) >= _FRONT and (a.key.startswith(b.key) or b.key.startswith(a.key)):
        return 0.7, False
    return 0.0, False


def _numbers_alike(a: Quantity, b: Quantity) -> float:
    """How far two figures say the same: "nearly 5,000" and "4,980", "hundreds" and "300"; "at least 12" is not 14."""
    if (a.unit, a.value, a.upto) == (b.unit, b.value, b.upto):
        return 1.0
    if a.told_in != b.told_in and a.unit == b.unit and compatible(a, b):
        return 1.0  # "12 miles", "20 km"
    if {a.unit, b.unit} == {"", AGE} and a.value == b.value:
        return 1.0  # "the 26-year-old", "Kilpatrick, 26"
    loose = "about" in (a.how, b.how) or "vague" in (a.how, b.how) or a.upto is not None or b.upto is not None
    return _KINDRED if loose and not {a.how, b.how} & {"least", "most"} and compatible(a, b) else 0.0


def _index(side: Sequence[Word]) -> dict[str, list[int]]:
    near: dict[str, list[int]] = {}
    for j, word in enumerate(side):
        if word.weight > 0:
            for mark in _marks(word):
                near.setdefault(mark, []).append(j)
    return near


def _marks(word: Word) -> set[str]:
    """Words that share none of these have no likeness."""
    marks = {f"={word.key[:_FRONT]}", *(f"~{name}" for name, _ in word.senses)}
    if word.entity:
        marks.add(f"@{word.entity}")
    if word.number:
        marks = {"#"}
    if word.capital:
        marks.add(f"^{word.text[:1]}")
    return marks


def agreement(left: Sequence[Word], right: Sequence[Word]) -> Agreement:
    """Match the content words of both sides one to one, likest first; the score is a soft overlap by weight."""
    near = _index(right)
    options = []
    for i, a in enumerate(left):
        if a.weight <= 0:
            continue
        for j in sorted({j for mark in _marks(a) for j in near.get(mark, ())}):
            like, opposite = likeness(a, right[j])
            if like > 0:
                far = abs(i / len(left) - j / len(right))
                options.append((-like, far, i, j, opposite))
    options.sort()
    used_left: set[int] = set()
    used_right: set[int] = set()
    pairs = []
    for like, _, i, j, opposite in options:
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            differ = left[i].denied != right[j].denied
            loose = differ and opposite and not _complement(left[i], right[j])
            pairs.append(Pair(i, j, -like, differ != opposite, loose))
    pairs = _sure(left, right, pairs)
    pairs = _excused(left, right, pairs)
    whole_left = _whole(left, right, used_left)
    whole_right = _whole(right, left, used_right)
    got_left = sum(p.likeness * left[p.left].weight for p in pairs)
    got_right = sum(p.likeness * right[p.right].weight for p in pairs)
    matched = (got_left + got_right) / 2
    against = _weighed(left, right, (p for p in pairs if p.turned))
    unsure = _weighed(left, right, (p for p in pairs if p.unsure))
    return Agreement(
        pairs=tuple(sorted(pairs)),
        left=min(1.0, got_left / whole_left) if whole_left else 0.0,
        right=min(1.0, got_right / whole_right) if whole_right else 0.0,
        turned=against / matched if matched else 0.0,
        unsure=unsure / matched if matched else 0.0,
        weight=matched,
        weight_left=got_left,
        weight_right=got_right,
    )


def _complement(a: Word, b: Word) -> bool:
    """Whether to deny one of two opposites is to say the other."""
    shared_senses = {name for name, sign in a.senses if (name, -sign) in b.senses}
    return bool(shared_senses & complements())


def _weighed(left: Sequence[Word], right: Sequence[Word], pairs: Iterable[Pair]) -> float:
    return sum(p.likeness * (left[p.left].weight + right[p.right].weight) / 2 for p in pairs)


def _sure(left: Sequence[Word], right: Sequence[Word], pairs: list[Pair]) -> list[Pair]:
    """A word is turned by a negation only where the word that the negation falls on first has its like on the other side."""
    met_left = {left[p.left].start for p in pairs}
    met_right = {right[p.right].start for p in pairs}
    spoken_left = {w.start for w in left if w.text in used("said")} - met_left
    spoken_right = {w.start for w in right if w.text in used("said")} - met_right
    out = []
    for p in pairs:
        a, b = left[p.left], right[p.right]
        if a.denied and b.denied and (a.under in spoken_left) != (b.under in spoken_right):
            out.append(p._replace(turned=False, unsure=True))  # "never said there was one", "there is none"
        elif p.turned and a.denied != b.denied:
            met = a.under in met_left if a.denied else b.under in met_right
            out.append(p if met else p._replace(turned=False, unsure=True))
        else:
            out.append(p)
    return out


def _excused(left: Sequence[Word], right: Sequence[Word], pairs: list[Pair]) -> list[Pair]:
    """Where a negation is made up for by an opposite ("no gate open", "every gate shut"), it turns none of the other words."""
    made_up = any(not p.turned and not p.unsure and left[p.left].denied != right[p.right].denied for p in pairs)
    pairs = [p._replace(turned=p.turned and not _none_of_it(left, right, p)) for p in pairs]
    last = _last_denied(left, right, pairs)
    pairs = [p._replace(turned=p.turned and not _denied_behind(left, right, p, last)) for p in pairs]
    return [p._replace(turned=p.turned and left[p.left].denied == right[p.right].denied) for p in pairs] if made_up else pairs


def _none_of_it(left: Sequence[Word], right: Sequence[Word], p: Pair) -> bool:
    """Whether one denies a verb and the other what it is done to: "did not pay a ransom", "paid no ransom"."""
    if any(w.text == "but" for w in (*left, *right)):
        return False
    plain, at = (left, p.left) if right[p.right].denied else (right, p.right)
    return (
        left[p.left].denied != right[p.right].denied
        and at + 1 < len(plain)
        and plain[at + 1].text in ("no", "none", "nothing", "nobody")
    )


def _last_denied(left: Sequence[Word], right: Sequence[Word], pairs: Iterable[Pair]) -> tuple[dict[int, int], dict[int, int]]:
    """For either side the last word that each of its negations reaches and that the other side denies as well."""
    found: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for p in pairs:
        if left[p.left].denied and right[p.right].denied:
            for side, last, n in ((left, found[0], p.left), (right, found[1], p.right)):
                last[side[n].under] = max(n, last.get(side[n].under, -1))
    return found


def _denied_behind(left: Sequence[Word], right: Sequence[Word], p: Pair, last: tuple[dict[int, int], dict[int, int]]) -> bool:
    """Whether one denies with its subject what the other denies with its verb: "no flights leave", "flights do not leave"."""
    side, at, behind = (left, p.left, last[0]) if left[p.left].denied else (right, p.right, last[1])
    return left[p.left].denied != right[p.right].denied and behind.get(side[at].under, -1) > at


def _whole(mine: Sequence[Word], other: Sequence[Word], taken: set[int]) -> float:
    """The weight of one side. Words without a like count less where that says little: a name at the front that the other
    side may mean by a pronoun, a verb that only denies ("refused to take", "did not take")."""
    pointed = any(w.text in used("pronoun") and not w.entity for w in other[:2])
    total = 0.0
    for i, w in enumerate(mine):
        named = pointed and i < _OPENING and (w.entity or w.capital)
        slight = i not in taken and (named or (w.weight > 0 and negator(w.text) == "verb"))
        total += w.weight * (_STANDS_FOR if slight else 1.0)
    return total


class Step(NamedTuple):
    """A stretch of the aligned words: equal, or replaced, or on one side only. Word indexes, half-open."""

    same: bool
    left_start: int
    left_end: int
    right_start: int
    right_end: int


def collate(left: Sequence[Word], right: Sequence[Word]) -> list[Step]:
    """The words of both sides in order, as stretches that are the same and stretches that differ (by folded text)."""
    a = [w.text for w in left]
    b = [w.text for w in right]
    steps: list[Step] = []
    for op in Indel.opcodes(a, b):
        same = op.tag == "equal"
        last = steps[-1] if steps else None
        if last and not same and not last.same:
            steps[-1] = Step(False, last.left_start, op.src_end, last.right_start, op.dest_end)
        else:
            steps.append(Step(same, op.src_start, op.src_end, op.dest_start, op.dest_end))
    return steps


def shared(steps: Sequence[Step]) -> int:
    """How many words stand on both sides in the same order."""
    return sum(s.left_end - s.left_start for s in steps if s.same)
