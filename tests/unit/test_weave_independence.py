"""Independence: each case is a claim drawn as its chains, one line a member: "report: first voice > … > last"."""

from __future__ import annotations

from time import process_time

import pytest
from msgspec import structs

from sayso.types import Attribution, Claim, Derivation, Document, Entity, Fact, Hop, Locus, Marked, Span, Variant
from sayso.weave.independence import independence
from sayso.weave.rejections import Rejected

SPAN = Span(0, 10)


def drawn(lines: str) -> tuple[tuple[Marked, ...], tuple[Claim, ...], tuple[Entity, ...]]:
    """A pile with one claim. A line: "id [outlet] [day]: voice > voice"; "?" is a hop that nobody names."""
    marked: dict[str, Marked] = {}
    voices: set[str] = set()
    members: list[str] = []
    for n, line in enumerate(x.strip() for x in lines.strip().splitlines()):
        head, _, chain = line.partition(":")
        name, *rest = head.split()
        outlet = next((x for x in rest if not x[0].isdigit()), None)
        day = next((x for x in rest if x[0].isdigit()), None)
        hops = tuple(Hop(None if v == "?" else v, 0, 1) for v in (x.strip() for x in chain.split(">")) if v)
        voices |= {h.entity for h in hops if h.entity}
        said = Attribution(f"{name}-a{n}", name, "direct", (SPAN,), (), (), hops, None, None, 1.0, "drawn")
        members.append(said.id)
        before = marked.get(name)
        document = Document(
            name, (name,), "", "", "text/plain", "utf-8", "x" * 20, (), (), published=Fact(day, "drawn") if day else None
        )
        attributions = (*(before.attributions if before else ()), said)
        marked[name] = Marked(document, (), (), (), attributions, outlet)
    variants = tuple(Variant(m, (SPAN,)) for m in members)
    claim = Claim("c1", "s1", "x", Locus(members[0].split("-")[0], 0, 10), tuple(members), variants, (), 0, (), "")
    entities = tuple(Entity(v, "person", v.title(), (), (), "") for v in sorted(voices))
    return tuple(marked[k] for k in sorted(marked)), (claim,), entities


def judged(lines: str, derivations: tuple[Derivation, ...] = (), rejected: Rejected = frozenset()) -> Claim:
    pile, claims, entities = drawn(lines)
    (claim,) = independence(pile, claims, derivations, entities, rejected)
    return claim


CASES = {
    "three outlets that all quote one man": ("a: mayor\nb: mayor\nc: mayor > wire", "mayor", "mayor"),
    "two sides of a correspondence": (
        "a: sender > wire\nb: sender\nc: receiver > radio\nd: receiver",
        "receiver sender",
        "receiver sender",
    ),
    "one is only heard through another": (
        "a: general > aide\nb: general > aide > radio\nc: general > aide > wire",
        "general",
        "aide",
    ),
    "a memo that two saw and two have from an agency": ("a: memo\nb: memo > wire\nc: memo > wire\nd: memo", "memo", "memo"),
    "all through one agency": ("a: mayor > wire\nb: guard > wire\nc: baker > wire", "baker guard mayor", "wire"),
    "who passes on elsewhere is an origin where he starts": ("a: granny > poet\nb: poet", "granny poet", "poet"),
    "who only passes on is none": ("a: agency > governor\nb: agency", "agency", "agency"),
    "two agencies, one voice behind both": ("a: mayor > wire\nb: mayor > post", "mayor", "mayor"),
    "two voices in one report": ("a: mayor\na: guard", "guard mayor", "guard mayor"),
    "one chain": ("a: mayor > aide > wire", "mayor", "wire"),
    "three ways that cross in two": ("a: x > m\nb: y > m\nc: y > n\nd: z > n", "x y z", "m n"),
}


@pytest.mark.parametrize("case", CASES)
def test_origins_and_what_a_claim_rests_on(case: str) -> None:
    lines, origins, rests_on = CASES[case]
    claim = judged(lines)
    assert claim.origins == tuple(origins.split())
    assert claim.rests_on == tuple(rests_on.split())
    assert claim.independent == len(claim.rests_on)


def test_the_why_is_a_sentence_with_names() -> None:
    assert judged("a: general > aide\nb: general > aide\nc: general > aide").why == (
        "Three reports; all lead to Aide, the only way to General: doubt Aide, and nothing is left."
    )
    two = judged("a: sender\nb: receiver").why
    assert two == (
        "Two reports; two chains share no voice, one through Receiver and one through Sender: doubt both, and nothing is left."
    )
    assert judged("a: mayor").why == "One report; it has it from Mayor: doubt Mayor, and nothing is left."
    six = judged("\n".join(f"{x}: post" for x in "abcdef")).why
    assert six == "Six reports; all lead to Post: doubt Post, and nothing is left."
    crowd = judged("\n".join(f"d{n}: v{n}" for n in range(40))).why
    assert "and 35 others" in crowd
    assert len(crowd) < 300


def test_members_without_a_source_count_once_and_only_where_nobody_is_named() -> None:
    nobody = judged("a:\nb:\nc:")
    assert (nobody.origins, nobody.independent, nobody.rests_on) == ((), 1, ())
    assert nobody.why == "Three reports, none of which names anybody as its source: counted as one unnamed voice."
    beside = judged("a:\nb: mayor")
    assert (beside.independent, beside.rests_on) == (1, ("mayor",))
    assert beside.why == (
        "Two reports, one of which names a source; it leads to Mayor: doubt Mayor, and no named source is left; "
        "one attribution without a source adds no voice."
    )


def test_a_first_voice_that_is_not_named_is_no_origin_but_said() -> None:
    claim = judged("a: ? > wire\nb: ? > wire")
    assert (claim.origins, claim.rests_on) == ((), ("wire",))
    assert "who told Wire is not named" in claim.why


def test_an_outlet_has_the_claim_from_whom_its_own_report_has_it() -> None:
    claim = judged("a wire 2024-05-01: mayor\nb 2024-05-02: wire\nc 2024-05-02: wire")
    assert (claim.origins, claim.independent, claim.rests_on) == (("mayor",), 1, ("mayor",))
    later = judged("a wire 2024-05-03: mayor\nb 2024-05-02: wire\nc 2024-05-02: wire")
    assert later.independent == 2, "a report that came later cannot be where the earlier ones have it from"


@pytest.mark.parametrize("days", [("2024-06-03", "2024-06-03"), ("2024-06-03", "2024-06-04"), ("", "")])
def test_a_circular_citation_is_one_voice_and_is_named(days: tuple[str, str]) -> None:
    claim = judged(f"a drum {days[0]}: post\nb post {days[1]}: drum")
    assert claim.independent == 1
    assert len(claim.rests_on) == 1
    assert claim.circles == (("drum", "post"),)
    first, second = (f"({day})" if day else "(undated)" for day in days)
    assert (
        f"circular citation, counted as one voice: Drum has it from Post {first} and Post has it from Drum {second}"
        in claim.why
    )


def test_a_circle_that_began_somewhere_rests_there() -> None:
    claim = judged("a drum 2024-06-01: mayor\nb post 2024-06-02: drum\nc drum 2024-06-03: post")
    assert (claim.origins, claim.rests_on) == (("mayor",), ("mayor",))


def test_two_persons_who_have_it_from_each_other_are_one_voice() -> None:
    claim = judged("a: ann > bob\nb: bob > ann")
    assert claim.independent == 1
    assert "circular" in claim.why


def as_one(lines: str, *voices: str, rejected: Rejected = frozenset()) -> Claim:
    """A drawn claim, some of whose voices count as one."""
    pile, (claim,), entities = drawn(lines)
    (found,) = independence(pile, (structs.replace(claim, together=(voices,)),), (), entities, rejected)
    return found


SPOKEN = "a: board\nb: clerk > wire\nc: moe\nd: pilot"


def test_a_body_and_those_who_speak_for_it_are_one_voice_by_the_bodys_name() -> None:
    assert judged(SPOKEN).independent == 4
    claim = as_one(SPOKEN, "board", "clerk", "moe")
    assert (claim.origins, claim.independent, claim.rests_on) == (("board", "pilot"), 2, ("board", "pilot"))
    assert "Board, Clerk and Moe count as one voice: by the reports they speak for one and the same" in claim.why
    assert "one through Board and one through Pilot" in claim.why
    through = as_one("a: clerk > board\nb: board", "board", "clerk")
    assert (through.origins, through.rests_on) == (("board",), ("board",))


@pytest.mark.parametrize("who", ["board", "clerk", "moe"])
def test_who_doubts_one_who_speaks_for_a_body_doubts_all(who: str) -> None:
    claim = as_one(SPOKEN, "board", "clerk", "moe", rejected=frozenset({who}))
    assert (claim.origins, claim.independent, claim.rests_on) == (("pilot",), 1, ("pilot",))
    assert claim.why.startswith(f"With {who.title()} doubted, as the reader decided: one of four reports is left;")
    assert "Board, Clerk and Moe count as one voice" in claim.why


def test_a_reader_may_hold_that_somebody_does_not_speak_for_a_body() -> None:
    for other in ("board", "clerk"):
        claim = as_one(SPOKEN, "board", "clerk", "moe", rejected=frozenset({("moe", other)}))
        assert claim.rests_on == ("board", "moe", "pilot")
        assert claim.together == (("board", "clerk"),)
        assert claim.why.startswith(f"With Moe held to be another voice than {other.title()}, as the reader decided: four")
    alone = as_one(SPOKEN, "board", "clerk", "moe", rejected=frozenset({("moe", "board"), "moe"}))
    assert alone.rests_on == ("board", "pilot")


def copy(taker: str, giver: str, spans: tuple[tuple[int, int, int, int], ...] = ((0, 20, 0, 20),)) -> Derivation:
    return Derivation(source=taker, to=giver, kind="reuses", share=0.5, spans=spans, why="drawn")


def test_a_copy_that_left_out_the_credit_adds_no_chain() -> None:
    lines = "a: mayor > wire\nb: mayor\nc: guard > wire"
    assert judged(lines).independent == 2
    copied = judged(lines, (copy("b", "a"),))
    assert (copied.independent, copied.rests_on) == (1, ("wire",))
    assert "copied" in copied.why


def test_a_copy_of_another_passage_or_with_a_voice_of_its_own_changes_nothing() -> None:
    lines = "a: mayor > wire\nb: mayor\nc: guard > wire"
    assert judged(lines, (copy("b", "a", ((12, 20, 12, 20),)),)).independent == 2
    own = "a: mayor > wire\nb: guard\nc: mayor > wire"
    assert judged(own, (copy("b", "a"),)).independent == 2


def test_copies_in_a_circle_still_have_a_start() -> None:
    claim = judged("a: mayor\nb: mayor", (copy("a", "b"), copy("b", "a")))
    assert (claim.origins, claim.independent) == (("mayor",), 1)


def test_a_reader_may_doubt_a_voice_or_reject_a_hop_or_a_copy() -> None:
    lines = "a: mayor > wire\nb: guard"
    doubted = judged(lines, rejected=frozenset({"guard"}))
    assert (doubted.independent, doubted.rests_on, doubted.origins) == (1, ("wire",), ("mayor",))
    assert doubted.why == (
        "With Guard doubted, as the reader decided: one of two reports is left; "
        "it has it from Wire, the only way to Mayor: doubt Wire, and nothing is left."
    )
    misread = judged(lines, rejected=frozenset({("a-a0", "wire")}))
    assert misread.rests_on == ("guard", "mayor")
    assert misread.why.startswith("With Wire taken out of a chain in a, as the reader decided: two reports;")
    nothing = judged("a: mayor", rejected=frozenset({"mayor"}))
    assert (nothing.independent, nothing.rests_on) == (0, ())
    assert nothing.why == "With Mayor doubted, as the reader decided: no chain of its one report is left."
    copied = "a: mayor > wire\nb: mayor\nc: guard > wire"
    uncopied = judged(copied, (copy("b", "a"),), frozenset({("b", "a")}))
    assert uncopied.independent == 2
    assert uncopied.why.startswith("With the copy by b from a not believed, as the reader decided:")


def test_a_rejected_merge_makes_two_voices_of_one() -> None:
    lines = "a: mayor\nb: mayor\nc: mayor"
    assert judged(lines).independent == 1
    other = judged(lines, rejected=frozenset({("b", "mayor")}))
    assert (other.independent, other.rests_on) == (2, ("mayor", "mayor.b"))
    assert other.why == (
        "With Mayor in b held to be somebody else, as the reader decided: three reports; two chains share no voice, "
        "one through Mayor (in a) and one through Mayor (in b): doubt both, and nothing is left."
    )


def test_what_the_reader_decided_elsewhere_is_not_said_of_a_claim_it_does_not_touch() -> None:
    assert judged("a: mayor", rejected=frozenset({"guard", ("z", "guard"), ("z", "a")})).why == judged("a: mayor").why


# -- sources without a name, and outlets that only carry ----------------------------------------------


def hidden(lines: str, *phrases: str, outlets: str = "", rejected: Rejected = frozenset()) -> Claim:
    """As `judged`; voices named in `phrases` ("nurse: a nurse") are only described, those in `outlets` are outlets."""
    pile, claims, entities = drawn(lines)
    said = dict(p.split(": ") for p in phrases)
    typed = [
        Entity(e.id, "role", said[e.id].split()[-1], (said[e.id],), (), "")
        if e.id in said
        else structs.replace(e, type="outlet" if e.id in outlets.split() else "person")
        for e in entities
    ]
    (claim,) = independence(pile, claims, (), tuple(typed), rejected)
    return claim


def test_unnamed_sources_of_one_outlet_are_one_voice_at_most() -> None:
    claim = hidden("a argus: nurse\na argus: porter", "nurse: a nurse", "porter: a porter")
    assert (claim.independent, claim.rests_on) == (1, ("nurse", "porter"))
    assert claim.origins == claim.unnamed == ("nurse", "porter")
    assert claim.why == (
        "One report; all of it comes from “nurse” (unnamed) and “porter” (unnamed): doubt them, and nothing is left; "
        "they count as one voice: nobody names them, and all come through one outlet."
    )
    beside = hidden("a argus: nurse\na argus: porter\nb: mayor", "nurse: a nurse", "porter: a porter")
    assert (beside.independent, beside.rests_on) == (2, ("mayor", "nurse", "porter"))
    one_doubted = hidden("a: nurse\na: porter", "nurse: a nurse", "porter: a porter", rejected=frozenset({"nurse"}))
    assert (one_doubted.independent, one_doubted.rests_on) == (1, ("porter",))


def test_unnamed_sources_of_two_outlets_are_two_and_those_behind_one_carrier_are_one() -> None:
    said = ("nurse: a nurse", "porter: a porter")
    assert hidden("a argus: nurse\nb bugle: porter", *said).independent == 2
    assert hidden("a: nurse > wire\nb: porter > wire\nc argus: nurse\nd bugle: porter", *said, outlets="wire").independent == 2
    carried = hidden("a: nurse > wire > post\nb: porter > wire > echo", *said, outlets="wire post echo")
    assert (carried.independent, carried.rests_on) == (1, ("wire",))


def test_who_holds_an_office_or_speaks_for_a_body_is_not_unnamed() -> None:
    lines = "a argus: mayor\na argus: speaker\na argus: paper"
    claim = hidden(lines, "mayor: the mayor", "speaker: a spokesman for the ministry", "paper: a memo")
    assert (claim.independent, claim.unnamed) == (3, ())


def test_an_outlet_that_carries_is_no_voice_where_another_report_says_from_whom_it_has_it() -> None:
    lines = "a: mayor\nb: mayor > wire\nc: wire"
    claim = hidden(lines, outlets="wire")
    assert (claim.origins, claim.independent, claim.rests_on) == (("mayor", "wire"), 1, ("mayor",))
    assert hidden(lines).independent == 2, "a person may well have seen it for himself"
    only = hidden("a: mayor > wire\nb: wire", outlets="wire")
    assert (only.origins, only.independent, only.rests_on) == (("mayor", "wire"), 1, ("wire",))


def test_a_copy_without_credit_is_named_as_such() -> None:
    plain = judged("a herald: mayor\nb bugle: mayor", (copy("b", "a"),))
    assert plain.why.endswith("b copied it from a without saying so and adds no voice.")
    cited = judged("a herald: mayor\nb bugle: mayor", (copy("b", "a"), Derivation("b", "herald", "cites", 0.0, (), "drawn")))
    assert cited.why.endswith("b copied it from a and adds no voice.")


def test_two_thousand_members_are_counted_in_seconds() -> None:
    """Distinct voices, and a copy of every report: under a second of one core; what grows with the square takes minutes."""
    lines = "\n".join(f"d{n} o{n}: v{n} > w{n % 97}\nc{n}: v{n}" for n in range(1000))
    copies = tuple(copy(f"c{n}", f"d{n}") for n in range(1000))
    pile, claims, entities = drawn(lines)
    start = process_time()
    (claim,) = independence(pile, claims, copies, entities)
    (flat,) = independence(pile, claims, (), entities)
    assert process_time() - start < 20
    assert claim.independent == 97
    assert flat.independent == 1000


def test_addressees_are_no_voices() -> None:
    pile, claims, entities = drawn("a: mayor\nb: mayor > wire")
    hop = Hop("radio", 0, 1, role="addressee")
    heard = tuple(Marked(m.document, (), (), (), tuple(_with(a, hop) for a in m.attributions), m.outlet) for m in pile)
    (claim,) = independence(heard, claims, (), entities)
    assert claim.rests_on == ("mayor",)


def _with(a: Attribution, hop: Hop) -> Attribution:
    return Attribution(a.id, a.document, a.kind, a.content, a.cue, a.source, (*a.chain, hop), None, None, 1.0, "drawn")


def test_shared_words_whose_direction_nobody_knows_are_not_called_a_copy() -> None:
    claim = judged("a herald: mayor\nb bugle: mayor", (structs.replace(copy("b", "a"), directed=False),))
    assert claim.independent == 1
    assert claim.why.endswith("b has it in the words of a, which came first is not known, and adds no voice.")
