"""The attribution model at work: a text's windows are run, one by one, and read as attributions."""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import parent_process
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from sayso.models.decoding import KNOBS, Knobs, Proposal, candidates, decode
from sayso.models.windows import FEATURES, LEAST, Window, Words, windows, within, words
from sayso.types import Span

T = TypeVar("T")
One = TypeVar("One")
REMEMBERED = 512  # windows whose reading is kept beside those of the text at hand: reports of one pile share passages
AT_ONCE = 64  # windows handed to the threads together: a long transcript's readings are not all held at once
SPECIAL = ("[CLS]", "[SEP]")
Output = tuple[Window, Any, Any, Any]


class Tagger:
    """The attribution model: text in, attributions out (source, cue, content and a score).

    Each window is run by itself. Dynamic quantisation takes its scales from the whole batch, so a window read beside others
    would depend on them; alone it is a pure function of its words, and one read before need not be read again.
    """

    def __init__(self, words: Path, model: Path, tokenizer: Path, threads: int = 0) -> None:
        """Raises onnxruntime's errors for a file that is no model. `threads`: 0 for as many as there are cores."""
        self.vocabulary = session(words)
        self.session = session(model)
        self.tokenizer = Tokenizer.from_file(str(tokenizer))
        self.threads = threads or _cores()
        self.ends = tuple(self.tokenizer.token_to_id(s) or 0 for s in SPECIAL)
        self.read: OrderedDict[bytes, tuple[Any, Any, Any]] = OrderedDict()
        self.last: tuple[Any, Words] | None = None
        self.room = REMEMBERED

    def vectors(self, pieces: Sequence[int]) -> Any:
        """[1, pieces, size]: the word vectors of a row of word pieces, before they have seen one another."""
        (found,) = self.vocabulary.run(None, {"pieces": np.array([pieces], dtype=np.int64)})
        return found

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """The word pieces of each text, without marks around them."""
        return [e.ids for e in self.tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def attributions(
        self, text: str, paragraphs: Sequence[Span], quotations: Sequence[Span], knobs: Knobs = KNOBS
    ) -> list[Proposal]:
        """What is attributed in these paragraphs, by the order of cues; those inside another's content included.

        `quotations` are the quotations with their marks. Borders are PolNeAR's: a content holds its quotation marks, the
        comma before the closing one, and a leading "that". Empty for a text without words.
        """
        known = self.words(text, paragraphs, quotations)
        outer = within(known, outermost(quotations))
        return decode(known, candidates(self.outputs(known), len(known.spans), knobs), outer, knobs)

    def words(self, text: str, paragraphs: Sequence[Span], quotations: Sequence[Span]) -> Words:
        """A text as the models see it; the last one is remembered, for the other model, with what its windows say."""
        key = (text, tuple(paragraphs), tuple(quotations))
        if self.last is None or self.last[0] != key:
            self.last = (key, words(text, paragraphs, quotations, self.tokenizer))
            self.room = REMEMBERED + len(windows(self.last[1]))
        return self.last[1]

    def outputs(self, known: Words) -> Iterator[Output]:
        """(window, tags [words, 9], anchors [cues], roles [cues, words, 5]) for each window of a text: logits."""
        cut = windows(known)
        for w, found in zip(cut, self.each(cut, lambda w: self._run(known, w)), strict=True):
            yield (w, *found)

    def each(self, cut: Sequence[One], run: Callable[[One], T]) -> Iterator[T]:
        """`run` of each window (or pair), in order, side by side."""
        if len(cut) < 2 or self.threads < 2:
            yield from map(run, cut)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            for start in range(0, len(cut), AT_ONCE):
                yield from pool.map(run, cut[start : start + AT_ONCE])

    def lower(self, known: Words, window: Window) -> tuple[Any, Any]:
        """Hidden states of a window after the layers that the coreference model stands on, and each word's first piece.

        What the window says of attributions is kept, so that it need not be read again.
        """
        key, feed = self._feed(known, window)
        tags, anchors, roles, lower = self.session.run(["tags", "anchors", "roles", "lower"], self._seen(feed))
        self._keep(key, (tags[0], anchors[0], roles[0]))
        return lower, feed["starts"]

    def _run(self, known: Words, window: Window) -> tuple[Any, Any, Any]:
        key, feed = self._feed(known, window)
        found = self.read.get(key)
        if found is None:
            tags, anchors, roles = self.session.run(["tags", "anchors", "roles"], self._seen(feed))
            found = (tags[0], anchors[0], roles[0])
            self._keep(key, found)
        return found

    def _seen(self, feed: dict[str, Any]) -> dict[str, Any]:
        """A feed with vectors in place of word pieces."""
        return {k: v for k, v in feed.items() if k != "pieces"} | {"words": self.vectors(feed["pieces"][0])}

    def _feed(self, known: Words, window: Window) -> tuple[bytes, dict[str, Any]]:
        here = slice(window.start, window.end)
        feed = feeds(known.pieces[here], known.features[here], self.ends)
        return hashlib.blake2b(feed["pieces"].tobytes() + feed["features"].tobytes(), digest_size=16).digest(), feed

    def _keep(self, key: bytes, found: tuple[Any, Any, Any]) -> None:
        self.read[key] = found
        while len(self.read) > self.room:
            self.read.popitem(last=False)


def feeds(pieces: Sequence[tuple[int, ...]], features: Any, ends: tuple[int, ...]) -> dict[str, Any]:
    """One window as the model's inputs, from the pieces and the feature of each of its words; each a batch of one."""
    counts = [len(p) for p in pieces]
    features = np.repeat(features, counts)
    flat = [ends[0], *(i for p in pieces for i in p), ends[1]]
    size = max(len(pieces), LEAST)
    starts = np.zeros((1, size), dtype=np.int64)
    starts[0, : len(pieces)] = 1 + np.concatenate([[0], np.cumsum(counts)[:-1]])
    return {
        "pieces": np.array([flat], dtype=np.int64),
        "features": np.concatenate([[FEATURES], features, [FEATURES]]).astype(np.int64)[None],
        "valid": np.ones((1, len(flat)), dtype=bool),
        "starts": starts,
        "count": np.array([len(pieces)], dtype=np.int64),
    }


def outermost(quotations: Sequence[Span]) -> list[Span]:
    out: list[Span] = []
    for q in sorted(quotations, key=lambda q: (q.start, -q.end)):
        if not out or q.start >= out[-1].end:
            out.append(q)
    return out


def session(model: Path) -> Any:
    """An onnxruntime session of one thread: windows run side by side instead, which is faster and sums in one order."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _cores() -> int:
    if parent_process() is not None:  # one of several workers: the others have the other cores
        return 1
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1
