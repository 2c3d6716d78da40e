"""Finding date expressions: the words of a text that name a calendar time, and what each asks for, before any reckoning.

The kinds of expression follow TimeML's TIMEX3 guidelines (Saurí et al. 2006); times of day, durations and recurring
times ("every Sunday") are left out on purpose: they name no calendar date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.edtf import WEEKDAY, absolute_dates, either, partial_dates, windows, words
from sayso.mark.dates import counted, named, periods
from sayso.mark.dates.senses import UNIT, Expression, Sense, any_of, part_words
from sayso.text import fold

_PREPOSITION = re.compile(r"\b(?:on|in)\s{1,3}$", re.IGNORECASE)
_TRIGGER = re.compile(
    rf"(?<!\w)(?:{either('weekday')}|{either('month')}|{either('season')}|{either('decade')}|{any_of(periods.feasts())}"
    rf"|eve|nineteen|eighteen|twenty|thousand|\d{{1,2}}/\d{{4}}|9/11|today|tonight|yesterday|tomorrow|overnight|{UNIT}s?|fortnights?|1\d{{3}}|2[0-2]\d\d|['’]?\d{{1,3}}0['’]?s|[QH][1-4]|half"
    rf"|\d{{1,2}}(?:st|nd|rd|th)|\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}})(?!\w)",
    re.IGNORECASE,
)
_BEFORE, _BEHIND = 48, 112  # code points around a trigger word within which a whole expression lies


def expressions(text: str, start: int = 0, end: int | None = None) -> Iterator[Expression]:
    """The date expressions of text[start:end], in order, not overlapping; the longest reading of a place wins."""
    stop = len(text) if end is None else end
    found: list[Expression] = []
    for first, last in _windows(text, start, stop):
        found.extend(_in_window(text, first, last, start))
    yield from _ranged(text, _longest(found))


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of a text around words that can be part of a date."""
    yield from windows((m.span() for m in _TRIGGER.finditer(text, start, end)), start, end, _BEFORE, _BEHIND)


def _longest(found: list[Expression]) -> list[Expression]:
    kept: list[Expression] = []
    for one in sorted(found, key=lambda e: (e.core, -e.end, e.sense.kind)):
        if kept and one.core < kept[-1].end:
            if one.end - one.core > kept[-1].end - kept[-1].core and (len(kept) < 2 or one.start >= kept[-2].end):
                kept[-1] = one
            continue
        kept.append(one)
    out: list[Expression] = []
    for one in kept:
        out.append(one._replace(start=max(one.start, out[-1].end)) if out and one.start < out[-1].end else one)
    return out


def _in_window(text: str, first: int, last: int, floor: int) -> Iterator[Expression]:
    for span, value in absolute_dates(text, first, last):
        core, part = _with_part(text, span.start, first)
        stated = _stated_weekday(text, span.start, span.end)
        yield _expression(text, core, span.end, floor, Sense("fixed", value=value, part=part, weekday=stated))
    for span, value in partial_dates(text, first, last):
        stated = _stated_weekday(text, span.start, span.end)
        yield _expression(text, span.start, span.end, floor, Sense("day", value=value, weekday=stated))
    for pattern, read in (*named.READERS, *periods.READERS, *counted.READERS):
        for m in pattern.finditer(text, first, last):
            hit = read(text, m)
            if hit:
                core, behind, sense = hit
                yield _expression(text, core, behind, floor, sense)


def _stated_weekday(text: str, start: int, end: int) -> int:
    """The weekday with which a full date begins, or -1."""
    m = _WEEKDAY_FIRST.match(text, start, end)
    return words("weekday")[fold(m.group(1).rstrip("."))] if m else -1


_WEEKDAY_FIRST = re.compile(rf"({WEEKDAY})", re.IGNORECASE)

_PART_BEFORE = re.compile(rf"(?<!\w)({any_of(part_words())})(?:\s{{1,3}}|-)$", re.IGNORECASE)


def _with_part(text: str, at: int, floor: int) -> tuple[int, str]:
    """Where an absolute date begins together with its "late" or "mid-", and which part that takes."""
    m = _PART_BEFORE.search(text[max(floor, at - 24) : at])
    if not m:
        return at, ""
    return at - len(m.group()), part_words()[fold(m.group(1))]


def _expression(text: str, core: int, end: int, floor: int, sense: Sense) -> Expression:
    m = _PREPOSITION.search(text[max(floor, core - 8) : core])
    return Expression(core - len(m.group()) if m else core, end, core, sense)


_TO = re.compile(r"\s?[–—-]\s?|\s{1,3}(?:to|until|till|through)\s{1,3}(?:the\s)?", re.IGNORECASE)

_AND = re.compile(r"\s{1,3}and\s{1,3}", re.IGNORECASE)

_BETWEEN = re.compile(r"\b(?:between|from)\s{1,3}(?:the\s)?$", re.IGNORECASE)

_RANGED_KINDS = ("fixed", "figures", "day", "month", "weekday", "unit", "monthday")


def _ranged(text: str, found: list[Expression]) -> Iterator[Expression]:
    """Joins "from May to June", "between 3 May and 9 May", "Monday to Friday" into one expression each."""
    at = 0
    while at < len(found):
        one = found[at]
        other = found[at + 1] if at + 1 < len(found) else None
        if other and _is_range(text, one, other):
            yield Expression(one.start, other.end, one.core, Sense("range", inner=(one.sense, other.sense)))
            at += 2
            continue
        yield _week_of(text, one, found[at - 1].end if at else 0)
        at += 1


def _is_range(text: str, one: Expression, other: Expression) -> bool:
    if one.sense.kind not in _RANGED_KINDS or other.sense.kind not in _RANGED_KINDS or other.core - one.end > 12:
        return False
    if "/" in one.sense.value or "/" in other.sense.value:
        return False
    gap = text[one.end : other.core]
    between = _BETWEEN.search(text[max(0, one.core - 14) : one.core])
    if _AND.fullmatch(gap):
        return bool(between) and between is not None and between.group().lower().startswith("between")
    if not _TO.fullmatch(gap):
        return False
    return (
        bool(between)
        or one.sense.kind == other.sense.kind
        or {one.sense.kind, other.sense.kind} <= {"fixed", "figures", "month", "day"}
    )


def _week_of(text: str, one: Expression, floor: int) -> Expression:
    """ "The week of March 3", "the week beginning on the 4th": the week, where a day follows; else the expression as it is."""
    m = _WEEK_OF.search(text[max(floor, one.core - 36) : one.core])
    if m is None or one.sense.kind not in ("fixed", "day", "monthday", "feast", "figures"):
        return one
    start = one.core - len(m.group())
    return Expression(start, one.end, start, Sense("week_of", inner=(one.sense,)))


_WEEK_OF = re.compile(
    r"\b(?:the\s{1,3})?week\s{1,3}(?:of|beginning|commencing|starting)\s{1,3}(?:on\s{1,3})?(?:the\s{1,3})?\Z", re.IGNORECASE
)
