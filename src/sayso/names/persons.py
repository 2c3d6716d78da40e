"""Two personal names held against each other: their words paired, what pairs them told, and one score made of it.

Each word of the shorter name finds its fellow in the longer one, wherever it stands: a spelling of the same word, the same
word written together or apart, an initial, a short form, or a slip of the pen. What stays over is either left out (one
name has it) or contradicts (both names have something else in its place). A score is a band set by the weakest of this
evidence, and within the band a logistic regression over the counts of each kind (`person_evidence.csv`).
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from sayso.names.parts import PersonalName, nicknames, personal_name, words_of
from sayso.names.spellings import SAME_WORD, changes, letters, same_word, script
from sayso.tables import table

SAME_NAME = 0.5  # one name at all, slips of the pen included: calibrated on the read half of name_bench
SAME_PERSON = 0.75  # one person, where the text says something for it (a role in common): no slip in a short surname
SURE = 0.86  # one person on the names alone: no word but is the same word on both sides, or is left out on one

_PATRONYMIC = frozenset(("bin", "ibn", "ben"))
_SLIP_LETTERS = 4  # letters a word must have before one wrong letter is a slip and not another word


class Match(NamedTuple):
    """How far two names are one (0 to 1), and by what."""

    score: float
    why: str


class Paired(NamedTuple):
    """A stretch of one name and the stretch of the other that it was paired with."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    kind: str  # same, joined, initial, short, slip
    score: float


class Evidence(NamedTuple):
    """What holding two names against each other found, as the regression reads it; each is a count unless said."""

    same: int
    letters: float  # of the words that are the same, in tens
    likeness: float  # the least sure of the pairs that are called the same word, 0 to 1
    initials: int
    shorts: int
    slips: int
    slip: float  # how like each other the worst pair of slips is, 0 to 1
    conflicts: int
    conflict: float  # how like each other the least like contradicting words are, 0 to 1
    conflict_last: int
    conflict_first: int
    left_out: int
    left_first: int
    left_last: int
    crossed: int
    whole: float  # how like each other the two names are, run together, 0 to 1


class _Reading(NamedTuple):
    x: tuple[str, ...]  # the shorter name's words
    y: tuple[str, ...]
    pairs: tuple[Paired, ...]
    over_x: tuple[int, ...]  # words of the shorter name without a fellow
    over_y: tuple[int, ...]
    evidence: Evidence


def same_person(a: str, b: str) -> Match:
    """Whether two names can be one person's, judged by the names alone, with the reason in words.

    1 is the same name. From `SURE` on no word contradicts; from `SAME_PERSON` on take them for one if the text says
    something for it (the same office); from `SAME_NAME` on they may be one name with a slip in it, or a part of one name:
    a lone surname against a full name scores at most 0.7, for it may be one and it may be a brother. A different given
    name, another father's name, another generation is evidence against.
    """
    x, y = personal_name(a), personal_name(b)
    if not x.words or not y.words:
        return Match(0.0, "no name")
    match = _by_words(x, y, _kind(script(a), script(b)))
    older, younger = ({s for s in n.suffix if s in words_of("generation")} for n in (x, y))
    if older == younger:
        return match
    if older and younger:
        return Match(min(match.score, 0.3), "another generation")
    return Match(min(match.score, 0.8), f"{match.why}; only one is called {min(older | younger)}")


def evidence(a: str, b: str) -> Evidence:
    """What the words of two names say for and against their being one; for fitting, and for a reader who asks."""
    x, y = personal_name(a), personal_name(b)
    return _read(*sorted((_core(x.words), _core(y.words)), key=lambda w: (len(w), w)), _kind(script(a), script(b))).evidence


def _kind(one: str, other: str) -> str:
    """The script class by whose changes two words are held against each other; one script's spellings as Latin ones."""
    if one == other:
        return "latin"
    order = ("latin", "alphabet", "hangul", "kana", "indic", "abjad", "han")
    return max(one, other, key=order.index)


def _core(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without particles, which spellings leave out freely; all when nothing else is there."""
    core = tuple(p for w in words for p in w.replace(".", "").split("-") if p and p not in words_of("family-particle"))
    return core or words


def _by_words(x: PersonalName, y: PersonalName, kind: str) -> Match:
    if x.words == y.words:
        return Match(1.0, "the same name")
    here, there = letters("".join(x.words)), letters("".join(y.words))
    if here == there and len(here) > 3:
        return Match(0.98, "the same name, spaced differently")
    one, two = sorted((_core(x.words), _core(y.words)), key=lambda w: (len(w), w))
    if len(one) == 1:
        return max(_lone(one[0], two, kind), _run_together(one, two, kind), key=lambda m: m.score)
    if _PATRONYMIC & {*x.words} and _PATRONYMIC & {*y.words} and _father_and_son(x.words, y.words):
        return Match(0.4, "father and son change places")
    return max(_judged(_read(one, two, kind), kind), _run_together(one, two, kind), key=lambda m: m.score)


def _run_together(one: tuple[str, ...], two: tuple[str, ...], kind: str) -> Match:
    """The same letters but spaced differently: "Kim Jong-uun", "Xi Jin Ping", a script that writes no spaces."""
    if len(one) == len(two):
        return Match(0.0, "")
    x = "".join(one)
    for y in dict.fromkeys(("".join(two), "".join((*two[1:], two[0])), "".join((two[-1], *two[:-1])))):
        if min(len(x), len(y)) > 5 and (score := same_word(x, y, kind)) >= 0.9:
            return Match(0.9 * score, "one name, spaced differently")
    return Match(0.0, "")


def _father_and_son(x: tuple[str, ...], y: tuple[str, ...]) -> bool:
    """Whether the words before and behind "bin" are the same two in the other order."""
    for n, word in enumerate(x[1:-1], 1):
        for m, other in enumerate(y[1:-1], 1):
            if word in _PATRONYMIC and other in _PATRONYMIC:
                father, son = _next(x, n), _next(y, m)
                if min(same_word(x[n - 1], son), same_word(father, y[m - 1])) >= SAME_WORD > same_word(x[n - 1], y[m - 1]):
                    return True
    return False


def _next(words: tuple[str, ...], n: int) -> str:
    return next((w for w in words[n + 1 :] if w not in words_of("family-particle")), "")


def _lone(name: str, full: tuple[str, ...], kind: str) -> Match:
    score = same_word(name, full[-1], kind)
    if len(full) == 1:
        if score < SAME_WORD:
            return Match(0.6 * max(score, _slip(name, full[0])), "other names")
        return Match(score, _spelt(name, full[0], kind))
    if score >= SAME_WORD:
        return Match(0.7 * score, "a surname and a full name that ends in it")
    return Match(0.3 * max(same_word(name, w, kind) for w in full), "a part of the name at most")


def _spelt(a: str, b: str, kind: str) -> str:
    told = changes(a, b, kind)
    return f"two spellings of one word: {told}" if told else "two spellings of one word"


def _slip(a: str, b: str) -> float:
    """How like each other two words are, letter by letter, when a slip of the pen can have made one of the other; or 0."""
    x, y = letters(a), letters(b)
    least = min(len(x), len(y))
    if least < _SLIP_LETTERS or OSA.distance(x, y, score_cutoff=2) > (1 if least < 7 else 2):
        return 0.0
    return float(OSA.normalized_similarity(x, y))


def _told_apart(a: str, b: str) -> bool:
    """Whether the endings say that one word is a man's and the other a woman's: "Ivanov", "Ivanova"."""
    return any(
        a.endswith(m) and b == a.removesuffix(m) + f or b.endswith(m) and a == b.removesuffix(m) + f for m, f in _feminine()
    )


@cache
def _feminine() -> tuple[tuple[str, str], ...]:
    return tuple(tuple(row["word"].split("|")) for row in table("name_words") if row["kind"] == "feminine-ending")  # type: ignore[misc]


@lru_cache(maxsize=131072)
def _word(a: str, b: str, kind: str) -> tuple[float, str]:
    """How far two words can be one part of one person's name, and as what."""
    if a == b:
        return 1.0, "same"
    if len(a) == 1 or len(b) == 1:
        return (0.9, "initial") if a[0] == b[0] else (0.0, "")
    if b in nicknames().get(a, ()) or nicknames().get(a, frozenset()) & {b}:
        return 0.95, "short"
    if _told_apart(a, b):
        return 0.0, ""
    score = same_word(a, b, kind)
    if score >= SAME_WORD:
        return score, "same"
    slip = _slip(a, b)
    return (0.7 * slip, "slip") if slip else (0.0, "")


@lru_cache(maxsize=65536)
def _read(x: tuple[str, ...], y: tuple[str, ...], kind: str) -> _Reading:
    options: list[Paired] = []
    for i, a in enumerate(x):
        for j, b in enumerate(y):
            score, how = _word(a, b, kind)
            if how:
                options.append(Paired((i,), (j,), how, score))
            for n, words, other in ((0, x[i : i + 2], b), (1, y[j : j + 2], a)):
                if len(words) == 2 and len(other) > 3:
                    together = same_word("".join(words), other, kind)
                    if together >= 0.88:
                        where = ((i, i + 1), (j,)) if n == 0 else ((i,), (j, j + 1))
                        options.append(Paired(*where, "joined", together))
    options.sort(key=lambda p: (-round(p.score, 3), abs((len(x) - p.left[0]) - (len(y) - p.right[0])), p.left, p.right))
    pairs: list[Paired] = []
    left, right = set(range(len(x))), set(range(len(y)))
    for p in options:
        if left.issuperset(p.left) and right.issuperset(p.right):
            pairs.append(p)
            left.difference_update(p.left)
            right.difference_update(p.right)
    pairs.sort(key=lambda p: p.left)
    # the same word twice ("Sergey Sergey Shoigu") says nothing more than once
    right -= {j for j in right if any(y[j] == y[k] for p in pairs for k in p.right)}
    return _Reading(x, y, tuple(pairs), tuple(sorted(left)), tuple(sorted(right)), _evidence(x, y, pairs, left, right, kind))


def _evidence(
    x: tuple[str, ...], y: tuple[str, ...], pairs: list[Paired], left: set[int], right: set[int], kind: str
) -> Evidence:
    same = [p for p in pairs if p.kind in ("same", "joined")]
    slips = [p for p in pairs if p.kind == "slip"]
    clash = min(len(left), len(right))
    worst = min((max(JaroWinkler.similarity(x[i], y[j]) for j in right) for i in left), default=1.0) if clash else 1.0
    spare = len(left) + len(right) - 2 * clash
    return Evidence(
        same=len(same),
        letters=sum(len(x[i]) for p in same for i in p.left) / 10,
        likeness=min((p.score for p in same), default=1.0),
        initials=sum(p.kind == "initial" for p in pairs),
        shorts=sum(p.kind == "short" for p in pairs),
        slips=len(slips),
        slip=min((p.score / 0.7 for p in slips), default=1.0),
        conflicts=clash,
        conflict=worst,
        conflict_last=int(clash > 0 and len(x) - 1 in left and len(y) - 1 in right),
        conflict_first=int(clash > 0 and 0 in left and 0 in right),
        left_out=spare,
        left_first=int(clash == 0 and (0 in left or 0 in right)),
        left_last=int(clash == 0 and (len(x) - 1 in left or len(y) - 1 in right)),
        crossed=int(any(p.right > q.right for p, q in zip(pairs, pairs[1:], strict=False))),
        whole=float(OSA.normalized_similarity("".join(x), "".join(y))),
    )


@cache
def _weights() -> tuple[float, ...]:
    rows = {row["evidence"]: float(row["weight"]) for row in table("person_evidence")}
    return tuple(rows[name] for name in ("start", *Evidence._fields))


def _chance(found: Evidence) -> float:
    start, *weights = _weights()
    return 1 / (1 + math.exp(-start - sum(w * v for w, v in zip(weights, found, strict=True))))


def _judged(read: _Reading, kind: str) -> Match:
    """The band that the weakest evidence allows, and the place in it that the regression gives."""
    return Match(_chance(read.evidence), "todo")
