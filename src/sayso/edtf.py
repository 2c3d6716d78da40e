"""Calendar dates as EDTF (ISO 8601-2:2019, levels 0 and 1): finding absolute ones in a text, and reckoning with values.

A value is a string: "2017-12-04", "2017-12", "2017", "2017-22" (summer), "197X", "XXXX-10-10" (no year given),
each perhaps with "~" (approximate), "?" (uncertain) or "%" (both) at its end, or two of them with a "/" between,
where ".." stands for an open end. Days are the proleptic Gregorian calendar's, years 1 to 9999. Level 2 (sets, a mark on
a part, quarters) is not written and not read; a quarter is the interval of its months.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal

from sayso.tables import table
from sayso.text import fold
from sayso.types import Span

Precision = Literal["day", "month", "season", "year", "decade", "century", "interval", "partial"]
Unit = Literal["day", "week", "month", "year"]

_VALUE = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX|XXXX)(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?(?:T[\d:.,Z+-]*)?[~?%]?", re.ASCII
)
# The months of EDTF's level 1 seasons on the northern half of the earth; winter runs into the next year.
_SEASON_MONTHS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14)}


# -- the words of the calendar ----------------------------------------------------------------------


@cache
def words(kind: str) -> dict[str, int]:
    """The calendar words of one kind (month, weekday, season, number, ordinal …), folded, each with its number."""
    return {word: int(row.get("value", 0)) for row in table("dates") if row["kind"] == kind for word in row["words"]}


@cache
def either(kind: str) -> str:
    """A regular expression for any word of a kind, longest first."""
    ordered = sorted(words(kind), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s") for word in ordered) + ")"


def day_number(written: str) -> int | None:
    """1 to 31 for "3", "3rd", "third", "twenty-first"; None for anything else."""
    folded = " ".join(fold(written).split())
    if m := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", folded):
        number = int(m.group(1))
        return number if 1 <= number <= 31 else None
    return words("ordinal").get(folded)


# -- values -----------------------------------------------------------------------------------------


def plain(value: str) -> str:
    """A value without its marks of doubt and without times of day."""
    return "/".join(re.sub(r"[~?%]", "", part).split("T")[0] for part in value.split("/"))


@lru_cache(maxsize=16384)
def valid(value: str) -> bool:
    """Whether a string is an EDTF value of the kinds this module writes, with days that exist."""
    parts = value.split("/")
    if len(parts) > 2 or (len(parts) == 2 and all(part in ("", "..") for part in parts)):
        return False
    try:
        for part in parts:
            if part in ("", "..") and len(parts) == 2:
                continue
            if not _VALUE.fullmatch(part):
                return False
            _part_bounds(part)
    except ValueError:
        return False
    first, last = interval(value)
    return first is None or last is None or first <= last


def interval(value: str) -> tuple[date | None, date | None]:
    """The first and the last day a value may mean, both included; None where that end is open or has no year.

    Marks of doubt do not widen it. ValueError for what is no value.
    """
    start, slash, end = value.partition("/")
    first, last = _part_bounds(start) if start not in ("", "..") else (None, None)
    if not slash:
        return first, last
    return first, (_part_bounds(end)[1] if end not in ("", "..") else None)


@lru_cache(maxsize=16384)
def _part_bounds(part: str) -> tuple[date | None, date | None]:
    m = _VALUE.fullmatch(part)
    if not m:
        raise ValueError(f"not an EDTF value: {part!r}")
    year, month, day = m.group("year"), m.group("month"), m.group("day")
    if year == "XXXX":
        if month and month != "XX" and day and day != "XX":
            date(2000, int(month), int(day))  # raises for a day that no year has; 2000 is a leap year
        return None, None
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    low = max(low, 1)
    if month is None or month == "XX":
        return date(low, 1, 1), date(high, 12, 31)
    if int(month) in _SEASON_MONTHS and day is None:
        first, last = _SEASON_MONTHS[int(month)]
        return date(low, first, 1), _month_end(high + (last - 1) // 12, (last - 1) % 12 + 1)
    if day is None or day == "XX":
        return date(low, int(month), 1), _month_end(high, int(month))
    return date(low, int(month), int(day)), date(high, int(month), int(day))


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1]) if year <= 9999 else date.max


def precision(value: str) -> Precision:
    """How finely a value names its time; "interval" for two ends, "partial" where the year is not given."""
    if "/" in value:
        return "interval"
    m = _VALUE.fullmatch(value)
    if not m:
        raise ValueError(f"not an EDTF value: {value!r}")
    year, month, day = m.group("year"), m.group("month"), m.group("day")
    if year == "XXXX":
        return "partial"
    if day and day != "XX":
        return "day"
    if month and month != "XX":
        return "season" if int(month) in _SEASON_MONTHS else "month"
    if year.endswith("XX"):
        return "century"
    return "decade" if year.endswith("X") else "year"


def day_of(value: str | None) -> date | None:
    """The one day a value names, or None where it names less than one or more; marks of doubt are passed over."""
    if not value or not valid(value):
        return None
    first, last = interval(value)
    return first if first is not None and first == last else None


def weekday(value: str) -> int | None:
    """0 (Monday) to 6 of a value that is one day; None otherwise."""
    day = day_of(value)
    return None if day is None else day.weekday()


def overlap(a: str, b: str) -> bool:
    """Whether two values may mean a common day. Values without a year overlap with everything but another day of the year."""
    if precision(a) == "partial" or precision(b) == "partial":
        mine, theirs = plain(a)[4:], plain(b)[4:]
        if "/" in a or "/" in b or not mine or not theirs:
            return True
        return mine.startswith(theirs) or theirs.startswith(mine)
    first_a, last_a = interval(a)
    first_b, last_b = interval(b)
    return (first_a is None or last_b is None or first_a <= last_b) and (first_b is None or last_a is None or first_b <= last_a)


def before(a: str, b: str) -> bool | None:
    """True when a ends before b begins, False when it begins after b ends, None when they overlap."""
    if overlap(a, b):
        return None
    last_a, first_b = interval(a)[1], interval(b)[0]
    return last_a is not None and first_b is not None and last_a < first_b


def shift(value: str, amount: int, unit: Unit) -> str:
    """A value moved by so many units, in its own precision or the unit's, whichever is coarser.

    A day moved by months or years becomes a month or a year: "two years ago" names no day. Weeks move days.
    ValueError for an interval, for a value without a year, and beyond the years 1 to 9999.
    """
    first, _ = interval(value)
    kind = precision(value)
    if first is None or kind not in ("day", "month", "year"):
        raise ValueError(f"cannot move {value!r}")
    if unit in ("day", "week"):
        if kind != "day":
            raise ValueError(f"cannot move {value!r} by {unit}s")
        try:
            return (first + timedelta(days=amount * (7 if unit == "week" else 1))).isoformat()
        except OverflowError as error:
            raise ValueError(f"{value!r} moved too far") from error
    if unit == "month" and kind != "year":
        index = first.year * 12 + first.month - 1 + amount
        return month_value(index // 12, index % 12 + 1)
    return year_value(first.year + (amount if unit == "year" else amount // 12))


def year_value(year: int) -> str:
    """The EDTF value of a year; ValueError outside 1 to 9999."""
    if not 1 <= year <= 9999:
        raise ValueError(f"year {year} is out of range")
    return f"{year:04d}"


def month_value(year: int, month: int) -> str:
    """The EDTF value of a month (1 to 12) or a season (21 to 24); ValueError for anything else."""
    if not (1 <= month <= 12 or month in _SEASON_MONTHS):
        raise ValueError(f"month {month} is out of range")
    return f"{year_value(year)}-{month:02d}"


def day_value(year: int, month: int, day: int) -> str | None:
    """The EDTF value of a day, or None where there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def days_value(first: date, last: date) -> str:
    """The EDTF value of a stretch of days, both ends included: a day, or an interval of days."""
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def between(first: str, last: str) -> str | None:
    """The interval from one value to another, or None where the second ends before the first begins."""
    value = f"{plain(first).split('/')[0]}/{plain(last).split('/')[-1]}"
    return value if valid(value) else None


# -- finding absolute dates -------------------------------------------------------------------------

GAP = r"\s{1,3}"
WEEKDAY = rf"(?:{either('weekday')}\b(?:(?<!day)\.)?)"
MONTH = rf"(?:{either('month')}\b(?:(?<=\b\w{{3}})(?<!may)\.|(?<=\bsept)\.)?)"
DAY = rf"(?:(?<![\d.,:/])\d{{1,2}}(?:st|nd|rd|th)?(?![\d/:%]|[.,]\d)|{either('ordinal')})"
_ONES = "(?:one|two|three|four|five|six|seven|eight|nine)"
_TEENS = "(?:ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)"
_TENS = rf"(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[\s-]{_ONES})?)"
_IN_WORDS = (
    rf"(?:(?:one|two)\sthousand(?:\s{_ONES}\shundred)?(?:\sand)?(?:\s(?:{_TENS}|{_TEENS}|{_ONES}))"
    rf"|(?:sixteen|seventeen|eighteen|nineteen|twenty)[\s-](?:(?:oh|zero)[\s-]{_ONES}|{_TENS}|{_TEENS}|hundred(?=[.,;]))|two\sthousand(?=[.,;]|$))"
)
YEAR = rf"(?:(?:1\d{{3}}|2[0-2]\d{{2}})(?![\d%]|[.,:]\d|-\d{{3}}(?!\d(?!\d)))|{_IN_WORDS}(?![\w-]))"
_NAMED = rf"(?:\b(?P<weekday>{WEEKDAY})(?:,|\s?[–—-])?{GAP}(?:the{GAP})?)?"
_THEN_YEAR = rf"(?:,|{GAP}of\b)?(?:{GAP}|(?<=,)\s{{0,3}})(?P<year>{YEAR})\b"
_TO = rf"(?:\s?[–—-]\s?|{GAP}(?:to|until|till|through|and){GAP})"
_DAY_MONTH = rf"{_NAMED}\b(?:(?P<from>{DAY}){_TO})?(?P<day>{DAY})(?:\.|(?:{GAP}day)?{GAP}of)?(?:{GAP}|-)(?P<month>{MONTH})"
_MONTH_DAY = rf"{_NAMED}\b(?P<month>{MONTH}){GAP}(?:the{GAP})?(?:(?P<from>{DAY}){_TO})?(?P<day>{DAY})"
_FULL = (
    re.compile(rf"{_DAY_MONTH}(?:{_THEN_YEAR}|-(?P<dashed>{YEAR})\b)", re.IGNORECASE),
    re.compile(rf"{_MONTH_DAY}{_THEN_YEAR}(?P<dashed>(?!))?", re.IGNORECASE),
)
_YEARLESS = (
    re.compile(rf"{_DAY_MONTH}(?!\w)", re.IGNORECASE),
    re.compile(rf"{_MONTH_DAY}(?!\w)", re.IGNORECASE),
)
_WHOLE_NUMBER = r"(?![\w/]|[.-]\d)"
_NEW_NUMBER = r"(?<![\w/.-])"
_FOUR = r"(?P<year>1\d{3}|2[01]\d\d)"
_ISO = re.compile(rf"{_NEW_NUMBER}{_FOUR}(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}}){_WHOLE_NUMBER}")
_SLASHED = re.compile(rf"{_NEW_NUMBER}(?P<a>\d{{1,2}})(?P<mark>[-/.])(?P<b>\d{{1,2}})(?P=mark){_FOUR}{_WHOLE_NUMBER}")
_NAME_OF_MONTH = re.compile(rf"\b{MONTH}", re.IGNORECASE)
_REACH = 72  # code points before and after a month's name within which the whole date must lie
_MONTHS = re.compile(rf"\b(?:(?P<from>{MONTH}){_TO})?(?P<month>{MONTH}){_THEN_YEAR}", re.IGNORECASE)
_YEARS = re.compile(
    rf"(?<![\w.,:/#$£€+])(?:(?<!-)|(?<=\bmid-)|(?<=\blate-)|(?<=\bearly-)|(?<=\bpre-)|(?<=\bpost-))(?P<year>{YEAR})(?:\s?[–-]\s?(?P<to>\d{{4}}|\d{{2}})\b)?(?![\w/])(?!\s?[°%])"
)
_DECADE = re.compile(r"\b(?P<year>1[0-9]{2}|20[0-9])0['’]?s\b|(?<!\w)['’](?P<short>[1-9])0s\b")
_COUNTED = re.compile(r"\s[a-z]+")
_WORD_BEFORE = re.compile(r"([^\W\d_]+)[\s(–—-]{1,3}$")
_WORD_AFTER = re.compile(r"[\s-]{1,2}([^\W\d_]+)")


def absolute_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[Span, str]]:
    """The dates in text[start:end] that carry their own year, with their EDTF values, in order; they do not overlap.

    Days ("Fri 7 Nov 2025", "December 04, 2017", "2021-10-11"), months ("May 1999"), years ("in 2014"), decades
    ("the 1970s") and ranges within one of these ("3 to 5 March 2024", "2014-15"). "10/11/2021" is left out: it may be
    either of two days. A bare number is a year beside a word that says so ("since 1868") and, from 1900 to 2049, where nothing
    says that it counts or numbers something ("2012 people", "Flight 1999"). A day that does not exist is left out too.
    """
    stop = len(text) if end is None else end
    taken = start
    found = sorted(_candidates(text, start, stop), key=lambda hit: (hit[0].start, -hit[0].end))
    for span, value in found:
        if span.start >= taken:
            taken = span.end
            yield span, value


def partial_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[Span, str]]:
    """The days in text[start:end] that come without a year ("Oct 10", "Tuesday 3 May"), as "XXXX-10-10", in order.

    "3 to 5 May" is "XXXX-05-03/XXXX-05-05": not an EDTF value until somebody puts a year in its place.
    """
    stop = len(text) if end is None else end
    dated = [span for span, _ in absolute_dates(text, start, stop)]
    found = [
        (Span(m.start(), m.end()), value)
        for first, last in _windows(text, start, stop)
        for pattern in _YEARLESS
        for m in pattern.finditer(text, first, last)
        if (value := _yearless_value(m))
    ]
    at, taken = 0, start
    for span, value in sorted(found, key=lambda hit: (hit[0].start, -hit[0].end)):
        while at < len(dated) and dated[at].end <= span.start:
            at += 1
        if span.start >= taken and not (at < len(dated) and dated[at].start < span.end):
            taken = span.end
            yield span, value


def _yearless_value(m: re.Match[str]) -> str | None:
    month, day = month_number(m["month"]), day_number(m["day"])
    if month is None or day is None or not day_value(2000, month, day) or _of_people(m):
        return None
    last = f"XXXX-{month:02d}-{day:02d}"
    since = day_number(m["from"]) if m["from"] else None
    return f"XXXX-{month:02d}-{since:02d}/{last}" if since and since < day else last


def _of_people(m: re.Match[str]) -> bool:
    """Whether the figure behind a month counts what stands behind it: "in May 30 people were killed"."""
    month, day = m.span("month"), m.span("day")
    return (
        month < day
        and m.string.endswith(("in ", "In "), 0, month[0])
        and m["day"].isdigit()
        and _COUNTED.match(m.string, m.end()) is not None
    )


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of text[start:end] around the names of months: everything else is passed over quickly."""
    yield from windows((m.span() for m in _NAME_OF_MONTH.finditer(text, start, end)), start, end, _REACH, _REACH)


def windows(hits: Iterable[tuple[int, int]], start: int, end: int, reach_back: int, reach_on: int) -> Iterator[tuple[int, int]]:
    """The stretches of [start, end) that lie so many code points around hits, which come in order; those that meet are one."""
    first, last = start, None
    for hit_start, hit_end in hits:
        if last is None or hit_start - reach_back > last:
            if last is not None:
                yield first, last
            first = max(start, hit_start - reach_back)
        last = min(end, hit_end + reach_on)
    if last is not None:
        yield first, last


def year_number(written: str) -> int:
    """The year of "1999", "nineteen ninety-nine", "two thousand and five"."""
    if written.isdecimal():
        return int(written)
    parts = [words("number").get(part, 0) for part in re.split(r"[\s-]+", fold(written))]
    if "thousand" in fold(written):
        hundreds = 100 * parts[2] if "hundred" in fold(written) else 0
        return 1000 * parts[0] + hundreds + sum(parts[3 if hundreds else 1 :])
    return 100 * parts[0] + sum(parts[1:])


def month_number(written: str) -> int | None:
    """1 to 12 for a month's name or abbreviation; None for what only looks like one ("may" and "mar" in lower case)."""
    bare = written.rstrip(".")
    if bare.islower() and bare in ("may", "march", "mar", "jun", "sep", "dec"):
        return None
    return words("month").get(fold(bare))


def _candidates(text: str, start: int, end: int) -> Iterator[tuple[Span, str]]:
    for first, last in _windows(text, start, end):
        for pattern in _FULL:
            for m in pattern.finditer(text, first, last):
                if value := _full_value(m):
                    yield Span(m.start(), m.end()), value
        for m in _MONTHS.finditer(text, first, last):
            if value := _months_value(m):
                yield Span(m.start() if m["from"] is None or "/" in value else m.start("month"), m.end()), value
    for m in _ISO.finditer(text, start, end):
        if iso := day_value(int(m["year"]), int(m["month"]), int(m["day"])):
            yield Span(m.start(), m.end()), iso
    for m in _SLASHED.finditer(text, start, end):
        if slashed := _slashed_value(m):
            yield Span(m.start(), m.end()), slashed
    for m in _YEARS.finditer(text, start, end):
        if value := _years_value(text, m, start):
            yield Span(m.start(), m.end() if "/" in value or not m["to"] else m.end("year")), value
    for m in _DECADE.finditer(text, start, end):
        century = m["year"] and m["year"].endswith("0") and int(m["year"]) < 190  # "the 1700s" are all of them
        yield (
            Span(m.start(), m.end()),
            f"{m['year'][:2]}XX" if century else f"{m['year']}X" if m["year"] else f"19{m['short']}X",
        )


def _full_value(m: re.Match[str]) -> str | None:
    month, day = month_number(m["month"]), day_number(m["day"])
    if month is None or day is None:
        return None
    year = year_number(m["year"] or m["dashed"])
    last = day_value(year, month, day)
    since = day_number(m["from"]) if m["from"] else None
    first = day_value(year, month, since) if since else None
    return between(first, last) if first and last else last


def _slashed_value(m: re.Match[str]) -> str | None:
    a, b, year = int(m["a"]), int(m["b"]), int(m["year"])
    if m["mark"] == "." or a > 12 or a == b:  # dots are only ever written day first
        return day_value(year, b, a)
    return day_value(year, a, b) if b > 12 else None


def _months_value(m: re.Match[str]) -> str | None:
    month = month_number(m["month"])
    if month is None:
        return None
    value = month_value(year_number(m["year"]), month)
    since = month_number(m["from"]) if m["from"] else None
    return (between(month_value(year_number(m["year"]), since), value) or value) if since else value


def _years_value(text: str, m: re.Match[str], start: int) -> str | None:
    """A bare number is a year where a word beside it, or brackets around it, say so, and it counts nothing."""
    year = year_number(m["year"])
    before_it = text[max(start, m.start() - 24) : m.start()]
    word = _WORD_BEFORE.search(before_it)
    bracketed = before_it.endswith("(") and text[m.end() : m.end() + 1] in (")", ",", ";")
    ranged = m["to"] is not None and len(m["to"]) == 4 and 1700 <= year < int(m["to"]) <= 2099
    told = word is not None and fold(word.group(1)) in words("year_before") and 1000 <= year <= 2299
    hyphened = before_it.endswith("-")
    if not (bracketed or ranged or told or hyphened or (1900 <= year <= 2049 and _stands_alone(before_it, word))):
        return None
    after = _WORD_AFTER.match(text, m.end())
    follower = fold(after.group(1)) if after else ""
    if follower in words("counted"):
        return None
    if not (bracketed or ranged or hyphened) and _counts(word, follower, year):
        return None
    if not 1700 <= year <= 2199 and word and fold(word.group(1)) not in ("in", "since", "year", "until", "by"):
        return None
    if m["to"]:
        other = int(m["to"]) if len(m["to"]) == 4 else year // 100 * 100 + int(m["to"])
        if year < other <= year + 100:
            return f"{year_value(year)}/{year_value(other)}"
    return year_value(year)


def _stands_alone(before_it: str, word: re.Match[str] | None) -> bool:
    """Whether a bare number may be a year by itself: no name, no figure and no word for numbered things stands before it."""
    if word is None:
        return _FIGURE_BEFORE.search(before_it) is None
    return word.group(1).islower() and fold(word.group(1)) not in words("numbered")


def _counts(word: re.Match[str] | None, follower: str, year: int) -> bool:
    """Whether a number counts what follows it: "1998 engines"; but "the 1998 elections", "from 2011 levels"."""
    if word and fold(word.group(1)) in words("numbered"):
        return True
    if not follower.endswith("s") or follower in words("yearly"):
        return False
    return (
        word is None
        or not (word.group(1).istitle() or fold(word.group(1)) in words("owner"))
        or (year % 100 == 0 and year != 2000)
    )


_FIGURE_BEFORE = re.compile(r"[\d%$£€#:]\s{0,2}$")
