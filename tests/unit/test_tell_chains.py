"""Chains as rows, as arrows and as a drawing."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

from sayso.tell import chains as module
from sayso.tell.chains import arrows, chains, drawing, graph
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
    svg, switches = drawing(look, look.dossier.claims[0], "carried by 4 reports & more")
    root = ElementTree.fromstring(str(svg))
    assert root.attrib["role"] == "img"
    assert root[0].text == "carried by 4 reports & more"
    assert "doubt here, and nothing is left" in svg
    assert svg.count('class="cut"') == 1
    assert svg.count('class="dotted"') == 1
    # without the relay only the report that names nobody is left; without a carrier only its own report goes
    assert [(name, gone, of) for _, name, gone, of in switches] == [
        ("Ada Brandt", 3, 4),
        ("Bo Lind", 3, 4),
        ("Kettle News", 1, 4),
        ("Radio Fjord", 1, 4),
    ]


def test_circles_are_drawn_not_followed() -> None:
    desk = Desk()
    a, b = desk.entity("e-a", "outlet", "Kettle News"), desk.entity("e-b", "outlet", "Radio Fjord")
    members = desk.report("d0", "“[Q1:It sank],” [S1:it] [C1:said].", {"1": [a, b]})
    members += desk.report("d1", "“[Q1:It sank],” [S1:it] [C1:said].", {"1": [b, a]})
    desk.stories = [Story("s1", "Boat", ("d0", "d1"), (), "")]
    desk.claim("c1", "s1", members, (), 0)
    look = Lookup(desk.bind())
    svg, _ = drawing(look, look.dossier.claims[0], "a circle")
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
    rules = set(re.findall(r"\.w(\d+):checked\) \.x(\d+)", page))
    assert rules == {(str(n), str(n)) for n in range(module.MOST_SWITCHES)}
