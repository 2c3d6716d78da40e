"""The shipped example with judgements over it: how a test makes a place, a row and the dossier by them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sayso.read import gather
from sayso.tell import Dossier, bind
from sayso.types import Anchor, Attribution, Claim, Judgement, JudgementKind, Locus, Marked

module = import_module("sayso.trace")  # `sayso.trace` itself is the function
BRIDGE = sorted(p for p in (Path(__file__).resolve().parents[1] / "examples" / "bridge").iterdir() if p.suffix != ".json")


@cache
def pile() -> tuple[Marked, ...]:
    """The example's reports with their marks."""
    documents, _ = gather(str(p) for p in BRIDGE)
    return tuple(module.mark(d) for d in documents)


def row(kind: JudgementKind, *about: Anchor, number: int = 1, undoes: int | None = None) -> Judgement:
    """A row of a ledger."""
    return Judgement(number, kind, about, "Ana", "2026-01-01T00:00:00Z", "", undoes)


def by(ledger: Sequence[Judgement], reports: tuple[Marked, ...] | None = None) -> Dossier:
    """The dossier of the example, or of these reports, by a ledger."""
    woven = module.weave(pile() if reports is None else reports, ledger=ledger)
    return bind(
        woven["pile"],
        woven["stories"],
        woven["entities"],
        woven["claims"],
        woven["conflicts"],
        woven["derivations"],
        failures=(),
        judgements=woven["judgements"],
    )


@cache
def found() -> Dossier:
    """The dossier without judgements."""
    return by(())


def at(place: Locus) -> Anchor:
    """A place as a judgement speaks of it."""
    text = next(m.document.text for m in pile() if m.document.id == place.document)
    return Anchor(place.document, place.start, place.end, text[place.start : place.end])


def content(a: Attribution) -> Anchor:
    """The content of an attribution, from its first word to its last."""
    return at(Locus(a.document, a.content[0].start, a.content[-1].end))


def variant(claim: Claim, member: str) -> Anchor:
    """The words with which a member carries a claim."""
    spans = next(v.spans for v in claim.variants if v.attribution == member)
    document = next(m.document.id for m in pile() if any(a.id == member for a in m.attributions))
    return at(Locus(document, spans[0].start, spans[-1].end))


def file(name: str) -> str:
    """The id of the report whose file's name holds this."""
    return next(m.document.id for m in pile() if name in m.document.sources[0])


def watched_finding(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the stages that find something in a pile, as they come to run."""
    ran: list[str] = []

    def watched(stage: Any) -> Any:
        def run(*given: Any) -> Any:
            ran.append(stage.run.__name__)
            return stage.run(*given)

        return stage._replace(run=run)

    monkeypatch.setattr(module, "FINDING", tuple(watched(stage) for stage in module.FINDING))
    return ran
