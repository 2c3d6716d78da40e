"""From a model's logits to attributions: spans of a source, a cue and a content that belong together.

Each candidate cue is decoded on its own: the best sequence of roles over its window's words, where a change of role has
its price (Viterbi). Quotation marks are facts: a content that holds most of a quotation holds all of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sayso.models.windows import Window, Words
from sayso.types import Span

Floats = NDArray[np.float32]
SOURCE, CUE, CONTENT, ROLES = 1, 2, 3, 4
FAR = 512  # words; twice a window's, which are at least as many pieces
SURE = 4.0  # log-odds of a word beyond which it is as surely in or out of a source


class Knobs(NamedTuple):
    """What decoding can be set to. Calibrated on PolNeAR's train articles left out of training."""

    candidate: float = 0.1  # least probability that a word begins a cue
    accept: float = 0.5  # least score of an attribution
    sourceless: float = 0.6  # least score of one without a source
    tagged: float = 0.15  # weight of the tagger's log-odds that a word is content in a cue's own reading
    support: float = 0.6  # weight of the tagger's say in an attribution's score (a geometric mean)
    change: float = 0.4  # price of a change of role between neighbouring words, in nats
    carrier: float = 0.5  # least probability that a word names who passed it on …
    elsewhere: float = 0.93  # … and one in another sentence than the cue; set on held-out passages and piles as a whole
    quotation: float = 0.3  # share of a quotation's words in a content that makes all of it content


KNOBS = Knobs()


class Proposal(NamedTuple):
    """One attribution, in spans of the text; a score from 0 to 1."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    score: float
    carriers: tuple[Span, ...] = ()  # outlets, papers and people who passed it on, wherever the window names them


class Candidate(NamedTuple):
    """A cue's own reading of its window."""

    anchor: int  # the word that begins the cue
    likely: float  # probability that it does
    window: Window
    roles: Floats  # [words of the window, 4] log-probabilities
    carries: Floats  # [words of the window] probability that the word names who passed it on
    tagged: Floats  # [words of the window] probability that the word is in somebody's content, whosever


def softmax(logits: Floats) -> Floats:
    """Probabilities along the last axis."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Floats = e / e.sum(axis=-1, keepdims=True)
    return shares


def candidates(
    outputs: Iterable[tuple[Window, Floats, NDArray[np.int64], Floats]], total: int, knobs: Knobs
) -> list[Candidate]:
    """Each likely cue once, read in the window in which it stands farthest from an edge.

    outputs: (window, tags [words, 9], anchors [cues], roles [cues, words, 5]) of each window, logits; total: words of the text.
    """
    best: dict[int, tuple[int, Candidate]] = {}
    for window, tags, anchors, roles in outputs:
        size = window.end - window.start
        likely = softmax(tags[:size, 3:6])[:, 1]
        tagged = 1 - softmax(tags[:size, 6:9])[:, 0]
        for k, anchor in enumerate(anchors):
            if anchor >= size or likely[anchor] < knobs.candidate:
                continue
            left = int(anchor) if window.start else size
            right = size - int(anchor) if window.end < total else size
            word = window.start + int(anchor)
            inside = min(left, right)
            if word not in best or best[word][0] < inside:
                read = np.log(softmax(roles[k, :size, :ROLES]) + np.float32(1e-9))
                carries: Floats = np.float32(1) / (np.float32(1) + np.exp(-roles[k, :size, ROLES]))
                found = Candidate(word, float(likely[anchor]), window, read, carries, tagged)
                best[word] = (inside, found)
    return [best[word][1] for word in sorted(best)]


def decode(known: Words, found: Sequence[Candidate], quotations: Sequence[Window], knobs: Knobs) -> list[Proposal]:
    """The attributions of a text, in the order of their cues. `quotations` are the outermost ones, in words."""
    made: list[_Made] = []
    for _, group in groupby(sorted(found, key=lambda c: (c.window, c.anchor)), key=lambda c: c.window):
        here = list(group)
        paths = _viterbi(np.stack([_tempered(c, knobs.tagged) for c in here]), knobs.change)
        read = [_made(c, path, quotations, knobs, known.breaks) for c, path in zip(here, paths, strict=True)]
        made += [one for one in read if one is not None]
    kept = _apart(made)
    return [
        Proposal(_spans(known, m.source), _spans(known, m.cue), _spans(known, m.content), m.score, _spans(known, m.carriers))
        for m in sorted(kept, key=lambda m: m.anchor)
    ]


def _tempered(c: Candidate, weight: float) -> Floats:
    """A cue's reading with the tagger's view of what is content, which has no cue in mind."""
    odds = np.log(c.tagged + np.float32(1e-6)) - np.log(1 + np.float32(1e-6) - c.tagged)
    out = c.roles.copy()
    out[:, CONTENT] += np.float32(weight) * np.clip(odds, -SURE, SURE)
    return out


class _Made(NamedTuple):
    anchor: int
    source: tuple[int, ...]  # words
    cue: tuple[int, ...]
    content: tuple[int, ...]
    score: float
    carriers: tuple[int, ...]


def _viterbi(scores: Floats, price: float) -> NDArray[np.int64]:
    """The best roles of a window's words for each of its cues: [cues, words] values below 4, from [cues, words, 4]."""
    cues, n, roles = scores.shape
    back = np.zeros((n, cues, roles), dtype=np.int64)
    total = scores[:, 0].astype(np.float64)
    same = np.arange(roles)[None]
    for t in range(1, n):
        jump = total.max(axis=1, keepdims=True) - price
        back[t] = np.where(total >= jump, same, total.argmax(axis=1)[:, None])
        total = np.maximum(total, jump) + scores[:, t]
    path = np.zeros((cues, n), dtype=np.int64)
    path[:, -1] = total.argmax(axis=1)
    for t in range(n - 1, 0, -1):
        path[:, t - 1] = back[t][np.arange(cues), path[:, t]]
    return path


def _made(
    c: Candidate, path: NDArray[np.int64], quotations: Sequence[Window], knobs: Knobs, breaks: Sequence[int]
) -> _Made | None:
    """One attribution out of a cue's reading; None where it has no content or its score is too low."""
    at = c.window.start
    content = {at + int(i) for i in np.flatnonzero(path == CONTENT)}
    if not content:
        return None
    probability = np.exp(c.roles)
    sure = float(np.mean([probability[i - at, CONTENT] for i in content]))
    source = _best_stretch(probability[:, SOURCE]) if (path == SOURCE).any() else ()
    cue = _run_around(path, c.anchor - at)
    support = float(np.mean([c.tagged[i - at] for i in content]))
    score = (c.likely * sure) ** (1 - knobs.support) * support**knobs.support
    content = _whole_quotations(content, quotations, knobs.quotation)
    if score < (knobs.accept if source else max(knobs.accept, knobs.sourceless)):
        return None
    mine = {at + i for i in source} | {at + i for i in cue}
    content -= mine
    if not content:
        return None
    k = bisect_right(breaks, c.anchor)
    here = range(breaks[k - 1] if k else 0, breaks[k] if k < len(breaks) else at + len(path))
    likely = [(at + i, p) for i, p in enumerate(c.carries.tolist()) if p >= knobs.carrier]
    carriers = tuple(i for i, p in likely if i not in mine and (i in here or p >= knobs.elsewhere))
    return _Made(c.anchor, tuple(at + i for i in source), tuple(at + i for i in cue), tuple(sorted(content)), score, carriers)


def _whole_quotations(content: set[int], quotations: Sequence[Window], share: float) -> set[int]:
    out = set(content)
    first, last = min(content), max(content)
    for q in quotations[max(0, bisect_right(quotations, first, key=lambda q: q.start) - 1) :]:
        if q.start > last:
            break
        inside = sum(1 for i in range(q.start, q.end) if i in content)
        if inside and inside >= share * (q.end - q.start):
            out.update(range(q.start, q.end))
    return out


def _runs(path: NDArray[np.int64], role: int) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (path == role).astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _best_stretch(probability: Floats) -> tuple[int, ...]:
    """The stretch of words with the greatest sum of log-odds (Bentley 1984): a comma or one doubtful word does not split it."""
    odds = np.clip(np.log(probability + 1e-9) - np.log1p(1e-9 - probability), -SURE, SURE)
    best, start, run, span = 0.0, 0, 0.0, (0, 0)
    for i, odd in enumerate(odds.tolist()):
        if run <= 0:
            run, start = 0.0, i
        run += odd
        if run > best:
            best, span = run, (start, i + 1)
    return tuple(range(*span))


def _run_around(path: NDArray[np.int64], anchor: int) -> tuple[int, ...]:
    for start, end in _runs(path, CUE):
        if start <= anchor < end:
            return tuple(range(start, end))
    return (anchor,)


def _apart(made: list[_Made]) -> list[_Made]:
    """Two readings of one cue are one; a word that two contents claim without nesting stays with the likelier."""
    kept: dict[int, list[_Made]] = {}  # by stretches of FAR words: what lies two stretches apart shares no window
    for one in sorted(made, key=lambda m: (-m.score, m.anchor)):
        content, alive = set(one.content), True
        at = one.anchor // FAR
        for other in (m for k in (at - 1, at, at + 1) for m in kept.get(k, ())):
            theirs = set(other.content)
            if set(one.cue) & set(other.cue):
                alive = False
                break
            if not content & theirs or _nested(one, theirs) or _nested(other, content):
                continue
            content -= theirs
            if 2 * len(content) < len(one.content):
                alive = False
                break
        if alive and content:
            kept.setdefault(at, []).append(one._replace(content=tuple(sorted(content))))
    return [m for some in kept.values() for m in some]


def _nested(inner: _Made, outer: set[int]) -> bool:
    return set(inner.cue) <= outer and set(inner.content) <= outer


def _spans(known: Words, words: Sequence[int]) -> tuple[Span, ...]:
    """Runs of words as spans of the text."""
    out: list[Span] = []
    last = -2
    for i in words:
        span = known.spans[i]
        if i == last + 1:
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
        last = i
    return tuple(out)
