"""Judgements: what each kind does to a dossier, what it leaves alone, when it is idle, and how it is undone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sayso.tell import Dossier
from sayso.types import Anchor, Claim, Entity, Judgement, Locus
from sayso.weave.judgements import undone
from tests.judged import at, by, content, file, found, pile, row, variant
from tests.sound import assert_sound

LETTER = "such letter"


def ruled(*ledger: Judgement) -> Dossier:
    made = by(ledger)
    assert_sound(made)
    assert [r.judgement for r in made.judgements] == list(ledger)
    return made


def claim(made: Dossier, words: str = LETTER) -> Claim:
    return max((c for c in made.claims if words in c.gist), key=lambda c: len(c.members))


def entity(made: Dossier, name: str) -> Entity:
    return next(e for e in made.entities if e.name == name)


def mention(name: str, document: str = "") -> Anchor:
    places = entity(found(), name).mentions
    return at(next(p for p in places if not document or p.document == document))


def test_two_who_are_one_count_as_one() -> None:
    made = ruled(row("same", mention("Maud Sellick"), mention("Yevgeny Tarasenko")))
    assert made.judgements[0].state == "holds"
    kept = {e.name for e in made.entities} & {"Maud Sellick", "Yevgeny Tarasenko"}
    (one,) = (e for e in made.entities if e.name in kept)
    assert set(one.mentions) == {*entity(found(), "Maud Sellick").mentions, *entity(found(), "Yevgeny Tarasenko").mentions}
    assert {"Maud Sellick", "Yevgeny Tarasenko"} <= {one.name, *one.aliases}
    assert one.judged == (1,)
    assert "the reader decided (judgement 1)" in one.why
    touched = {c.gist for c in made.claims if 1 in c.judged}
    voices = {e.id for e in found().entities if e.name in ("Maud Sellick", "Yevgeny Tarasenko")}
    members = {a.id for a in found().attributions if any(h.entity in voices for h in a.chain)}
    assert touched == {c.gist for c in found().claims if members & set(c.members)}


def test_one_who_is_two_is_two() -> None:
    here = file("astley")
    whole = entity(found(), "Maud Sellick")
    elsewhere = at(next(m for m in whole.mentions if m.document != here))
    made = ruled(row("not-same", mention("Maud Sellick", here), elsewhere))
    (other,) = (e for e in made.entities if "here it is not" in e.why)
    assert {m.document for m in other.mentions} == {here}
    assert all(m.document != here for m in next(e for e in made.entities if e.id == whole.id).mentions)
    assert all(h.entity != whole.id for a in made.attributions if a.document == here for h in a.chain)


def test_two_that_count_as_one_voice_are_two_where_the_reader_says_so() -> None:
    letter = claim(found())
    (group,) = letter.together
    first, second = (next(e for e in found().entities if e.id == v) for v in group[:2])
    made = ruled(row("not-same", at(second.mentions[0]), at(first.mentions[0])))
    assert made.judgements[0].state == "holds"
    now = claim(made)
    assert now.independent == letter.independent + 1
    assert second.id not in {v for g in now.together for v in g}
    assert now.judged == (1,)


def test_two_places_of_one_report_can_be_taken_apart_too() -> None:
    here = file("northline")
    places = [m for m in entity(found(), "Maud Sellick").mentions if m.document == here]
    first, last = at(places[0]), at(places[-1])
    assert first.words != last.words
    made = ruled(row("not-same", last, first))
    (other,) = (e for e in made.entities if "here it is not" in e.why)
    text = next(d.text for d in made.documents if d.id == here)
    assert {text[m.start : m.end] for m in other.mentions} == {last.words}


def test_claims_are_joined_and_taken_apart() -> None:
    bolts, letter = claim(found(), "cracked bolts"), claim(found())
    joined = ruled(row("same-claim", variant(bolts, bolts.members[0]), variant(letter, letter.members[0])))
    one = next(c for c in joined.claims if set(bolts.members) <= set(c.members))
    assert set(one.members) == {*bolts.members, *letter.members}
    assert one.judged == (1,)
    assert "the reader decided (judgement 1)" in one.same
    assert len(joined.claims) == len(found().claims) - 1
    gone = letter.members[0]
    apart = ruled(row("not-same-claim", variant(letter, gone), variant(letter, letter.members[1])))
    assert set(claim(apart).members) == set(letter.members) - {gone}
    assert [c.members for c in apart.claims if c.judged == (1,) and c.id not in {c.id for c in found().claims}] == [(gone,)]


def test_what_is_no_quotation_is_gone_and_what_stood_in_it_stays() -> None:
    outer = next(a for a in found().attributions if any(o.within == a.id for o in found().attributions))
    inner = [a.id for a in found().attributions if a.within == outer.id]
    made = ruled(row("not-a-quotation", content(outer)))
    assert outer.id not in {a.id for a in made.attributions}
    assert {a.within for a in made.attributions if a.id in inner} == {outer.within}
    assert all(outer.id not in c.members for c in made.claims)
    assert {c.judged for c in made.claims if c.gist_at in {d.gist_at for d in found().claims if outer.id in d.members}} <= {
        (1,)
    }


def test_the_right_speaker_takes_the_wrong_ones_place() -> None:
    here = file("northline")
    a = next(a for a in found().attributions if a.document == here and a.chain and len(a.chain) == 1)
    right = next(e for e in found().entities if e.type == "person" and a.chain[0].entity != e.id)
    made = ruled(row("speaker", content(a), at(right.mentions[0])))
    now = next(b for b in made.attributions if b.id == a.id)
    assert [h.entity for h in now.chain] == [right.id]
    assert now.judged == (1,)
    inside = right.mentions[0].document == here
    assert (now.chain[0].start is not None) == inside
    nobody = ruled(row("speaker", content(a)))
    assert next(b for b in nobody.attributions if b.id == a.id).chain == ()


def test_words_that_were_not_found_to_name_anybody_can_be_the_speaker() -> None:
    a = next(a for a in found().attributions if a.document == file("northline") and a.chain)
    text = next(d.text for d in found().documents if d.id == a.document)
    taken = [(m.start, m.end) for m in next(m for m in pile() if m.document.id == a.document).mentions]
    start = next(n for n in range(a.content[0].end, len(text) - 12) if not any(s < n + 12 and n < e for s, e in taken))
    made = ruled(row("speaker", content(a), Anchor(a.document, start, start + 12, text[start : start + 12])))
    now = next(b for b in made.attributions if b.id == a.id)
    new = next(e for e in made.entities if e.id == now.chain[0].entity)
    assert new.id == "e-judged-1"
    assert new.name == " ".join(text[start : start + 12].split())


def test_a_hop_that_is_false_is_taken_out() -> None:
    a = next(a for a in found().attributions if len(a.chain) > 1 and a.chain[1].entity and a.chain[1].start is not None)
    hop = a.chain[1]
    assert hop.start is not None
    assert hop.end is not None
    text = next(d.text for d in found().documents if d.id == a.document)
    made = ruled(row("not-a-hop", content(a), Anchor(a.document, hop.start, hop.end, text[hop.start : hop.end])))
    assert [h.entity for h in next(b for b in made.attributions if b.id == a.id).chain] == [
        h.entity for h in a.chain if h.entity != hop.entity
    ]


def test_a_copy_adds_no_voice_and_no_copy_does() -> None:
    first, second = file("northline"), file("lowgate")
    made = ruled(row("copy", Anchor(second), Anchor(first)))
    (copy,) = (d for d in made.derivations if d.judged)
    assert (copy.source, copy.to, copy.kind) == (second, first, "copies")
    assert copy.share == 0.0  # how much of it nobody measured
    assert made.judgements[0].state == "holds"
    d = next(d for d in found().derivations if d.kind != "cites" and d.to in {r.id for r in found().documents})
    unmade = ruled(row("not-a-copy", Anchor(d.source), Anchor(d.to)))
    assert not any((x.source, x.to) == (d.source, d.to) and x.kind != "cites" for x in unmade.derivations)


def test_a_report_that_is_ignored_is_as_if_it_were_not_there() -> None:
    gone = file("tidewater")
    made = ruled(row("ignore", Anchor(gone)))
    without = by((), tuple(m for m in pile() if m.document.id != gone))
    assert replace(made, judgements=()) == without


IDLE = [
    (lambda: row("ignore", Anchor("d0")), "a document that is not here: d0"),
    (lambda: row("same", mention("Maud Sellick"), mention("Maud Sellick", file("astley"))), "one without it"),
    (lambda: row("not-a-quotation", Anchor(file("northline"), 5, 9, "no such words")), "no longer stand"),
    (lambda: row("not-a-quotation", at(Locus(file("northline"), 0, 9))), "no attribution"),
    (lambda: row("not-a-copy", Anchor(file("northline")), Anchor(file("lowgate"))), "no copy is found"),
    (lambda: row("not-a-hop", content(found().attributions[0]), mention("Bettina Oakes")), "no hop of that chain"),
]


@pytest.mark.parametrize(("make", "why"), IDLE)
def test_what_does_nothing_says_why_and_changes_nothing(make, why: str) -> None:  # type: ignore[no-untyped-def]
    made = ruled(make())
    assert made.judgements[0].state == "idle"
    assert why in made.judgements[0].why
    assert replace(made, judgements=()) == found()


def test_a_place_is_found_again_when_the_text_has_moved() -> None:
    a = next(a for a in found().attributions if len(content(a).words) > 30)
    place = content(a)
    moved = replace(place, start=place.start + 7, end=place.end + 7)
    assert replace(ruled(row("not-a-quotation", moved)), judgements=()) == replace(
        ruled(row("not-a-quotation", place)), judgements=()
    )


def test_what_is_undone_no_longer_holds_and_an_undone_undo_does() -> None:
    quote = row("not-a-quotation", content(found().attributions[0]))
    undo, again = row("undo", number=2, undoes=1), row("undo", number=3, undoes=2)
    assert undone([quote, undo]) == {1: 2}
    assert undone([quote, undo, again]) == {2: 3}
    back = ruled(quote, undo)
    assert replace(back, judgements=()) == found()
    assert [r.state for r in back.judgements] == ["undone", "holds"]
    assert replace(ruled(quote, undo, again), judgements=()) == replace(ruled(quote), judgements=())


def test_what_rests_on_a_judgement_says_so() -> None:
    letter = claim(found())
    a = next(a for a in found().attributions if a.id == letter.members[0])
    made = ruled(row("speaker", content(a)))
    assert {c.id for c in made.claims if c.judged} == {c.id for c in made.claims if a.id in c.members}
    assert all(x.judged == (1,) for x in made.conflicts if a.id in x.members)
