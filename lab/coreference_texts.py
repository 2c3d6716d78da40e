"""Texts as the coreference model is trained on them: words, windows cut anew each time, mentions, and what teachers say.

Several texts are read at once: their words stand one behind the other, and no span or pair reaches from one into another.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from lab.examples import SPECIAL, inputs, tokenizer_of
from sayso.mark.quotations import quotations
from sayso.models.chains import KINDS, WIDEST, antecedents, pairs, spots, turns_of
from sayso.models.windows import Words, shares, windows, words
from sayso.text import paragraphs
from sayso.types import Span

Mention = tuple[int, int]  # words [start, end)
Array = NDArray[Any]
VARIED = 0.75  # windows are cut anew each time, from this share of their size up


class Marks(NamedTuple):
    """What teachers say of a text, as probabilities in half precision."""

    spans: Array  # [words, WIDEST, KINDS]
    found: Array  # [mentions, 2]: what they hold against each other, in words
    before: Array  # [mentions, reach + 1]: that it means nobody before it, or the first, second … mention before it


class Text(NamedTuple):
    """A text, its words, and its mentions in words; `marks` where nobody annotated it and teachers did."""

    id: str
    known: Words
    shown: tuple[str, ...]
    turns: tuple[int, ...]
    kinds: dict[Mention, int]  # mention -> kind
    chains: dict[Mention, str]  # mention -> chain
    unsure: tuple[Mention, ...] = ()
    marks: Marks | None = None


class Laid(NamedTuple):
    """Texts laid behind each other for one step: the windows, and the window and piece that each word is read at.

    Arrays, and on a device tensors; the same holds for `Held`.
    """

    pieces: Any  # [windows, pieces]
    features: Any
    valid: Any
    row: Any  # [words]
    piece: Any  # [words]
    sentence: Any  # [words]

    def on(self, device: torch.device) -> Laid:
        return Laid(*(torch.from_numpy(x).to(device) for x in self))


class Held(NamedTuple):
    """Mentions, in words of all texts that are laid behind each other, held against those before them in their text."""

    starts: Any  # [mentions]
    ends: Any
    i: Any  # [pairs]: mention …
    k: Any  # … and antecedent
    dense: Any  # [pairs, DENSE], in half precision, which holds them exactly
    classes: Any  # [pairs]

    def on(self, device: torch.device) -> Held:
        return Held(*(torch.from_numpy(x).to(device) for x in self))


def reads(folder: Path) -> Tokenizer:
    """The tokenizer of a folder, which must be BERT's: teachers read in its numbers too (lab/mpnet.py moves them itself)."""
    tokenizer = tokenizer_of(folder)
    if tuple(map(tokenizer.token_to_id, ("[CLS]", "[SEP]", "[PAD]"))) != SPECIAL:
        raise SystemExit(f"{folder}: not BERT's tokenizer; name the small encoder's folder by --tokenizer")
    return tokenizer


def text_of(row: dict[str, Any], tokenizer: Tokenizer) -> Text:
    """A row of lab.prepare_coreference, or one of {id, text}."""
    text = row["text"]
    paras = list(paragraphs(text))
    marks = quotations(text, paras)
    known = words(text, paras, [Span(q.start, q.end) for q in marks], tokenizer)
    begin = np.array([s.start for s in known.spans])
    close = np.array([s.end for s in known.spans])
    kinds: dict[Mention, int] = {}
    chains: dict[Mention, str] = {}
    unsure = []
    for start, end, kind, chain in row.get("mentions", ()):
        here = (int(np.searchsorted(close, start, "right")), int(np.searchsorted(begin, end, "left")))
        if kind in KINDS and here[1] > here[0]:
            kinds[here], chains[here] = KINDS.index(kind), chain
        else:
            unsure.append(here)
    turns = turns_of(known, [Span(q.start, q.end) for q in marks if q.depth == 0], row.get("speakers", ()))
    shown = tuple(text[s.start : s.end] for s in known.spans)
    return Text(row["id"], known, shown, turns, kinds, chains, tuple(unsure))


def parts(row: dict[str, Any], longest: int) -> list[dict[str, Any]]:
    """A row in parts of at most so many code points, cut between paragraphs or, failing that, between sentences' lines."""
    text = row["text"]
    if len(text) <= longest:
        return [row]
    size = -(-len(text) // -(-len(text) // longest))
    edges = [0]
    while len(text) - edges[-1] > size * 1.2:
        at = text.rfind("\n", edges[-1] + size // 2, edges[-1] + size)
        edges.append(at + 1 if at > 0 else edges[-1] + size)
    edges.append(len(text))
    out = []
    for n, (a, b) in enumerate(itertools.pairwise(edges)):
        inside = [[s - a, e - a, k, c] for s, e, k, c in row.get("mentions", ()) if a <= s and e <= b]
        turns = [[max(s, a) - a, min(e, b) - a, w] for s, e, w in row.get("speakers", ()) if s < b and e > a]
        out.append(row | {"id": f"{row['id']} {n}", "text": text[a:b], "mentions": inside, "speakers": turns})
    return out


def laid(texts: Sequence[Text], size: int, overlap: int, rng: random.Random | None = None) -> Laid:
    """Texts in windows of at most `size` pieces, each word read in the window in which it stands deepest."""
    fed, rows, firsts, sentences = [], [], [], []
    for text in texts:
        cut = windows(text.known, rng.randint(int(VARIED * size), size) if rng else size, overlap)
        for w, own in zip(cut, shares(cut), strict=True):
            rows.append(np.full(own.end - own.start, len(fed)))
            firsts.append((own.start - w.start, own.end - w.start))
            fed.append((text.known.pieces[w.start : w.end], text.known.features[w.start : w.end]))
        upto = np.searchsorted(np.array(text.known.breaks), np.arange(len(text.shown)), side="right")
        sentences.append(upto + (sentences[-1][-1] if sentences else 0))
    pieces, features, valid, starts, _ = (x.numpy() for x in inputs(fed))
    piece = np.concatenate([starts[n, a:b] for n, (a, b) in enumerate(firsts)])
    return Laid(pieces, features, valid, np.concatenate(rows), piece, np.concatenate(sentences))


def offsets(texts: Sequence[Text]) -> list[int]:
    """The first word of each of the texts that are laid behind each other, and the end of the last."""
    return [0, *itertools.accumulate(len(t.shown) for t in texts)]


def held(text: Text, mentions: Sequence[Mention], reach: int, first: int = 0) -> Held:
    """Mentions of a text, whose first word is the `first` of all, against those before them."""
    found = spots(text.shown, mentions, text.known.breaks, text.turns)
    i, k = antecedents(len(mentions), reach)
    dense, classes = pairs(found, i, k, text.shown)
    return Held(found.start + first, found.end + first, i, k, dense.astype(np.float16), classes)


def merged(found: Sequence[Held]) -> Held:
    """The same for several texts; `found` is not empty."""
    at = [0, *itertools.accumulate(len(h.starts) for h in found)]
    moved = [h._replace(i=h.i + a, k=h.k + a) for h, a in zip(found, at, strict=False)]
    return Held(*map(np.concatenate, zip(*moved, strict=True)))


def targets(texts: Sequence[Text]) -> tuple[Array, Array]:
    """What spans are mentions: probabilities [words, WIDEST, KINDS] in half precision, and what counts [words, WIDEST]."""
    at = offsets(texts)
    wanted = np.zeros((at[-1], WIDEST, len(KINDS)), dtype=np.float16)
    counts = np.ones((at[-1], WIDEST), dtype=bool)
    for text, (first, end) in zip(texts, itertools.pairwise(at), strict=True):
        if text.marks is not None:
            wanted[first:end] = text.marks.spans
        for (a, b), kind in text.kinds.items():
            if b - a <= WIDEST:
                wanted[first + a, b - a - 1, kind] = 1.0
        for a, b in text.unsure:
            if 0 < b - a <= WIDEST:
                counts[first + a, b - a - 1] = False
    return wanted, counts
