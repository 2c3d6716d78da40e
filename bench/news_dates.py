"""News texts with their calendar dates marked in them: reading the set, and scoring anybody's dates against it.

The set is labels/news_dates.txt, whose head says how it is written. Values there are TIMEX3's, and are compared as the
stretch of days that they stand for, so that EDTF and TIMEX3 meet: a value is right when it covers exactly the same days.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

LABELS = Path(__file__).with_name("labels") / "news_dates.txt"
_HEAD = re.compile(r"== (?P<id>\S+) (?P<day>\d{4}-\d\d-\d\d) (?P<part>dev|held)")
_MARKED = re.compile(r"\[(?P<words>[^\]]+?) =(?P<free>\??) (?P<values>[^\]]+)\]")
_SEASONS = {"SP": (3, 3), "SU": (6, 3), "FA": (9, 3), "AU": (9, 3), "WI": (12, 3)}

Days = tuple[date, date]


class Wanted(NamedTuple):
    """A marked expression: where it stands, the stretches of days that are right, and whether it is not counted."""

    start: int
    end: int
    days: tuple[Days, ...]
    free: bool


class Text(NamedTuple):
    """One news text without its marks, the day it was written, and what is marked in it."""

    id: str
    day: date
    part: str
    text: str
    wanted: tuple[Wanted, ...]


class Given(NamedTuple):
    """A date that somebody found: where it stands and the days it is said to be; None for what names no calendar date."""

    start: int
    end: int
    days: Days | None


class Tally(NamedTuple):
    """Right values, values given, and expressions wanted."""

    right: int
    given: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.given + self.wanted) if self.given + self.wanted else 0.0

    def __add__(self, other: object) -> Tally:
        assert isinstance(other, Tally)
        return Tally(self.right + other.right, self.given + other.given, self.wanted + other.wanted)


def texts(part: str, path: Path = LABELS) -> Iterator[Text]:
    """The texts of one part of the set, in order."""
    lines = iter(path.read_text("utf-8").splitlines())
    for line in lines:
        head = _HEAD.match(line)
        if head and head["part"] == part:
            yield _text(head, next(lines))


def _text(head: re.Match[str], written: str) -> Text:
    wanted: list[Wanted] = []
    out, at = "", 0
    for m in _MARKED.finditer(written):
        out += written[at : m.start()]
        days = tuple(d for value in m["values"].split("|") if (d := timex_days(value.strip())))
        wanted.append(Wanted(len(out), len(out) + len(m["words"]), days, bool(m["free"])))
        out, at = out + m["words"], m.end()
    return Text(head["id"], date.fromisoformat(head["day"]), head["part"], out + written[at:], tuple(wanted))


def timex_days(value: str) -> Days | None:
    """The first and last day of a TIMEX3 value, or of an interval of two with "/"; None where it names no calendar time."""
    first, slash, last = value.partition("/")
    if slash:
        one, other = timex_days(first), timex_days(last)
        return (one[0], other[1]) if one and other else None
    value = re.sub(r"^FY", "", value.split("T")[0])
    try:
        return _days(value)
    except (ValueError, OverflowError):
        return None


def _days(value: str) -> Days | None:
    if re.fullmatch(r"\d{2,3}", value):
        years = 10 ** (4 - len(value))
        return date(max(1, int(value) * years), 1, 1), date(int(value) * years + years - 1, 12, 31)
    m = re.fullmatch(r"(\d{4})(?:-(?:(\d\d)(?:-(\d\d))?|W(\d\d)(-WE)?|([QH])(\d)|(SP|SU|FA|AU|WI)))?", value)
    if not m:
        return None
    year = int(m[1])
    if m[3]:
        day = date(year, int(m[2]), int(m[3]))
        return day, day
    if m[4]:
        monday = date.fromisocalendar(year, int(m[4]), 1)
        return monday + timedelta(days=5 if m[5] else 0), monday + timedelta(days=6)
    if m[2]:
        return _months(year, int(m[2]), 1)
    if m[6]:
        count = 3 if m[6] == "Q" else 6
        return _months(year, (int(m[7]) - 1) * count + 1, count)
    return _months(year, *_SEASONS[m[8]]) if m[8] else _months(year, 1, 12)


def _months(year: int, first: int, count: int) -> Days:
    last = year * 12 + first + count - 2
    end = date(last // 12, last % 12 + 1, calendar.monthrange(last // 12, last % 12 + 1)[1])
    return date(year, first, 1), end


def score(text: Text, given: Iterable[Given], missed: list[str] | None = None) -> Tally:
    """How many values are right: a given date answers the first wanted one that it overlaps and none has answered yet.

    A range given whole, from one wanted date to another, answers both. What is not counted in the set, and what overlaps
    with only that, counts on neither side.
    """
    right = found = 0
    answered: set[Wanted] = set()
    for one in given:
        if one.days is None:
            continue
        near = [w for w in text.wanted if w.start < one.end and one.start < w.end]
        counted = [w for w in near if not w.free and w not in answered]
        if near and not counted:
            continue
        if len(counted) > 1 and (counted[0].days[0][0], counted[-1].days[0][1]) == one.days:
            right, found = right + len(counted), found + len(counted)
            answered.update(counted)
            continue
        found += 1
        good = next((w for w in counted if one.days in w.days), None)
        right += good is not None
        if counted:
            answered.add(good or counted[0])
        if good is None and missed is not None:
            missed.append(_said(text, one.start, one.end, one.days, counted[0].days if counted else ()))
    if missed is not None:
        missed.extend(_said(text, w.start, w.end, None, w.days) for w in text.wanted if not w.free and w not in answered)
    return Tally(right, found, sum(not w.free for w in text.wanted))


def _said(text: Text, start: int, end: int, got: Days | None, wanted: tuple[Days, ...]) -> str:
    words = text.text[max(0, start - 40) : start] + "[" + text.text[start:end] + "]" + text.text[end : end + 25]
    mine = "not found" if got is None else "/".join(d.isoformat() for d in got)
    theirs = " or ".join("/".join(d.isoformat() for d in days) for days in wanted) or "no date"
    return f"{text.id} {text.day}: {words}: {mine}, wanted {theirs}"
