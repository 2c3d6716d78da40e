"""mentions with a model at hand: what it reads is believed where the text allows it, and nowhere else.

The model is a stand-in: of each pair (mention, mention before) it is told how sure it is. Marks: one label is one entity.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sayso.mark.mentions import Referee, mentions
from sayso.models import Reading
from sayso.types import Mention, Span
from tests.marked import document, marked


def reader(
    links: dict[tuple[int, int], float], more: Sequence[Span] = (), kinds: dict[int, tuple[float, ...]] | None = None
) -> Referee:
    """A model that reads what it is asked about, and `more`; links by where (mention, mention before) begin."""

    def refer(text: str, paragraphs: Sequence[Span], quotations: Sequence[Span], also: Sequence[Span]) -> Reading:
        spans = sorted({*also, *more}, key=lambda s: (s.start, -s.end))
        first = {s.start: n for n, s in reversed(list(enumerate(spans)))}
        rows: list[list[tuple[int, float]]] = [[] for _ in spans]
        for (mention, before), score in links.items():
            for n, s in enumerate(spans):
                if s.start == mention and before in first and first[before] < n:
                    rows[n].append((first[before], score))
        told = kinds or {}
        return Reading(
            tuple(spans),
            tuple(told.get(s.start, (0.0, 0.0, 0.0)) for s in spans),
            tuple(tuple(sorted(r, key=lambda x: (-x[1], -x[0]))) for r in rows),
        )

    return refer


def found(text: str, links: dict[str, float], more: Sequence[str] = ()) -> tuple[dict[str, str], dict[str, list[Span]], str]:
    """Entities by mark; `links` are written "B2 A1": the second place marked B means the first marked A."""
    plain, spans = marked(text)
    place = {f"{label}{n}": s for label, here in spans.items() for n, s in enumerate(here, 1)}
    pairs = {(place[a].start, place[b].start): score for key, score in links.items() for a, b in [key.split()]}
    got = {(m.start, m.end): m for m in mentions(document(plain), (), reader(pairs, [place[m] for m in more]))}
    return {key: got[s.start, s.end].entity for key, s in place.items() if (s.start, s.end) in got}, spans, plain


def test_a_pronoun_goes_where_the_model_says() -> None:
    text = "A letter came from [A:Greta Lindqvist] to [B:Ada Sund]. [C:She] said that it was closed."
    who, _, _ = found(text, {"C1 A1": 4.0, "C1 B1": -4.0})
    assert who["C1"] == who["A1"] != who["B1"]
    who, _, _ = found(text, {"C1 B1": 4.0, "C1 A1": -4.0})
    assert who["C1"] == who["B1"]


def test_but_not_against_its_gender() -> None:
    who, _, _ = found("[A:Greta Lindqvist] met [B:Sir Karel Brod]. [C:He] said so.", {"C1 A1": 5.0, "C1 B1": 0.1})
    assert who["C1"] == who["B1"]


def test_nor_where_it_thinks_nobody_likelier() -> None:
    text = "[A:Greta Lindqvist] spoke. [B:Ada Sund] was there, in the rain, by the gate. [C:She] said so."
    assert found(text, {"C1 A1": -1.0})[0]["C1"] == found(text, {})[0]["C1"]


def test_a_description_means_whom_the_model_says() -> None:
    text = "[A:Ada Sund] ran the yard for years. [B:The retired judge] said that it was over."
    who, _, _ = found(text, {"B1 A1": 2.0})
    assert who["B1"] == who["A1"]
    assert found(text, {})[0]["B1"] != who["A1"]


def test_the_deputy_mayor_is_not_the_mayor_whatever_is_read() -> None:
    text = "[A:Mayor Karel Brod] ordered it. [B:The deputy mayor] said that it was wrong."
    who, _, _ = found(text, {"B1 A1": 9.0})
    assert who["B1"] != who["A1"]
    two, _, _ = found("[A:Mayor Karel Brod] ordered it. [B:Deputy Mayor Brod] said no.", {"B1 A1": 9.0})
    assert two["B1"] != two["A1"]


def test_a_name_explains_the_description_before_it() -> None:
    text = "[A:A councillor] said that the file was gone. Nobody asked why. Then [B:Adaeze Okafor] wept."
    who, _, _ = found(text, {"B1 A1": 3.0})
    assert who["A1"] == who["B1"]
    assert len(set(found(text, {"B1 A1": 1.0})[0].values())) == 2


@pytest.mark.parametrize(("likely", "owner"), [({"C1 A1": 1.0, "C1 B1": 0.2}, "A1"), ({"C1 B1": 1.0}, "B1")])
def test_of_two_bearers_of_a_surname_the_one_that_is_read(likely: dict[str, float], owner: str) -> None:
    who, _, _ = found("[A:Conrad Hale] wrote it. [B:Philippa Hale] kept it. [C:Hale] left.", likely)
    assert who["C1"] == who[owner]


def test_a_description_without_a_known_noun_is_a_mention_where_the_model_ties_it_to_a_name() -> None:
    text = "[A:Ada Sund] fell from the roof. [B:The furious 52-year-old] said that she would sue."
    who, _, _ = found(text, {"B1 A1": 3.0}, more=["B1"])
    assert who["B1"] == who["A1"]
    assert "B1" not in found(text, {}, more=["B1"])[0]


def test_another_word_for_a_speaker_means_the_only_one_spoken_of() -> None:
    text = "[A:Ada Sund] looked at the door. [C:They] did too. “They put a paper there,” said [B:the former foundry worker]."
    who, _, _ = found(text, {"B1 A1": -1.0})
    assert who["B1"] == who["A1"]
    assert found(text, {"B1 A1": -2.0})[0]["B1"] != who["A1"]
    two = text.replace("[C:They] did too", "[C:Karel Brod] did too")
    assert found(two, {"B1 A1": -1.0})[0]["B1"] not in {who["A1"], found(two, {})[0]["C1"]}
    mayor = text.replace("former foundry worker", "mayor")
    assert found(mayor, {"B1 A1": -1.0})[0]["B1"] != who["A1"]


@pytest.mark.parametrize(
    ("logits", "kind"),
    [((4.0, -5.0, -5.0), "person"), ((-5.0, -5.0, -1.0), "place"), ((-5.0, -3.0, -4.0), "organisation")],
)
def test_a_lone_name_of_which_nothing_tells_is_what_the_model_reads(logits: tuple[float, ...], kind: str) -> None:
    text = "They spoke of Brenzholm twice."
    who = mentions(document(text), (), reader({}, kinds={text.index("Brenzholm"): logits}))
    assert [m.type for m in who] == [kind]


def test_two_words_are_no_person_where_the_model_is_surer_of_something_else() -> None:
    text = "The contracts went to Whitcomb Surfacing, it seems."
    at = text.index("Whitcomb")
    for logits, kind in (((-5.0, -1.0, -4.0), "organisation"), ((-2.0, -1.0, -4.0), "person")):
        who = mentions(document(text), (), reader({}, kinds={at: logits}))
        assert [m.type for m in who] == [kind]


def test_without_a_model_the_rules_are_alone() -> None:
    plain, _ = marked("[A:Greta Lindqvist] resigned. “I am tired,” [A:she] said.")
    alone: tuple[Mention, ...] = mentions(document(plain), (), None)
    assert len({m.entity for m in alone}) == 1
    assert alone == mentions(document(plain), (), reader({}))


def test_a_description_is_read_by_the_chain_it_goes_on() -> None:
    text = "[A:Ada Sund] ran the yard for years. [B:The sculptor] said that it was over."
    who, _, _ = found(text, {"B1 A1": 0.8})  # a chance of 0.69: enough for a calling
    assert who["B1"] == who["A1"]
    who, _, _ = found(text.replace("sculptor", "mayor"), {"B1 A1": 0.8})
    assert who["B1"] != who["A1"]


def test_a_name_is_whose_words_around_it_are_too() -> None:
    text = "[A:Ferry master [B:Colm Dineen]] ran it. [C:The 52-year-old] wept. [D:Rain] fell."
    who, _, _ = found(text, {"C1 A1": 2.0}, ["A1", "C1"])
    assert who["C1"] == who["B1"]


def test_neither_a_bare_noun_nor_a_figure_describes_anybody() -> None:
    text = "[A:Ada Sund] ran the yard. The [B:city] board met. [C:3,400] came."
    who, _, _ = found(text, {"B1 A1": 4.0, "C1 A1": 4.0}, ["B1", "C1"])
    assert "B1" not in who
    assert "C1" not in who
