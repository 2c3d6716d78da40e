"""What is body and what is not, in plain texts and in pages; repeats; passages quoted whole. Everything here is made up."""

from __future__ import annotations

import time

import pytest

from sayso.mark.regions import regions
from sayso.read.layout import layout
from sayso.types import Block, BlockKind, Document, Fact, Region
from tests.marked import marked


def plain(text: str) -> Document:
    seen = layout(text)
    return make(text, seen.blocks, seen.title, seen.outlet, seen.authors)


def make(
    text: str,
    blocks: tuple[Block, ...],
    title: Fact | None = None,
    outlet: Fact | None = None,
    authors: tuple[Fact, ...] = (),
) -> Document:
    return Document(
        id="d1",
        sources=("a.txt",),
        sha256="",
        text_sha256="",
        media_type="text/plain",
        encoding="utf-8",
        text=text,
        runs=(),
        blocks=blocks,
        title=title,
        outlet=outlet,
        authors=authors,
    )


def page(*parts: tuple[str, str, bool | None] | tuple[str, str, bool | None, BlockKind]) -> Document:
    """A page of (text, place, main[, kind]) blocks."""
    text, blocks = "", []
    for part in parts:
        text += "\n\n" if text else ""
        blocks.append(Block(len(text), len(text) + len(part[0]), part[3] if len(part) > 3 else "paragraph", part[2], part[1]))
        text += part[0]
    return make(text, tuple(blocks))


def kind_at(found: tuple[Region, ...], start: int, end: int) -> set[str]:
    return {r.kind for r in found if r.kind != "quoted" and r.start < end and r.end > start}


BODY = """Two boats sank off Saltmere on Monday night in a storm that nobody had forecast, the harbour master said on Tuesday.

“I have not seen a sea like it in thirty years,” said Hedda Brand, who has run the harbour for twenty years. “We were lucky.”"""
HEAD = "SALTMERE GLEANER\nFor town and fen\n\nTwo boats lost in the storm\n\nBy Orla Fennimore\n3 May 2022\n\n"

FURNITURE = [
    "Lire aussi : le môle rouvre lundi",
    "Scan the QR code for the tide tables.",
    "This report by The Fenland Press was first published May 3, 2022.",
    "END OF TRANSCRIPT",
    "THIS IS A RUSH TRANSCRIPT. THIS COPY MAY NOT BE IN ITS FINAL FORM.",
    "Not authorized by any candidate or committee.",
    "When materials are used, a hyperlink to the Gleaner is obligatory.",
    "Cite as: Brand H, Moss T. Tidal Letters 2022; 7: 418.",
    "Radio Fen is listener-supported. The Saltmere council acknowledges the support of the county.",
    "Radio Fen is paid for by its listeners. The pier is not.",
    "Subscriptions: at every post office. The opinion of the editors need not coincide with that of the eel.",
    "We and our 40 partners are fond of cookies.",
    "We and our friends use cookies.",
    "Notes for editors: the harbour board, founded in 1961, employs 64 people.",
    "Media: Hedda Brand, assistant to the board",
    "Producer: Tilda Moss",
    "eel_boy: about time",
    "Our tip line never sleeps, and nor do we.",
    "Seen something on the pier? Tell us.",
    "Ring the Gleaner on 01234 567890 with your eel stories",
    "Letters and tides, page 12",
    "Tides & Eels, pages 12-13: Can a conger read?",
    "In Sunday’s Gleaner: the rope that would not die",
    "Enjoyed this? Our crossword is by the same hand",
    "Fen tours, from £8.50: call 01234 567891",
    "The word “Gleaner” and the eel are registered trade marks of Fen Papers.",
    "Eel futures can bite. The value of your investment may go down.",
    "(Reporting by Ida Roe; Editing by T. Moss)\n\nOur house rules are kept in a drawer and shown to nobody.",
    "reedcutter 8 hrs ago: that pier was never sound",
    "3 min read · 12 comments",
    "Buy the tide table, now with tides, at fenbooks.example",
    "Share this: Email | Print | Copy link",
    "Share on Chatterbox",
    "Print version",
    "Read next: Ten things to do with an old mast",
    "MORE FROM SALTMERE\nThe eel that came to tea\nYour pictures of the flood",
    "You may also like\nWho is buying all the rope?",
    "Related: The long history of the old pier",
    "Gleaner readers also liked: The eel that came to tea",
    "Sign up for the Gleaner’s morning email.",
    "Enjoyed this article? Support our journalism from as little as 4 a month.",
    "Enter your email address to subscribe. No spam.",
    "To unsubscribe, click here.",
    "© 2022 Saltmere Newspapers Ltd. All rights reserved.",
    "Disclaimer: the contents of this article are those of its author and the Gleaner will not be responsible "
    "for any error in it.",
    "This material may not be published, broadcast, rewritten or redistributed without the consent of the "
    "holder of the rights.",
    "Media enquiries: Bruno Quist, Head of Communications, press@quillon.example",
    "- ENDS -",
    "(Norwire newsroom; ab/cd)",
    "(Reporting by Orla Fennimore; editing by T. Abel)",
    "Orla Fennimore writes about boats and the people who lose them. Her last book was about rope.",
    "Orla Fennimore is the Gleaner’s coast correspondent.",
    "About the writer: Orla Fennimore won a prize in 2015 for a piece about eels.",
    "The Gleaner is owned by the people of Saltmere.",
    "Letters: write to the Gleaner, with your address and a telephone number.",
    "Got a story? Ring our newsdesk.",
    "Imprint · Data protection · Advertise with us",
    "We and our 300 partners store information on your device.",
    "Follow the Gleaner on Facebook.",
    "This English text is for reference. In the event of a discrepancy the Dutch original prevails.",
    "Important disclosures: the Gleaner or its affiliates may hold positions in the shares named.",
    "The Saltmere Gleaner, founded 1902. All opinions are the authors' own.",
    "Saltmere Gleaner takes no position in shares it writes about.",
    "Quillon Harbours is not connected with the broadcaster Radio Quillon.",
    "Radio Fen, late service. Editor of the day: Tilda Moss. Frequencies on our website.",
    "The Gleaner comes on weekdays. To suspend delivery in August, ring before noon.",
    "Tides / Eels / Rope / Weather",
    "+++ Also in the Gleaner: the choir is off +++",
    "Photo: Bruno Quist/Norwire",
    "ADVERTISEMENT",
    "Bruno Quist of the Fenland Post contributed to this report.",
    "Boats, page 24",
    "No comments:\nPost a comment\nNote: Only a member of this blog may post a comment.",
    "Comments (2)\nseadog: the pier was rotten all along\nMoll: so sorry for them",
]


@pytest.mark.parametrize("piece", FURNITURE)
def test_furniture_at_the_foot(piece: str) -> None:
    text = f"{HEAD}{BODY}\n\n{piece}\n"
    found = regions(plain(text))
    start = text.index(piece)
    assert kind_at(found, start, start + len(piece)) == {"furniture"}, found
    body = text.index("Two boats sank")
    assert kind_at(found, body, start - 2) == {"body"}
    assert all(r.why for r in found)


BODY_LINES = [
    "EDITOR: I have not seen the letter, and I do not want to.",
    "Sound: that is how the surveyor found the rope.",
    "The transcript shows that the board met twice.",
    "When materials are short, the skipper said, a link in the chain gives way.",
    "The report by Hedda Brand was published on Friday.",
    "Media were kept behind the rope.",
    "The board acknowledges the loss of two boats.",
    "You could hear the rope for miles.",
    "Call it luck, call it what you will, the board has paid for neither boat.",
    "Our readers’ letters were read out in court, the clerk said, at www.fenland.example.",
    "Is it the pier that moves, or the sea?",
    "The boats cost £4.50 a day to moor.",
    "Nobody asked you, the mayor told the board.",
    "The pier opens again at Easter.\n\n— Saltmere Harbour (@saltmereharbour) May 3, 2022",
    "The skipper was not connected with the wreck, the surveyor said.",
    "In the event of a storm the original rope must be used, the board said.",
    "The board may hold a position open for him.",
    "A day earlier the newsletter Fen Weekly reported that both boats were insured.",
    "Saltmere / Fen Stoke is the only line that floods.",
    "“It was the wind.”",
    "“It was the wind,” she said.",
    "Quillon Harbours declined to comment.",
    "He has four children.",
    "HEDDA BRAND: I told them to stay in. They did not stay in.",
    "The comments were made on Tuesday at the town hall.",
    "She shared this view with the mayor on Tuesday.",
    "Register of ships Tam de Witt said that both boats were insured.",
    "Share prices fell on Tuesday.",
    "Related claims have come to nothing.",
    "Hedda Brand is the harbour master of Saltmere, and was on the pier that night.",
    "Follow the money, the skipper likes to say.",
    "Read the letter, she said, and you will see.",
    "Sources close to the harbour board said it would meet on Friday.",
    "Sign language was used throughout the service.",
    "More from the deep will come up before the week is out, the divers think.",
    "The union is funded by its members, and it has no other money, Ada Holt said.",
    "The station is funded by its listeners, and has been since 1961, Ada Holt said.",
    "The opinion of the authors did not reflect what the ministry had found, Ada Holt said.",
    "“We and our neighbours baked four hundred cookies,” Ada Holt said.",
    "“We and our neighbours set out four hundred cookies,” Ada Holt said.",
]


@pytest.mark.parametrize("line", BODY_LINES)
def test_body_that_looks_like_furniture(line: str) -> None:
    for text in (
        f"{HEAD}{BODY}\n\n{line}\n",
        f"{HEAD}{BODY}\n\n{line}\n\nShare this: Email | Print\n",
        f"{BODY}\n\n{line}\n\n{BODY[:110]}.\n",
    ):
        found = regions(plain(text))
        start = text.index(line)
        assert kind_at(found, start, start + len(line)) == {"body"}, text


def test_the_head_is_title_and_furniture() -> None:
    text, spans = marked(
        "[F:SALTMERE GLEANER]\n[F:Home | News | Tides]\n\n[T:Two boats lost in the storm]\n[B:A night that "
        "nobody saw coming]\n\n"
        "[F:By Orla Fennimore]\n[F:3 May 2022]\n\n" + BODY
    )
    found = regions(plain(text))
    for label, kind in (("F", "furniture"), ("T", "title"), ("B", "body")):
        for span in spans[label]:
            assert kind_at(found, span.start, span.end) == {kind}, text[span.start : span.end]


def test_what_stands_in_a_page_is_told_by_its_markup_and_by_the_extractor() -> None:
    solid = BODY.split("\n\n")
    found_in = page(
        ("Saltmere Gleaner | Boats | Eels | Rope", "nav", False),
        ("Two boats lost in the storm", "main > article", True, "title"),
        ("A night that nobody saw coming", "main > article", False, "heading"),
        (solid[0], "main > article", True),
        ("“The lights went out,” Brand said.", "main > article", False),
        ("WIN a trip to the isles! Enter here", "main > article > div.promo", False),
        (solid[1], "main > article", True),
        ("The eel that came to tea", "main > div.recirc", False),
        (
            "seadog: the pier was rotten all along and everybody in the town of Saltmere knew it for twenty long years.",
            "section#comments",
            False,
        ),
    )
    kinds = [kind_at(regions(found_in), b.start, b.end) for b in found_in.blocks]
    assert [k.pop() for k in kinds] == [
        "furniture",
        "title",
        "body",
        "body",
        "body",
        "furniture",
        "body",
        "furniture",
        "furniture",
    ]


def test_a_list_that_an_element_sets_apart_is_no_text_even_where_the_extractor_takes_it_for_such() -> None:
    solid = BODY.split("\n\n")
    found_in = page(
        ("Two boats lost in the storm", "main", True, "title"),
        (solid[0], "main", True),
        ("Read more", "main > div.more", True, "heading"),
        ("Eel growers cannot wait for new jetty", "main > div.more", True),
        ("Third sinking this year: a map", "main > div.more", True),
        ("“It was the wind.”", "main", True),
        (solid[1], "main", True),
        ("Other notices", "div#side", True, "heading"),
        ("Notice 16/2022: Dredging at Pier 2", "div#side", True),
        ("Comments", "div.cmts", True, "heading"),
        ("seadog the pier was rotten all along", "div.cmts", True),
    )
    kinds = [kind_at(regions(found_in), b.start, b.end).pop() for b in found_in.blocks]
    assert kinds == ["title", "body", *["furniture"] * 3, "body", "body", *["furniture"] * 4]


def test_a_short_line_below_a_heading_is_text_where_the_text_itself_stands_in_that_element() -> None:
    solid = BODY.split("\n\n")
    found_in = page(
        ("Two boats lost in the storm", "main", True, "title"),
        (solid[0], "main", True),
        ("Latest news", "main", True, "heading"),
        ("Nobody was hurt", "main", True),
        (solid[1], "main", True),
    )
    assert kind_at(regions(found_in), found_in.blocks[3].start, found_in.blocks[3].end) == {"body"}


def test_an_element_that_wraps_the_text_is_no_furniture_whatever_it_is_called() -> None:
    solid = BODY.split("\n\n")
    wrapped = page(
        ("Two boats lost in the storm", "div.content-with-sidebar", True, "title"),
        (solid[0], "div.content-with-sidebar", True),
        ("Nobody was hurt.", "div.content-with-sidebar", True),
        (solid[1], "div.content-with-sidebar", True),
        ("Tides", "div.sidebar", True),
    )
    assert [kind_at(regions(wrapped), b.start, b.end).pop() for b in wrapped.blocks] == [
        "title",
        "body",
        "body",
        "body",
        "furniture",
    ]


TURNS = (
    "CHAIR HOLT: We go on with the witness, who was at the pump house on the night of the flood and who swore to tell it all.",
    "MR. DANE: I was at the pump house from nine in the evening, and the gate was open when I came.",
    "CHAIR HOLT: Did you see the engineer?",
    "MR. DANE: Yes.",
    "CHAIR HOLT: Subscribe to nothing. Thank you.",
)


def test_what_is_said_in_a_transcript_is_no_furniture_however_short() -> None:
    text = "\n\n".join(("COUNCIL HEARING", *TURNS))
    found = regions(plain(text))
    for turn in TURNS:
        assert kind_at(found, text.index(turn), text.index(turn) + len(turn)) == {"body"}, turn


@pytest.mark.parametrize(
    "lines",
    [
        ("WATCH: Two boats lost in the storm", "MORE: The harbour in pictures", "PHOTO: Orla Fennimore", "SHARE: this page"),
        ("CONTACT: Mara Lind", "EMAIL: mara@saltmere.example", "CONTACT: Jon Ekdal", "EMAIL: jon@saltmere.example"),
        ("MEDIA CONTACT: Mara Lind", "PHONE: 01632 960001", "MEDIA CONTACT: Jon Ekdal", "PHONE: 01632 960002"),
    ],
)
def test_labels_of_a_page_are_no_turns(lines: tuple[str, ...]) -> None:
    text = HEAD + BODY + "\n\n" + "\n\n".join(lines)
    assert "body" not in kind_at(regions(plain(text)), text.index(lines[0]), len(text))


def test_a_print_version_is_a_repeat() -> None:
    article = f"Two boats lost in the storm\n\nBy Orla Fennimore\n\n{BODY}"
    text = (
        f"SALTMERE GLEANER\nNews | Tides | Notices\n\n{article}\n\nPRINT VERSION\n\n{article}\n\nThe "
        f"Saltmere Gleaner, Quay Road, Saltmere.\n"
    )
    found = regions(plain(text))
    again = text.rindex("Two boats lost")
    repeats = [(r.start, r.end) for r in found if r.kind == "repeat"]
    assert repeats[0][0] == again
    assert repeats[-1][1] == again + len(article)
    assert sum(end - start for start, end in repeats) > 0.95 * len(article)


def test_a_pull_quotation_is_no_repeat() -> None:
    text = (
        f"{BODY}\n\n“I have not seen a sea like it in thirty years”\n\nThe boats were insured, and the "
        f"divers go down on Friday if the wind drops.\n"
    )
    assert not [r for r in regions(plain(text)) if r.kind == "repeat"]


QUOTED = [
    "It had been coming.\n\n[O:The Fenland Post]:\n\n[Q:“Two boats went down,” Hedda Brand told the "
    "paper.\n\n“We were lucky.”]\n\nSo that is that.",
    "As [O:The Fenland Post] wrote in May 2022,\n\n[Q:Two boats went down off Saltmere on Monday night, and "
    "nobody knows why they were out.]"
    "\n\nHowever, the pier held, which is more than the board said it would.",
    "It was first in [O:The Fenland Post] on 4 May. The report states,\n\n[Q:Two boats went down off Saltmere "
    "on Monday night, Hedda Brand said.]"
    "\n\nWhy were they out at all?",
    "The account [O:@seadog] wrote on Friday evening:\n\n[Q:They sank it themselves. Ask about the "
    "rope.]\n\nThat is not so, says the board.",
    "A letter of 12 May to the board gives her answer:\n\n[Q:You may have the pier back when the rope is paid "
    "for.]\n\nThe board has not paid for it.",
    "[O:Die Moorpost], which never sleeps, had this (our translation): [Q:“We were lucky,” Brand said.] Die "
    "Moorpost also says it rained.",
    "[Q:Two boats lost off #Saltmere. Harbour shut until further notice.]\n— [O:Saltmere Harbour] "
    "(@saltmereharbour) May 3, 2022\n\nThat was at noon.",
]


@pytest.mark.parametrize("piece", QUOTED)
def test_quoted_passages(piece: str) -> None:
    text, spans = marked(f"{BODY}\n\n{piece}\n")
    quoted = [r for r in regions(plain(text)) if r.kind == "quoted"]
    assert [(r.start, r.end) for r in quoted] == [(s.start, s.end) for s in spans["Q"]]
    outlets = [(r.outlet_start, r.outlet_end, r.outlet) for r in quoted if r.outlet]
    assert outlets == [(s.start, s.end, text[s.start : s.end]) for s in spans.get("O", [])]


def test_a_title_is_no_quoted_passage_whatever_signs_the_line_below() -> None:
    found = regions(plain("Two boats sank.\n– Ada Holt (@adaholt) May 3, 2022\nThe pier was shut.\n"))
    assert found[0].kind == "title"
    assert not [r for r in found if r.kind == "quoted"]


@pytest.mark.parametrize(
    "piece",
    [
        "Hedda Brand, who runs the harbour, said:\n\n“We were lucky.”",
        "He told The Fenland Post that he was sorry.\n\nNobody believed him, and the board met again on Friday.",
        "There are three reasons:\n\nThe rope was old, and so was the pier.",
        "Orla Fennimore:\n\nI think that the rope was old.",
    ],
)
def test_speech_is_no_quoted_passage(piece: str) -> None:
    assert not [r for r in regions(plain(f"{BODY}\n\n{piece}\n")) if r.kind == "quoted"]


def test_a_block_quotation_ends_where_its_markup_ends() -> None:
    there = page(
        (BODY.split("\n\n")[0], "main", True),
        ("The Fenland Post wrote on Tuesday:", "main", True),
        ("Two boats went down.", "main > blockquote", True, "quote"),
        ("Nobody knows why.", "main > blockquote", True, "quote"),
        ("The board said on Friday that it did.", "main", True),
    )
    quoted = [r for r in regions(there) if r.kind == "quoted"]
    assert [(r.start, r.end) for r in quoted] == [(there.blocks[2].start, there.blocks[3].end)]


def test_an_empty_text_has_no_regions() -> None:
    assert regions(plain("")) == ()
    assert regions(plain(" \n \n")) == ()


@pytest.mark.parametrize(
    "piece", ["x\n", "Read more: x\n", ".", "“", "(", "© ", "| a ", "The Post:\n\nHe said so to us all.\n\n", "Comments\n"]
)
def test_hostile_texts_take_linear_time(piece: str) -> None:
    document = plain(piece * (100_000 // len(piece)))
    start = time.perf_counter()
    regions(document)
    assert time.perf_counter() - start < 10
