"""The words of two names held against each other: which is the fellow of which, and what stays over.

Each word of the shorter name finds its fellow in the longer one, wherever it stands: a spelling of the same word, the same
word written together or apart, an initial, a short form, or a slip of the pen. What stays over is either left out (one name
has it) or contradicts (both names have something else in its place).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from sayso.names.parts import given_names, nicknames, words_of
from sayso.names.spellings import ALIKE, HEARD, SAME_WORD, letters, same_word, vowels_aside

NEAR = 0.3  # two words may be spellings of one, beside a name that otherwise agrees
TOGETHER = 0.88  # two words and one are the same, written apart and together, from this likeness on
_SYLLABLE = frozenset(("u", "woo", "wu"))  # one Korean syllable in three romanisations: "Jin-woo", "Jin-u"
_SLIP_LETTERS = 4  # letters a word must have before one wrong letter is a slip and not another word


class Match(NamedTuple):
    """How far two names are one (0 to 1), and by what."""

    score: float
    why: str


class Paired(NamedTuple):
    """A stretch of one name and the stretch of the other that it was paired with."""

    left: tuple[int, ...]  # places of its words in the first name
    right: tuple[int, ...]
    kind: str  # same, joined, initial, short (of each other), slip (of the pen), near (a doubtful spelling)
    score: float


class Evidence(NamedTuple):
    """What holding two names against each other found, for the regression; counts of words unless said."""

    same: int
    letters: float  # of the words that are the same, in tens
    initials: int
    slips: int
    near: int
    conflicts: int
    conflict: float  # how like each other the least like contradicting words are, 0 to 1; 1 without any
    conflict_last: int  # 1 if the last words contradict
    left_out: int
    crossed: int  # 1 if the pairs stand in another order
    whole: float  # how like each other the two names are, run together, 0 to 1


class Reading(NamedTuple):
    """Two names with their words paired: the shorter first."""

    x: tuple[str, ...]
    y: tuple[str, ...]
    pairs: tuple[Paired, ...]
    over_x: tuple[int, ...]  # places of the words without a fellow
    over_y: tuple[int, ...]
    evidence: Evidence


def slip(a: str, b: str) -> float:
    """How like each other two words are, letter by letter, when a slip of the pen can have made one of the other; or 0."""
    x, y = letters(a), letters(b)
    least = min(len(x), len(y))
    likeness = float(OSA.normalized_similarity(x, y))
    return likeness if least >= _SLIP_LETTERS and (likeness >= 0.78 or OSA.distance(x, y) <= 1) else 0.0


def told_apart(a: str, b: str, given: bool = False) -> bool:
    """Whether one word is a man's name and the other a woman's by their ends ("Ivanov", "Ivanova").

    Given names are so by the table too ("Francis", "Frances"), and by ends that tell nothing of a surname ("Romano", "Romana").
    """
    if given and {given_names().get(a), given_names().get(b)} == {"m", "f"}:
        return True
    return any(
        (a.endswith(m) and b == a.removesuffix(m) + f) or (b.endswith(m) and a == b.removesuffix(m) + f)
        for which in ("feminine-ending", *(("given-feminine-ending",) if given else ()))
        for m, f in _feminine(which)
    )


@cache
def _feminine(which: str) -> tuple[tuple[str, str], ...]:
    return tuple((m, f) for m, _, f in (w.partition("|") for w in sorted(words_of(which))))


@lru_cache(maxsize=131072)
def fellow(a: str, b: str, kind: str, personal: bool, given: bool = False) -> tuple[float, str]:
    """How far two words can be one part of one name, and as what; initials, short forms and sexes are for persons only.

    `kind` is a script class (see `spellings.script`), or "own": both are of one script that is not written out letter for
    letter, where nothing but the same signs is a spelling of the same word. `given`: neither word is the last of its name.
    """
    if a == b:
        return 1.0, "same"
    if personal and {a, b} <= _SYLLABLE:
        return ALIKE, "same"
    if personal and (len(a) == 1 or len(b) == 1):
        return (0.9, "initial") if a[0] == b[0] else (0.0, "")
    if personal and b in nicknames().get(a, ()):
        return 0.95, "short"
    if personal and told_apart(a, b, given):
        return 0.0, ""
    short = not personal and min(len(a), len(b)) < 4  # a body's initials have no spellings
    score = 0.0 if short and kind == "latin" else same_word(a, b, kind)
    if score >= SAME_WORD:
        return score, "same"
    if personal and score < SAME_WORD and min(len(a), len(b)) > 3 and vowels_aside(a) == vowels_aside(b):
        return HEARD, "same"
    if likeness := slip(a, b):
        return 0.7 * likeness, "slip"
    return (0.7 * score, "near") if score >= NEAR else (0.0, "")


def kind_of(one: str, other: str) -> str:
    """The kind of `fellow` for words of two script classes."""
    order = ("latin", "alphabet", "hangul", "kana", "indic", "abjad", "han")
    if one == other:
        return "latin" if one in ("latin", "alphabet") else "own"
    return max(one, other, key=order.index)


@lru_cache(maxsize=65536)
def paired(x: tuple[str, ...], y: tuple[str, ...], kind: str, personal: bool = True) -> Reading:
    """The reading of two names, given as their words; the best pairs are made first, of equal ones those that stand alike."""
    options: list[Paired] = []
    for i, a in enumerate(x):
        for j, b in enumerate(y):
            score, how = fellow(a, b, kind, personal, i < len(x) - 1 and j < len(y) - 1)
            if how:
                options.append(Paired((i,), (j,), how, score))
            options.extend(_together(x, y, i, j, kind))
    options.sort(key=lambda p: (-round(p.score, 3), abs((len(x) - p.left[0]) - (len(y) - p.right[0])), p.left, p.right))
    pairs: list[Paired] = []
    left, right = set(range(len(x))), set(range(len(y)))
    for p in options:
        if left.issuperset(p.left) and right.issuperset(p.right):
            pairs.append(p)
            left.difference_update(p.left)
            right.difference_update(p.right)
    pairs.sort(key=lambda p: p.left)
    right -= {
        j for j in right if any(y[j] == y[k] for p in pairs for k in p.right if abs(j - k) == 1)
    }  # "Sergey Sergey Shoigu"
    found = _evidence(x, y, pairs, left, right)
    return Reading(x, y, tuple(pairs), tuple(sorted(left)), tuple(sorted(right)), found)


def _together(x: tuple[str, ...], y: tuple[str, ...], i: int, j: int, kind: str) -> list[Paired]:
    """Two words of one name that are one word of the other."""
    found: list[Paired] = []
    kind = "latin" if kind == "own" else kind
    for two, one, left, right in ((x[i : i + 2], y[j], (i, i + 1), (j,)), (y[j : j + 2], x[i], (i,), (j, j + 1))):
        if len(two) == 2 and one == two[0][0] + two[1][0]:
            found.append(Paired(left, right, "initial", 0.9))
        if len(two) == 2 and len(one) > 3 and abs(len(two[0]) + len(two[1]) - len(one)) <= 3:
            score = same_word("".join(two), one, kind)
            if score >= TOGETHER:
                found.append(Paired(left, right, "joined", score))
    return found


def _evidence(x: tuple[str, ...], y: tuple[str, ...], pairs: Sequence[Paired], left: set[int], right: set[int]) -> Evidence:
    same = [p for p in pairs if p.kind in ("same", "joined")]
    clash = min(len(left), len(right))
    worst = min(max(JaroWinkler.similarity(x[i], y[j]) for j in right) for i in left) if clash else 1.0
    return Evidence(
        same=len(same),
        letters=sum(len(x[i]) for p in same for i in p.left) / 10,
        initials=sum(p.kind == "initial" for p in pairs),
        slips=sum(p.kind == "slip" for p in pairs),
        near=sum(p.kind == "near" for p in pairs),
        conflicts=clash,
        conflict=worst,
        conflict_last=int(clash > 0 and len(x) - 1 in left and len(y) - 1 in right),
        left_out=len(left) + len(right) - 2 * clash,
        crossed=int(any(p.right > q.right for p, q in pairwise(pairs))),
        whole=float(OSA.normalized_similarity("".join(x), "".join(y))),
    )
