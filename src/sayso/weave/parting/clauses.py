"""What is stated, and what only stands around it: when it was, of whom, on what condition, who is accused of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from sayso.text import is_verbish
from sayso.weave.alignment import agreement
from sayso.weave.wording import Word, used

_STATED = 0.5  # weight of what is said of a subject from which a statement states it


def only_around(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether what one of them states is not in the other: what they share is when it was, or whose: "he slept when the bus
    crashed", "the bus crashed"."""
    asides = [_asides(words) for words in (left, right)]
    if not any(asides):
        return False
    pairs = agreement(left, right).pairs
    met = ({p.left for p in pairs}, {p.right for p in pairs})
    for words, aside, matched in zip((left, right), asides, met, strict=True):
        stated = _stated(words, aside) if aside else []
        around, rest = _weight(words, matched & aside), _weight(words, matched - aside)
        told = [n for n in stated if words[n].text not in used("happens")]  # "it happened when the driver lost control"
        if around > rest and _weight(words, told) >= _STATED and matched.isdisjoint(stated):
            return True
    return False


def _stated(words: Sequence[Word], aside: set[int]) -> list[int]:
    """What a statement says of its subject: the words of weight from the first verb on, but for its asides."""
    rest = [n for n in range(len(words)) if n not in aside]
    verb = next((n for n in rest if is_verbish(words[n].text)), 0)
    return [n for n in rest if n >= verb and words[n].weight > 0]


def _asides(words: Sequence[Word]) -> set[int]:
    """The words of clauses that tell when something was, on what condition, or of whom: "when the bus crashed", "who fled"."""
    found: set[int] = set()
    pointed = words[0].text in ("it", "that", "this", "it's", "that's", "there", "there's")  # "that is not a man who gives up"
    for n, word in enumerate(words):
        if n in found:
            continue
        if word.text in used("circumstance") and not (n and words[n - 1].text in used("asking")):
            end = next((m for m in range(n + 2, len(words)) if words[m].start > words[m - 1].end + 1), len(words))
            if any(is_verbish(w.text) for w in words[n:end]):  # not "since May"
                found.update(range(n, end))
        elif not pointed and 0 < n < len(words) - 1 and word.text in ("who", "which", "that") and is_verbish(words[n + 1].text):
            noun = words[n - 1].weight > 0 and not is_verbish(words[n - 1].text)
            found.update(range(n, _until_verb(words, n + 1)) if noun else ())
    return found


def _until_verb(words: Sequence[Word], at: int) -> int:
    """Where a clause that describes a noun ends: at a comma, or before the next verb."""
    inside = False
    for n in range(at, len(words)):
        verb = is_verbish(words[n].text)
        if (inside and verb) or (n > at and words[n].start > words[n - 1].end + 1):
            return n
        inside = inside or not verb
    return len(words)


def _weight(words: Sequence[Word], some: Collection[int]) -> float:
    return sum(words[n].weight for n in some)


def on_condition(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether only one of them holds on a condition: "taxes will rise", "taxes will rise if Labour wins"."""
    one, other = _conditions(left), _conditions(right)
    return one != other and not any(w.text in used("conditional") for w in (right if one else left))


def _conditions(words: Sequence[Word]) -> bool:
    for n, word in enumerate(words[:-1]):
        if word.text in ("if", "unless") and words[n + 1].text not in used("no condition"):
            return not (n and words[n - 1].text in used("asking"))
    return False


def only_alleged(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether only one tells it as what somebody is accused of: "is accused of killing two", "killed two"."""
    return _alleged(left) != _alleged(right) and not any(w.text == "convicted" for w in (*left, *right))


def only_tried(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether one tells of an attempt at what the other tells was done: "tried to kill his wife", "killed his wife"."""
    mine, theirs = _tried(left), _tried(right)
    return any(w.key in mine - theirs for w in right) or any(w.key in theirs - mine for w in left)


def _tried(words: Sequence[Word]) -> set[str]:
    """What was tried, by its key: "tried to | kill"."""
    threes = zip(words, words[1:], words[2:], strict=False)
    return {c.key for a, b, c in threes if a.text in used("tries") and b.text == "to"}


def _alleged(words: Sequence[Word]) -> bool:
    pairs = {(a.text, b.text) for a, b in pairwise(words)}
    return not pairs.isdisjoint(
        {("accused", "of"), ("suspected", "of"), ("charged", "with"), ("cleared", "of"), ("acquitted", "of")}
    )
