"""What was found is kept between starts: a judgement right after a start gives the dossier that would be made at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from sayso.store import Case
from sayso.tell import Dossier
from sayso.trace import add, dossier
from sayso.types import Anchor, Attribution, Judgement, JudgementKind
from sayso.weave.judgements.disputes import sides, stands
from tests.judged import BRIDGE, watched_finding

module = import_module("sayso.trace")  # `sayso.trace` itself is the function
WHEN = "2026-01-01T00:00:00Z"
WIRE = """The harbour wall at Ostrey will be closed for three weeks, the port authority said on Tuesday.

"We found cracks in eleven of the piles and we cannot leave them as they are," harbour master Ida Lunt told the Ostrey Herald.
"""


class Kept(NamedTuple):
    """A case that was closed, the sources it was filled with, and its dossier."""

    path: Path
    sources: tuple[str, ...]
    dossier: Dossier


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The example, two papers that print one text, a source that cannot be read, and one that is not there."""
    folder = tmp_path_factory.mktemp("kept")
    for name, head in (("herald", "Harbour wall closed\nOstrey Herald"), ("mail", "Ferries moved\nCoast Mail")):
        (folder / f"{name}.txt").write_text(f"{head}\n12 March 2024\n\n{WIRE}", "utf-8")
    (folder / "scan.txt").write_bytes(b"%PDF-1.4")
    own = (str(folder / name) for name in ("herald.txt", "mail.txt", "scan.txt", "gone.txt"))
    sources = (*(str(p) for p in BRIDGE), *own)
    with Case.open(folder / "kept.sayso") as case:
        add(case, sources, when=WHEN)
        made = dossier(case)
    return Kept(folder / "kept.sayso", sources, made)


def _words(made: Dossier, document: str, start: int, end: int) -> Anchor:
    text = next(d.text for d in made.documents if d.id == document)
    return Anchor(document, start, end, text[start:end])


def _content(made: Dossier, a: Attribution) -> Anchor:
    return _words(made, a.document, a.content[0].start, a.content[-1].end)


def _cracks(made: Dossier) -> Attribution:
    """What both papers have of Ida Lunt, as one of them has it."""
    contents = ((a, _content(made, a).words) for a in made.attributions if a.content)
    return next(a for a, words in contents if "cracks in eleven" in words)


def _in_wire(made: Dossier, words: str) -> Anchor:
    document = _cracks(made).document
    start = next(d.text for d in made.documents if d.id == document).index(words)
    return _words(made, document, start, start + len(words))


def _two_people(made: Dossier) -> list[Anchor]:
    people = [e.mentions[0] for e in made.entities if e.type == "person" and e.mentions][:2]
    return [_words(made, m.document, m.start, m.end) for m in people]


def _one_person(made: Dossier) -> list[Anchor]:
    own = (e.mentions for e in made.entities if e.type == "person")
    first, other = next((m[0], n) for m in own for n in m if n.document != m[0].document)
    return [_words(made, m.document, m.start, m.end) for m in (first, other)]


def _said(made: Dossier, members: Sequence[str]) -> list[Anchor]:
    by_id = {a.id: a for a in made.attributions}
    return [_content(made, by_id[m]) for m in members]


def _two_claims(made: Dossier) -> list[Anchor]:
    first = made.claims[0]
    other = next(c for c in made.claims if c.story == first.story and not set(c.members) & set(first.members))
    return _said(made, [first.members[0], other.members[0]])


def _one_claim(made: Dossier) -> list[Anchor]:
    cracks = _cracks(made).id
    claim = next(c for c in made.claims if cracks in c.members)
    return _said(made, [cracks, next(m for m in claim.members if m != cracks)])


def _unrelated(made: Dossier) -> list[Anchor]:
    linked = {frozenset((d.source, d.to)) for d in made.derivations}
    story = max(made.stories, key=lambda s: len(s.documents))
    pairs = ((a, b) for a in story.documents for b in story.documents if a != b)
    return next([Anchor(a), Anchor(b)] for a, b in pairs if frozenset((a, b)) not in linked)


def _copy(made: Dossier) -> list[Anchor]:
    d = next(d for d in made.derivations if d.kind == "copies")
    return [Anchor(d.source), Anchor(d.to)]


def _sides(made: Dossier) -> list[Anchor]:
    where = stands(made.conflicts[0], {a.id: a for a in made.attributions})
    parts = sides(where, {d.id: d.text for d in made.documents}).values()
    return [_words(made, at.document, at.start, at.end) for at in (where[members[0]] for members in parts)]


def _unread(made: Dossier, name: str) -> list[Anchor]:
    failure = next(f for f in made.failures if name in f.source)
    return [Anchor(failure.source, 0, 0, failure.sha256 or failure.error)]


# Each kind of judgement, and what it speaks of in that case.
JUDGED: tuple[tuple[JudgementKind, Callable[[Dossier], list[Anchor]]], ...] = (
    ("same", _two_people),
    ("not-same", _one_person),
    ("same-claim", _two_claims),
    ("not-same-claim", _one_claim),
    ("not-a-quotation", lambda made: [_content(made, _cracks(made))]),
    ("speaker", lambda made: [_content(made, _cracks(made)), _in_wire(made, "port authority")]),
    ("not-a-hop", lambda made: [_content(made, _cracks(made)), _in_wire(made, "Ostrey Herald")]),
    ("copy", _unrelated),
    ("not-a-copy", _copy),
    ("not-a-conflict", _sides),
    ("ignore", lambda made: [Anchor(_cracks(made).document)]),
    ("ignore", lambda made: _unread(made, "scan.txt")),
    ("ignore", lambda made: _unread(made, "gone.txt")),
)


@pytest.mark.parametrize(("kind", "about"), JUDGED)
def test_a_judgement_right_after_a_start_counts_as_in_a_fresh_case(
    kind: JudgementKind, about: Callable[[Dossier], list[Anchor]], kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = tuple(about(kept.dossier))
    path = Path(shutil.copy(kept.path, tmp_path / "kept.sayso"))
    ran = watched_finding(monkeypatch)
    with Case.open(path) as case:
        case.judge(kind, places, who="Ana", when=WHEN)
        judged = dossier(case)
        ledger = case.judgements()
    fewer = kind == "ignore" and not places[0].words  # what is found in another pile is found anew
    assert bool(ran) == fewer
    assert [r.state for r in judged.judgements] == ["holds"]
    if kind in ("not-a-quotation", "speaker", "not-a-hop"):
        assert _other_paper(kept.dossier) in judged.judgements[0].why  # it is carried there
    assert judged.to_json() == _at_once(kept.sources, ledger)
    ran.clear()
    with Case.open(path) as case:
        case.judge("undo", (), who="Ana", when=WHEN, undoes=1)
        back = dossier(case)
        ledger = case.judgements()
    assert bool(ran) == fewer
    assert back.claims == kept.dossier.claims
    assert back.failures == kept.dossier.failures
    assert back.to_json() == _at_once(kept.sources, ledger)


def _other_paper(made: Dossier) -> str:
    first = _cracks(made).document
    return next(d.id for d in made.documents if WIRE.splitlines()[0] in d.text and d.id != first)


def _at_once(sources: Sequence[str], ledger: Sequence[Judgement]) -> str:
    """The dossier of these sources by a ledger, with nothing known before."""
    with Case.in_memory() as fresh:
        add(fresh, sources, when=WHEN)
        fresh.bring(ledger)
        return dossier(fresh).to_json()
