"""Dates of one report: what each expression stands for, counted from the report's day or from another date in its text."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sayso.mark.dates import dates
from sayso.types import Block, Date, Document, Fact, Region
from tests.marked import marked

DAY = "2024-03-13"  # a Wednesday


def report(text: str, published: str | None = DAY, **more: object) -> Document:
    return Document(
        id="d1",
        sources=("d1.txt",),
        sha256="",
        text_sha256="",
        media_type="text/plain",
        encoding="utf-8",
        text=text,
        runs=(),
        blocks=more.get("blocks", ()),  # type: ignore[arg-type]
        published=Fact(value=published, basis="given") if published else None,
    )


def found(written: str, published: str | None = DAY) -> list[Date]:
    text, spans = marked(written)
    all_of_them = dates(report(text, published), ())
    assert [(d.start, d.end) for d in all_of_them] == [(s.start, s.end) for s in spans.get("D", [])], [
        d.text for d in all_of_them
    ]
    for d in all_of_them:
        assert d.text == text[d.start : d.end]
        assert d.why
    return list(all_of_them)


FROM_THE_REPORT = [
    ("We should have done this [D:in July], the mayor said.", "2023-07"),
    ("The fair opens [D:a week from today].", "2024-03-20"),
    # weekdays, by tense
    ("The mayor resigned [D:on Tuesday].", "2024-03-12"),
    ("The mayor said [D:on Wednesday] he was glad.", "2024-03-13"),
    ("The pool, he told the paper [D:Thursday], was cold.", "2024-03-07"),
    ("A minister will speak [D:on Monday].", "2024-03-18"),
    ("Results would be published [D:on Monday], she said.", "2024-03-18"),
    ("Nobody will be let in before [D:Monday].", "2024-03-18"),
    ("The bridge is closed until [D:Friday].", "2024-03-15"),
    ("The gates have been shut since [D:Friday].", "2024-03-08"),
    ("Divers were due to return [D:on Saturday].", "2024-03-16"),
    ("They met [D:last Friday].", "2024-03-08"),
    ("They meet [D:next Friday].", "2024-03-22"),
    ("They met [D:on Friday last week].", "2024-03-08"),
    ("The letter came [D:on Tuesday evening].", "2024-03-12"),
    ("The deadline is [D:Tuesday].", "2024-03-19"),
    ("They hope to have it done by [D:Friday].", "2024-03-15"),
    ("She wouldn't show her hand [D:on Tuesday].", "2024-03-12"),
    # the report's own day
    ("She resigned [D:yesterday evening].", "2024-03-12"),
    ("She resigned [D:this afternoon].", "2024-03-13"),
    ("Talks broke down [D:last night].", "2024-03-12"),
    ("She will speak [D:tomorrow].", "2024-03-14"),
    ("It snowed [D:the day before yesterday].", "2024-03-11"),
    # weeks, months, years, seasons, quarters
    ("Prices fell [D:this month].", "2024-03"),
    ("Prices fell [D:late last month].", "2024-02~"),
    ("Prices fell [D:last week].", "2024-03-04/2024-03-10"),
    ("Prices will fall [D:early next year].", "2025~"),
    ("It rained [D:last summer].", "2023-22"),
    ("Profits rose [D:last quarter].", "2023-10/2023-12"),
    ("Sales fell in the [D:fourth quarter].", "2023-10/2023-12"),
    ("It opened [D:in the third quarter of 2016].", "2016-07/2016-09"),
    ("It was all [D:two weeks ago].", "2024-02-26/2024-03-03"),
    ("It was all [D:three days ago].", "2024-03-10"),
    ("It began [D:ten years ago].", "2014~"),
    ("It will open [D:in three weeks].", "2024-04-01/2024-04-07"),
    ("It fell over [D:the past three weeks].", "2024-02-21/2024-03-13"),
    # the year from context
    ("She resigned [D:on October 28].", "2023-10-28"),
    ("A service will be held [D:on 17 April].", "2024-04-17"),
    ("It will go by [D:the end of September].", "2024-09~"),
    ("It was inspected [D:in August].", "2023-08"),
    ("The letter was sent [D:in mid-October].", "2023-10~"),
    ("The first notices are expected [D:in May].", "2024-05"),
    ("It was built [D:in late 2015].", "2015~"),
    ("I shall read it [D:on the 26th], aloud.", "2024-03-26"),
    ("They met [D:on Friday 8 March].", "2024-03-08"),
    ("They met [D:on the first Friday of March].", "2024-03-01"),
    # the simple present, and what a clause says of its date
    ("The court sits again [D:on Tuesday].", "2024-03-19"),
    ("Ministers meet in Kelm [D:on Tuesday].", "2024-03-19"),
    ("The shops are shut [D:on Monday].", "2024-03-18"),
    ("The gates would open at 9 a.m. [D:on Monday].", "2024-03-18"),
    ("The vote was put off to [D:April].", "2024-04"),
    ("He had been expected to speak [D:on Tuesday].", "2024-03-12"),
    ("She urged them [D:on Tuesday] to vote.", "2024-03-12"),
    ("He has a trial [D:in September].", "2024-09"),
    ("They went after two visits [D:on Tuesday].", "2024-03-12"),
    ("A poll for the [D:Nov. 5] election fell.", "2023-11-05"),
    ("A poll for the [D:June 9] election fell.", "2024-06-09"),
    ("Sales of 5,000 [D:in January], it showed, are to be had.", "2024-01"),
    # possessives, and what a report's own year or week is
    ("It fell [D:in Tuesday]'s trade.", "2024-03-12"),
    ("It passed [D:this year]'s mark.", "2024"),
    ("Growth stalled at [D:the end of last year].", "2023~"),
    ("He will pay by [D:year-end].", "2024~"),
    ("It will rain over [D:the weekend].", "2024-03-16/2024-03-17"),
    ("It rained over [D:the weekend].", "2024-03-09/2024-03-10"),
    ("It expects a loss for [D:the year].", "2024"),
    ("It is the worst since [D:the week of March 4].", "2024-03-04/2024-03-10"),
    # quarters and parts of years
    ("Its [D:fourth-quarter] profit fell.", "2023-10/2023-12"),
    ("It earned less after a weak [D:first quarter].", "2024-01/2024-03"),
    ("Sales fell [D:in last year's third quarter].", "2023-07/2023-09"),
    ("Sales fell in the [D:July-September quarter].", "2023-07/2023-09"),
    ("Sales rose [D:in the first nine months of 2019].", "2019-01/2019-09"),
    ("It fell [D:on the last day of February].", "2024-02-29"),
    ("He earned $5 in fiscal [D:2007].", "2007"),
    ("It was the wettest [D:April] on record.", "2023-04"),
    # feasts
    ("They walked [D:on Christmas Day].", "2023-12-25"),
    ("He will rest [D:on Good Friday].", "2024-03-29"),
    ("It was shut [D:on Labor Day].", "2023-09-04"),
    ("It was lit [D:last Thanksgiving].", "2023-11-23"),
    ("It was first sung [D:on Christmas Day 1899].", "1899-12-25"),
    ("Nothing has been so bad since [D:9/11].", "2001-09-11"),
    # figures, years in words, decades, centuries
    ("It is dated [D:02/03/24].", "2024-02-03?"),
    ("It is dated [D:04/03/24].", "2024-03-04"),
    ("It is dated [D:25/12/98].", "1998-12-25"),
    ("She left [D:in nineteen ninety-nine].", "1999"),
    ("She left [D:on September 10, two thousand and five].", "2005-09-10"),
    ("She left [D:in the seventies].", "197X"),
    ("She left in the [D:1800s].", "18XX"),
    ("She left [D:in the nineteenth century].", "18XX"),
    ("It was worse than the [D:1998] floods.", "1998"),
    ("It will open by [D:mid-2026].", "2026~"),
    ("It fell [D:ten years ago today].", "2014-03-13"),
    ("It fell [D:a week ago Friday].", "2024-03-01"),
    # ranges
    ("It rained from [D:Monday to Wednesday].", "2024-03-11/2024-03-13"),
    ("It was shut between [D:3 and 5 March].", "2024-03-03/2024-03-05"),
    ("It was shut from [D:May to June 2019].", "2019-05/2019-06"),
    ("It stood from [D:1990 to 1995].", "1990/1995"),
]


@pytest.mark.parametrize(("written", "value"), FROM_THE_REPORT)
def test_counted_from_the_report(written: str, value: str) -> None:
    assert [d.value for d in found(written)] == [value]


FROM_THE_TEXT = [
    ("The tower fell [D:on May 5] [D:last year].", ["2023-05-05", "2023"]),
    ("Given under seal this [D:13th day of November, 2023].", ["2023-11-13"]),
    ("The board met [D:on 8 March]. The crew was told [D:on the day of the meeting].", ["2024-03-08", "2024-03-08"]),
    ("The tower fell [D:on 5 May 1974]. [D:Nine days later] the mayor wept.", ["1974-05-05", "1974-05-14"]),
    ("The tower fell [D:on 5 May 1974]. [D:The next day] it rained.", ["1974-05-05", "1974-05-06"]),
    ("It began [D:on Sunday]. By [D:the following morning] there was smoke.", ["2024-03-10", "2024-03-11"]),
    (
        "The tower fell [D:on Saturday]. She had warned of it [D:two days before the collapse].",
        ["2024-03-09", "2024-03-07"],
    ),
    (
        "The tower fell [D:on Saturday]. The doors had been locked since [D:the Tuesday before the fire].",
        ["2024-03-09", "2024-03-05"],
    ),
    (
        "The vote was held [D:on 5 March]. It snowed [D:on 7 March]. [D:Two days before the vote] a poll came out.",
        ["2024-03-05", "2024-03-07", "2024-03-03"],
    ),
    (
        "She said [D:on Tuesday], [D:three days after the tower fell], that the paper's report of [D:March 10] was wrong. "
        "Both were found [D:two days after the accident].",
        ["2024-03-12", "2024-03-12", "2024-03-10", "2024-03-11"],
    ),
    (
        "KELM, [D:March 12] (Wire) - A tower fell [D:on Saturday]. He knew [D:two days before the fall].",
        ["2024-03-12", "2024-03-09", "2024-03-07"],
    ),
    ("He died [D:in June 1990]. [D:A month earlier] he had married.", ["1990-06", "1990-05~"]),
    ("She was born [D:two days before yesterday].", ["2024-03-10"]),
    ("It was shut [D:on the eve of Monday's vote].", ["2024-03-10"]),
    ("It came [D:in 1928], [D:on Sept. 13].", ["1928", "1928-09-13"]),
    ("No flood was worse since [D:1962], when 315 died [D:in February].", ["1962", "1962-02"]),
    ("Its [D:third-quarter] profit rose from $2m [D:a year earlier].", ["2023-07/2023-09", "2022-07/2022-09"]),
    ("An offer of [D:Jan. 15] was refused [D:the following week].", ["2024-01-15", "2024-01-22/2024-01-28"]),
    (
        "He pleaded [D:on Friday]; she, who visits [D:on Tuesday], answered [D:the next day].",
        ["2024-03-08", "2024-03-19", "2024-03-09"],
    ),
    (
        "It was halted [D:on Feb. 11], [D:two months after its launch] [D:on Dec. 19].",
        ["2024-02-11", "2024-02-11", "2023-12-19"],
    ),
    ("The first came [D:on 10/12/23], the last [D:on 10/28/23].", ["2023-10-12", "2023-10-28"]),
    ("Ministers will meet [D:on Friday]. A plan for [D:Friday]'s talks: none.", ["2024-03-15", "2024-03-15"]),
    ("He died. He had been cheerful [D:that morning], his wife said [D:on Tuesday].", [None, "2024-03-12"]),
    ("Nobody was at sea [D:that day], the mayor told reporters [D:on Tuesday].", [None, "2024-03-12"]),
    ("He wrote the will [D:that year], lawyers said [D:in 2019].", [None, "2019"]),
    ("[D:In 2019] he lost, and by [D:the end of the year] he was gone.", ["2019", "2019~"]),
]


@pytest.mark.parametrize(("written", "values"), FROM_THE_TEXT)
def test_counted_from_another_date(written: str, values: list[str | None]) -> None:
    assert [d.value for d in found(written)] == values


@pytest.mark.parametrize(
    "written",
    [
        "The firm will cut 1,100 roles in 2,400 homes within 48 hours.",
        "Anna May, 58, may march on; they march 12 miles.",
        "The Sunday Ledger and USA TODAY wrote of Black Friday.",
        "She writes every Sunday and swims on Mondays.",
        "It was the second fright in two days.",
        "It was the hardest in eleven years.",
        "He sat in the sun and sat down.",
        "The past few weeks were hard.",
        "The strike will last two days.",
        "He keeps it to this day.",
        "It will be the second time in two years.",
        "It was the first such vote in 20 years.",
        "He flew on Flight 1999 to Room 2010 and won 2012 votes for $1998.",
        "Call 555-2010; 1998 engines were made.",
        "Tom August, August Wilson's pupil, met Marc March and Clara June Penn.",
        "They bought a Christmas tree and an Easter egg.",
        "Highs were in the 60s, and he is in his seventies.",
        "The May government will march on; the March on Kelm did.",
        "A fourth-quarter touchdown won it.",
        "At this time of the year it rains.",
    ],
)
def test_no_date(written: str) -> None:
    assert found(written) == []


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("He left [D:on Thursday].", "not known"),
        ("It closed [D:this month].", "not known"),
        ("He left [D:two days after the storm].", "no date for “the storm”"),
        ("[D:The next day] he left.", "no date stands before"),
        ("He left [D:several days later].", "no number"),
    ],
)
def test_open(written: str, reason: str) -> None:
    (d,) = found(written, published=None)
    assert d.value is None
    assert reason in d.why


def test_what_happened_after_the_report_was_written_is_no_day_of_it() -> None:
    signed = found("The gate shut [D:on Wednesday]. She signed the paper [D:two days after the gate shut].")[1]
    assert signed.value is None
    assert "after the report" in signed.why


def test_the_report_s_own_day_is_none_that_the_text_counts_from() -> None:
    text = "Letters from the fen. By Ida Roe. 13 March 2024\n\nHe had the paper in his hands on the Monday."
    stated = Fact(value=DAY, basis="date line", start=text.index("13"), end=text.index("\n"))
    assert [d.value for d in dates(replace(report(text), published=stated), ())] == [DAY, "2024-03-11"]


def test_dates_count_from_what_is_known_from_elsewhere() -> None:
    text = "The boat left on Monday. The wind rose that evening, and the next day it was gone."
    closed = {text.index("on Monday"): ("2024-03-11", "told elsewhere")}
    got = dates(report(text, None), (), None, closed)
    assert [d.value for d in got] == ["2024-03-11", "2024-03-11", "2024-03-12"]
    assert got[0].why == "told elsewhere"


def test_nothing_counts_from_a_day_that_an_open_one_has_followed() -> None:
    text = "The letter is of 4 March 2024. The gate shut on Monday. The next morning the rope was gone."
    assert [d.value for d in dates(report(text, None), ())] == ["2024-03-04", None, None]


def test_an_unknown_event_is_not_guessed_from_the_last_date() -> None:
    text = "The works opened in June 2015. He came back ten years after he had sold it."
    opened, later = dates(report(text), ())
    assert opened.value == "2015-06"
    assert later.value is None


def test_a_full_date_in_the_text_gives_the_year_and_no_more() -> None:
    text = "He wrote on December 2. The post is of December 3, 2017. In November he had left. He left on Tuesday."
    values = {d.text: (d.value, d.why) for d in dates(report(text, None), ())}
    assert values["on December 2"][0] == "2017-12-02"
    assert "December 3, 2017" in values["on December 2"][1]
    assert values["In November"][0] == "2017-11"
    assert values["on Tuesday"][0] is None


def test_a_report_of_several_possible_days() -> None:
    text = "He left on Thursday. It shut this month. He spoke on Monday."
    thursday, month, monday = dates(report(text, "2017-11-30/2017-12-06"), ())
    assert thursday.value == "2017-11-30"  # the same from every one of the days
    assert month.value == "2017-11?"
    assert monday.value is None
    assert "more than one" in monday.why


def test_weekday_chooses_the_year() -> None:
    (d,) = dates(report("The hearing is on Tuesday, 5 March, it says.", "2019-06-01"), ())
    assert d.value == "2019-03-05"
    (odd,) = dates(report("Printed on Monday, 5 March 2019."), ())
    assert odd.value == "2019-03-05"
    assert "was a Tuesday" in odd.why


def test_furniture_and_repeats_do_not_count_but_date_lines_do() -> None:
    text = "Kelm Echo\n12 March 2024\nHe left on Monday.\nRead on: fair on Sunday"
    line, tail = text.index("12 March"), text.index("Read on")
    regions = (
        Region(start=0, end=line + 13, kind="furniture", why="masthead"),
        Region(start=tail, end=len(text), kind="furniture", why="links"),
    )
    blocks = (Block(start=line, end=line + 13, kind="dateline"),)
    assert [d.text for d in dates(report(text, blocks=blocks), regions)] == ["12 March 2024", "on Monday"]
    repeat = (Region(start=line, end=len(text), kind="repeat", why="again"),)
    assert dates(report(text, blocks=blocks), repeat) == ()


def test_a_quoted_passage_counts_from_its_own_date() -> None:
    text = "The Kelm Echo wrote on September 15, 2014:\nThe council refused, its leader said Monday.\nWe disagree."
    start = text.index("The council")
    quoted = (Region(start=start, end=text.index("We dis"), kind="quoted", why="introduced"),)
    assert [d.value for d in dates(report(text), quoted)] == ["2014-09-15", "2014-09-15"]
