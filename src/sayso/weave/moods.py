"""Whether a statement tells what is so, or what will, may or ought to be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sayso.text import word_class
from sayso.weave.wording import Word, used

_BIDDEN = frozenset({"asked", "urged", "ordered", "told"})  # who "has been asked to go", not who asked to


def other_mood(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether one tells what is so and the other what will or may be; not where both tell of the plan, or of the talks."""
    (one, of), (other, of_other) = mood_of(left), mood_of(right)
    talks = "talk" in (of, of_other) and all(any(w.key == "talk" for w in side) for side in (left, right))
    return one != other and not talks


def mood_of(words: Sequence[Word]) -> tuple[str, str]:
    """The mood of a statement, and the key of the word before "to" that tells it: "in talks to buy"; empty for another."""
    moods, meant = _moods()
    for n, word in enumerate(words):
        if word.capital and (n or word.entity):
            continue  # "in May", "Will Hale"
        if word.text in moods:
            return moods[word.text], ""
        leads = word.text in meant and n + 1 < len(words) and words[n + 1].text in ("to", "on")
        if leads and (word.text not in _BIDDEN or (n > 0 and words[n - 1].text in word_class("be"))):
            return meant[word.text], word.key
    return "told", ""


@lru_cache(maxsize=1)
def _moods() -> tuple[dict[str, str], dict[str, str]]:
    """The mood of a word, and of a word before "to": "close to signing", "plans to sign"."""
    plain = {word: mood for mood in ("ought", "possible", "future") for word in used(mood)}
    return plain, {word: mood for mood in ("possible", "future", "ought") for word in used(f"{mood} to")}
