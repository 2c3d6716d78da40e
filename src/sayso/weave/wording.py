"""The words of a statement: what each weighs, means, names, counts, and whether it is denied.

What is denied is marked as denied ("refused to open" denies "open"), with the word on which the negation falls. Rare words
weigh more than common ones (commonness.csv), what only adds where and when weighs less. Words of like and of opposite sense
are known by a table of kindred words. English only: of other languages the words are compared as they are written.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sayso.tables import table
from sayso.text import fold, stem, stopwords
from sayso.weave.quantities import Quantity, numeral, quantities

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_BREAK = re.compile(r"[.;:!?…,()\[\]—–]|\.\.\.")
_SCOPE_LIMIT = 12  # words: how far a negation reaches at most; English clauses are seldom longer
_RARE = 0.04  # a word that at most this share of articles uses has its full weight
_LEAST = 0.25  # weight of the commonest content word
_FIGURE = 0.8  # weight of a small or round number
_TELLING = 1.2  # weight of any other

_ASIDE_WEIGHT = 0.5
_WHEN_WEIGHT = 0.35
_TITLE = 0.3
_HEAD = 0.25  # weight of a word that a negation can fall on: not "anything", "one"
_CLOSES = re.compile(r"[.;:!?,—–]")

Sense = tuple[str, int]  # the head of a row of kindred words, +1 or -1 for its opposite


class Word(NamedTuple):
    """A word of a statement."""

    text: str  # folded
    start: int
    end: int
    key: str  # stem of the base form
    weight: float  # 0 for function words
    senses: frozenset[Sense]
    denied: bool = False
    under: int = -1  # the word that the negation falls on first: "refused to OPEN the letter"; its place in the statement
    entity: str | None = None
    capital: bool = False
    place: bool = False
    number: Quantity | None = None


class Name(NamedTuple):
    """A stretch of text that stands for an entity."""

    start: int
    end: int
    entity: str
    plain: bool  # a name, not a pronoun or a role
    place: bool = False


class _Lexicon(NamedTuple):
    base: dict[str, str]
    common: dict[str, float]  # share of articles that use a stem
    senses: dict[str, frozenset[Sense]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], Sense], ...]]
    negators: dict[str, str]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    base = {row["form"]: row["base"] for row in table("irregular")}
    common = {row["stem"]: int(row["of_10000"]) / 10_000 for row in table("commonness")}
    senses: dict[str, set[Sense]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], Sense]]] = {}
    for row in table("kindred"):
        for sign, column in ((1, "same"), (-1, "opposite")):
            for entry in row[column]:
                keys = tuple(key(w) for w in entry.split())
                if len(keys) == 1:
                    senses.setdefault(keys[0], set()).add((row["sense"], sign))
                else:
                    phrases.setdefault(keys[0], []).append((keys, (row["sense"], sign)))
    return _Lexicon(
        base=base,
        common=common,
        senses={k: frozenset(v) for k, v in senses.items()},
        phrases={k: tuple(sorted(v, key=lambda p: (-len(p[0]), p))) for k, v in phrases.items()},
        negators={row["word"]: row["kind"] for row in table("negation")},
    )


@lru_cache(maxsize=32)
def used(use: str) -> frozenset[str]:
    """The words of the grammar table with this use."""
    return frozenset(row["word"] for row in table("grammar") if row["use"] == use)


@lru_cache(maxsize=65536)
def key(word: str) -> str:
    """The stem of a word's base form: "sent" is "send", "children" is "child"."""
    folded = fold(word)
    if len(folded) > 5 and folded.endswith("men"):
        folded = folded[:-3] + "man"  # "servicemen"
    return stem(_bases().get(folded, folded))


@lru_cache(maxsize=1)
def _bases() -> dict[str, str]:
    return {row["form"]: row["base"] for row in table("irregular")}


@lru_cache(maxsize=1)
def complements() -> frozenset[str]:
    """The senses whose denial says their opposite: "not open" is "shut", but "not won" is not "lost"."""
    return frozenset(row["sense"] for row in table("kindred") if row.get("complement"))


def negator(word: str) -> str | None:
    """What a folded word does to the sense of its clause: not, subject, verb, hedge, condition, turn; or None."""
    kinds = _lexicon().negators
    if word.endswith("n't"):
        return "not"
    return kinds.get(word) or kinds.get(_bases().get(word, "")) or _verb_kind(word)


@lru_cache(maxsize=65536)
def _verb_kind(word: str) -> str | None:
    return _negative_verbs().get(stem(word))


@lru_cache(maxsize=1)
def _negative_verbs() -> dict[str, str]:
    return {stem(row["word"]): row["kind"] for row in table("negation") if row["kind"] == "verb"}


def words(text: str, start: int, end: int, names: Sequence[Name] = ()) -> list[Word]:
    """The words of text[start:end], with their weight, senses, entity and whether they are denied.

    A name of several words carries its entity on its last word; the words before it weigh nothing. Linear in the stretch.
    """
    found = [_word(m, text) for m in _WORD.finditer(text, start, end)]
    found = _with_numbers(text, _with_phrases(found))
    found = _with_names(found, names)
    return _with_denials(text, _with_asides(text, found))


def _word(m: re.Match[str], text: str) -> Word:
    raw = m.group()
    folded = fold(raw)
    bare = re.sub(r"(?:'s|'re|'ve|'ll|'d|'m|n't)$", "", folded) or folded
    k = key(bare)
    lexicon = _lexicon()
    dull = bare in stopwords() or k in used("empty") or negator(folded) in ("not", "subject") or len(k) < 2
    weight = 0.0 if dull else _weight(k)
    return Word(folded, m.start(), m.end(), k, weight, lexicon.senses.get(k, frozenset()), capital=raw[:1].isupper())


def _weight(k: str) -> float:
    share = max(_lexicon().common.get(k, 0.0), _RARE)
    if k in used("anybody"):
        return _LEAST / 2
    return round(_LEAST + (1 - _LEAST) * math.log(share) / math.log(_RARE), 3)


def _with_numbers(text: str, found: list[Word]) -> list[Word]:
    """A figure of several words is carried by its last one; the words before it weigh nothing."""
    for quantity in quantities(text, [(w.text, w.start, w.end) for w in found]):
        for i in range(quantity.first, quantity.last):
            if numeral(found[i].text):
                found[i] = found[i]._replace(weight=0.0)
        if quantity.how and quantity.first:
            found[quantity.first - 1] = found[quantity.first - 1]._replace(weight=0.0)
        found[quantity.last] = found[quantity.last]._replace(weight=_telling(quantity), number=quantity, senses=frozenset())
        for i in range(quantity.last + 1, quantity.last + 1 + quantity.behind):
            found[i] = found[i]._replace(senses=found[i].senses | {(quantity.unit, 1)})  # "miles", "km"
    return found


def _telling(quantity: Quantity) -> float:
    """A figure that is neither small nor round singles a matter out."""
    value = quantity.value * 100 if quantity.unit == "%" else quantity.told
    digits = f"{value:g}".rstrip("0").replace(".", "")
    return _TELLING if value > 12 and len(digits) > 1 else _FIGURE


def _with_phrases(found: list[Word]) -> list[Word]:
    """A kindred phrase ("on board", "lost their lives") is carried by its heaviest word; the others weigh nothing."""
    phrases = _lexicon().phrases
    for i, word in enumerate(found):
        for keys, sense in phrases.get(word.key, ()):
            if tuple(w.key for w in found[i : i + len(keys)]) != keys:
                continue
            heaviest = max(range(i, i + len(keys)), key=lambda j: (found[j].weight, -j))
            for j in range(i, i + len(keys)):
                senses = frozenset([sense]) if j == heaviest else frozenset()
                weight = max(found[j].weight, _LEAST) if j == heaviest else 0.0
                found[j] = found[j]._replace(senses=senses, weight=weight)
            break
    return found


def _with_names(found: list[Word], names: Sequence[Name]) -> list[Word]:
    at = 0
    for name in sorted(names):
        while at < len(found) and found[at].end <= name.start:
            at += 1
        inside = []
        i = at
        while i < len(found) and found[i].start < name.end:
            inside.append(i)
            i += 1
        if name.plain and inside and inside[0] and found[inside[0] - 1].capital and inside[0] > 1:
            title = found[inside[0] - 1]  # "CIA Director Jane Roe": the name says who it is
            found[inside[0] - 1] = title._replace(weight=title.weight * _TITLE)
        for j in inside[:-1]:
            found[j] = found[j]._replace(weight=0.0, entity=name.entity)
        if inside:
            last = found[inside[-1]]
            weight = 0.8 if name.plain else max(last.weight, 0.4)
            found[inside[-1]] = last._replace(entity=name.entity, weight=weight, place=name.place)
    return found


def _with_asides(text: str, found: list[Word]) -> list[Word]:
    """What only adds where, when and how weighs less than what is stated: "sold (in a shop near the station)"."""
    factor, relative = 1.0, False
    for i, word in enumerate(found):
        after = found[i + 1].text if i + 1 < len(found) else ""
        gap = text[found[i - 1].end : word.start] if i else ""
        if (word.text in used("aside") and i) or ("," in gap and word.text in ("a", "an", "the")):
            factor = _ASIDE_WEIGHT
        elif after == "by" and i > 1 and found[i - 1].text not in used("resume"):
            factor = _ASIDE_WEIGHT  # "a letter (sent by …)"
        elif word.text == "that" and after in used("resume") and i > 1:
            factor, relative = _ASIDE_WEIGHT, True  # "a letter (that was sent by …)"
        elif _CLOSES.search(gap) or (word.text in used("resume") and not relative):
            factor, relative = 1.0, False
        if word.weight:
            lower = min(factor, _WHEN_WEIGHT) if word.text in used("time") else factor
            found[i] = word._replace(weight=round(word.weight * lower, 3))
    return found


def denies(cue: str) -> bool:
    """Whether a word of a cue denies the content it introduces: "denied", "doubts"."""
    return stem(cue) in _denying()


@lru_cache(maxsize=1)
def _denying() -> frozenset[str]:
    return frozenset(stem(row["word"]) for row in table("negation") if row["kind"] in ("verb", "cue"))


def _with_denials(text: str, found: list[Word]) -> list[Word]:
    """Mark what each negation reaches: the words behind it up to the end of its clause, at most twelve."""
    for i, word in enumerate(found):
        kind = negator(word.text)
        to_come = word.text in ("yet", "still") and _has_to(found, i + 1)  # "has yet to be signed", "still has to be"
        if not to_come and (kind not in ("not", "subject", "verb") or _spent(found, i)):
            continue
        head = -1
        for j in range(i + 1, min(len(found), i + 1 + _SCOPE_LIMIT)):
            if _clause_ends(text, found, j, first=j == i + 1):
                break
            enables = found[j].text in used("enables") and j + 1 < len(found) and found[j + 1].text == "to"
            if head < 0 and found[j].weight >= _HEAD and not enables:
                head = j
            held = found[j]
            found[j] = held._replace(denied=not held.denied, under=found[head].start if head >= 0 else -1)
    return found


def _has_to(found: list[Word], at: int) -> bool:
    """Whether "to" stands there, or "has to", "needs to"."""
    behind = [w.text for w in found[at : at + 2]]
    return behind[:1] == ["to"] or (behind[1:] == ["to"] and behind[0] in ("has", "have", "had", "needs", "need"))


def _spent(found: list[Word], i: int) -> bool:
    """Negators that deny nothing of what was: "not only", "no doubt", "never … again", "no more than forty", "nothing but"."""
    word, *after = (w.text for w in found[i : i + 3])
    if word == "never" and any(w.text == "again" for w in found[i : i + _SCOPE_LIMIT]):
        return True
    if word in ("not", "no") and after[:1] and after[0] in ("only", "just", "doubt", "merely"):
        return True
    if len(after) == 2 and after[0] in used("limit") and after[1] == "than":
        return any(w.number for w in found[i + 3 : i + 6])
    return negator(word) == "subject" and after[:1] in (["but"], ["except"])


def _clause_ends(text: str, found: list[Word], j: int, *, first: bool) -> bool:
    gap = text[found[j - 1].end : found[j].start]
    if _BREAK.search(gap):
        return True
    after = found[j + 1].text if j + 1 < len(found) else ""
    if found[j].text == "that" and after in used("resume") and not first:
        return True
    if after == "by" and not first and found[j - 1].text not in used("resume"):
        return True  # "refused a letter (sent by …)"
    if found[j].text == "and" and j + 1 < len(found) and found[j + 1].text in used("subject"):
        return True
    return not first and found[j].text in used("clause")
