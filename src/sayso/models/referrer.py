"""The coreference model at work: which people, bodies and places a text mentions, and how far each may mean one before it."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from sayso.models.chains import (
    KINDS,
    REACH,
    WIDEST,
    Floats,
    Ints,
    Turn,
    antecedents,
    clusters,
    pairs,
    spots,
    turns_of,
    width_class,
)
from sayso.models.tagger import AT_ONCE, Tagger, outermost
from sayso.models.windows import Window, Words, shares, windows, within
from sayso.types import Span

KEEP = -0.5  # logit from which a run of words is a mention, if something is tied to it
ALONE = 0.0  # and if nothing is
SHARE = 0.6  # of the words of a stretch: so many mentions at most
NEVER = np.float32(-30.0)
FAINT = -4.0  # links below this score are not told
TOLD = 64  # links of a mention that are told at most
BLOCK = 128  # mentions that are held against those before them together: a long text takes no more memory than a short one


class Reading(NamedTuple):
    """The mentions of a text and how far each may mean one before it: three lists of one length, in the order of the text."""

    spans: tuple[Span, ...]
    kinds: tuple[tuple[float, ...], ...]  # logits of KINDS
    links: tuple[tuple[tuple[int, float], ...], ...]  # (mention before, logit against meaning nobody before), best first

    def chains(self) -> list[list[int]]:
        """The mentions by whom they mean, each by its number; those that are no mention on their own left out."""
        return [group for group in clusters(self.links) if len(group) > 1 or max(self.kinds[group[0]]) > ALONE]

    def kind(self, group: Sequence[int]) -> str:
        """person, organisation or place: what the mentions of a chain are likeliest together."""
        together = [sum(self.kinds[i][n] for i in group) for n in range(len(KINDS))]
        return KINDS[together.index(max(together))]


class Referrer:
    """The coreference model: text in, mentions and links out. It stands on the hidden states of a tagger."""

    def __init__(self, tagger: Tagger, words: Any, pairs: Any) -> None:
        """`words` and `pairs` are onnxruntime sessions of coreference.onnx and pairs.onnx."""
        self.tagger = tagger
        self.words = words
        self.pairs = pairs

    def read(
        self,
        text: str,
        paragraphs: Sequence[Span],
        quotations: Sequence[Span],
        also: Sequence[Span] = (),
        turns: Sequence[Turn] = (),
    ) -> Reading:
        """The mentions of these paragraphs. `quotations` as for `Tagger.attributions`; `also` are spans that count as mentions
        whatever the model thinks of them; `turns` (start, end, speaker) say who speaks where, if that is known.
        """
        known = self.tagger.words(text, paragraphs, quotations)
        shown = tuple(text[s.start : s.end] for s in known.spans)
        tied = _Links(self.pairs, shown, known.breaks, turns_of(known, outermost(quotations), turns))
        asked = sorted((w.start, w.end) for w in within(known, also) if w.end - w.start <= WIDEST)
        for part in self._stretches(known):
            logits = _logits(part, known.breaks)
            stop = part.start + part.own
            own = asked[bisect_left(asked, (part.start, 0)) : bisect_left(asked, (stop, 0))]
            order = sorted({*_mentions(logits, part.start), *own}, key=lambda s: (s[0], -s[1]))
            kinds = [logits[s - part.start, e - s - 1] for s, e in order]
            tied.add(order, np.array(kinds, dtype=np.float32).reshape(-1, len(KINDS)), part)
        tied.finish()
        spans = tuple(Span(known.spans[s].start, known.spans[e - 1].end) for s, e in tied.order)
        return Reading(spans, tuple(tuple(map(float, row)) for row in tied.kinds), tuple(tied.links))

    def _stretches(self, known: Words) -> Iterator[_Stretch]:
        """What the heads need of each word, each from the window in which it stands deepest; a stretch of windows at a time."""
        cut = windows(known) if known.spans else []
        own = shares(cut) if cut else []
        read = zip(cut, own, self.tagger.each(cut, lambda w: self._window(known, w)), strict=True)
        last: _Stretch | None = None
        while some := list(itertools.islice(read, AT_ONCE)):
            parts = [[one[0, o.start - w.start : o.end - w.start] for one in found[:-1]] for w, o, found in some]
            joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
            here = _Stretch._make([some[0][1].start, len(joined[0]), *joined, some[0][2][-1]])
            if last is not None:
                yield last.followed_by(here)
            last = here
        if last is not None:
            yield last

    def _window(self, known: Words, window: Window) -> tuple[Any, ...]:
        lower, starts = self.tagger.lower(known, window)
        return tuple(self.words.run(None, {"lower": lower, "starts": starts[:, : window.end - window.start]}))


class _Stretch(NamedTuple):
    """Words of a text from `start` on as the heads need them: `own` of them, and those after them that a mention may reach."""

    start: int
    own: int
    left: Floats
    right: Floats
    edge: Floats
    here: Floats
    there: Floats
    width: Floats  # of every window the same

    def followed_by(self, other: _Stretch) -> _Stretch:
        joined = (np.concatenate([a, b[:WIDEST]]) for a, b in zip(self[2:7], other[2:7], strict=True))
        return _Stretch._make([self.start, self.own, *joined, self.width])


class _Links:
    """The mentions of a text, in its order, each tied to those before it, BLOCK by BLOCK; what lies far behind is let go."""

    def __init__(self, pairs: Any, shown: Sequence[str], breaks: Sequence[int], turns: Sequence[int]) -> None:
        self.pairs, self.shown, self.breaks, self.turns = pairs, shown, breaks, turns
        self.order: list[tuple[int, int]] = []
        self.kinds: list[Floats] = []
        self.links: list[tuple[tuple[int, float], ...]] = []
        self.base = 0  # the word that the first row of `here` and `there` stands for
        self.here: Floats | None = None
        self.there: Floats | None = None

    def add(self, order: Sequence[tuple[int, int]], kinds: Floats, part: _Stretch) -> None:
        """The mentions that begin in the next stretch."""
        keep = part.start - self.base
        self.here = part.here if self.here is None else np.concatenate([self.here[:keep], part.here])
        self.there = part.there if self.there is None else np.concatenate([self.there[:keep], part.there])
        self.order += order
        self.kinds += list(kinds)
        while len(self.links) + BLOCK <= len(self.order):
            self._tie()
        first = self.order[max(0, len(self.links) - REACH)][0] if self.order else part.start
        self.here, self.there = self.here[first - self.base :], self.there[first - self.base :]
        self.base = first

    def finish(self) -> None:
        """The mentions that fill no block."""
        if len(self.links) < len(self.order):
            self._tie()

    def _tie(self) -> None:
        at = len(self.links)
        first = max(0, at - REACH)
        some = self.order[first : at + BLOCK]
        local = spots(self.shown, some, self.breaks, self.turns)
        i, k = antecedents(len(some))
        i, k = i[i >= at - first], k[i >= at - first]
        scores = np.zeros(0, dtype=np.float32)
        if len(i):
            dense, classes = pairs(local, i, k, self.shown)
            feed = {
                "here": self.here,
                "there": self.there,
                "starts": local.start - self.base,
                "ends": local.end - self.base,
                "kinds": np.array(self.kinds[first : at + BLOCK]),
            }
            (scores,) = self.pairs.run(None, feed | {"i": i, "k": k, "dense": dense, "classes": classes})
        self.links += _best(i, k + first, scores, range(at - first, len(some)))


def _best(i: Ints, k: Ints, scores: Floats, rows: range) -> list[tuple[tuple[int, float], ...]]:
    """Of each mention in `rows` its likeliest antecedents, best first and, of equals, the nearest first."""
    told = np.flatnonzero(scores > FAINT)
    told = told[np.lexsort((-k[told], -scores[told], i[told]))]
    edges = np.searchsorted(i[told], np.arange(rows.start, rows.stop + 1))
    out = []
    for start, stop in itertools.pairwise(edges.tolist()):
        some = told[start : min(stop, start + TOLD)]
        out.append(tuple(zip(k[some].tolist(), scores[some].tolist(), strict=True)))
    return out


def _logits(part: _Stretch, breaks: Sequence[int]) -> Floats:
    """[own words, WIDEST, kinds]: how far the span that begins at a word and is so many words wide is a mention of each kind.

    No mention goes beyond its sentence.
    """
    n, size = part.right.shape
    out = np.full((n, WIDEST, len(KINDS)), NEVER, dtype=np.float32)
    sentence = np.searchsorted(np.array(breaks), np.arange(part.start, part.start + n), side="right")
    bias = part.width[width_class(np.arange(1, WIDEST + 1))]
    for w in range(min(WIDEST, n)):
        met = np.einsum("nks,ns->nk", part.left[: n - w], part.right[w:]) / np.float32(size**0.5)
        met = met + part.edge[: n - w, : len(KINDS)] + part.edge[w:, len(KINDS) :] + bias[w]
        out[: n - w, w] = np.where((sentence[: n - w] == sentence[w:])[:, None], met, NEVER)
    return out[: part.own]


def _mentions(logits: Floats, start: int) -> set[tuple[int, int]]:
    best = logits.max(2)
    rows, widths = np.nonzero(best > KEEP)
    order = np.lexsort((widths, rows, -best[rows, widths]))[: int(SHARE * len(logits)) + 4]
    return {(start + int(rows[n]), start + int(rows[n] + widths[n] + 1)) for n in order}
