"""Time in three lanes."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from sayso.tell.lanes import drawing, human, lanes, span_of_dates
from sayso.tell.lookup import Lookup
from sayso.types import Story
from tests.tellings import Desk, harbour


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2017-11-03", "3 Nov 2017"),
        ("2017-11", "Nov 2017"),
        ("2017", "2017"),
        ("2017-11~", "about Nov 2017"),
        ("2017-11-03?", "3 Nov 2017 (uncertain)"),
        ("2017-11-03T10:00:00Z", "3 Nov 2017"),
        ("2017-11-30/2017-12-04", "30 Nov 2017 – 4 Dec 2017"),
        ("2017-11-30/..", "30 Nov 2017 or later"),
        ("../2017-11", "Nov 2017 or earlier"),
        ("197X", "197X"),
        ("2017-22", "2017-22"),
    ],
)
def test_human(value: str, expected: str) -> None:
    assert human(value) == expected


def test_lanes_are_never_mixed_and_say_why() -> None:
    look = Lookup(harbour())
    found = lanes(look, look.stories[0])
    assert [(m.lane, m.value) for m in found] == [
        ("happened", "2023-05-08"),
        ("published", "2023-05-08"),
        ("published", "2023-05-09"),
    ]
    assert found[0].places[0].words == "on Monday"
    assert found[1].places[0].why == "byline in line 2"


def test_the_drawing_is_well_formed_and_has_a_title_for_each_mark() -> None:
    look = Lookup(harbour())
    svg = drawing(look, lanes(look, look.stories[0]), "three <lanes>")
    root = ElementTree.fromstring(str(svg))
    assert root[0].text == "three <lanes>"
    titles = [e.text for e in root.iter("title")]
    assert "8 May 2023: the day of publication" in titles
    assert svg.count('class="day"') == 3


def test_far_dates_stand_at_the_edge() -> None:
    desk = Desk()
    for n, value in enumerate(("1979-02-11", "2020-01-02", "2020-01-04")):
        desk.report(f"d{n}", "It broke [D:then].", {}, published=value)
    desk.stories = [Story("s1", "Dam", ("d0", "d1", "d2"), (), "")]
    look = Lookup(desk.bind())
    found = lanes(look, look.stories[0])
    # the old report is one of those that came out: it stretches the lanes, for its day is when it was published
    assert span_of_dates(look, look.stories[0]) == "11 Feb 1979 – 4 Jan 2020"
    ElementTree.fromstring(str(drawing(look, found, "x")))


@pytest.mark.parametrize(
    "value", ["2020-06/2020-07", "2020-06~", "2020-06-05/..", "../2020-06", "2020", "0001-01-01", "9999-12-31"]
)
def test_every_kind_of_value_can_be_drawn(value: str) -> None:
    desk = Desk()
    desk.report("d0", "It broke [D:then].", {}, published=value)
    desk.stories = [Story("s1", "Dam", ("d0",), (), "")]
    look = Lookup(desk.bind())
    found = lanes(look, look.stories[0])
    assert {m.lane for m in found} == {"happened", "published"}
    ElementTree.fromstring(str(drawing(look, found, "x")))


def test_values_that_name_no_day_are_left_out() -> None:
    desk = Desk()
    desk.report("d0", "It broke [D:then].", {}, published="XXXX-10-10")
    desk.report("d1", "It broke [D:then].", {}, published="not a date")
    desk.stories = [Story("s1", "Dam", ("d0", "d1"), (), "")]
    look = Lookup(desk.bind())
    assert lanes(look, look.stories[0]) == []
    assert span_of_dates(look, look.stories[0]) == ""
    assert drawing(look, [], "x") == ""
