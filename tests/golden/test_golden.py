"""Golden piles: each about one hard thing, which its why.md names. Key facts are checked, not whole bytes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from sayso.tell import Dossier, doubts
from sayso.tell.chains import drawing, graph
from sayso.tell.lookup import Lookup
from sayso.trace import trace
from sayso.types import Attribution, Claim
from sayso.weave.rejections import RejectionError
from tests.sound import assert_sound

HERE = Path(__file__).parent
PILES = sorted(p.parent.name for p in HERE.glob("*/why.md"))


@cache
def dossier(pile: str) -> Dossier:
    return trace(sorted((HERE / pile).glob("*.txt")))


def words(d: Dossier, a: Attribution) -> str:
    text = next(doc.text for doc in d.documents if doc.id == a.document)
    return " ".join(text[s.start : s.end] for s in a.content)


def saying(d: Dossier, part: str) -> list[Attribution]:
    """The attributions whose content has these words."""
    found = [a for a in d.attributions if part in words(d, a)]
    assert found, f"no attribution says {part!r}"
    return found


def claims_of(d: Dossier, *attributions: Attribution) -> list[Claim]:
    """The claims that have all of these attributions among their members."""
    ids = {a.id for a in attributions}
    return [c for c in d.claims if ids <= set(c.members)]


def name(d: Dossier, entity: str | None) -> str:
    return next(e.name for e in d.entities if e.id == entity)


def file_of(d: Dossier, document: str) -> str:
    return next(Path(doc.source).stem for doc in d.documents if doc.id == document)


@pytest.mark.parametrize("pile", PILES)
def test_a_golden_dossier_is_sound_and_nothing_failed(pile: str) -> None:
    assert_sound(dossier(pile))
    assert dossier(pile).failures == ()
    assert len(dossier(pile).stories) == 1


@pytest.mark.parametrize("pile", PILES)
def test_the_order_of_the_inputs_leaves_no_trace(pile: str) -> None:
    assert trace(sorted((HERE / pile).glob("*.txt"), reverse=True)).to_json() == dossier(pile).to_json()


def test_a_circle_of_two_papers_is_one_voice() -> None:
    d = dossier("circular")
    said = saying(d, "a third of its staff")
    assert {name(d, a.chain[0].entity).removeprefix("The ") for a in said} == {"Kettle Bay Post", "Holland Drum"}
    (claim,) = claims_of(d, *said)
    assert claim.independent == 1
    assert len(claim.rests_on) == 1
    assert len(claim.circles) == 1
    assert claim.why.count("(2024-06-03)") == 2


def test_a_condition_cut_off_is_a_hard_truncation_and_no_common_claim() -> None:
    d = dossier("clipped")
    said = saying(d, "The water is safe to drink")
    assert len(said) == 2
    assert claims_of(d, *said) == []
    (conflict,) = [x for x in d.conflicts if {a.id for a in said} <= set(x.members)]
    assert conflict.kind == "truncation"
    assert conflict.hard


def test_three_spellings_are_one_speaker_and_one_voice() -> None:
    d = dossier("spellings")
    said = saying(d, "stay at the gate")
    assert len(said) == 3
    assert len({a.chain[0].entity for a in said}) == 1
    speaker = next(e for e in d.entities if e.id == said[0].chain[0].entity)
    spellings = {speaker.name, *speaker.aliases}
    assert {"Mikhail Sokolenko", "Mykhailo Sokolenko", "Mihail Sokolenko"} <= spellings
    assert "Mikhail Sokolovsky" not in spellings
    (claim,) = claims_of(d, *said)
    assert claim.independent == 1
    assert claim.rests_on == (speaker.id,)


def test_two_sides_of_midnight_are_two_days() -> None:
    d = dossier("midnight")
    values = {(file_of(d, when.document), when.text): when.value for when in d.dates}

    def value(file: str, part: str) -> set[str | None]:
        return {v for (f, text), v in values.items() if f == file and part in text}

    assert value("01_morning", "Tuesday") == {"2024-04-30"}
    assert value("01_morning", "this morning") == {"2024-05-01"}
    assert value("01_morning", "22 April") == {"2024-04-22"}
    assert value("02_weekly", "Tuesday") == {"2024-04-30"}
    assert value("02_weekly", "yesterday") == {"2024-05-01"}
    assert value("02_weekly", "Wednesday") == {"2024-05-01"}
    assert value("02_weekly", "next Monday") == {"2024-05-06"}


def test_a_wire_report_and_its_two_rewrites_are_one_voice() -> None:
    d = dossier("wire")
    took = {(file_of(d, x.source), file_of(d, x.to)) for x in d.derivations if x.to in {r.id for r in d.documents}}
    assert ("02_credited", "01_agency") in took
    assert ("03_uncredited", "01_agency") in took or ("03_uncredited", "02_credited") in took
    (claim,) = claims_of(d, *saying(d, "I no longer trust it"))
    assert claim.independent == 1
    assert [name(d, e) for e in claim.rests_on] == ["Elin Strand"]


def test_a_board_its_spokesman_and_his_name_are_one_voice_and_another_bodys_is_not() -> None:
    d = dossier("spokesman")
    (claim,) = claims_of(d, *saying(d, "two nights and nobody was warned"))
    assert [name(d, e) for e in claim.rests_on] == ["Skarvik Harbour Board", "Tone Reinholt"]
    assert claim.independent == 2
    (one,) = claim.together
    assert [name(d, e) for e in one][:2] == ["Skarvik Harbour Board", "Bjarne Moe"]
    assert len(one) == 3
    assert "count as one voice: by the reports they speak for one and the same" in claim.why


@pytest.mark.parametrize("doubted", ["Skarvik Harbour Board", "Bjarne Moe"])
def test_the_switch_the_drawing_and_reject_agree_on_a_board_and_its_spokesman(doubted: str) -> None:
    look = Lookup(dossier("spokesman"))
    (claim,) = claims_of(dossier("spokesman"), *saying(dossier("spokesman"), "two nights and nobody was warned"))
    hops = {n.label: n.cut for n in graph(look, claim).nodes.values() if not n.reports}
    assert hops == {"Skarvik Harbour Board": True, "Tone Reinholt": True}
    board, reinholt = drawing(look, claim, "").switches
    assert board.name == "Skarvik Harbour Board, Bjarne Moe, spokesman for the Skarvik Harbour Board"
    assert (board.reports, board.claim.independent, reinholt.claim.independent) == (1, 1, 1)
    d = trace(sorted((HERE / "spokesman").glob("*.txt")), rejected=[doubted])
    (left,) = [c for c in d.claims if c.members == claim.members]
    assert (left.independent, left.rests_on) == (board.claim.independent, board.claim.rests_on)


def test_a_spokesman_whom_the_reader_holds_to_be_another_voice_is_one() -> None:
    files = sorted((HERE / "spokesman").glob("*.txt"))
    d = trace(files, rejected=["Bjarne Moe:Skarvik Harbour Board"])
    (claim,) = claims_of(d, *saying(d, "two nights and nobody was warned"))
    assert [name(d, e) for e in claim.rests_on] == ["Bjarne Moe", "Skarvik Harbour Board", "Tone Reinholt"]
    assert "With Bjarne Moe held to be another voice than Skarvik Harbour Board, as the reader decided" in claim.why
    look = Lookup(dossier("spokesman"))
    (before,) = claims_of(dossier("spokesman"), *saying(dossier("spokesman"), "two nights and nobody was warned"))
    ways = dict(doubts.ways(look, before))
    assert ways["e-bjarne-moe:e-skarvik-harbour-board"] == "Bjarne Moe is another voice than Skarvik Harbour Board"
    assert "e-bjarne-moe" not in ways
    with pytest.raises(RejectionError, match="no claim counts the two as one voice"):
        trace(files, rejected=["Tone Reinholt:Skarvik Harbour Board"])


def test_two_unnamed_sources_of_one_paper_are_one_voice_and_marked() -> None:
    d = dossier("unnamed")
    (claim,) = claims_of(d, *saying(d, "nobody had the key"), *saying(d, "nobody on the ward had the key"))
    assert sorted(name(d, e) for e in claim.rests_on) == ["nurse", "porter"]
    assert claim.unnamed == claim.origins == claim.rests_on
    assert claim.independent == 1
    assert "they count as one voice" in claim.why
