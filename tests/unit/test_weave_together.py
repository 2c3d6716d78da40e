"""together: who of a claim's voices speak for one body. A report is its text, with the voice of the claim in [V: ]."""

from __future__ import annotations

import pytest

from sayso.mark.mentions import mentions
from sayso.types import Attribution, Claim, Hop, Locus, Marked, Span, Variant
from sayso.weave.identities import identities
from sayso.weave.together import spoken_for, together
from tests.marked import marked
from tests.unit.test_mark_mentions import document


def report(text: str) -> Marked:
    """A report whose marked voices said its first word; what stands in [C: ] is the cue of the first of them."""
    plain, spans = marked(text)
    d = document(plain)
    said = tuple(
        Attribution(
            f"{d.id}-a{n}", d.id, "indirect", (Span(0, 1),), tuple(spans.get("C", [])) if not n else (), (voice,),
            (Hop(None, voice.start, voice.end),), None, None, 1.0, "given",
        )
        for n, voice in enumerate(spans.get("V", []))
    )  # fmt: skip
    return Marked(document=d, regions=(), mentions=mentions(d, (), None), dates=(), attributions=said)


def groups(*texts: str) -> list[list[str]]:
    """The voices that count as one, by name, of a claim that all the reports carry."""
    entities, pile = identities([report(text) for text in texts])
    members = tuple(a.id for m in pile for a in m.attributions)
    variants = tuple(Variant(m, (Span(0, 1),)) for m in members)
    claim = Claim("c1", "s1", "x", Locus(pile[0].document.id, 0, 1), members, variants, (), 0, (), "")
    name = {e.id: e.name for e in entities}
    (found,) = together(pile, (claim,), entities)
    return [[name[v] for v in group] for group in found.together]


HERE = " Ada Sund met Conrad Hale at Karsund Fibre in Skarvik."

ONE = {
    "a ministry, its spokesman, and his name": (
        "[V:The Roads Ministry] said no." + HERE,
        "[V:A spokesman for the Roads Ministry] said no." + HERE,
        "Colm Reddick, a spokesman for the Roads Ministry, was calm. [V:Reddick] said no." + HERE,
    ),
    "the short for it": ("[V:The Roads Ministry] said no." + HERE, "[V:A ministry spokeswoman] said no." + HERE),
    "the possessive": ("[V:Karsund Fibre] said no." + HERE, "[V:Karsund Fibre's chief spokesperson] said no." + HERE),
    "a statement that is the body's": ("[V:Karsund Fibre] said no." + HERE, "[V:A statement by Karsund Fibre] said no." + HERE),
    "its press office": ("[V:The Roads Ministry] said no." + HERE, "[V:The Roads Ministry's press office] said no." + HERE),
    "a study of its own": ("[V:Karsund Fibre] said no." + HERE, "[V:A study by Karsund Fibre] said no." + HERE),
    "its management": (
        "[V:Karsund Fibre] said no." + HERE,
        "[V:The management of Karsund Fibre] said no." + HERE,
    ),
    "a ministry called in another order": (
        "[V:The Ministry of Roads] said no." + HERE,
        "The Ministry of Roads was shut. [V:A roads ministry spokesman] said no." + HERE,
    ),
    "two who speak, where the body itself does not": (
        "The Roads Ministry was shut. [V:A spokesman for the Roads Ministry] said no." + HERE,
        "Colm Reddick, a spokesman for the Roads Ministry, was calm. [V:Reddick] said no." + HERE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ONE)
def test_a_body_and_those_who_speak_for_it_are_one_voice(case: str) -> None:
    found = groups(*ONE[case])
    assert len(found) == 1
    assert len(found[0]) == len(ONE[case])


def test_the_body_stands_for_all_and_else_who_has_a_name() -> None:
    assert groups(*ONE["a ministry, its spokesman, and his name"])[0][0] == "Roads Ministry"
    assert groups(*ONE["two who speak, where the body itself does not"])[0][0] == "Colm Reddick"


APART = {
    "a minister and his ministry": (
        "[V:The Roads Ministry] said no." + HERE,
        "Maud Sellick, the roads minister, was calm. [V:Sellick] said no." + HERE,
    ),
    "spokesmen of two ministries": (
        "The Roads Ministry was shut. [V:A spokesman for the Roads Ministry] said no." + HERE,
        "The Health Ministry was shut. [V:A spokesman for the Health Ministry] said no." + HERE,
    ),
    "a ministry spokesman where the report names two": (
        "[V:The Roads Ministry] said no." + HERE,
        "The Roads Ministry and the Health Ministry met. [V:A ministry spokesman] said no." + HERE,
    ),
    "the union's spokeswoman and the firm": (
        "[V:Karsund Fibre] said no." + HERE,
        "[V:A spokeswoman for the Cable Workers' Union at Karsund Fibre] said no." + HERE,
    ),
    "who works for a body": ("[V:Karsund Fibre] said no." + HERE, "[V:An engineer at Karsund Fibre] said no." + HERE),
    "one of its offices": ("[V:Karsund Fibre] said no." + HERE, "[V:The Karsund Fibre office in Skarvik] said no." + HERE),
    "its lawyer": ("[V:Karsund Fibre] said no." + HERE, "[V:A lawyer for Karsund Fibre] said no." + HERE),
    "a former spokesman": ("[V:Karsund Fibre] said no." + HERE, "[V:A former spokesman for Karsund Fibre] said no." + HERE),
    "a memo": ("[V:Karsund Fibre] said no." + HERE, "[V:An internal Karsund Fibre memo] said no." + HERE),
    "a leaked report": ("[V:Karsund Fibre] said no." + HERE, "[V:A leaked report by Karsund Fibre] said no." + HERE),
    "a letter to it": ("[V:Karsund Fibre] said no." + HERE, "[V:A letter to Karsund Fibre] said no." + HERE),
    "a spokesman of nobody knows whom": ("[V:Karsund Fibre] said no." + HERE, "[V:A spokesman] said no." + HERE),
}  # fmt: skip


@pytest.mark.parametrize("case", APART)
def test_a_voice_of_ones_own_stays_one(case: str) -> None:
    assert groups(*APART[case]) == []


def test_a_paper_is_of_whom_a_report_lets_say_it() -> None:
    said = "[V:Karsund Fibre] [C:said] in a statement that it was so." + HERE
    (found,) = groups(said, "[V:The statement] says no." + HERE)
    assert found[0] == "Karsund Fibre"
    assert found[1].endswith("statement")
    letter = "In a letter of 3 May [V:the Roads Ministry] [C:said] that it was so." + HERE
    assert groups(letter, "[V:The letter] says no." + HERE)[0][0] == "Roads Ministry"
    assert groups("[V:Karsund Fibre] [C:said] of a statement that it was so." + HERE, "[V:The statement] says no." + HERE) == []


def test_a_body_that_two_reports_describe_in_the_same_words_is_one_voice() -> None:
    assert groups("[V:The electoral commission] said no." + HERE, "[V:The electoral commission] said no. Nobody came.") == [
        ["electoral commission"] * 2
    ]
    assert groups("[V:A resident] said no." + HERE, "[V:A resident] said no. Nobody came.") == []
    assert groups("[V:The weather service] said no." + HERE, "[V:The weather service] said no. Nobody came.") == [
        ["weather service"] * 2
    ]


def test_a_body_called_by_its_noun_alone_is_the_one_that_says_the_same_and_has_that_noun() -> None:
    plain = "[V:The ministry] said no. Nobody came."
    assert groups("[V:The finance ministry] said no." + HERE, plain) == [["finance ministry", "ministry"]]
    two = ("[V:The finance ministry] said no." + HERE, "[V:The defence ministry] said no. All was calm.")
    assert groups(*two, plain) == []


def test_a_surname_is_the_one_full_name_that_says_the_same() -> None:
    plain = "[V:Reddick] said no. Nobody came."
    assert groups("[V:Colm Reddick] said no.", plain) == [["Colm Reddick", "Reddick"]]
    assert groups("[V:Colm Reddick] said no.", "[V:Ada Reddick] said no. All was calm.", plain) == []
    assert groups("[V:Tom Reddick] said no.", "[V:Mrs Reddick] said no. Nobody came.") == []


def test_who_speaks_for_two_bodies_is_a_voice_of_his_own() -> None:
    both = (
        "The Roads Ministry was shut. Colm Reddick, a spokesman for the Roads Ministry, said no." + HERE,
        "The Health Ministry was shut. Colm Reddick, a spokesman for the Health Ministry, said no." + HERE,
    )
    _, pile = identities([report(text) for text in both])
    assert spoken_for(pile[:1]) != {}
    assert spoken_for(pile) == {}
