"""What two statements are about: whether each begins with another one, of which one thing is said and of the other another.

"Volkswagen is recalling 40,000 cars" and "Toyota is recalling 90,000", "the day shift" and "the night shift", "exports" and
"imports" are no rivals, however alike the rest. Two words for one thing ("the fire", "the blaze") are in no table: they are
taken for one, and so are a name and a common noun ("Halden", "the company").
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from sayso import names
from sayso.text import is_verbish, stopwords, word_class
from sayso.weave.alignment import likeness
from sayso.weave.parting.states import unlike
from sayso.weave.wording import Word, used

_OPENS = 2  # words among which a statement's subject begins
_LONGEST = 8  # words of a subject


def other_subject(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether each tells of somebody or something of which the other does not tell."""
    if other_doer(left, right):
        return True
    mine, theirs = _subject(left), _subject(right)
    if not mine or not theirs:
        return False
    if unlike(mine, theirs):
        return True
    (*before, head), (*others, other) = mine, theirs
    if not _alike(head, other):
        return _another_name(head, right) and _another_name(other, left) and _apart(head, other)
    return any(_another_name(w, right) for w in before) and any(_another_name(w, left) for w in others)  # "Norvik's sales"


def _subject(words: Sequence[Word]) -> list[Word]:
    """The words of weight before the first verb: "the bus driver | died"; none where no verb stands near the front."""
    front = list(takewhile(lambda w: not _verb(w), words[: _LONGEST + 1]))
    if not front or len(front) > _LONGEST or len(front) == len(words):
        return []
    if any(w.text in used("where") | {"of", "for", "from", "that", "who"} for w in front):
        return []  # "the leader of the party", "in Leeds police"
    return [w for w in front if (w.weight > 0 or w.entity) and w.number is None and w.text not in stopwords()]


def _verb(word: Word) -> bool:
    return not word.capital and (is_verbish(word.text) or word.text in word_class("auxiliary"))


def _alike(a: Word, b: Word) -> bool:
    return a.key == b.key or likeness(a, b)[0] > 0


def _is_name(word: Word) -> bool:
    return word.text not in stopwords() and word.capital and (word.entity is not None or word.text not in names.common_words())


def _another_name(word: Word, other: Sequence[Word]) -> bool:
    """Whether a word is a name that the other statement has nowhere."""
    return _is_name(word) and not any(_alike(word, x) for x in other)


def _apart(one: Word, other: Word) -> bool:
    """Not "Moscow fired 40 missiles", "Russia fired 60": a town may stand for its country; a firm may be called like a town."""
    return not (one.place and other.place) or names.places_apart(one.text, other.text)


def other_doer(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether each begins with a name that the other does not have: "Labour won 312 seats", "the Greens won 44"."""
    heads = [[w for n, w in enumerate(words[:_OPENS]) if _names_somebody(w, opens=n == 0)] for words in (left, right)]
    if not all(heads):
        return False
    (one, *_), (other, *_) = heads
    named = [{w.key for w in words if w.capital} for words in (left, right)]
    apart = one.entity not in {w.entity for w in right if w.entity} and other.entity not in {w.entity for w in left if w.entity}
    return apart and one.key not in named[1] and other.key not in named[0]


def _names_somebody(word: Word, opens: bool) -> bool:
    """Whether a word is of a name, and of no place's but a state's; what `opens` a sentence has a capital for that."""
    plain = word.weight > 0 and word.number is None and not (opens and word.text in names.common_words())
    state = opens and word.place and names.known_country(word.text)  # "Russia shot down 24 drones"
    return word.capital and (state or not word.place) and word.text not in stopwords() and (word.entity is not None or plain)
