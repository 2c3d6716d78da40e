"""The shipped models and the small runtime that loads them: files of this package, int8 ONNX, nothing fetched, no pickle.

`tagger()` is the attribution model, `referrer()` the coreference model that stands on its lower layers, `entailment()` the
model of pairs of statements that shares its word vectors. Their cards, with the data they were trained on, their licence and
figures: `attributions.md`, `coreference.md`, `entailment.md`.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from functools import cache
from importlib.resources import as_file, files

from sayso.models.decoding import Proposal
from sayso.models.entailment import Entailment, Judgement
from sayso.models.referrer import Reading, Referrer
from sayso.models.tagger import Tagger, feeds, session

__all__ = [
    "Entailment",
    "Judgement",
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


@cache
def tagger() -> Tagger:
    """The shipped attribution model, loaded once a process."""
    with ExitStack() as held:
        words, model, tokenizer = (held.enter_context(as_file(files(__name__) / name)) for name in FILES["attributions"])
        return Tagger(words, model, tokenizer)


@cache
def referrer() -> Referrer:
    """The shipped coreference model, loaded once a process."""
    model, pairs = FILES["coreference"]
    with as_file(files(__name__) / model) as one, as_file(files(__name__) / pairs) as two:
        return Referrer(tagger(), session(one), session(two))


@cache
def entailment() -> Entailment:
    """The shipped entailment model, loaded once a process."""
    (model,) = FILES["entailment"]
    with as_file(files(__name__) / model) as path:
        return Entailment(tagger(), session(path))


@cache
def sums() -> dict[str, str]:
    """The sha256 of each shipped model, which every dossier made with it names."""
    return {
        name.removesuffix(".onnx"): hashlib.sha256((files(__name__) / name).read_bytes()).hexdigest()
        for found in FILES.values()
        for name in found
        if name.endswith(".onnx")
    }
