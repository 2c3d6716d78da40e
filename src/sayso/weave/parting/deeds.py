"""Who did it to whom, from where to where, before what and after what: what is told the other way round."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sayso import names
from sayso.text import is_verbish, word_class
from sayso.weave.clash import Clash
from sayso.weave.wording import Word, key, negator, used

_BY = 4  # words between a participle and "by"
_TO_WHOM = 6  # words between a verb and who does it, or to whom
OTHER_WAY = "told the other way round"
TO_WHOM = "who did it, and to whom, is told the other way round"
_OPENING = 6  # words in which a statement comes to its verb


def other_way(left: Sequence[Word], right: Sequence[Word]) -> Clash | None:
    """Where one goes from A to B and the other from B to A, or one is before what the other is after."""
    mine, theirs = ({name: _behind(words, name) for name in ("from", "to", "before", "after")} for words in (left, right))
    for a, b in (("from", "to"), ("before", "after"), ("after", "before")):
        one, other, back, forth = mine[a], mine[b], theirs[b], theirs[a]
        turned = one is not None and back is not None and one[1].key == back[1].key
        also = other is not None and forth is not None and other[1].key == forth[1].key
        if one and back and turned and (also if a == "from" else not other and not forth):
            return Clash("polarity", (one[0].start, one[1].end), (back[0].start, back[1].end), OTHER_WAY)
    return None


def _behind(words: Sequence[Word], preposition: str) -> tuple[Word, Word] | None:
    """A preposition and the word of weight that it leads to."""
    at = next((n for n, w in enumerate(words) if w.text == preposition), None)
    led = None if at is None else next((w for w in words[at + 1 : at + 4] if w.weight > 0 and w.number is None), None)
    return None if at is None or led is None else (words[at], led)


def by_another(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether each names another one behind "by": "shot by Karl Moss", "shot by Ann Doss"."""
    mine, theirs = _behind(left, "by"), _behind(right, "by")
    who, other = (led[1].entity if led and led[1].capital and not led[1].place else None for led in (mine, theirs))
    return bool(who and other) and who != other


def turned_round(left: Sequence[Word], right: Sequence[Word]) -> Clash | None:
    """What one says A did to B and the other that B did to A, of two whom both name: "the captain had insulted the referee"."""
    there = {w.key: n for n, w in enumerate(right) if w.weight > 0}
    for i, word in enumerate(left):
        j = there.get(word.key, -1) if word.weight > 0 and _acts(left, i) else -1
        if j < 0 or not _acts(right, j) or word.key in _mutual():
            continue
        mine, theirs = _sides(left, i), _sides(right, j)
        if mine is None or theirs is None:
            continue
        (doer, done_to), (other, to_other) = mine[0], theirs[0]
        if doer & to_other and done_to & other and not doer & other:
            return Clash("polarity", mine[1], theirs[1], TO_WHOM)
    return None


def _sides(words: Sequence[Word], at: int) -> tuple[tuple[frozenset[str], frozenset[str]], tuple[int, int]] | None:
    """Who does what a verb says, and to whom, by what each is called there (the passive is turned), and where that stands."""
    by = next((n for n in range(at + 1, min(len(words), at + _BY)) if words[n].text == "by"), None)
    if by is not None and _margin(words, by + 1):
        by = None  # "voted by 87%", "won by 40 votes"
    passive = by == at + 1 or any(w.text in word_class("be") for w in words[max(0, at - 2) : at])
    if passive and by is None:
        return None  # "the bridge was swept away in the flood"
    before = next((n for n in range(at - 1, max(-1, at - 1 - _TO_WHOM), -1) if _somebody(words, n)), None)
    begin = at + 1 if by is None or not passive else by + 1
    behind = next((n for n in range(begin, min(len(words), begin + _TO_WHOM)) if _somebody(words, n)), None)
    if before is None or behind is None:
        return None
    one, other = (frozenset(x for x in (words[n].entity, words[n].key) if x) for n in (before, behind))
    while before and words[before].entity and words[before - 1].entity == words[before].entity:
        before -= 1
    while behind + 1 < len(words) and words[behind].entity and words[behind + 1].entity == words[behind].entity:
        behind += 1
    return (other, one) if passive else (one, other), (words[before].start, words[behind].end)


def _margin(words: Sequence[Word], at: int) -> bool:
    """Whether a share or a lead begins here or one word on: "87%", "some 40,000 votes"."""
    found = next((n for n in range(at, min(len(words), at + 2)) if words[n].number), None)
    number = words[found].number if found is not None else None
    if found is None or number is None:
        return False
    return number.unit == "%" or any(w.text in used("margin") for w in words[found + 1 : found + 2])


def _acts(words: Sequence[Word], at: int) -> bool:
    """Whether a word is a verb: "bought", "will | buy"."""
    helped = at > 0 and (words[at - 1].text in word_class("auxiliary") or words[at - 1].text == "to")
    text = words[at].text
    behind = 0 < at < len(words) - 1 and words[at - 1].number is None and (words[at - 1].capital or words[at - 1].weight > 0)
    told = behind and text.endswith(("s", "ed"))
    return is_verbish(text) or ((helped or told) and not words[at].capital)


def _somebody(words: Sequence[Word], at: int) -> bool:
    """Whether a word may be for somebody or something that acts, or is acted on: no figure, no verb, no mere where."""
    word = words[at]
    if (
        (word.place and at and words[at - 1].text in used("where"))
        or word.number is not None
        or word.text in names.words_of("calendar")
    ):
        return False
    return word.weight > 0 and (word.entity is not None or not is_verbish(word.text))


@lru_cache(maxsize=1)
def _mutual() -> frozenset[str]:
    """Verbs of what two do to each other alike, by their keys: "met", "married"."""
    return frozenset(map(key, used("mutual")))


def other_side(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether one deed is told from its two sides: "Harlow sells a plant to Penrose", "Penrose buys it from Harlow"."""
    if any(w.text == "by" or negator(w.text) in ("not", "subject", "verb") for w in (*left, *right)):
        return False  # "Ann lost to Karl", "Karl was beaten by Ann": who wins is not the same
    heads = [next((w.entity for w in words[:_OPENING] if w.entity), None) for words in (left, right)]
    named = [{w.entity for w in words if w.entity} for words in (left, right)]
    return None not in heads and heads[0] != heads[1] and heads[0] in named[1] and heads[1] in named[0]
