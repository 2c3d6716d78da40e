"""Judgements that meet: the same words in a copy, a later judgement of the same thing, several sides of one conflict."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from sayso.read import gather
from sayso.tell import Dossier
from sayso.types import Anchor, Attribution, Conflict, Judgement, Marked, Ruling
from sayso.weave.judgements import disputes
from sayso.weave.judgements.disputes import sides, stands
from tests.judged import at, by, content, found, module, pile, row
from tests.sound import assert_sound

HARBOUR = """The harbour wall at Ostrey will be closed for three weeks, the port authority said on Tuesday.

"We found cracks in eleven of the piles and we cannot leave them as they are," harbour master Ida Lunt told the Ostrey Herald.

She said that nobody had been hurt, and that the ferries would sail from the outer basin until the work was done.
"""
HEADS = {
    "herald": "Harbour wall closed\nOstrey Herald\n12 March 2024\n\n",
    "mail": "Ferries moved as wall is closed\nCoast Mail\n12 March 2024\n\n",
}
UNION = """Union protests
The Tidings
13 March 2024

The union protested on Wednesday. "We have to read in the paper that our boats cannot leave," its head Tom Brae said.
"""


@cache
def twins() -> tuple[Marked, ...]:
    """Two papers with one text, of which nobody can tell who had it first, and a third that has its own."""
    with TemporaryDirectory() as folder:
        for name, head in HEADS.items():
            Path(folder, f"{name}.txt").write_text(head + HARBOUR, "utf-8")
        # Typographic marks in one of them, as papers set the same wire text
        mail = Path(folder, "mail.txt")
        mail.write_text(mail.read_text("utf-8").replace('"We', "“We").replace('are,"', "are,”"), "utf-8")
        Path(folder, "tidings.txt").write_text(UNION, "utf-8")
        documents, _ = gather(str(p) for p in sorted(Path(folder).iterdir()))
    return tuple(module.mark(d) for d in documents)


def paper(name: str) -> str:
    return next(m.document.id for m in twins() if name in m.document.sources[0])


def woven(*ledger: Judgement) -> Dossier:
    made = by(ledger, twins())
    assert_sound(made)
    assert made == by(ledger, twins()[::-1])
    return made


def said(made: Dossier, name: str, words: str) -> Attribution | None:
    text = next(d.text for d in made.documents if d.id == paper(name))
    own = (a for a in made.attributions if a.document == paper(name))
    return next((a for a in own if words in text[a.content[0].start : a.content[-1].end]), None)


def place(name: str, words: str) -> Anchor:
    text = next(m.document.text for m in twins() if m.document.id == paper(name))
    start = text.index(words)
    return Anchor(paper(name), start, start + len(words), words)


def cracks(made: Dossier, name: str) -> Attribution:
    a = said(made, name, "cracks in eleven")
    assert a is not None
    return a


def words_of(name: str) -> Anchor:
    a = cracks(woven(), name)
    text = next(m.document.text for m in twins() if m.document.id == paper(name))
    return Anchor(a.document, a.content[0].start, a.content[-1].end, text[a.content[0].start : a.content[-1].end])


def test_the_two_papers_are_copies_of_unknown_direction() -> None:
    (copy,) = (d for d in woven().derivations if d.kind != "cites")
    assert (copy.kind, copy.directed) == ("copies", False)


def test_what_is_no_quotation_in_one_is_none_in_its_copy() -> None:
    made = woven(row("not-a-quotation", words_of("herald")))
    assert said(made, "herald", "cracks in eleven") is None
    assert said(made, "mail", "cracks in eleven") is None
    assert paper("mail") in made.judgements[0].why
    assert len(made.attributions) == len(woven().attributions) - 2


def test_a_speaker_and_a_hop_are_carried_to_the_copy_with_why() -> None:
    made = woven(row("not-a-hop", words_of("mail"), place("mail", "Ostrey Herald")))
    for name in HEADS:
        a = cracks(made, name)
        assert [h.entity for h in a.chain] == ["e-ida-lunt"]
        assert a.judged == (1,)
    assert paper("herald") in made.judgements[0].why
    authority = place("herald", "port authority")
    made = woven(row("speaker", words_of("herald"), authority))
    here, there = cracks(made, "herald"), cracks(made, "mail")
    assert here.chain[0].entity == there.chain[0].entity
    text = next(d.text for d in made.documents if d.id == paper("mail"))
    assert there.chain[0].start is not None
    assert text[there.chain[0].start : there.chain[0].end] == "port authority"  # in its own report
    assert paper("herald") in there.chain[0].why
    nobody = woven(row("speaker", words_of("herald")))
    assert cracks(nobody, "mail").chain[0].entity is None


def test_one_of_the_same_words_leaves_a_claim_with_its_copy() -> None:
    before = woven()
    ids = {cracks(before, name).id for name in HEADS}
    (claim,) = (c for c in before.claims if ids <= set(c.members))
    union = next(a for a in before.attributions if a.document == paper("tidings"))
    other = place("tidings", "We have to read in the paper that our boats cannot leave")
    assert union.content[0].start == other.start
    joined = row("same-claim", words_of("herald"), other)
    made = woven(joined, row("not-same-claim", words_of("herald"), other, number=2))
    assert {c.members for c in made.claims if ids & set(c.members)} == {claim.members}
    apart = woven(row("not-same-claim", words_of("herald"), words_of("mail")))  # the reader tells the two apart
    assert all(not ids <= set(c.members) for c in apart.claims)


def test_a_judgement_about_the_copy_itself_stands_above_what_is_carried() -> None:
    to_authority = row("speaker", words_of("herald"), place("herald", "port authority"))
    nobody = row("speaker", words_of("mail"), number=2)
    for ledger in ((to_authority, nobody), (replace(nobody, number=1), replace(to_authority, number=2))):
        made = woven(*ledger)
        assert cracks(made, "herald").chain[0].entity not in (None, "e-ida-lunt")
        assert cracks(made, "mail").chain[0].entity is None
        assert [r.state for r in made.judgements] == ["holds", "holds"]
        assert paper("mail") not in next(r for r in made.judgements if r.judgement.about[0].document == paper("herald")).why
    made = woven(row("not-a-quotation", words_of("herald")), nobody)
    assert said(made, "mail", "cracks in eleven") is not None


def test_nothing_is_carried_where_the_reader_says_that_it_is_no_copy() -> None:
    for pair in (("herald", "mail"), ("mail", "herald")):  # whichever of the two is named first: nobody knows who copied
        apart = row("not-a-copy", Anchor(paper(pair[0])), Anchor(paper(pair[1])), number=2)
        made = woven(row("not-a-quotation", words_of("herald")), apart)
        assert made.judgements[1].state == "holds"
        assert not [d for d in made.derivations if d.kind != "cites"]
        assert said(made, "mail", "cracks in eleven") is not None
    back = woven(row("not-a-quotation", words_of("herald")), apart, row("undo", number=3, undoes=2))
    assert said(back, "mail", "cracks in eleven") is None


def test_a_judged_copy_takes_the_place_of_one_of_unknown_direction_and_keeps_its_passages() -> None:
    (unknown,) = (d for d in woven().derivations if d.kind != "cites")
    for taker, giver in ((unknown.source, unknown.to), (unknown.to, unknown.source)):
        made = woven(row("copy", Anchor(taker), Anchor(giver)))
        copies = [d for d in made.derivations if d.kind != "cites"]
        assert {(d.source, d.to, d.directed, d.judged) for d in copies} == {(taker, giver, True, (1,))}
        assert sum(len(d.spans) for d in copies) == len(unknown.spans)


# -- one judgement over another --------------------------------------------------------------------------------


def states(made: Dossier) -> list[str]:
    return [r.state for r in made.judgements]


def numbers(made: Dossier) -> set[int]:
    values = (made.claims, made.entities, made.attributions, made.conflicts, made.derivations)
    return {n for several in values for v in several for n in v.judged}


def overridden(*ledger: Judgement) -> Ruling:
    """The first row's ruling, where the second leaves nothing of it; the figures name the second at most."""
    made = woven(*ledger)
    first = made.judgements[0]
    assert first.state == "overridden"
    assert first.why == "overridden by judgement 2"
    assert made.judgements[1].state == "holds"
    assert numbers(made) <= {2}
    without = woven(*ledger[1:])
    assert replace(made, judgements=()) == replace(without, judgements=())
    return first


def test_a_later_judgement_of_the_same_thing_leaves_nothing_of_an_earlier_one() -> None:
    herald, brae = words_of("herald"), place("tidings", "Tom Brae")
    overridden(row("speaker", herald), row("speaker", herald, brae, number=2))
    overridden(row("speaker", herald, brae), row("not-a-quotation", herald, number=2))
    overridden(row("speaker", herald, place("tidings", "Wednesday")), row("not-a-quotation", herald, number=2))
    first, second = Anchor(paper("herald")), Anchor(paper("mail"))
    assert states(woven(row("copy", first, second), row("copy", first, second, number=2))) == ["holds", "idle"]
    overridden(row("copy", first, second), row("copy", second, first, number=2))
    lunt = place("herald", "Ida Lunt")
    overridden(row("same", lunt, brae), row("not-same", brae, lunt, number=2))


def test_two_who_were_made_one_are_two_again_along_the_old_line() -> None:
    everybody = [e for e in found().entities if e.type == "person"]
    shared = (
        (one, other)
        for one in everybody
        for other in everybody
        if one.id < other.id and {m.document for m in one.mentions} & {m.document for m in other.mentions}
    )
    one, other = next(shared)  # one report names both: told apart by report they would be mixed up
    places = at(one.mentions[0]), at(other.mentions[0])
    made = by((row("same", *places), row("not-same", *places, number=2)))
    assert states(made) == ["overridden", "holds"]
    assert replace(made, judgements=()) == replace(by((row("not-same", *places, number=2),)), judgements=())
    assert {e.mentions for e in made.entities} == {e.mentions for e in found().entities}


def test_a_chain_of_judgements_names_only_the_last() -> None:
    herald, brae = words_of("herald"), place("tidings", "Tom Brae")
    made = woven(row("speaker", herald, brae), row("speaker", herald, number=2), row("speaker", herald, brae, number=3))
    assert states(made) == ["overridden", "overridden", "holds"]
    assert numbers(made) == {3}


def test_an_undone_override_gives_the_earlier_judgement_back() -> None:
    herald, brae = words_of("herald"), place("tidings", "Tom Brae")
    made = woven(row("speaker", herald, brae), row("speaker", herald, number=2), row("undo", number=3, undoes=2))
    assert states(made) == ["holds", "undone", "holds"]
    assert numbers(made) >= {1}


def test_what_a_later_judgement_only_adds_to_is_not_overridden() -> None:
    herald, mail = words_of("herald"), words_of("mail")
    union = place("tidings", "We have to read in the paper that our boats cannot leave")
    made = woven(row("same-claim", herald, union), row("not-same-claim", mail, herald, number=2))
    assert states(made) == ["holds", "holds"]
    made = woven(row("speaker", herald), row("speaker", mail, place("mail", "port authority"), number=2))
    assert states(made) == ["holds", "holds"]


# -- conflicts that are none -------------------------------------------------------------------------------------


def spoken(conflict: Conflict, made: Dossier) -> list[Anchor]:
    """A place on every side of a conflict."""
    attributions = {a.id: a for a in made.attributions}
    where = stands(conflict, attributions)
    return [at(where[members[0]]) for members in sides(where, {d.id: d.text for d in made.documents}).values()]


def differing(kind: str) -> Conflict:
    return next(x for x in found().conflicts if x.kind == kind)


def settled(*ledger: Judgement) -> Dossier:
    made = by(ledger)
    assert_sound(made)
    return made


def test_every_conflict_can_be_said_to_be_none_and_only_it_goes() -> None:
    for conflict in found().conflicts:
        made = settled(row("not-a-conflict", *spoken(conflict, found())))
        assert made.judgements[0].state == "holds"
        assert conflict.note in made.judgements[0].why  # where it can be found again
        assert made.conflicts == tuple(x for x in found().conflicts if x.id != conflict.id)
        touched = [c for c in made.claims if c.judged]
        assert touched
        assert all(c.judged == (1,) and set(c.members) & set(conflict.members) for c in touched)
        assert tuple(replace(c, judged=()) for c in made.claims) == found().claims  # nothing is counted otherwise


def test_it_holds_for_whoever_says_it_in_the_same_words() -> None:
    conflict = differing("number")
    attributions = {a.id: a for a in found().attributions}
    where = stands(conflict, attributions)
    one, other = sides(where, {d.id: d.text for d in found().documents}).values()
    assert max(len(one), len(other)) > 1  # several members show the same
    for m in one:
        for n in other:
            made = settled(row("not-a-conflict", at(where[n]), at(where[m])))
            assert conflict.id not in {x.id for x in made.conflicts}


def test_a_side_it_does_not_speak_of_keeps_the_conflict() -> None:
    one, other = differing("number"), differing("polarity")
    wide = replace(one, members=one.members + other.members, spans=one.spans + other.spans)
    every = spoken(wide, found())
    assert len(every) > 2
    judged = row("not-a-conflict", *every[:2])
    (ruling,), left, claims = disputes.settled((Ruling(judged, "holds", ""),), (wide,), found().claims, pile())
    assert ruling.state == "idle"
    assert any(side.words in ruling.why for side in every[2:])
    assert (left, claims) == ((wide,), found().claims)
    judged = row("not-a-conflict", *every)
    (ruling,), left, _ = disputes.settled((Ruling(judged, "holds", ""),), (wide,), found().claims, pile())
    assert (ruling.state, left) == ("holds", ())


def test_a_conflict_stays_settled_when_the_report_it_was_judged_in_is_ignored() -> None:
    conflict = differing("number")
    where = stands(conflict, {a.id: a for a in found().attributions})
    one, other = sides(where, {d.id: d.text for d in found().documents}).values()
    large, small = (one, other) if len(one) > 1 else (other, one)
    about = (at(where[large[0]]), at(where[small[0]]))
    gone = Anchor(where[large[0]].document)
    made = settled(row("not-a-conflict", *about), row("ignore", gone, number=2))
    without = settled(row("ignore", gone))
    assert [x.kind for x in without.conflicts].count("number") == 1
    assert made.judgements[0].state == "holds"
    assert all(x.kind != "number" for x in made.conflicts)


def test_a_conflict_that_is_not_there_is_idle() -> None:
    one, other = (content(a) for a in found().attributions[:2])
    made = settled(row("not-a-conflict", one, other))
    assert made.judgements[0].state == "idle"
    assert made.judgements[0].why == "no conflict is found between these places"
    conflict = differing("number")
    twice = settled(*(row("not-a-conflict", *spoken(conflict, found()), number=n) for n in (1, 2)))
    assert [r.state for r in twice.judgements] == ["holds", "idle"]
    assert "by judgement 1" in twice.judgements[1].why
    where = spoken(conflict, found())
    side = where[0]
    there = (a for a in found().attributions if a.document == side.document and content(a).start <= side.start < content(a).end)
    none = [row("not-a-quotation", content(a), number=n) for n, a in enumerate(there, 1)]
    gone = settled(*none, row("not-a-conflict", *where, number=len(none) + 1))
    assert gone.judgements[-1].state == "idle"


def test_it_is_undone() -> None:
    conflict = found().conflicts[0]
    made = settled(row("not-a-conflict", *spoken(conflict, found())), row("undo", number=2, undoes=1))
    assert replace(made, judgements=()) == found()


def test_a_conflict_between_two_claims_goes_from_both() -> None:
    homes = {m: c.id for c in found().claims for m in c.members}
    between = [x for x in found().conflicts if len({homes[m] for m in x.members}) > 1]
    assert between
    made = settled(row("not-a-conflict", *spoken(between[0], found())))
    assert len([c for c in made.claims if c.judged == (1,)]) > 1
