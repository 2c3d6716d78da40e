"""Reuse: who took from whom, by passages, by what was said to one outlet alone, by credit, by citation."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sayso.text import paragraphs
from sayso.types import Attribution, Derivation, Document, Entity, Fact, Hop, Marked, Mention, Region, Span
from sayso.weave.candidates import Candidates, Prints, prints
from sayso.weave.passages import Words, passages, quotations, words
from sayso.weave.reuse import Reuse, reuse

NARRATION = (
    "The drawbridge at Ostermark stuck half open on Monday afternoon and held up eleven barges and a wedding party "
    "for the better part of three hours before two fitters freed a bent pin with a car jack."
)
SPEECH = (
    "“We have asked for a new motor every spring since the old one was repaired and every spring we have been told "
    "that there is no money for it this year,” said Hanne Brook, who keeps the bridge."
)
THINGS = list(enumerate(["crane", "boat", "rope", "pump", "dredge", "bell", "lamp", "gate", "rail", "winch", "mast", "hook"]))
NO_MARKS = {ord(mark): None for mark in "“”"}
OWN = "Along the quay the stalls were already shut, and a band that nobody had ordered played on in the drizzle."


def report(
    name: str,
    text: str,
    *,
    outlet: str | None = None,
    day: str | None = None,
    title: str = "",
    said: tuple[Attribution, ...] = (),
) -> Marked:
    document = Document(
        id=name,
        sources=(name,),
        sha256="",
        text_sha256="",
        media_type="text/plain",
        encoding="utf-8",
        text=text,
        runs=(),
        blocks=(),
        published=Fact(day, "drawn") if day else None,
    )
    return Marked(document, (Region(0, len(text), "body", "drawn"),), (), (), said, outlet)


def outlets(*names: str) -> tuple[Entity, ...]:
    return tuple(Entity(f"e-{n.lower().replace(' ', '-')}", "outlet", n, (), (), "") for n in names)


def rows(found: tuple[Derivation, ...]) -> set[tuple[str, str, str]]:
    return {(d.source, d.kind, d.to) for d in found}


def said(name: str, text: str, words_: str, *chain: str) -> Attribution:
    start = text.index(words_)
    hops = tuple(Hop(c, None, None) for c in chain)
    return Attribution(
        f"{name}-a{start}", name, "direct", (Span(start, start + len(words_)),), (), (), hops, None, None, 1.0, "drawn"
    )


# -- passages ---------------------------------------------------------------------------------------


def test_what_is_quoted_is_told_apart_by_every_kind_of_mark() -> None:
    text = (
        "He said “one two” and 'three four's end' and \"five\" and «six».\n"
        "It was the agents' room. ‘Seven’s eight,’ he said. “Nine"
    )
    assert [text[s.start : s.end] for s in quotations(text)] == [
        "one two",
        "three four's end",
        "five",
        "six",
        "Seven’s eight,",
        "Nine",
    ]


def test_a_shared_passage_is_found_exactly_through_changed_words_and_typography() -> None:
    a = f"{OWN}\n{NARRATION}\n"
    b = "Elsewhere. " + NARRATION.replace("eleven", "11").replace("the better part of", "") + " Nothing else happened."
    (found,) = passages(_words(a), _words(b))
    assert a[found.a_start : found.a_end] == NARRATION.rstrip(".")
    assert b[found.b_start :].startswith("The drawbridge at Ostermark")
    assert b[: found.b_end].endswith("with a car jack")
    assert found.told == found.words


def test_words_of_a_quotation_are_in_common_but_not_narration() -> None:
    (found,) = passages(_words(SPEECH), _words("At noon she spoke. " + SPEECH.replace("said Hanne Brook", "she added")))
    assert found.words > 25
    assert found.told < 6


def test_words_that_only_one_side_has_in_quotation_marks_are_counted() -> None:
    (found,) = passages(_words(SPEECH), _words(SPEECH.translate(NO_MARKS)))
    assert (found.told, found.unmarked) == (7, found.words - 7)


def test_passages_that_changed_places_are_two() -> None:
    one, two = NARRATION, OWN
    found = passages(_words(f"{one} {two}"), _words(f"{two} {one}"))
    assert len(found) == 2


def test_misread_letters_broken_words_and_ligatures_are_the_same_words() -> None:
    scan = NARRATION.replace("bridge", "bridgc").replace("eleven", "elcvcn").replace("for the", "forthe").replace("fi", "ﬁ")
    scan = scan.replace("afternoon", "after-\nnoon").replace("better", "bet\u00adter").replace("before", "bcforr")
    (found,) = passages(_words(f"{OWN}\n{NARRATION}"), words(scan, [Span(0, len(scan))], ()))
    assert (found.b_start, found.b_end) == (0, len(scan) - 1)
    assert found.told > 32


def test_figures_are_not_misread() -> None:
    one, two = (f"The gate let {n} barges through on the day of the flood" for n in ("1987", "1986"))
    (found,) = passages(_words(one), _words(two))
    assert found.words == 11


def test_a_continuation_does_not_cost_its_neighbour_its_words() -> None:
    parts = [f"Of pier {n} the {thing} was painted in the colours of the town by men on long ropes." for n, thing in THINGS]
    taken = " ".join(p for n, p in enumerate(parts) if n % 3)
    found = passages(_words(taken), _words(" ".join(parts)))
    assert sum(p.a_end - p.a_start for p in found) > 0.97 * len(taken)


def test_a_short_sentence_beside_a_passage_belongs_to_it() -> None:
    short = "Nobody had thought of that."
    giver = f"{short} {OWN} Six more weeks went by like this, with nothing to report but rain. {NARRATION}"
    found = passages(_words(f"{short} {NARRATION}"), _words(giver))
    assert [p.words for p in found] == [5, 37]
    assert [p.words for p in passages(_words(f"{short} It rained and it rained. {NARRATION}"), _words(giver))] == [37]


# -- candidates -------------------------------------------------------------------------------------


def test_winnowing_finds_every_common_run_of_nine_words() -> None:
    common = ["one", "bent", "pin", "in", "the", "old", "iron", "gate", "lock"]
    for before in range(12):
        a = [f"a{n}" for n in range(before)] + common + ["tail", "of", "a"]
        b = [f"b{n}" for n in range(2 * before + 1)] + common
        assert {*prints(_words(" ".join(a))).values.tolist()} & {*prints(_words(" ".join(b))).values.tolist()}


def test_only_texts_with_a_passage_in_common_are_paired() -> None:
    texts = [_words(NARRATION), _words(OWN), _words(f"{OWN} {NARRATION}"), _words("The " * 300)]
    assert _pairs([prints(t) for t in texts]) == [("t00", "t02"), ("t01", "t02")]


def test_what_only_speech_has_in_common_pairs_nobody() -> None:
    assert _pairs([prints(_words(SPEECH)), prints(_words(f"It rained. {SPEECH}"))]) == []


def test_boilerplate_of_one_house_pairs_none_of_its_reports() -> None:
    texts = [_words(f"Report number {n} on matter {n * 7}. {NARRATION}") for n in range(20)]
    assert len(_pairs([prints(t) for t in texts])) > 20
    assert _pairs([prints(t, house="house") for t in texts]) == []


def test_a_common_passage_years_apart_is_background() -> None:
    assert _pairs([prints(_words(NARRATION), day=700_000), prints(_words(NARRATION), day=700_300)])
    assert not _pairs([prints(_words(NARRATION), day=700_000), prints(_words(NARRATION), day=700_400)])
    assert _pairs([prints(_words(NARRATION), day=700_000), prints(_words(NARRATION))])


def test_in_a_crowd_each_is_paired_with_the_first_and_with_those_before_it() -> None:
    found = _pairs([prints(_words(NARRATION), day=700_000 + n) for n in range(30)])
    assert [a for a, b in found if b == "t29"] == ["t00", "t01", "t23", "t24", "t25", "t26", "t27", "t28"]


def _pairs(texts: list[Prints]) -> list[tuple[str, str]]:
    """The candidates among texts, which come in all at once, one by one, and one by one from the end."""
    named = [(f"t{n:02}", text) for n, text in enumerate(texts)]
    found, _ = Candidates().add(dict(named))
    for order in (named, named[::-1]):
        grown, pairs = Candidates(), set[tuple[str, str]]()
        for name, text in order:
            gained, lost = grown.add({name: text})
            assert not pairs & set(gained)
            assert pairs >= set(lost)
            pairs = (pairs | set(gained)) - set(lost)
        assert sorted(pairs) == found
    return found


def _words(text: str) -> Words:
    return words(text, list(paragraphs(text)), ())


# -- reuse ------------------------------------------------------------------------------------------


def test_copied_narration_is_reuse_by_the_later_report() -> None:
    pile = (
        report("d1", f"{NARRATION}\n{OWN}", day="2023-05-02"),
        report("d2", f"It rained all week in Ostermark, and the river was high.\n{NARRATION}\nSo it goes.", day="2023-05-03"),
    )
    (row,) = reuse(pile, ())
    assert rows((row,)) == {("d2", "reuses", "d1")}
    assert "2023-05-02 came before 2023-05-03" in row.why
    ((a, b, c, d),) = row.spans
    assert pile[1].document.text[a:b] == NARRATION.rstrip(".") == pile[0].document.text[c:d]
    assert 0.6 < row.share < 0.8


def test_two_reporters_of_one_speech_have_not_copied_each_other() -> None:
    pile = (
        report("d1", f"The council met late.\n{SPEECH}", day="2023-05-02"),
        report("d2", f"Nobody on the bridge was surprised.\n{SPEECH}", day="2023-05-03"),
    )
    assert reuse(pile, ()) == ()


def test_a_copy_that_lost_its_quotation_marks_is_one_with_the_narration_around_them() -> None:
    keeper = SPEECH.rstrip(".") + " with two helpers, a dog and a kettle."
    first = report("d1", f"The council met late.\n{keeper}", day="2023-05-02")
    lost = report("d2", f"{OWN}\n{keeper.translate(NO_MARKS)}", day="2023-05-03")
    (row,) = reuse((first, lost), ())
    assert rows((row,)) == {("d2", "reuses", "d1")}
    assert "15 words of narration, 31 words that only one has in quotation marks" in row.why
    ((a, b, _, _),) = row.spans
    assert lost.document.text[a:b] == keeper.translate(NO_MARKS).rstrip(".")


def test_words_that_somebody_said_reported_without_marks_are_no_copy() -> None:
    spoken = SPEECH[1 : SPEECH.index("”") - 1]
    pile = (
        report("d1", f"The council met late.\n{SPEECH}", day="2023-05-02"),
        report("d2", f"{OWN}\nBrook said that {spoken}.", day="2023-05-03"),
    )
    assert reuse(pile, ()) == ()


@pytest.mark.parametrize(("credit", "kind"), [("", "copies"), ("Source: Tidewater News", "republishes")])
def test_nearly_the_whole_is_a_copy_or_with_credit_a_republication(credit: str, kind: str) -> None:
    whole = f"{NARRATION}\n{OWN}\n{SPEECH}"
    pile = (
        report("d1", whole, outlet="e-tidewater-news", day="2023-05-02"),
        report("d2", f"{whole}\n{credit}", outlet="e-the-lock", day="2023-05-02"),
    )
    found = reuse(pile, outlets("Tidewater News", "The Lock"))
    assert ("d2", kind, "d1") in rows(found)
    assert all(d.share > 0.8 for d in found if d.kind != "cites")


def test_without_dates_a_credit_gives_the_direction_and_without_either_the_row_says_so() -> None:
    texts = (f"{NARRATION}\n{OWN} {OWN.upper()} All this went on until six.", f"{NARRATION}\nSource: Tidewater News")
    pile = (report("d2", texts[0], outlet="e-tidewater-news"), report("d1", texts[1], outlet="e-the-lock"))
    taken = [d for d in reuse(pile, outlets("Tidewater News")) if d.kind != "cites"]
    assert [(d.source, d.to) for d in taken] == [("d1", "d2")]
    assert "it names Tidewater News" in taken[0].why
    bare = (report("d1", texts[0]), report("d2", f"{NARRATION}\nNo more is known."))
    (row,) = reuse(bare, ())
    assert (row.source, row.to) == ("d2", "d1")
    assert "which came first is not known" in row.why
    assert taken[0].directed
    assert not row.directed


def test_of_three_alike_each_has_it_from_the_earliest() -> None:
    pile = tuple(report(f"d{n}", f"{NARRATION}\nNumber {n}.", day=f"2023-05-0{n}") for n in (1, 2, 3))
    assert rows(reuse(pile, ())) == {("d2", "copies", "d1"), ("d3", "copies", "d1")}


def test_the_background_of_an_outlets_own_earlier_report_is_left_alone() -> None:
    things = ["crane", "boat", "rope", "pump", "dredge"] * 6
    long = " ".join(f"On day {n} the {thing} was moved to shed {n * 3}." for n, thing in enumerate(things))
    pile = (
        report("d1", f"{NARRATION}\n{OWN}", outlet="e-the-lock", day="2023-05-02"),
        report("d2", f"{long}\n{NARRATION}", outlet="e-the-lock", day="2023-05-09"),
    )
    assert reuse(pile, outlets("The Lock")) == ()


def test_what_two_people_told_one_outlet_alone_was_taken_from_it() -> None:
    first = (
        "The bridge stuck.\n“I have never seen a bride so calm,” the skipper Tam Orrin told Tidewater News.\n"
        "“We shall sue the port for every hour,” Lena Voss, the bride's mother, told Tidewater News."
    )
    second = (
        "Fury at the lock.\n“I have never seen a bride so calm,” Orrin said.\n"
        "“We shall sue the port for every hour,” said Voss."
    )
    given = (
        said("d1", first, "I have never seen a bride so calm,", "orrin"),
        said("d1", first, "We shall sue the port for every hour,", "voss"),
    )
    pile = (
        report("d1", first, outlet="e-tidewater-news", day="2023-05-02", said=given),
        report("d2", second, outlet="e-the-lock", day="2023-05-03"),
    )
    (row,) = reuse(pile, outlets("Tidewater News", "The Lock"))
    assert rows((row,)) == {("d2", "reuses", "d1")}
    assert "2 utterances that were made to Tidewater News" in row.why
    assert {second[a:b].strip("“”,") for a, b, _, _ in row.spans} == {
        "I have never seen a bride so calm",
        "We shall sue the port for every hour",
    }
    crowd = first.replace("told Tidewater News", "told reporters")
    pile = (report("d1", crowd, outlet="e-tidewater-news", day="2023-05-02", said=_moved(given, first, crowd)), pile[1])
    assert reuse(pile, outlets("Tidewater News", "The Lock")) == ()


def _moved(given: tuple[Attribution, ...], old: str, new: str) -> tuple[Attribution, ...]:
    return tuple(said("d1", new, old[a.content[0].start : a.content[0].end], a.chain[0].entity or "") for a in given)


@pytest.mark.parametrize(
    "credit",
    [
        "The original source of this article is Tidewater News",
        "This story first appeared in the <i>Tidewater News</i>.",
        "Republished with permission from Tidewater News.",
    ],
)
def test_a_report_that_says_whose_it_is_is_a_republication(credit: str) -> None:
    (row,) = reuse((report("d1", f"{OWN}\n{credit}", outlet="e-the-lock"),), outlets("Tidewater News", "The Lock"))
    assert (row.source, row.kind, row.to, row.share) == ("d1", "republishes", "e-tidewater-news", 1.0)
    assert row.why.startswith("it says so itself")


def test_an_agency_in_the_byline_or_the_dateline_is_whose_report_it_is() -> None:
    made = report("d1", f"OSTERMARK (Norwire) - {NARRATION}", outlet="e-the-lock")
    (row,) = reuse((made,), outlets("The Lock", "Norwire"))
    assert (row.kind, row.to, row.share) == ("republishes", "e-norwire", 1.0)
    assert "signed “Norwire”" in row.why
    byline = report("d1", f"By Norwire\n{NARRATION}", outlet="e-the-lock")
    byline = replace(byline, document=replace(byline.document, authors=(Fact("Norwire", "drawn", 3, 10),)))
    assert rows(reuse((byline,), outlets("Norwire"))) == {("d1", "republishes", "e-norwire")}
    own = replace(made, outlet="e-norwire")
    assert reuse((own, report("d2", OWN)), outlets("Norwire")) == ()
    assert reuse((replace(made, outlet=None),), outlets("Norwire")) == ()


def test_a_set_off_passage_is_reuse_of_the_outlet_named_there() -> None:
    text = f"{OWN}\nTidewater News:\n{NARRATION}"
    base = report("d1", text, outlet="e-the-lock")
    region = Region(text.index(NARRATION), len(text), "quoted", "drawn", outlet="Tidewater News")
    pile = (Marked(base.document, (*base.regions, region), (), (), (), base.outlet),)
    (row,) = reuse(pile, outlets("Tidewater News"))
    assert (row.kind, row.to) == ("reuses", "e-tidewater-news")
    assert row.spans == ((region.start, region.end, 0, 0),)


def test_an_outlet_in_a_chain_is_cited_by_its_own_report_where_one_fits() -> None:
    text = "Eleven barges were held up, Hanne Brook told Tidewater News."
    chain = said("d2", text, "Eleven barges were held up", "brook", "e-tidewater-news")
    citing = report("d2", text, outlet="e-the-lock", day="2023-05-03", said=(chain,))
    entities = outlets("Tidewater News", "The Lock")
    assert rows(reuse((citing,), entities)) == {("d2", "cites", "e-tidewater-news")}
    own = report("d1", f"{NARRATION}", outlet="e-tidewater-news", day="2023-05-02")
    assert rows(reuse((own, citing), entities)) == {("d2", "cites", "d1")}
    other = report("d1", "The harvest was poor.", outlet="e-tidewater-news", day="2023-05-02")
    assert rows(reuse((other, citing), entities)) == {("d2", "cites", "e-tidewater-news")}
    late = report("d1", f"{NARRATION}", outlet="e-tidewater-news", day="2023-05-09")
    assert rows(reuse((late, citing), entities)) == {("d2", "cites", "e-tidewater-news")}


def test_an_outlet_does_not_cite_itself() -> None:
    text = "Eleven barges were held up, Hanne Brook told this newspaper."
    a = said("d1", text, "Eleven barges were held up", "brook", "e-the-lock")
    mention = Mention("d1", 0, 6, "outlet", "name", "The Lock", "e-the-lock", "drawn")
    base = report("d1", text, outlet="e-the-lock", said=(a,))
    assert reuse((Marked(base.document, base.regions, (mention,), (), (a,), base.outlet),), outlets("The Lock")) == ()


def test_furniture_is_not_compared() -> None:
    menu = "Home News Sport Weather Travel Puzzles " + NARRATION
    made = []
    for n in (1, 2):
        text = f"{menu}\nOnly this line of report number {n} is its own."
        base = report(f"d{n}", text, day=f"2023-05-0{n}")
        where = (Region(0, len(menu), "furniture", "drawn"), Region(len(menu) + 1, len(text), "body", "drawn"))
        made.append(Marked(base.document, where, (), (), (), None))
    assert reuse(tuple(made), ()) == ()


def test_a_day_without_a_year_gets_the_other_report_s() -> None:
    pile = (
        report("d2", f"{NARRATION}\n{OWN}", day="XXXX-05-02"),
        report("d1", f"{NARRATION}\nNumber 1.", day="2023-05-03"),
    )
    (row,) = reuse(pile, ())
    assert (row.source, row.to) == ("d1", "d2")
    assert "2023-05-02 came before 2023-05-03" in row.why


def test_a_canonical_link_to_another_outlet_tells_whose_report_it_is() -> None:
    made = report("d1", OWN, outlet="e-the-lock")
    page = replace(made, document=replace(made.document, url="https://www.reuters.com/world/bridge/"))
    (row,) = reuse((page,), outlets("The Lock", "Reuters"))
    assert (row.kind, row.to, row.share) == ("republishes", "e-reuters", 1.0)
    assert "canonical link is https://www.reuters.com/world/bridge/, of Reuters" in row.why
    found_elsewhere = replace(page.document, url="https://lock.example/bridge", canonical=page.document.url)
    assert reuse((replace(page, document=found_elsewhere),), outlets("The Lock", "Reuters")) == (row,)
    first = report("d0", SPEECH, outlet="e-tidewater-news")
    first = replace(first, document=replace(first.document, sources=("http://reuters.com/world/bridge",)))
    (row,) = reuse((page, first), outlets("The Lock", "Tidewater News"))
    assert (row.source, row.kind, row.to) == ("d1", "republishes", "d0")
    for house, url in (("e-reuters", page.document.url), ("e-reuters-(web)", page.document.url), ("e-the-lock", "http://[")):
        own = replace(page, outlet=house, document=replace(page.document, url=url))
        assert reuse((own,), outlets("The Lock", "Reuters", "Reuters (Web)")) == ()


def test_a_pile_that_grows_gives_what_it_gives_at_once() -> None:
    pile = tuple(report(f"d{n}", f"{NARRATION}\nNumber {n}.", day=f"2023-05-{n + 10}") for n in range(12))
    grown = Reuse()
    for m in (*pile[6:], *pile[:6], pile[0]):
        grown.add([m])
    assert grown.derivations(pile, ()) == reuse(pile, ())
    assert len(grown.pairs) == len(reuse(pile, ())) + sum(min(n, 8) - 1 for n in range(2, 12))
