"""Dates across a story: what one report leaves open, another closes."""

from __future__ import annotations

from itertools import permutations

import pytest
from msgspec.structs import replace

from sayso.mark.dates import dates
from sayso.types import Attribution, Claim, Document, Fact, Hop, Locus, Marked, Span, Story, Variant
from sayso.weave.timeline import timeline


def report(name: str, text: str, published: str | None, *quotes: tuple[str, str, str]) -> Marked:
    """A report with its attributions, each given as (who, what, when: words of the text, or "")."""
    document = Document(
        id=name, sources=(f"{name}.txt",), sha256="", text_sha256="", media_type="text/plain", encoding="utf-8", text=text,
        runs=(), blocks=(), title=Fact(value=f"The {name} report", basis="given"),
        published=Fact(value=published, basis="date line") if published else None,
    )  # fmt: skip
    found = dates(document, ())
    attributions = []
    for n, (who, what, when) in enumerate(quotes):
        start = text.index(what)
        at = Span(text.index(when), text.index(when) + len(when)) if when else None
        said = next((d.value for d in found if at and d.start == at.start), None)
        attributions.append(
            Attribution(
                id=f"{name}-a{n}",
                document=name,
                kind="indirect",
                content=(Span(start, start + len(what)),),
                cue=(),
                source=(),
                chain=(Hop(entity=who, start=None, end=None),),
                within=None,
                said=said,
                confidence=1.0,
                why="test",
                said_at=at,
            )
        )
    return Marked(document=document, regions=(), mentions=(), dates=found, attributions=tuple(attributions))


def story(*pile: Marked) -> tuple[Story, ...]:
    return (Story(id="s1", title="", documents=tuple(m.document.id for m in pile), related=(), why="test"),)


def claim(*members: str) -> Claim:
    return Claim(
        id="c1", story="s1", gist="", gist_at=Locus("a", 0, 0), members=members,
        variants=tuple(Variant(attribution=m, spans=()) for m in members), origins=(), independent=0, rests_on=(), why="test",
    )  # fmt: skip


def values(pile: tuple[Marked, ...], name: str) -> dict[str, str | None]:
    return {d.text: d.value for m in pile if m.document.id == name for d in m.dates}


DATED = report(
    "echo",
    "On November 30, Anna Brandt announced that the council had refused the old harbour contract.\n"
    "A poster is of 23 November 2017.",
    "2017-12-04",
    ("brandt", "the council had refused the old harbour contract", "On November 30"),
)
OPEN = report(
    "gull",
    "The council refused the harbour contract this month, Anna Brandt claimed on Thursday.\n"
    "Late last month she had praised it. The vote was on September 25.",
    None,
    ("brandt", "The council refused the harbour contract this month", "on Thursday"),
)


def test_an_open_weekday_is_closed_by_the_same_statement_elsewhere() -> None:
    for claims in ((), (claim("echo-a0", "gull-a0"),)):
        pile = timeline((DATED, OPEN), story(DATED, OPEN), claims)
        thursday = next(d for d in pile[1].dates if d.text == "on Thursday")
        assert thursday.value == "2017-11-30"
        assert "echo" in thursday.why
        assert pile[1].attributions[0].said == "2017-11-30"
        published = pile[1].document.published
        assert published is not None
        assert published.value == "2017-11-30/2017-12-06"
        assert "echo" in published.basis


def test_what_follows_from_the_closed_day() -> None:
    pile = timeline((DATED, OPEN), story(DATED, OPEN), ())
    got = values(pile, "gull")
    assert got["this month"] == "2017-11?"
    assert got["on September 25"] == "2017-09-25"
    assert got["Late last month"] == "2017-10?"
    why = next(d.why for d in pile[1].dates if d.text == "this month")
    assert "inferred" in why
    assert "echo" in why


def test_a_report_was_there_when_another_cited_it() -> None:
    radio = report(
        "radio",
        "The notice lay on his desk on Monday, a clerk said. The rope snapped that evening. He will not stop before Friday.",
        None,
        ("clerk", "The notice lay on his desk", ""),
    )
    radio = replace(radio, outlet="o-radio")
    citing = report(
        "paper", "The notice lay on his desk on Monday, a clerk told the radio.", "2017-12-06", ("clerk", "The notice lay", "")
    )
    passed_on = replace(
        citing.attributions[0], chain=(*citing.attributions[0].chain, Hop(entity="o-radio", start=None, end=None))
    )
    for attributions, last, friday in (((passed_on,), "2017-12-06", "2017-12-08"), (citing.attributions, "2017-12-10", None)):
        pile = (replace(citing, attributions=attributions), radio)
        got = timeline(pile, story(*pile), (claim("paper-a0", "radio-a0"),))
        published = got[1].document.published
        assert published is not None
        assert published.value == f"2017-12-04/{last}"
        assert ("paper" in published.basis.rpartition(" and ")[2]) == (last == "2017-12-06")
        assert values(got, "radio")["that evening"] == "2017-12-04"
        assert values(got, "radio")["Friday"] == friday


@pytest.mark.parametrize(
    ("line", "published", "yesterday"),
    [
        ("Transcript of the Friday programme.", "2017-12-01", "2017-11-30"),
        ("And today, Monday, it rains.", "2017-12-04", "2017-12-03"),
        ("“We begin today, Monday,” a man said.", "2017-11-30/2017-12-06", None),
        ("‘We’ll begin today, Monday,’ a man said.", "2017-11-30/2017-12-06", None),
        ("'We begin today, Monday,' a man said.", "2017-11-30/2017-12-06", None),
        ("‘Today, Monday, we begin,’ a man said.", "2017-11-30/2017-12-06", None),
        ("‘No,’ a man said. The mayors’ council meets today, Monday.", "2017-12-04", "2017-12-03"),
        ("Today, Monday prayers draw thousands.", "2017-11-30/2017-12-06", None),
        ("A transcript of the Friday hearing was read.", "2017-11-30/2017-12-06", None),
    ],
)
def test_a_report_that_says_what_weekday_it_is_of(line: str, published: str, yesterday: str | None) -> None:
    said = ("brandt", "The council refused the harbour contract", "on Thursday")
    text = "The council refused the harbour contract, Anna Brandt claimed on Thursday.\nYesterday it rained."
    own = report("gull", f"{text}\n{line}", None, said)
    pile = timeline((DATED, own), story(DATED, own), ())
    assert pile[1].document.published is not None
    assert pile[1].document.published.value == published
    assert values(pile, "gull")["Yesterday"] == yesterday


def test_a_weekday_dates_no_report_of_which_only_an_old_day_is_known() -> None:
    text = "The bridge opened on 3 May 2010. The mayor said today, Friday, that the council refused the harbour contract."
    own = report("gull", text, None, ("mayor", "the council refused the harbour contract", ""))
    published = timeline((DATED, own), story(DATED, own), ())[1].document.published
    assert published is not None
    assert published.value == "2010-05-03/.."


def test_a_stated_date_is_never_touched() -> None:
    pile = timeline((DATED, OPEN), story(DATED, OPEN), ())
    assert pile[0] == DATED


def test_alone_in_its_story_a_report_stays_as_it_is() -> None:
    assert timeline((OPEN,), story(OPEN), ()) == (OPEN,)
    apart = (Story("s1", "", ("echo",), (), ""), Story("s2", "", ("gull",), (), ""))
    assert timeline((DATED, OPEN), apart, ()) == (DATED, OPEN)


def test_a_dateline_without_a_year() -> None:
    wire = report("wire", "KELM, Oct 10 (Wire) - The tower fell on Saturday evening.", "XXXX-10-10")
    paper = report("paper", "Kelm is quiet.", "2021-10-11")
    pile = timeline((paper, wire), story(paper, wire), ())
    published = pile[1].document.published
    assert published is not None
    assert published.value == "2021-10-10"
    assert "paper" in published.basis
    assert values(pile, "wire") == {"Oct 10": "2021-10-10", "on Saturday evening": "2021-10-09"}


def test_a_dateline_whose_year_the_others_do_not_agree_on_stays_open() -> None:
    wire = report("wire", "KELM, Oct 10 (Wire) - The tower fell on Saturday evening.", "XXXX-10-10")
    old, new = report("old", "Quiet.", "2019-10-11"), report("new", "Quiet.", "2021-10-11")
    pile = timeline((new, old, wire), story(new, old, wire), ())
    assert pile[2].document.published == wire.document.published


def test_by_the_only_such_day_that_the_story_names() -> None:
    paper = report("paper", "The tower fell on Saturday. Nobody came.", "2021-10-11")
    weekly = report("weekly", "The tower went over on Saturday evening. A boat will call from Wednesday.", None)
    pile = timeline((paper, weekly), story(paper, weekly), ())
    assert values(pile, "weekly")["on Saturday evening"] == "2021-10-09"
    assert values(pile, "weekly")["Wednesday"] is None  # still to come, and the report may be of any day of that week


def test_conflicting_evidence_closes_nothing() -> None:
    one = report("one", "The tower fell on Saturday.", "2021-10-11")
    two = report("two", "The tower fell on Saturday.", "2021-10-18")
    weekly = report("weekly", "The tower went over on Saturday evening.", None)
    pile = timeline((one, two, weekly), story(one, two, weekly), ())
    assert values(pile, "weekly") == {"on Saturday evening": None}
    assert pile[2].document.published is None


def test_other_speakers_of_a_claim_do_not_date_it() -> None:
    """Two people may say the same thing on different days; only one source's words are one utterance."""
    other = report(
        "other", "On December 2, Carl Dorn said that the council had refused the harbour contract.", "2017-12-03",
        ("dorn", "the council had refused the harbour contract", "On December 2"),
    )  # fmt: skip
    pile = timeline((OPEN, other), story(OPEN, other), (claim("gull-a0", "other-a0"),))
    assert values(pile, "gull")["on Thursday"] is None
    assert pile[0].document.published is None
    assert values(pile, "gull")["on September 25"] == "2017-09-25"  # the story still gives its year


def test_neither_order_nor_a_second_run_changes_anything() -> None:
    paper = report("paper", "The tower fell on Saturday.", "2017-12-05")
    members = (DATED, OPEN, paper)
    first = {m.document.id: m for m in timeline(members, story(*members), ())}
    for order in permutations(members):
        again = timeline(order, story(*order), ())
        assert {m.document.id: m for m in again} == first
        assert timeline(again, story(*order), ()) == again
