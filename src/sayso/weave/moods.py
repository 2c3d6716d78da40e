"""Whether a statement tells what is so, or what will, may or ought to be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sayso.text import is_verbish, word_class
from sayso.weave.wording import Word, used

_BIDDEN = frozenset({"asked", "urged", "ordered", "told"})  # who "has been asked to go", not who asked to

_PERFECT = frozenset({"has", "have", "had", "was", "were"})
_TO_THE_VERB = 5  # words from what tells a mood to its verb


def other_mood(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether one tells what is so and the other what will or may be; not where both tell of the plan, or of the talks."""
    (one, of), (other, of_other) = mood_of(left), mood_of(right)
    talks = "talk" in (of, of_other) and all(any(w.key == "talk" for w in side) for side in (left, right))
    return one != other and not talks


def mood_of(words: Sequence[Word]) -> tuple[str, str]:
    """The mood of a statement, and the key of the word before "to" that tells it: "in talks to buy"; empty for another."""
    return next((mood for n in range(len(words)) if (mood := _tells_mood(words, n))), ("told", ""))


def _tells_mood(words: Sequence[Word], n: int) -> tuple[str, str] | None:
    moods, meant = _moods()
    word = words[n]
    if word.capital and (n or word.entity):
        return None  # "in May", "Will Hale"
    if word.text in moods:
        return moods[word.text], ""
    leads = word.text in meant and n + 1 < len(words) and words[n + 1].text in ("to", "on")
    if leads and (word.text not in _BIDDEN or (n > 0 and words[n - 1].text in word_class("be"))):
        return meant[word.text], word.key
    return None


def done_or_to_come(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether one deed is told as done and as still to come: "has been charged", "will be charged"."""
    moods = (mood_of(left)[0], mood_of(right)[0])
    if {*moods} != {"future", "told"}:
        return False
    plan, told = (left, right) if moods[0] == "future" else (right, left)
    at = next(n for n in range(len(plan)) if _tells_mood(plan, n))
    verb = next((w for w in plan[at + 1 : at + _TO_THE_VERB] if w.weight > 0 and w.number is None), None)
    if verb is None or _one_measure(plan, told):
        return False
    return any(w.key == verb.key and w.denied == verb.denied and _done(told, n) for n, w in enumerate(told))


def _one_measure(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether both tell how long or how far something goes, which is decided once: "banned for two games", "cut to 20%"."""
    figures = [{(w.number.unit, w.number.value) for w in side if w.number} for side in (left, right)]
    return bool(figures[0] & figures[1]) or all(any(w.text == "for" for w in side) for side in (left, right))


def _done(words: Sequence[Word], at: int) -> bool:
    """Whether a verb is a perfect or a passive of the past: "has resigned", "was sold"."""
    before = [w.text for w in words[max(0, at - 3) : at]]
    return is_verbish(words[at].text) and any(w in _PERFECT for w in before)


@lru_cache(maxsize=1)
def _moods() -> tuple[dict[str, str], dict[str, str]]:
    """The mood of a word, and of a word before "to": "close to signing", "plans to sign"."""
    plain = {word: mood for mood in ("ought", "possible", "future") for word in used(mood)}
    return plain, {word: mood for mood in ("possible", "future", "ought") for word in used(f"{mood} to")}
