"""Whatever a reader decides: the dossier stays sound, nothing depends on the order of the reports, and all can be undone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sayso.types import Anchor, Judgement, JudgementKind
from sayso.weave.judgements.disputes import stands
from tests.judged import at, by, content, found, pile, row, variant
from tests.sound import assert_sound


def documents() -> st.SearchStrategy[Anchor]:
    return st.sampled_from([Anchor(d.id) for d in found().documents])


def contents() -> st.SearchStrategy[Anchor]:
    whole = [content(a) for a in found().attributions]
    parts = [variant(c, m) for c in found().claims for m in c.members]
    return st.sampled_from(whole + parts)


def names() -> st.SearchStrategy[Anchor]:
    return st.sampled_from([at(m) for e in found().entities for m in e.mentions])


def sides() -> st.SearchStrategy[Anchor]:
    known = {a.id: a for a in found().attributions}
    return st.sampled_from([at(place) for x in found().conflicts for place in stands(x, known).values()])


PLACES: dict[JudgementKind, tuple[str, ...]] = {
    "same": ("name", "name"),
    "not-same": ("name", "name"),
    "same-claim": ("content", "content"),
    "not-same-claim": ("content", "content"),
    "not-a-quotation": ("content",),
    "speaker": ("content", "name"),
    "not-a-hop": ("content", "name"),
    "copy": ("document", "document"),
    "not-a-copy": ("document", "document"),
    "not-a-conflict": ("side", "side"),
    "ignore": ("document",),
}


@st.composite
def ledgers(draw: st.DrawFn) -> list[Judgement]:
    of = {"document": documents(), "content": contents(), "name": names(), "side": sides()}
    rows = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        kind = draw(st.sampled_from(sorted(PLACES)))
        rows.append(row(kind, *(draw(of[place]) for place in PLACES[kind]), number=number))
    return rows


@settings(max_examples=40, deadline=None)
@given(ledgers(), st.randoms(use_true_random=False))
def test_any_ledger_makes_a_sound_dossier_in_any_order_of_the_reports(ledger: list[Judgement], order: object) -> None:
    made = by(ledger)
    assert_sound(made)
    shuffled = list(pile())
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert by(ledger, tuple(shuffled)) == made
    numbers = {r.judgement.number for r in made.judgements if r.state == "holds"}
    judged = {
        n for several in (made.claims, made.entities, made.attributions, made.conflicts) for v in several for n in v.judged
    }
    assert judged <= numbers


@settings(max_examples=20, deadline=None)
@given(ledgers())
def test_what_is_all_undone_was_never_decided(ledger: list[Judgement]) -> None:
    undoing = [row("undo", number=len(ledger) + n, undoes=r.number) for n, r in enumerate(ledger, 1)]
    assert replace(by([*ledger, *undoing]), judgements=()) == found()


@settings(max_examples=40, deadline=None)
@given(ledgers())
def test_what_is_overridden_could_as_well_not_be_there(ledger: list[Judgement]) -> None:
    made = by(ledger)
    gone = {r.judgement.number for r in made.judgements if r.state == "overridden"}
    assert replace(by([r for r in ledger if r.number not in gone]), judgements=()) == replace(made, judgements=())
    for r in made.judgements:
        if r.state == "overridden":
            assert int(r.why.rpartition(" ")[2]) > r.judgement.number
