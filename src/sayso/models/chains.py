"""Mentions of people, bodies and places in one text, and which of them are one: what the model's numbers are turned into.

Shared by training (`lab/train_coreference.py`) and the runtime. A mention is a run of words with a type; its possible
antecedents are the mentions before it; each pair is seen through the encoder's vectors and through what can be counted
about the two (the same words, the distance, whether both stand inside one quotation …). The shape is the mention-ranking
one of Lee et al. 2017 ("End-to-end neural coreference resolution"), with start and end vectors only (Kirstain et al. 2021).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from math import exp
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.models.windows import Words
from sayso.text import fold
from sayso.types import Span

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Turn = tuple[int, int, int]  # start, end, speaker

KINDS = ("person", "organisation", "place")
WIDEST = 24  # words of the widest mention
WIDTHS = 10  # classes of width: one by one up to 6, then 7-9, 10-14, 15 and more
REACH = 150  # mentions before one among which its antecedent is looked for
QUOTED = 1000  # more than a text has speakers: the first number of its quotations
CLASSES = 10
DENSE = 43
_PRONOUNS = {
    1: "i me my mine myself",
    2: "we us our ours ourselves",
    3: "you your yours yourself yourselves",
    4: "he him his himself",
    5: "she her hers herself",
    6: "it its itself",
    7: "they them their theirs themselves themself",
    8: "who whom whose which that this these those",
}  # 0: a phrase; 9: a name
_CLASS = {word: n for n, found in _PRONOUNS.items() for word in found.split()}
_ARTICLES = {"the": 1, "a": 2, "an": 2, "this": 1, "that": 1, "these": 1, "those": 1, "some": 2, "another": 2}
_BEFORE_TAIL = frozenset(("of", "in", "at", "from", "for", "with", "on", "to", "who", "which", "that", "by", "whose", ",", "("))


class Spots(NamedTuple):
    """Candidate mentions, ordered by where they begin and then from the widest: one row each."""

    start: Ints  # first word
    end: Ints  # behind the last word
    cls: Ints  # kind of pronoun; 0 a phrase, 9 a name
    definite: Ints  # 0 neither, 1 the, 2 a, 3 a possessive
    sentence: Ints
    turn: Ints  # the quotation or the speaker's turn it stands in; 0 for none
    string: Ints  # equal where the words are, article aside
    head: Ints
    has: Floats  # [mentions, words known]: its content words
    capital: Floats  # the same, capitalised ones only


def class_of(shown: Sequence[str]) -> int:
    """The kind of a mention by its words: CLASSES."""
    if len(shown) == 1 and shown[0].lower() in _CLASS:
        return _CLASS[shown[0].lower()]
    last = [w for w in shown[-2:] if w.lower() not in _ARTICLES]
    return 9 if any(w[:1].isupper() for w in last) and not shown[0].islower() else 0


def spots(shown: Sequence[str], spans: Sequence[tuple[int, int]], breaks: Sequence[int], turns: Sequence[int]) -> Spots:
    """What can be counted about candidate mentions. `turns`: of each word; `breaks`: the word each sentence begins with."""
    spans = sorted(spans, key=lambda s: (s[0], -s[1]))
    ids: dict[str, int] = {}
    rows: list[list[int]] = []
    definite, classes, strings, heads = [], [], [], []
    capitals: list[list[int]] = []
    for start, end in spans:
        found = list(shown[start:end])
        low = [fold(w) for w in found]
        kind = class_of(found)
        first = _ARTICLES.get(low[0], 0) if len(found) > 1 else 0
        if first == 0 and len(found) > 1 and (low[0] in _CLASS or "'" in low[1:] or "’" in found[1:]):
            first = 3
        bare = low[1:] if first in (1, 2) and len(low) > 1 else low
        tail = next((n for n, w in enumerate(bare) if n and w in _BEFORE_TAIL), len(bare))
        core = [w for w in bare[:tail] if w not in ("'", "s")] or bare
        definite.append(first)
        classes.append(kind)
        strings.append(ids.setdefault(" ".join(bare), len(ids)))
        heads.append(ids.setdefault(core[-1], len(ids)))
        content = [w for w in bare if w.isalnum() and w not in _CLASS and w not in _BEFORE_TAIL] if kind in (0, 9) else []
        rows.append([ids.setdefault(w, len(ids)) for w in content])
        capitals.append([ids[w] for w, as_is in zip(low, found, strict=True) if as_is[:1].isupper() and w in content])
    has = np.zeros((len(spans), len(ids)), dtype=np.float32)
    capital = np.zeros_like(has)
    for n, (words, big) in enumerate(zip(rows, capitals, strict=True)):
        has[n, words] = 1.0
        capital[n, big] = 1.0
    starts = np.array([s for s, _ in spans], dtype=np.int64)
    ends = np.array([e for _, e in spans], dtype=np.int64)
    sentence = np.searchsorted(np.array([*breaks, len(shown)]), starts, side="right")
    turn = np.array([turns[s] for s, _ in spans], dtype=np.int64)
    made = (np.array(x, dtype=np.int64) for x in (classes, definite, strings, heads))
    cls, sure, string, head = made
    return Spots(starts, ends, cls, sure, sentence, turn, string, head, has, capital)


def turns_of(known: Words, quoted: Sequence[Span], speakers: Sequence[Turn]) -> tuple[int, ...]:
    """Of each word the number of the speaker, or else of the quotation, that it is said by; 0 for the reporter's own."""
    out = [0] * len(known.spans)
    starts = [w.start for w in known.spans]
    for start, end, who in (*speakers, *((q.start, q.end, QUOTED + n) for n, q in enumerate(quoted))):
        for i in range(bisect_left(starts, start), bisect_left(starts, end)):
            out[i] = out[i] or who + 1
    return tuple(out)


def width_class(width: Any) -> Any:
    """Widths in words as indices below WIDTHS."""
    return np.where(width <= 6, width - 1, np.where(width <= 9, 6, np.where(width <= 14, 7, np.where(width <= 19, 8, 9))))


def antecedents(count: int, reach: int = REACH) -> tuple[Ints, Ints]:
    """Every mention with each of at most `reach` before it: (mention, antecedent) as two equally long arrays."""
    mention = np.repeat(np.arange(count), np.minimum(np.arange(count), reach))
    first = np.maximum(np.arange(count) - reach, 0)
    sizes = np.minimum(np.arange(count), reach)
    offset = np.arange(len(mention)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return mention, first[mention] + offset


def pairs(found: Spots, i: Ints, k: Ints, shown: Sequence[str]) -> tuple[Floats, Ints]:
    """Of mentions `i` and, each beside it, antecedents `k`: dense features [pairs, DENSE], the two classes as one number."""
    apart = np.maximum(found.start[i] - found.end[k], -1)
    steps = np.searchsorted(np.array([0, 1, 2, 4, 8, 16, 32, 64, 128, 256]), apart, side="right")  # 0 … 10
    lines = np.searchsorted(np.array([1, 2, 3, 5, 9]), found.sentence[i] - found.sentence[k], side="right")
    inter = (found.has @ found.has.T)[i, k]
    big = (found.capital @ found.capital.T)[i, k]
    words = found.has.sum(1)
    fewest = np.minimum(words[i], words[k])
    named = (found.cls[i] == 9) & (found.cls[k] == 9)
    phrase = ((found.cls[i] % 9) == 0) & ((found.cls[k] % 9) == 0)
    turn_i, turn_k = found.turn[i], found.turn[k]
    after = [shown[e] if e < len(shown) else "" for e in found.end]
    behind = np.array([1 if w == "," else 2 if w in _COPULA else 0 for w in after])[k]
    close = (apart >= 1) & (apart <= 2)
    dense = [
        *(steps == n for n in range(11)),
        *(lines == n for n in range(6)),
        (found.string[i] == found.string[k]) & phrase,
        (found.head[i] == found.head[k]) & phrase,
        (inter == fewest) & (fewest > 0),
        (inter > 0) & (inter < fewest),
        (inter == 0) & phrase,
        (big > 0) & named,
        (big == 0) & named,
        (turn_i == 0) & (turn_k == 0),
        (turn_i == turn_k) & (turn_i > 0),
        (turn_i != turn_k) & (turn_i > 0) & (turn_k > 0),
        (turn_i > 0) & (turn_k == 0),
        (turn_i == 0) & (turn_k > 0),
        apart < 0,  # one inside the other
        close & (behind == 1),
        close & (behind == 2),
        *(found.definite[i] == n for n in range(4)),
        *(found.definite[k] == n for n in range(4)),
        named,
        phrase & ~named,
        np.minimum(i - k, 64) / 64.0,
    ]
    return np.stack([np.asarray(d, dtype=np.float32) for d in dense], axis=1), found.cls[i] * CLASSES + found.cls[k]


_COPULA = frozenset(("is", "was", "are", "were", "as", "became", "remains", ":", "(", "-", "—", "–"))


def clusters(links: Sequence[Sequence[tuple[int, float]]]) -> list[list[int]]:
    """Mentions as chains. `links`: of each mention those before it that it may mean, with scores against meaning nobody.

    A mention joins the chain whose members' scores together are the most (their log-sum-exp, which is what training makes
    likely: that *some* member is the antecedent), where that is better than nobody; of equals, the one that began first.
    """
    root: list[int] = []
    for i, found in enumerate(links):
        mass: dict[int, float] = {}
        for k, score in found:
            mass[root[k]] = mass.get(root[k], 0.0) + exp(score)
        best = max(mass.items(), key=lambda m: (m[1], -m[0]), default=(i, 0.0))
        root.append(best[0] if best[1] > 1.0 else i)
    out: dict[int, list[int]] = {}
    for i, r in enumerate(root):
        out.setdefault(r, []).append(i)
    return list(out.values())
