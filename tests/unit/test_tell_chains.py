"""Chains as rows, as arrows and as a drawing."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

from sayso.tell import chains as module
from sayso.tell import doubts
from sayso.tell.chains import arrows, chains, drawing, graph, routes
from sayso.tell.lookup import Lookup
from sayso.types import Derivation, Story
from tests.tellings import Desk, harbour


def relayed() -> Lookup:
    """One voice, one relay, two carriers, four reports, one of them a copy and one without a name."""
    desk = Desk()
    a = desk.entity("e-a", "person", "Ada Brandt")
    b = desk.entity("e-b", "person", "Bo Lind")
    x = desk.entity("e-x", "outlet", "Kettle News")
    y = desk.entity("e-y", "outlet", "Radio Fjord")
    ways: list[list[str | None]] = [[a, b], [a, b, x], [a, b, y], []]
    members = []
    for n, way in enumerate(ways):
        members += desk.report(
            f"d{n}", "“[Q1:The ice will hold],” [S1:she] [C1:said].", {"1": way}, published=f"2020-01-0{n + 1}"
        )
    desk.stories = [Story("s1", "Ice", tuple(f"d{n}" for n in range(4)), (), "")]
    desk.claim("c1", "s1", members, (b,))
    desk.derivations = [Derivation("d3", "d0", "copies", 1.0, ((0, 5, 0, 5),), "the same words")]
    return Lookup(desk.bind())


def test_rows_name_every_hop_and_say_which_are_implied() -> None:
    look = relayed()
    rows = chains(look, look.dossier.claims[0])
    assert [arrows(look, row) for row in rows] == [
        "Ada Brandt → Bo Lind ⇢ A",
        "Ada Brandt → Bo Lind ⇢ Kettle News ⇢ B",
        "Ada Brandt → Bo Lind ⇢ Radio Fjord ⇢ C",
        "nobody named ⇢ D",
    ]


def test_one_column_a_hop_and_the_reports_last() -> None:
    look = relayed()
    made = graph(look, look.dossier.claims[0])
    assert {n.label: n.column for n in made.nodes.values() if not n.reports} == {
        "Ada Brandt": 0,
        "Bo Lind": 1,
        "Kettle News": 2,
        "Radio Fjord": 2,
    }
    assert {n.column for n in made.nodes.values() if n.reports} == {3}
    assert made.edges[("e e-a", "e e-b")] == "solid"
    assert made.edges[("e e-b", "e e-x")] == "dashed"
    assert made.copies == [("d d0", "d d3")]


def test_no_two_nodes_of_a_column_stand_on_one_another() -> None:
    look = relayed()
    made = graph(look, look.dossier.claims[0])
    for column in range(4):
        heights = sorted(n.y for n in made.nodes.values() if n.column == column)
        assert all(b - a >= 30 for a, b in pairwise(heights))


def test_the_drawing_is_well_formed_and_holds_cut_words_and_switches() -> None:
    look = relayed()
    drawn = drawing(look, look.dossier.claims[0], "carried by 4 reports & more")
    root = ElementTree.fromstring(str(drawn.svg))
    assert root.attrib["role"] == "img"
    assert root[0].text == "carried by 4 reports & more"
    assert "doubt here, and nothing is left" in drawn.svg
    assert drawn.svg.count('class="cut k ') == 1
    assert drawn.svg.count('class="dotted') == 1
    # without the first voice or the relay only the report that names nobody is left, and it rests on one unnamed voice;
    # without a carrier only its own report goes
    left = [(s.name, s.reports, s.claim.independent, s.claim.rests_on) for s in drawn.switches]
    assert left == [
        ("Ada Brandt", 1, 1, ()),
        ("Bo Lind", 1, 1, ()),
        ("Kettle News", 3, 1, ("e-b",)),
        ("Radio Fjord", 3, 1, ("e-b",)),
    ]


def two_ways() -> Lookup:
    """Two voices who both spoke to one outlet, and one of whom also spoke to a second report."""
    desk = Desk()
    a, b = desk.entity("e-a", "person", "Ada Brandt"), desk.entity("e-b", "person", "Bo Lind")
    x = desk.entity("e-x", "outlet", "Kettle News")
    members = []
    ways: list[list[str | None]] = [[a, x], [b, x], [b]]
    for n, way in enumerate(ways):
        members += desk.report(
            f"d{n}", "“[Q1:The ice will hold],” [S1:she] [C1:said].", {"1": way}, published=f"2020-01-0{n + 1}"
        )
    desk.stories = [Story("s1", "Ice", ("d0", "d1", "d2"), (), "")]
    desk.claim("c1", "s1", members, (b, x))
    return Lookup(desk.bind())


def test_leaving_a_hop_out_counts_the_voices_anew() -> None:
    look = two_ways()
    drawn = drawing(look, look.dossier.claims[0], "")
    left = {s.name: (s.reports, s.claim.independent, s.claim.rests_on) for s in drawn.switches}
    assert left == {"Ada Brandt": (2, 1, ("e-b",)), "Bo Lind": (1, 1, ("e-x",)), "Kettle News": (1, 1, ("e-b",))}
    # the mark of what the claim rests on moves: without Bo Lind it is the carrier alone, which he shares with Ada Brandt
    marks = re.findall(r'<g class="n[^"]*"><title>([^<]*)</title><circle[^>]*/><circle class="cut ([^"]*)"', str(drawn.svg))
    number = {s.name: f"k{s.number}" for s in drawn.switches}
    assert dict(marks) == {
        "Bo Lind": f"k {number['Ada Brandt']} {number['Kettle News']}",
        "Kettle News": f"k {number['Bo Lind']}",
    }


def test_counting_anew_without_anybody_is_what_the_dossier_says() -> None:
    made = harbour()
    look = Lookup(made)
    for claim in made.claims[:2]:
        (again,) = doubts.without(look, claim, ["e-who-is-not-there"])
        assert (again.independent, again.rests_on, again.origins) == (claim.independent, claim.rests_on, claim.origins)


def test_what_hangs_on_a_copied_report_falls_with_it() -> None:
    desk = Desk()
    a, b = desk.entity("e-a", "person", "Ada Brandt"), desk.entity("e-b", "person", "Bo Lind")
    text = "“[Q1:The ice will hold],” [S1:she] [C1:said]."
    members = [*desk.report("d0", text, {"1": [a, b]}), *desk.report("d1", text, {"1": [b]})]
    desk.stories = [Story("s1", "Ice", ("d0", "d1"), (), "")]
    desk.claim("c1", "s1", members, (b,))
    size = len("“The ice will hold,” she said.")
    desk.derivations = [Derivation("d1", "d0", "copies", 1.0, ((0, size, 0, size),), "the same words")]
    look = Lookup(desk.bind())
    left = {s.name: (s.reports, s.claim.independent) for s in drawing(look, look.dossier.claims[0], "").switches}
    assert left == {"Ada Brandt": (0, 0), "Bo Lind": (0, 0)}


def test_a_claim_of_many_hops_says_that_none_can_be_left_out() -> None:
    desk = Desk()
    members = []
    for n in range(doubts.MOST_HOPS + 1):
        voice = desk.entity(f"e-{n}", "person", f"Voice {n}")
        members += desk.report(f"d{n:02}", "“[Q1:It sank],” [S1:she] [C1:said].", {"1": [voice]})
    desk.stories = [Story("s1", "Boat", tuple(f"d{n:02}" for n in range(doubts.MOST_HOPS + 1)), (), "")]
    desk.claim("c1", "s1", members, tuple(f"e-{n}" for n in range(doubts.MOST_HOPS + 1)))
    made = desk.bind()
    drawn = drawing(Lookup(made), made.claims[0], "")
    assert (drawn.switches, drawn.hops) == ((), doubts.MOST_HOPS + 1)
    assert "Hops cannot be left out here one by one: with 13 hops" in made.to_html()


def test_routes_put_reports_with_the_same_hops_together() -> None:
    look = two_ways()
    assert routes(look, look.dossier.claims[0]) == [
        "Ada Brandt → Kettle News ⇢ A",
        "Bo Lind → Kettle News ⇢ B",
        "Bo Lind → C",
    ]
    look = Lookup(harbour())
    assert routes(look, look.dossier.claims[1]) == ["Ines Okafor → A, B"]


def test_circles_are_drawn_not_followed() -> None:
    desk = Desk()
    a, b = desk.entity("e-a", "outlet", "Kettle News"), desk.entity("e-b", "outlet", "Radio Fjord")
    members = desk.report("d0", "“[Q1:It sank],” [S1:it] [C1:said].", {"1": [a, b]})
    members += desk.report("d1", "“[Q1:It sank],” [S1:it] [C1:said].", {"1": [b, a]})
    desk.stories = [Story("s1", "Boat", ("d0", "d1"), (), "")]
    desk.claim("c1", "s1", members, (), 0)
    look = Lookup(desk.bind())
    svg = drawing(look, look.dossier.claims[0], "a circle").svg
    ElementTree.fromstring(str(svg))
    assert "Kettle News" in svg


def test_many_reports_with_the_same_last_hop_are_drawn_as_one() -> None:
    desk = Desk()
    a = desk.entity("e-a", "person", "Ada Brandt")
    members = []
    for n in range(40):
        members += desk.report(f"d{n:02}", "“[Q1:It sank],” [S1:she] [C1:said].", {"1": [a]})
    desk.stories = [Story("s1", "Boat", tuple(f"d{n:02}" for n in range(40)), (), "")]
    desk.claim("c1", "s1", members, (a,))
    look = Lookup(desk.bind())
    made = graph(look, look.dossier.claims[0])
    assert [n.label[:11] for n in made.nodes.values()] == ["Ada Brandt", "40 reports:"]
    assert module.MOST_REPORTS < 40


def test_every_switch_has_its_rule_in_the_style_sheet() -> None:
    page = harbour().to_html()
    for kind in ("x", "r", "cut.k"):  # what fades, what is counted, what it rests on
        rules = set(re.findall(rf"\.w(\d+):checked\) \.{kind}(\d+)", page))
        assert rules == {(str(n), str(n)) for n in range(doubts.MOST_HOPS)}
