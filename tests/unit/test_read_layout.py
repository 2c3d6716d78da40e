"""What plain text shows of itself: bylines, date lines, datelines, mastheads, titles. All people and papers are made up."""

from __future__ import annotations

import time

import pytest

from sayso.read.layout import Layout, byline, dated, dateline, layout
from sayso.types import Fact
from tests.marked import marked

BYLINES = [
    "By [N:ORLA FENNIMORE-DAX]",
    "by [N:Bruno Quist]",
    "By [N:Bruno Quist], in Saltmere",
    "By [N:Bruno Quist] and [N:Orla Fennimore]",
    "By [N:Bruno Quist], [N:Orla Fennimore] and [N:Tam de Witt]",
    "By [N:Bruno Quist], Political Editor",
    "By [N:J. R. Okonjo-Lind]",
    "Exclusive by [N:Bruno Quist]",
    "Written by [N:Bruno Quist] | 4 May 2022",
    "(Writing by [N:Bruno Quist] in Saltmere)",
    "(Reporting by [N:Bruno Quist] and [N:Orla Fennimore]; editing by T. Abel)",
    "Tuesday, 3 May 2022, 18.05. By [N:Bruno Quist]",
    "By [N:Bruno Quist] / [O:Northern Light], May 4, 2022",
    "By [N:Bruno Quist], [O:The Saltmere Gazette]",
    "By [N:BRUNO QUIST] | [O:AP]",
    "By [N:Bruno Quist], for [O:FenWatch]",
    "Fenwatch, letters from the lower town. By [N:Bruno Quist]. 4 May 2022",
    "posted by [N:Quist], the day after the pier went down for good",
]
NO_BYLINES = [
    "By Friday the lower town was empty, and the buses had stopped running.",
    "By noon nobody was left.",
    "By the end of the week it was over.",
    "By Mr. Quist's own count there were six of them.",
    "The report was written by people who had never been there.",
    "Bruno Quist",
    "",
]
BARE = [
    "[N:Bruno Quist]",
    "[N:Bruno Quist], Transport Correspondent",
    "[N:Orla Fennimore] in Port Saltmere",
    "[N:Orla Fennimore], books editor",
]
DATES = [
    ("Rush transcript, [D:Friday, May 16, 2025], second hour", "2025-05-16", ""),
    ("Transcript, broadcast of [D:Thursday 9 October 2025], 08:05. Translated from the Norwegian.", "2025-10-09", "published"),
    ("[D:Thursday 12 June 2025], 04:30 Finnish time (03:30 Swedish time)", "2025-06-12", ""),
    ("[D:Friday, 4 November 2022], 21.40", "2022-11-04", ""),
    ("[D:12 March 2022], 07:00 GMT", "2022-03-12", ""),
    ("[D:November 11, 2022]", "2022-11-11", ""),
    ("[D:Fri 4 Nov 2022] 17.30 GMT", "2022-11-04", ""),
    ("Published: 00:01, [D:13 Mar 2022]", "2022-03-13", "published"),
    ("Put online [D:10 June 2022]. Checked against the tape. Names have been left out.", "2022-06-10", "published"),
    ("Last updated: [D:3 May 2022] 10:11 EST", "2022-05-03", "updated"),
    ("Fenwatch, letters for people who read tide tables in bed. By Bruno Quist. [D:4 May 2022]", "2022-05-04", ""),
    ("Eels & Rope, a blog about knots. [D:4 May 2022]. By Bruno Quist.", "2022-05-04", ""),
    ("Fenwatch · the newsletter for people who read tide tables · issue 40 · [D:Wednesday 4 May 2022]", "2022-05-04", ""),
    ("Notes from the lower town as the water rises, [D:Wednesday, May 4, 2022]. Latest entries first", "2022-05-04", ""),
    ("Our newsroom's notes, [D:4 May 2022]. Newest on top. Kept by Bruno Quist and Orla Fennimore.", "2022-05-04", ""),
    ("Issue 40, [D:Friday 13 May 2022]", "2022-05-13", ""),
    ("[D:Wednesday 4 May 2022] · posted by Bruno Quist · filed under Boats", "2022-05-04", ""),
    ("[D:Wednesday, May 4, 2022] | two crowns everywhere", "2022-05-04", ""),
    ('Broadcast in "Late Tide" on [D:Tuesday 3 May 2022]', "2022-05-03", "published"),
    ('"Late Tide" - transcript, [D:3 May 2022]', "2022-05-03", ""),
    ("Live page by Bruno Quist, [D:Monday 2 May 2022]. This page is no longer being updated.", "2022-05-02", ""),
]
NO_DATES = [
    "It began on 6 November 2022 at dawn.",
    "The fair runs until 16 June 2022",
    "Nothing to see here",
    "Published reports say that the pier fell on 3 May 2022",
    "The old pier | It was gone by 3 May 2022, the mayor said on the quay that night",
    "On 3 May 2022, the mayor said, nobody had called him",
]
DATELINES = [
    ("[P:SALTMERE], [D:Oct 10] ([A:Norwire]) - Two boats", "XXXX-10-10"),
    ("[P:PORT SALTMERE, Fenland] ([A:Norwire]) - Two boats", None),
    ("[P:SALTMERE], [D:June 8] ([A:Norwire]) — Two boats", "XXXX-06-08"),
    ("[P:SALTMERE], [D:Dec. 3, 2022] ([A:Norwire]) -- Two boats", "2022-12-03"),
    ("[P:SALTMERE], [D:December 3]. /[A:NOR]/. Two boats", "XXXX-12-03"),
    ("[P:Saltmere] ([A:NNA]) Two boats", None),
    ("[P:SALTMERE/ORLA], [D:Oct 10] ([A:Norwire]) - Two boats", "XXXX-10-10"),
    ("[P:SALTMERE/ORLA/FEN] ([A:Norwire]) - Two boats", None),
    ("[P:SALTMERE] – Two boats", None),
    ("([A:NNA]) Two boats", None),
]
NO_DATELINES = [
    "ORLA FENNIMORE: Good evening.",
    "Salt/Water Inc. (SW) said two boats sank.",
    "The skipper (Quist) - said nothing.",
    "SALTMERE - a town of boats",
    "Two boats - both old - sank.",
    "“It is over” (for now) – he said",
    "The Saltmere Fish Agency (SFA) said two boats sank.",
    "Chief Harbour Officer (CHO) Ada Quist said two boats sank.",
    "The Deputy Inspector General (DIG), Ada Quist, said two boats sank.",
]


@pytest.mark.parametrize("line", BYLINES)
def test_byline_names_and_outlet(line: str) -> None:
    text, spans = marked(line)
    found = byline(text)
    assert found is not None
    assert list(found.names) == spans["N"]
    assert ([found.outlet] if found.outlet else []) == spans.get("O", [])


@pytest.mark.parametrize("line", NO_BYLINES)
def test_sentences_are_no_bylines(line: str) -> None:
    assert byline(line) is None


@pytest.mark.parametrize("line", BARE)
def test_a_name_alone_is_a_byline_only_where_one_is_expected(line: str) -> None:
    text, spans = marked(line)
    assert byline(text) is None
    found = byline(text, bare=True)
    assert found is not None
    assert list(found.names) == spans["N"]


@pytest.mark.parametrize("line", ["By our own reporter", "By the editors", "By Staff and agencies", "By a staff writer"])
def test_staff_bylines_name_nobody(line: str) -> None:
    found = byline(line)
    assert found is not None
    assert found.staff
    assert found.names == ()


@pytest.mark.parametrize(("line", "value", "label"), DATES)
def test_dated(line: str, value: str, label: str) -> None:
    text, spans = marked(line)
    found = dated(text)
    assert found is not None
    assert (found.value, found.label) == (value, label)
    assert (found.start, found.end) == (spans["D"][0].start, spans["D"][0].end)


@pytest.mark.parametrize("line", NO_DATES)
def test_sentences_are_no_date_lines(line: str) -> None:
    assert dated(line) is None


@pytest.mark.parametrize(("line", "value"), DATELINES)
def test_dateline(line: str, value: str | None) -> None:
    text, spans = marked(line)
    found = dateline(text)
    assert found is not None
    assert ([found.place] if found.place else []) == spans.get("P", [])
    assert ([found.agency] if found.agency else []) == spans.get("A", [])
    assert found.value == value
    assert ([found.date] if found.date else []) == spans.get("D", [])
    assert text[found.end :] == "Two boats"


@pytest.mark.parametrize("line", NO_DATELINES)
def test_other_openings_are_no_datelines(line: str) -> None:
    found = dateline(line)
    assert found is None or found.agency is None
    if line.startswith(("ORLA", "The", "Two", "“")):
        assert found is None


BODY = """

Two boats sank off Saltmere on Monday night in a storm that nobody had forecast, the harbour master said.

“I have not seen a sea like it in thirty years,” said Hedda Brand, who has run the harbour for twenty years. “We were lucky.”

The Gleaner understands that both boats were insured.
"""

PAPERS = [
    "[O:SALTMERE GLEANER]\nFor town and fen since 1902\n\n[T:Two boats lost in the storm]\n\nBy [A:ORLA "
    "FENNIMORE]\n[D:Tuesday, 3 May 2022]",
    "[O:The Saltmere Gleaner]\nNews | Tides | Notices | Contact\n\n[T:Two boats lost in the storm]\n\n[A:Orla "
    "Fennimore]\n\n[D:3 May 2022]",
    "[O:The Saltmere Gleaner] | Home news\n\n[T:TWO BOATS LOST IN THE STORM]\nA night that nobody saw "
    "coming\n\nby [A:Orla Fennimore]",
    "[O:SALTMERE HERALD], [D:Tuesday 3 May 2022]\n\n[T:Two boats lost: the night it blew]\n\nBy our own reporter",
    "[T:Two boats lost in the storm]\n\n[D:3 May 2022] 11:42 GMT\n\n(Adds harbour master, weather)\n\nBy [A:Orla Fennimore]",
    "[T:Was it the storm?]\n\nBy [A:Orla Fennimore], [O:The Saltmere Post]",
    "image source |\n[O:Fenland Post]\n[D:May 3, 2022]",
    "[T:Two boats lost in the storm]",
    "# [T:Two boats lost in the storm]\n\n*[O:Fenwatch], letters from the lower town. By [A:Orla Fennimore]. [D:3 May 2022]*",
    "# [T:Two boats lost in the storm]\n\n*[O:Headwaters], letters about boats and oars. No. 88, [D:3 May 2022]. Ida Roe.*",
    "[O:SALTMERE HERALD]\nDaily\n[Put into English by Fenwatch. Names as in the original.]\n\n[T:Two boats and one rope]\n\n"
    "From our correspondent in Stoke Fen, [A:Ida Roe]\n[D:Tuesday 3 May 2022]",
    "# [T:Two boats lost in the storm]\n\n*[O:The Margin]. Notes by Ida Roe. [D:3 May 2022]*",
    "# [T:Two boats lost in the storm]\n\n**[O:Seven Ropes]** / a blog by Ida Roe / [D:3 May 2022]",
    "# [T:Two boats lost in the storm]\n\nStoke Fen, [D:3 May 2022]",
    "# [T:Two boats lost in the storm]\n\nOpinion / [D:3 May 2022]",
    "# [T:Two boats lost in the storm]\n\nAda Holt, weekly column. [D:3 May 2022]",
    "# [T:Two boats lost in the storm]\n\nAda Holt wrote of it. No. 88 was lost on 3 May 2022. Ida Roe wept for it.",
    "# [T:Two boats lost in the storm]\n\n**Notes from the harbour, newest on top. [D:Tuesday 3 May 2022]**",
    "[O:RADIO SALTMERE] - LATE SERVICE\n[T:The Lamp: what the harbour master saw]\nAired [D:May 3, 2022] - 20:00 GMT",
    "[O:SALTMERE FM] 98.2 THE FENS\n[T:“The Lamp”, a transcript of the late hour]",
    "[O:SALTMERE HERALD]\nNobody believed the tide table. We printed it.\n\n<< older   random   newer >>\n\n"
    "[T:Whose boats were they?]",
    "[O:SALTMERE HERALD]\nTranslated from the Dutch by two hands. Names are those of the original.\n\nReportage\n\n"
    "[T:Two boats and one rope]\n\n[D:3 May 2022]",
    "PRESS RELEASE\n\nFRIENDS OF SALTMERE PIER\nRegistered charity\n\n[T:Friends ask for two million to raise the pier]",
    "[O:Saltmere Gleaner]\n\nAbout | Tides | Rope | Contact\nPosted in: Boats, Things that sank\n\n"
    "[T:Two boats lost]\n\n[D:3 May 2022]",
]


@pytest.mark.parametrize("head", PAPERS)
def test_heads_of_papers(head: str) -> None:
    text, spans = marked(head + BODY)
    seen = layout(text)
    for name, facts in (("T", [seen.title]), ("O", [seen.outlet]), ("D", [seen.published]), ("A", list(seen.authors))):
        expected = [(s.start, s.end) for s in spans.get(name, [])]
        assert [(f.start, f.end) for f in facts if f] == expected, name
    assert all(f.basis for f in facts_of(seen))


def facts_of(seen: Layout) -> list[Fact]:
    return [f for f in (seen.title, seen.outlet, seen.published, *seen.authors) if f]


PROSE = "Two boats sank off Saltmere on Monday night in a storm that nobody had forecast, the harbour master said."


@pytest.mark.parametrize(
    ("head", "title", "outlet"),
    [
        (
            "SALTMERE GLEANER\n3 May 2022\n\nHome > Boats > The pier\n\nThe pier that went",
            "The pier that went",
            "Saltmere Gleaner",
        ),
        (
            "Saltmere Gleaner\n\nHome   Boats   Eels   Rope\n\nThe pier that went\n\nBy Ida Roe",
            "The pier that went",
            "Saltmere Gleaner",
        ),
        (
            "SALTMERE GLEANER\n3 May 2022\n\nPIER LOST\nMayor swears to build it again\n\nBy Ida Roe",
            "PIER LOST",
            "Saltmere Gleaner",
        ),
        ("The Pier Went Down Twice. Both Times They Danced.", "The Pier Went Down Twice. Both Times They Danced.", None),
        ("RADIO SALTMERE 97.1 FM\n\nThe pier: what was said\n\n3 May 2022", "The pier: what was said", "Radio Saltmere"),
        (
            "SALTMERE GLEANER\nEnglish edition. Put into English by the two editors of it.\n\nThe pier that went\n\n"
            "By Ida Roe\nSt Mary, 3 May 2022",
            "The pier that went",
            "Saltmere Gleaner",
        ),
        ("T H E   E E L   P O S T\nnever on time\n\nThe pier that went\n\n3 May 2022", "The pier that went", "The Eel Post"),
    ],
)
def test_menus_frequencies_and_spaced_letters_are_no_titles(head: str, title: str, outlet: str | None) -> None:
    seen = layout(f"{head}\n\n{PROSE}\n\nNobody was hurt, and the pier was insured.\n")
    assert seen.title is not None
    assert seen.title.value == title
    assert (seen.outlet and seen.outlet.value) == outlet


@pytest.mark.parametrize("below", ["", f"\n\n{PROSE}\n\nNobody knew why.\n"])
def test_sentences_above_a_byline_are_the_report(below: str) -> None:
    lines = (
        "Pier shut after barge strikes it",
        "The pier at Saltmere was shut on Monday after a barge struck it.",
        "Nobody was hurt, the harbour master said.",
    )
    text = "\n".join((*lines, "By Ida Roe", "3 May 2022")) + below
    seen = layout(text)
    assert seen.title is not None
    assert seen.title.value == lines[0]
    assert [b.kind for b in seen.blocks if text[b.start : b.end] in lines] == ["title", "paragraph", "paragraph"]


def test_a_text_that_begins_with_prose_has_no_head() -> None:
    seen = layout(BODY.strip())
    assert (seen.title, seen.outlet, seen.authors, seen.published) == (None, None, (), None)
    assert [b.kind for b in seen.blocks] == ["paragraph"] * 3


def test_capitals_are_shown_as_names_are_written() -> None:
    seen = layout("SALTMERE GLEANER\nFor town and fen\n\nTwo boats lost in the storm\n\nBy ORLA FENNIMORE-DAX" + BODY)
    assert seen.outlet is not None
    assert seen.outlet.value == "Saltmere Gleaner"
    assert [a.value for a in seen.authors] == ["Orla Fennimore-Dax"]


def test_the_wire_is_the_outlet_where_no_masthead_stands_above_it() -> None:
    wire = "SALTMERE, Oct 10 (Norwire) - Two boats sank off Saltmere on Monday night, the harbour master said in a statement."
    bare = layout(f"Two boats lost in the storm\n\n{wire}")
    assert bare.outlet is not None
    assert bare.outlet.value == "Norwire"
    assert bare.published is not None
    assert bare.published.value == "XXXX-10-10"  # the year is left open, not guessed
    headed = layout(f"SALTMERE GLEANER\nFor town and fen\n\nTwo boats lost in the storm\n\n{wire} The Gleaner was there.")
    assert headed.outlet is not None
    assert headed.outlet.value == "Saltmere Gleaner"


def test_a_datelines_year_comes_from_the_head_only() -> None:
    wire = "SALTMERE, Oct 10 (Norwire) - Two boats sank off Saltmere on Monday night, the harbour master said in a statement."
    seen = layout(f"Two boats lost in the storm of 2021\n\n{wire}")
    assert seen.published is not None
    assert seen.published.value == "2021-10-10"
    later = layout(f"Two boats lost in the storm\n\n{wire}\n\nThe pier was built in 1987, Norwire has reported, and it held.")
    assert later.published is not None
    assert later.published.value == "XXXX-10-10"


def test_an_outlet_that_is_only_quoted_is_not_the_outlet() -> None:
    seen = layout(
        "Two boats lost in the storm\n\nTwo boats sank off Saltmere on Monday night, The Fenland Post reported on Tuesday.\n"
    )
    assert seen.outlet is None


def test_a_releases_letterhead_is_no_outlet() -> None:
    seen = layout("QUILLON HARBOURS PLC\n\nPress release\n3 May 2022\n\nQuillon to rebuild the pier at Saltmere" + BODY)
    assert seen.outlet is None
    assert seen.title is not None
    assert seen.title.value == "Quillon to rebuild the pier at Saltmere"


def test_copyright_and_address_name_the_outlet() -> None:
    holder = layout("Two boats lost in the storm" + BODY + "\n© 2022 The Fenland Post Ltd. All rights reserved.")
    assert holder.outlet is not None
    assert (holder.outlet.value, holder.outlet.basis.split(" (")[0]) == ("The Fenland Post", "copyright line")
    address = layout(
        "Two boats lost\n\nBy Orla Fennimore, Northern Light, May 4, 2022"
        + BODY
        + "\nFor media inquiries: desk@northernlight.example"
    )
    assert address.outlet is not None
    assert address.outlet.value == "Northern Light"


def test_lines_wrapped_at_a_margin_are_one_paragraph() -> None:
    words = (
        "The harbour master said that the sea had never come so far up the steps of the old customs house before. " * 4
    ).split()
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > 64:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    text = "A night of wind\n\n" + "\n".join([*lines, line]) + "\n\n" + "\n".join([*lines, line])
    seen = layout(text)
    assert [b.kind for b in seen.blocks] == ["title", "paragraph", "paragraph"]


def test_kinds_in_the_body() -> None:
    text = (
        "Two boats lost in the storm"
        + BODY
        + "\nWhat comes next\n\nThe pier will be looked at by divers on Friday, she said, and not before."
    )
    text += "\n\n* one boat\n\n> a line that was quoted from somewhere else\n\nPhoto: Orla Fennimore"
    kinds = [b.kind for b in layout(text).blocks]
    assert kinds == ["title", "paragraph", "paragraph", "paragraph", "heading", "paragraph", "item", "quote", "caption"]


@pytest.mark.parametrize("piece", ["x\n", "By Ida Roe\n", " ", ". ", "(", "“", "| x ", "© ", "3 May 2022\n", "a@b.example "])
def test_hostile_texts_take_linear_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = time.perf_counter()
    layout(text)
    assert time.perf_counter() - start < 10
