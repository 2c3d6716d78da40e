"""The shipped models and the small runtime that loads them: files of this package, int8 ONNX, nothing fetched, no pickle.

`tagger()` is the attribution model, `referrer()` the coreference model that stands on its lower layers, `entailment()` the
model of pairs of statements that shares its word vectors. Their cards, with the data they were trained on, their licence and
figures: `attributions.md`, `coreference.md`, `entailment.md`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from sayso.models.decoding import Proposal
from sayso.models.entailment import Entailment, Odds
from sayso.models.referrer import Reading, Referrer
from sayso.models.tagger import Tagger, feeds, session

__all__ = [
    "Entailment",
    "Odds",
    "Proposal",
    "Reading",
    "Referrer",
    "Tagger",
    "entailment",
    "feeds",
    "referrer",
    "sums",
    "tagger",
]

FILES = {
    "attributions": ("words.onnx", "attributions.onnx", "attributions.tokenizer.json"),
    "coreference": ("coreference.onnx", "pairs.onnx"),
    "entailment": ("entailment.onnx",),
}


@contextmanager
def _paths(model: str) -> Iterator[list[Path]]:
    """A shipped model's files as paths."""
    with ExitStack() as held:
        yield [held.enter_context(as_file(files(__name__) / name)) for name in FILES[model]]


@cache
def tagger() -> Tagger:
    """The shipped attribution model, loaded once a process."""
    with _paths("attributions") as (words, model, tokenizer):
        return Tagger(words, model, tokenizer)


@cache
def referrer() -> Referrer:
    """The shipped coreference model, loaded once a process."""
    with _paths("coreference") as (model, pairs):
        return Referrer(tagger(), session(model), session(pairs))


@cache
def entailment() -> Entailment:
    """The shipped entailment model, loaded once a process."""
    with _paths("entailment") as (model,):
        return Entailment(tagger(), session(model))


@cache
def sums() -> dict[str, str]:
    """The sha256 of each shipped model, which every dossier made with it names."""
    return {
        name.removesuffix(".onnx"): hashlib.sha256((files(__name__) / name).read_bytes()).hexdigest()
        for found in FILES.values()
        for name in found
        if name.endswith(".onnx")
    }
