"""The shipped models and the small runtime that loads them: files of this package, int8 ONNX, nothing fetched, no pickle.

`tagger()` is the attribution model. Its card, with the data it was trained on, its licence and figures: `attributions.md`.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import as_file, files
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from sayso.models.decoding import KNOBS, Knobs, Proposal, candidates, decode
from sayso.models.windows import FEATURES, LEAST, Window, Words, windows, within, words
from sayso.types import Span

__all__ = ["Proposal", "Tagger", "sums", "tagger"]

FILES = {"attributions": ("attributions.onnx", "attributions.tokenizer.json")}
REMEMBERED = 512  # windows whose reading is kept: reports of one pile share passages
AT_ONCE = 64  # windows handed to the threads together: a long transcript's readings are not all held at once
SPECIAL = ("[CLS]", "[SEP]")
Output = tuple[Window, Any, Any, Any]


class Tagger:
    """The attribution model: text in, attributions out (source, cue, content and a score).

    Each window is run by itself. Dynamic quantisation takes its scales from the whole batch, so a window read beside others
    would depend on them; alone it is a pure function of its words, and one read before need not be read again.
    """

    def __init__(self, model: Path, tokenizer: Path, threads: int = 0) -> None:
        """Raises onnxruntime's errors for a file that is no model. `threads`: 0 for as many as there are cores."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # windows run side by side instead, which is faster and sums in one order
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(str(tokenizer))
        self.threads = threads or _cores()
        self.ends = tuple(self.tokenizer.token_to_id(s) or 0 for s in SPECIAL)
        self.read: OrderedDict[bytes, tuple[Any, Any, Any]] = OrderedDict()

    def attributions(
        self, text: str, paragraphs: Sequence[Span], quotations: Sequence[Span], knobs: Knobs = KNOBS
    ) -> list[Proposal]:
        """What is attributed in these paragraphs, by the order of cues; those inside another's content included.

        `quotations` are the quotations with their marks. Borders are PolNeAR's: a content holds its quotation marks, the
        comma before the closing one, and a leading "that". Empty for a text without words.
        """
        known = words(text, paragraphs, quotations, self.tokenizer)
        outer = within(known, _outermost(quotations))
        return decode(known, candidates(self.outputs(known), len(known.spans), knobs), outer, knobs)

    def outputs(self, known: Words) -> Iterator[Output]:
        """(window, tags [words, 9], anchors [cues], roles [cues, words, 5]) for each window of a text: logits."""
        cut = windows(known)
        if len(cut) < 2 or self.threads < 2:
            yield from ((w, *self._run(known, w)) for w in cut)
            return
        with ThreadPoolExecutor(self.threads) as pool:
            for start in range(0, len(cut), AT_ONCE):
                some = cut[start : start + AT_ONCE]
                for w, read in zip(some, pool.map(lambda w: self._run(known, w), some), strict=True):
                    yield (w, *read)

    def _run(self, known: Words, window: Window) -> tuple[Any, Any, Any]:
        here = slice(window.start, window.end)
        feed = feeds(known.pieces[here], known.features[here], self.ends)
        key = hashlib.blake2b(feed["pieces"].tobytes() + feed["features"].tobytes(), digest_size=16).digest()
        found = self.read.get(key)
        if found is None:
            tags, anchors, roles = self.session.run(None, feed)
            found = self.read[key] = (tags[0], anchors[0], roles[0])
            while len(self.read) > REMEMBERED:
                self.read.popitem(last=False)
        return found


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


def _outermost(quotations: Sequence[Span]) -> list[Span]:
    out: list[Span] = []
    for q in sorted(quotations, key=lambda q: (q.start, -q.end)):
        if not out or q.start >= out[-1].end:
            out.append(q)
    return out


def _cores() -> int:
    if parent_process() is not None:  # one of several workers: the others have the other cores
        return 1
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


@cache
def tagger() -> Tagger:
    """The shipped attribution model, loaded once a process."""
    model, tokenizer = FILES["attributions"]
    with as_file(files(__name__) / model) as one, as_file(files(__name__) / tokenizer) as two:
        return Tagger(one, two)


@cache
def sums() -> dict[str, str]:
    """The sha256 of each shipped model, which every dossier made with it names."""
    return {name: hashlib.sha256((files(__name__) / model).read_bytes()).hexdigest() for name, (model, _) in FILES.items()}
