"""Words of like sense, of opposite sense, denied and counted."""

from __future__ import annotations

import pytest

from sayso.weave.alignment import agreement, collate, likeness, shared
from sayso.weave.quantities import Quantity, compatible, plain, quantities
from sayso.weave.wording import Name, Word, key, negator, words
from tests.marked import marked


def read(text: str, names: tuple[Name, ...] = ()) -> list[Word]:
    return words(text, 0, len(text), names)


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("She refused to [N:open] the [N:parcel].", {"open", "parcel"}),
        ("Nobody [N:opened] the [N:parcel], and she left.", {"opened", "parcel"}),
        ("There isn't a [N:parcel] here", {"parcel"}),
        ("She did not [N:open] it but she read the card", {"open"}),
        ("It was not only red", set()),
        ("There is no doubt that she came", set()),
        ("They let out no more than forty", set()),
        ("She ate nothing but a pear", set()),
        ("Her lead was no [N:higher] than [N:allowed]", {"higher", "allowed"}),
        ("The train left no [N:later] than [N:planned]", {"later", "planned"}),
        ("She never missed a train again", set()),
        ("He refused a [N:parcel] that was sent by his aunt", {"parcel"}),
    ],
)
def test_what_a_negation_reaches(text: str, denied: set[str]) -> None:
    bare, _ = marked(text)
    assert {w.text for w in read(bare) if w.denied and w.weight > 0} == denied


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,400 houses and twenty-two barns", [(1400, "", ""), (22, "", "")]),
        ("two hundred and fifty thousand litres", [(250000, "", "")]),
        ("it cost £3.5 million, about $40m", [(3_500_000, "£", ""), (40_000_000, "$", "about")]),
        ("10 per cent, 12.5%, 3 percent", [(0.1, "%", ""), (0.125, "%", ""), (0.03, "%", "")]),
        ("a third of the flats and two thirds of the shops", [(0.333333, "%", ""), (0.666666, "%", "")]),
        ("one sailor in ten; three out of five", [(0.1, "%", ""), (0.6, "%", "")]),
        ("at least 11 boats, more than nine crews, up to 40 men", [(11, "", "least"), (9, "", "least"), (40, "", "most")]),
        ("dozens of boats", [(12, "", "vague")]),
        ("12 miles, 20km, a 40-mile trip", [(19312.128, "length", ""), (20_000, "length", ""), (64373.76, "length", "")]),
        ("100 mph, 160 km/h, 90km an hour", [(160.9344, "speed", ""), (160, "speed", ""), (90, "speed", "")]),
        ("at least three hours, 180 minutes", [(10_800, "time", "least"), (10_800, "time", "")]),
        ("half an hour, for a week, two years and a half", [(1800, "time", ""), (604_800, "time", ""), (78892380, "time", "")]),
        ("two hours and 10 minutes, six feet 4 inches", [(7800, "time", ""), (1.9304, "length", "")]),
        ("50 to 60 km away", [(50_000, "length", "")]),
        ("minus 10C, -40F", [(-10, "warmth", ""), (-40, "warmth", "")]),
        ("400 a week, a day, a second chance, the 17m crowd", [(400, "", ""), (17_000_000, "", "")]),
        (
            "40C, 40°C, 104F and 5 F-16s",
            [(40, "warmth", ""), (40, "warmth", ""), (40, "warmth", ""), (5, "", ""), (16, "", "")],
        ),
        ("a two-year-old girl, 62 years old", [(2, "age", ""), (62, "age", "")]),
        ("on 8 March 2021 at 7:20 p.m., the 26th, in 1999", []),
        ("one of them held the third man", []),
        ("only one appeal, just one-third of it", [(1, "", ""), (0.333333, "%", "")]),
        ("the only one that came, only one of many, not just one", []),
    ],
)
def test_figures(text: str, values: list[tuple[float, str, str]]) -> None:
    found = quantities(text, [(w.text, w.start, w.end) for w in read(text)])
    assert [(round(q.value, 5), q.unit, q.how) for q in found] == [(round(v, 5), unit, how) for v, unit, how in values]


@pytest.mark.parametrize(
    ("a", "b", "both"),
    [
        (Quantity(0, 0, 12, "", ""), Quantity(0, 0, 14, "", ""), False),
        (Quantity(0, 0, 12, "", ""), Quantity(0, 0, 12, "", "about"), True),
        (Quantity(0, 0, 11, "", "least"), Quantity(0, 0, 12, "", ""), True),
        (Quantity(0, 0, 13, "", "least"), Quantity(0, 0, 12, "", ""), False),
        (Quantity(0, 0, 100, "", "about"), Quantity(0, 0, 104, "", ""), True),
        (Quantity(0, 0, 0.1, "%", ""), Quantity(0, 0, 900, "", ""), None),
        (Quantity(0, 0, 12, "", "vague"), Quantity(0, 0, 30, "", ""), True),
        (
            Quantity(0, 0, 19312.128, "length", "", told_in="miles"),
            Quantity(0, 0, 20_000, "length", "", told_in="kilometres"),
            True,
        ),
        (
            Quantity(0, 0, 19_000, "length", "", told_in="kilometres"),
            Quantity(0, 0, 20_000, "length", "", told_in="kilometres"),
            False,
        ),
        (
            Quantity(0, 0, 54_000, "length", "", told_in="kilometres"),
            Quantity(0, 0, 54_300, "length", "", told_in="kilometres"),
            True,
        ),
        (Quantity(0, 0, 259_200, "time", "", told_in="days"), Quantity(0, 0, 259_200, "time", "", told_in="hours"), True),
        (Quantity(0, 0, 31556952, "time", "", told_in="years"), Quantity(0, 0, 34186698, "time", "", told_in="months"), False),
    ],
)
def test_figures_that_can_both_be_right(a: Quantity, b: Quantity, both: bool | None) -> None:
    assert compatible(a, b) is both
    assert compatible(b, a) is both


def test_figures_as_a_reader_writes_them() -> None:
    assert [plain(Quantity(0, 0, v, u, "")) for v, u in ((2400, ""), (0.1, "%"), (38e6, "£"))] == [
        "2,400",
        "10%",
        "£38,000,000",
    ]


def test_irregular_forms_have_the_stem_of_their_base() -> None:
    assert key("sent") == key("send")
    assert key("children") == key("child")
    assert negator("refusing") == "verb"
    assert negator("wouldn't") == "not"
    assert negator("house") is None


@pytest.mark.parametrize(
    ("left", "right", "same", "opposite"),
    [
        ("ferry", "boat", True, False),
        ("shut", "open", True, True),
        ("inspected", "inspection", True, False),
        ("Kowalczik", "Kowalczyk", True, False),
        ("goat", "bridge", False, False),
    ],
)
def test_likeness_of_words(left: str, right: str, same: bool, opposite: bool) -> None:
    like, turned = likeness(read(f"a {left}")[1], read(f"a {right}")[1])
    assert (like > 0, turned) == (same, opposite)


@pytest.mark.parametrize(
    ("left", "right", "turned"),
    [
        ("every gate was shut", "there is no gate open", False),
        ("the mill would close", "the mill would not close", True),
        ("she received the parcel", "she refused to receive the parcel", True),
        ("he never said there was a leak", "there was a leak", False),
    ],
)
def test_opposite_sense(left: str, right: str, turned: bool) -> None:
    agreed = agreement(read(left), read(right))
    assert agreed.pairs
    assert (agreed.turned > 0) is turned


def test_a_denial_of_saying_leaves_it_open() -> None:
    agreed = agreement(read("he never said there was a leak"), read("there was a leak"))
    assert agreed.turned == 0
    assert agreed.unsure > 0


def test_agreement_is_even_handed() -> None:
    a, b = read("The crew left the harbour at dawn"), read("At dawn the sailors went from the harbour")
    one, other = agreement(a, b), agreement(b, a)
    assert one.score == pytest.approx(other.score)
    assert one.left == pytest.approx(other.right)
    assert agreement(a, a).score == pytest.approx(1.0)
    assert agreement(a, []).score == 0


def test_two_spellings_of_one_entity_agree() -> None:
    a, b = "Gulpay left", "Golpai left"
    apart = agreement(read(a), read(b)).score
    joined = agreement(read(a, (Name(0, 6, "e-g", True),)), read(b, (Name(0, 6, "e-g", True),))).score
    assert joined == pytest.approx(1.0)
    assert apart < joined


def test_a_name_weighs_on_its_last_word_and_its_title_little() -> None:
    found = read("the harbour Director Mara Ostrow left", (Name(21, 32, "e-o", True),))
    weights = {w.text: w.weight for w in found}
    assert weights["mara"] == 0
    assert weights["ostrow"] > weights["director"] > 0


def test_collation_finds_the_words_that_differ() -> None:
    a, b = read("the roof just lifted clear of us"), read("the roof just tore clear of us")
    steps = collate(a, b)
    assert shared(steps) == 6
    differing = [s for s in steps if not s.same]
    assert [(a[s.left_start].text, b[s.right_start].text) for s in differing] == [("lifted", "tore")]
