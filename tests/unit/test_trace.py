"""The way through: the stage table, the local runner, and what happens when something in it breaks."""

from __future__ import annotations

import importlib
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from sayso import casework
from sayso.read import Limits, gather
from sayso.tell import Dossier
from sayso.types import Document, Failure, Marked
from tests.sound import assert_sound

module = importlib.import_module("sayso.trace")  # `sayso.trace` itself is the function
EXAMPLE = sorted(p for p in (Path(__file__).resolve().parents[2] / "examples" / "bridge").iterdir() if p.suffix != ".json")


@cache
def example() -> Dossier:
    return module.trace(EXAMPLE)  # type: ignore[no-any-return]


def test_the_example_makes_a_sound_dossier() -> None:
    assert len(example().documents) == len(EXAMPLE) == 5
    assert example().failures == ()
    assert_sound(example())


def test_every_stage_needs_only_what_is_there() -> None:
    there = {"pile", "rejected", "held", "ledger", "known", "failures"}
    for stage in module.WEAVING:
        assert set(stage.needs) <= there, stage.run.__name__
        there |= set(stage.makes)
    assert there >= {"entities", "derivations", "stories", "claims", "conflicts"}


def test_workers_change_nothing() -> None:
    assert module.trace(reversed(EXAMPLE), workers=2).to_json() == example().to_json()


def test_one_path_may_stand_alone_and_twice_is_once() -> None:
    one = module.trace(EXAMPLE[0])
    assert module.trace([EXAMPLE[0], str(EXAMPLE[0])]).to_json() == one.to_json()
    assert len(one.documents) == 1


def test_no_paths_make_an_empty_dossier() -> None:
    dossier = module.trace([])
    assert dossier.documents == dossier.claims == dossier.failures == ()


def test_a_document_that_cannot_be_marked_is_a_failure_and_the_others_make_a_dossier(monkeypatch: pytest.MonkeyPatch) -> None:
    real = module.mark

    def mark(document: Document) -> Marked:
        if "lowgate" in document.sources[0]:
            raise ZeroDivisionError("no bell")
        return real(document)  # type: ignore[no-any-return]

    monkeypatch.setattr(module, "mark", mark)
    dossier = module.trace(EXAMPLE)
    assert dossier.failures == (
        Failure(str(EXAMPLE[4]), "mark", "ZeroDivisionError: no bell", sha256(EXAMPLE[4].read_bytes()).hexdigest()),
    )
    assert len(dossier.documents) == 4
    assert_sound(dossier)


def test_a_document_whose_process_died_is_tried_again_alone() -> None:
    (document,), _ = gather([str(EXAMPLE[0])], Limits())
    broken: Future[casework.Result] = Future()
    broken.set_exception(BrokenProcessPool("a process died"))
    assert casework._result(module.mark, document, broken) == module.mark(document)


def test_an_interrupt_leaves_the_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    documents, _ = gather([str(p) for p in EXAMPLE], Limits())
    results: Any = casework._mark_all(documents, module.mark, 2)
    next(results)
    with pytest.raises(KeyboardInterrupt):
        results.throw(KeyboardInterrupt)


def test_progress_counts_up_to_the_whole() -> None:
    told: list[tuple[str, int, int]] = []
    module.trace(EXAMPLE[:2], progress=lambda *at: told.append(at))
    weaving = len(module.WEAVING)
    for stage, steps in (("read", [0, 1, 2]), ("mark", [0, 1, 2]), ("weave", range(weaving + 1))):
        assert [(done, of) for s, done, of in told if s == stage] == [(n, steps[-1]) for n in steps]


def test_options_stand_in_the_dossier_and_a_rejected_voice_does_not_count() -> None:
    assert example().made_by.options == {"max_bytes": Limits().bytes, "rejected": ""}
    sellick = next(e.id for e in example().entities if e.name == "Maud Sellick")
    doubted = module.trace(EXAMPLE, rejected=[sellick], limits=Limits(bytes=1_000_000))
    assert doubted.made_by.options == {"max_bytes": 1_000_000, "rejected": sellick}
    before = [c for c in example().claims if c.rests_on == (sellick,)]
    assert before
    after = {c.gist_at: c for c in doubted.claims}
    assert all(after[c.gist_at].independent == 0 for c in before)
