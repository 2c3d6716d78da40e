"""The dates of one document: every expression that names a calendar time, what it stands for, and why."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from sayso.edtf import day_of, interval, plain, precision, valid
from sayso.mark.dates.events import Event, apposed, events, is_dateline, with_event
from sayso.mark.dates.expressions import expressions
from sayso.mark.dates.reckoning import Direction, Known, Resolved, resolve
from sayso.mark.dates.senses import Expression, Sense
from sayso.mark.dates.tense import direction
from sayso.types import Date, Document, Fact, Region, Span

__all__ = ["dates"]

# A report whose first possible day is known, but not the last, is taken to be from the week that follows: news.
_NEWS_DAYS = 6
_LOOK_BACK = 12  # dates before an expression among which the one that it counts from is looked for
_REACH = 1500  # code points within which "the next day" may count from a date that stands before it
_INTRODUCED = 400  # code points before a quoted passage within which its own date stands

Values = list[tuple[Expression, str | None]]


class _Page(NamedTuple):
    """What stays the same while the expressions of a document are reckoned."""

    text: str
    report: Known
    quoted: tuple[Region, ...]
    sides: dict[int, Direction]  # of each expression, by where it begins: whether it lies behind or ahead
    following: dict[int, Expression]  # of each expression, the next one
    own: Span  # where the report states its own day
    closed: Mapping[int, Resolved]


def dates(
    document: Document,
    regions: tuple[Region, ...],
    near: Fact | None = None,
    closed: Mapping[int, Resolved] = MappingProxyType({}),
) -> tuple[Date, ...]:
    """The date expressions of a document with their EDTF values, in the order of the text.

    Those in furniture and in repeats are left out, but not the document's own date lines. A value is None, with the
    reason, where the expression counts from a day that is not known. Not found: times of day, lengths of time,
    recurring days ("every Sunday"). The report's own date is its anchor; without one, the latest full date in the text
    gives the year to year-less dates and nothing more; `near`, a day of the same story, does so where there is none.
    `closed` holds values, by the start of their expressions, that are known from elsewhere; other dates count from them.
    """
    text = document.text
    apart = _Apart(document, regions)
    counted = [e for e in expressions(text) if apart.counts(e)]
    sides = {e.core: "" if _attributive(text, e) else direction(text, e.core, e.end) for e in counted}
    found = [e for e in counted if not _is_length(text, e, sides[e.core])]
    quoted = tuple(sorted(r for r in regions if r.kind == "quoted"))
    following = {e.core: after for e, after in pairwise(found)}
    report = _anchor(document, found, sides, near)._replace(day_first=_day_first(text, found))
    page = _Page(text, report, quoted, sides, following, apart.own, closed)
    return tuple(
        Date(document=document.id, start=e.start, end=e.end, text=text[e.start : e.end], value=value, why=why)
        for e, value, why in _reckoned(page, found)
    )


class _Apart:
    """Where dates do not count: furniture and repeats, except for the document's own date lines."""

    def __init__(self, document: Document, regions: tuple[Region, ...]) -> None:
        self.out = sorted((r.start, r.end, r.kind) for r in regions if r.kind in ("furniture", "repeat"))
        self.lines = sorted((b.start, b.end, b.kind) for b in document.blocks if b.kind in ("byline", "dateline"))
        stated = document.published
        self.own = Span(0, 0)
        if stated and stated.start is not None and stated.end is not None:
            self.own = Span(stated.start, stated.end)

    def counts(self, e: Expression) -> bool:
        if e.start < self.own.end and e.end > self.own.start:
            return True
        kind = _kind_at(self.out, e.core)
        return kind is None or (kind == "furniture" and _kind_at(self.lines, e.core) is not None)


def _kind_at(stretches: Sequence[tuple[int, int, str]], at: int) -> str | None:
    """The kind of the stretch, among disjoint ones in order, in which a place lies."""
    i = bisect_right(stretches, at, key=lambda s: s[0]) - 1
    return stretches[i][2] if i >= 0 and at < stretches[i][1] else None


def _is_length(text: str, e: Expression, side: Direction) -> bool:
    """ "In two years" is a date in "it will open in two years" and a length of time in "the first time in two years"."""
    if e.sense.kind != "count" or e.sense.lean != "next":
        return False
    return side != "future" or _SUPERLATIVE.search(text[max(0, e.start - 40) : e.start]) is not None


_SUPERLATIVE = re.compile(r"\b(?:times?|first|second|third|once|twice|only|\w{2}est)\s(?:[\w-]+\s){0,3}$", re.IGNORECASE)


def _attributive(text: str, e: Expression) -> bool:
    """ "The Nov. 8 election", "a December ruling": no verb tells on which side such a day lies; the nearest is meant."""
    if (
        e.sense.kind not in ("day", "month", "feast")
        or e.sense.lean
        or not _OF_A_THING.search(text[max(0, e.core - 24) : e.core])
    ):
        return False
    return _THING.match(text, e.end) is not None


_OF_A_THING = re.compile(r"(?:\b(?:the|an?|its|his|her|their|our)\s(?:[a-z]+(?:-[a-z]+)+\s)?|['’]s\s)$", re.IGNORECASE)
_THING = re.compile(
    r"\s(?!(?:on|in|at|to|of|and|or|by|for|from|when|that|was|is|were|are|will|would|said|with|after|before|as|but|if)\b)[^\W\d_]"
)


# -- the day from which a report counts ----------------------------------------------------------------


def _anchor(document: Document, found: list[Expression], sides: dict[int, Direction], near: Fact | None) -> Known:
    """The days on which the report may have been written: its own date, or else what the dates in its text allow."""
    own = _days(document.published)
    if own:
        return Known(anchor=own, anchor_why="the report's date")
    full = [(day, e) for e in found if e.sense.kind == "fixed" and (day := day_of(e.sense.value)) and sides[e.core] != "future"]
    if full:
        latest, e = max(full, key=lambda pair: pair[0])
        words = f"the latest day the text names, “{document.text[e.core : e.end]}”"
        return Known(anchor=(latest, latest), anchor_why=words, weak=True)
    story = _days(near)
    if near and story:
        return Known(anchor=(story[0], story[0]), anchor_why=near.basis, weak=True)
    return Known(anchor=None)


def _days(stated: Fact | None) -> tuple[date, date] | None:
    """The first and the last day of a stated date; None where it has no year. An open end is a week on."""
    if stated is None or not valid(stated.value):
        return None
    first, last = interval(stated.value)
    if first is None:
        return None
    return first, last or date.fromordinal(min(first.toordinal() + _NEWS_DAYS, date.max.toordinal()))


# -- reckoning in order ----------------------------------------------------------------------------------


def _reckoned(page: _Page, found: list[Expression]) -> Iterator[tuple[Expression, str | None, str]]:
    """The expressions with their values: those that name an event only once the others have shown when it was."""
    told: list[Event] = []
    if any(e.sense.event for e in found):
        first = [(e, _value(page, e, [])[0]) for e in found if not e.sense.event]
        told = events(page.text, found, [(e, v) for e, v in first if not _after(page, v)], page.sides)
    values: Values = []
    for e in found:
        known = _known(page, e, values)
        if e.sense.event:
            known = _of_next(page, e, values) or with_event(e.sense, e.core, known, told)
        told_there = apposed(page.text, e, values) or _beside_year(page, e, values) or _as_above(page, e, values)
        value, why = page.closed.get(e.start) or told_there or resolve(e.sense, known, page.sides[e.core])
        if e.sense.event and page.sides[e.core] == "past" and _after(page, value):
            value, why = None, f"open: {value}, counted from {known.event_why}, lies after the report"
        values.append((e, value))
        yield e, value, why


def _after(page: _Page, value: str | None) -> bool:
    """Whether a day lies after the last one on which the report may have been written."""
    day = day_of(plain(value)) if value else None
    return day is not None and page.report.anchor is not None and not page.report.weak and day > page.report.anchor[1]


def _value(page: _Page, e: Expression, values: Values) -> Resolved:
    return page.closed.get(e.start) or resolve(e.sense, _known(page, e, values), page.sides[e.core])


def _known(page: _Page, e: Expression, values: Values) -> Known:
    """What may be counted from at a place: the report's day, or that of the passage quoted there, and the last date named."""
    known = page.report
    i = bisect_right(page.quoted, e.core, key=lambda r: r.start) - 1
    if i >= 0 and e.core < page.quoted[i].end:
        known = _of_passage(page, page.quoted[i], values) or known
    reference = _reference(page, e, values)
    if reference is None:
        return known
    value, words, end = reference
    close = "/" in value and e.core - end < _INTRODUCED  # the quarter that a report of earnings is about
    near = "" if _SENTENCE_END.search(page.text, end, e.core) and not close else value
    return known._replace(reference=value, reference_words=words, near=near)


_SENTENCE_END = re.compile(r"[.!?]\s+[A-Z“\"]|\n")


def _of_passage(page: _Page, region: Region, values: Values) -> Known | None:
    """The date that introduces another outlet's passage: its own "Monday" counts from that."""
    for e, value in reversed(values[-_LOOK_BACK:]):
        if value and e.end <= region.start and region.start - e.end < _INTRODUCED and e.sense.kind in ("fixed", "day", "month"):
            first, last = interval(plain(value))
            if first and last:
                words = f"the date of the passage, “{page.text[e.core : e.end]}”"
                return Known(anchor=(first, last), anchor_why=words)
    return None


def _of_next(page: _Page, e: Expression, values: Values) -> Known | None:
    """ "Two months after its launch on 19 August": the event's day stands right behind it."""
    after = page.following.get(e.core)
    if after is None or after.sense.event or not _BESIDE.fullmatch(page.text[e.end : after.start]):
        return None
    value, _ = _value(page, after, values)
    if value is None:
        return None
    return page.report._replace(event=plain(value), event_why=f"“{page.text[after.core : after.end]}” ({plain(value)})")


_BESIDE = re.compile(r"(?:\s[^\W\d_][\w’'-]*){0,5}\s?(?:on|in|of)?\s?")


def _beside_year(page: _Page, e: Expression, values: Values) -> tuple[str, str] | None:
    """The year of "Sept. 13" in "it came in 1928, on Sept. 13", of "May" in "in 1962, when she left in May"; else None.

    And that of "March 3" in "March 3 last year".
    """
    text = page.text
    if e.sense.kind not in ("day", "month", "feast") or e.sense.lean:
        return None
    behind = page.following.get(e.core)
    if behind and behind.sense.kind == "unit" and behind.sense.unit == "year" and text[e.end : behind.start] == " ":
        other, value = behind, _value(page, behind, values)[0]
        where = "behind"
    elif values and _OF_YEAR.fullmatch(text[values[-1][0].end : e.start]):
        (other, value), where = values[-1], "before"
    else:
        return None
    if not value or precision(plain(value)) != "year":
        return None
    year = date(int(plain(value)), 1, 1), date(int(plain(value)), 12, 31)
    dated, _ = resolve(e.sense._replace(weekday=-1), Known(anchor=year), "past")
    return (dated, f"of the year that stands {where} it, “{text[other.core : other.end]}”") if dated else None


_OF_YEAR = re.compile(r",?\s|,\swhen\s[^.;:,!?\n]{2,60}", re.IGNORECASE)


_IN_FIGURES = re.compile(r"(\d{1,2})/(\d{1,2})/\d{2,4}")


def _as_above(page: _Page, e: Expression, values: Values) -> tuple[str, str] | None:
    """A weekday whose side no verb tells is the day that the report meant by that name before; None where it named none."""
    if e.sense.kind != "weekday" or page.sides[e.core] or e.sense != Sense("weekday", weekday=e.sense.weekday):
        return None
    for other, value in reversed(values[-_LOOK_BACK:]):
        if other.sense == e.sense and value and not is_dateline(page.text, other):
            return value, f"the same day as “{page.text[other.core : other.end]}” before it"
    return None


def _day_first(text: str, found: list[Expression]) -> bool | None:
    """Whether a report's days in figures stand before the month, as the unequivocal ones among them show; None without any."""
    figures = [m for e in found if (m := _IN_FIGURES.fullmatch(text, e.core, e.end))]
    firsts = [(int(m[1]), int(m[2])) for m in figures]
    day_first, month_first = any(a > 12 for a, _ in firsts), any(b > 12 for _, b in firsts)
    return None if day_first == month_first else day_first


def _reference(page: _Page, e: Expression, values: Values) -> tuple[str, str, int] | None:
    """The last date that the text named before an expression, fine enough to count its units from, its words and its end."""
    text, report = page.text, page.report.anchor
    fine = (
        ("interval",)
        if e.sense.lean == "the" and e.sense.unit == "quarter"
        else ("day",)
        if e.sense.unit in ("day", "week", "weekend") or e.sense.kind == "weekday_by"
        else ("day", "month", "year", "interval")
    )
    for other, value in reversed(values[-_LOOK_BACK:]):
        if value is None and other.sense.kind in ("weekday", "weekday_by") and e.core - other.end < _REACH:
            return None  # the day that it counts from is the open one
        if not value or other.end > e.core or precision(plain(value)) not in fine or e.core - other.end >= _REACH:
            continue
        ahead = report and (interval(plain(value))[0] or date.min) > report[1]
        if ahead and page.sides[other.core] == "future" and page.sides[e.core] != "future":
            continue  # what happened does not count from what is to come
        own = other.start < page.own.end and page.own.start < other.end
        if own or is_dateline(text, other) or (e.sense.kind == "same" and "\n" in text[other.end : e.core]):
            continue
        return plain(value), text[other.core : other.end], other.end
    return None
