"""The coreference model at work: which people, bodies and places a text mentions, and how far each may mean one before it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
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
from sayso.models.tagger import Tagger, outermost
from sayso.models.windows import Window, Words, shares, windows, within
from sayso.types import Span

KEEP = -0.5  # logit from which a run of words is a mention, if something is tied to it
ALONE = 0.0  # and if nothing is
SHARE = 0.6  # of the words: so many mentions at most
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
        if not known.spans:
            return Reading((), (), ())
        left, right, edge, here, there, width = self._read(known)
        logits = _logits(left, right, edge, width, known.breaks)
        found = _mentions(logits)
        found |= {(w.start, w.end) for w in within(known, also) if w.end - w.start <= WIDEST}
        order = sorted(found, key=lambda s: (s[0], -s[1]))
        kinds = np.array([logits[s, e - s - 1] for s, e in order], dtype=np.float32).reshape(-1, len(KINDS))
        shown = tuple(text[s.start : s.end] for s in known.spans)
        said = turns_of(known, outermost(quotations), turns)
        links = self._links(order, kinds, here, there, shown, known.breaks, said)
        spans = tuple(Span(known.spans[s].start, known.spans[e - 1].end) for s, e in order)
        return Reading(spans, tuple(tuple(map(float, row)) for row in kinds), links)

    def _read(self, known: Words) -> tuple[Any, ...]:
        """What the heads need of each word: each from the window in which it stands deepest."""
        cut = windows(known)
        parts: list[list[Any]] = [[] for _ in range(5)]
        width: Any = None
        read = self.tagger.each(cut, lambda w: self._window(known, w))
        for w, own, (*found, biases) in zip(cut, shares(cut), read, strict=True):
            width = biases  # of every window the same
            for part, one in zip(parts, found, strict=True):
                part.append(one[0, own.start - w.start : own.end - w.start])
        return (*(np.concatenate(p) for p in parts), width)

    def _window(self, known: Words, window: Window) -> tuple[Any, ...]:
        lower, starts = self.tagger.lower(known, window)
        return tuple(self.words.run(None, {"lower": lower, "starts": starts[:, : window.end - window.start]}))

    def _links(
        self,
        order: Sequence[tuple[int, int]],
        kinds: Floats,
        here: Floats,
        there: Floats,
        shown: Sequence[str],
        breaks: Sequence[int],
        turns: Sequence[int],
    ) -> tuple[tuple[tuple[int, float], ...], ...]:
        out: list[tuple[tuple[int, float], ...]] = []
        for at in range(0, len(order), BLOCK):
            first = max(0, at - REACH)
            some = order[first : at + BLOCK]
            local = spots(shown, some, breaks, turns)
            i, k = antecedents(len(some))
            i, k = i[i >= at - first], k[i >= at - first]
            scores = np.zeros(0, dtype=np.float32)
            if len(i):
                dense, classes = pairs(local, i, k, shown)
                feed = {
                    "here": here,
                    "there": there,
                    "starts": local.start,
                    "ends": local.end,
                    "kinds": kinds[first : at + BLOCK],
                }
                (scores,) = self.pairs.run(None, feed | {"i": i, "k": k, "dense": dense, "classes": classes})
            out += _best(i, k + first, scores, range(at - first, len(some)))
        return tuple(out)


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


def _logits(left: Floats, right: Floats, edge: Floats, width: Floats, breaks: Sequence[int]) -> Floats:
    """[words, WIDEST, kinds]: how far the span that begins at a word and is so many words wide is a mention of each kind.

    No mention goes beyond its sentence.
    """
    n, size = right.shape
    out = np.full((n, WIDEST, len(KINDS)), NEVER, dtype=np.float32)
    sentence = np.searchsorted(np.array(breaks), np.arange(n), side="right")
    bias = width[width_class(np.arange(1, WIDEST + 1))]
    for w in range(min(WIDEST, n)):
        met = np.einsum("nks,ns->nk", left[: n - w], right[w:]) / np.float32(size**0.5)
        met = met + edge[: n - w, : len(KINDS)] + edge[w:, len(KINDS) :] + bias[w]
        out[: n - w, w] = np.where((sentence[: n - w] == sentence[w:])[:, None], met, NEVER)
    return out


def _mentions(logits: Floats) -> set[tuple[int, int]]:
    best = logits.max(2)
    rows, widths = np.nonzero(best > KEEP)
    order = np.lexsort((widths, rows, -best[rows, widths]))[: int(SHARE * len(logits)) + 4]
    return {(int(rows[n]), int(rows[n] + widths[n] + 1)) for n in order}
