"""The days on which, by the text itself, things happened: what "two days before the vote" counts from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import islice, pairwise
from typing import NamedTuple

from sayso.edtf import day_of, plain, shift
from sayso.mark.dates.expressions import expressions
from sayso.mark.dates.reckoning import Direction, Known, resolve
from sayso.mark.dates.senses import Expression, Sense, cue_words
from sayso.text import fold, sentences, stem, stopwords

_MOST = 256  # events of one report among which "the vote" is looked up; the main ones stand at the top
_NEAR = 300  # code points before "a day after the incident" within which a day that was told of is taken to be its own
_SENTENCE = 600  # code points of a sentence read for the words that tell of an event
_APPOSED = re.compile(r"\s?[,(–—-]\s?(?:just\s|only\s|some\s)?")
_DEFINITE = re.compile(r"(?:the|that|this|his|her|its|their)\b", re.IGNORECASE)
_DATELINE_END = re.compile(r"\s?(?:\([^)\n]{1,40}\)|[–—]|-{1,2}\s)")
_LINE_END = re.compile(r"[\s.]{0,3}(?:\n|$|\d{1,2}[:.]\d\d)")


class Event(NamedTuple):
    """A day that the text gives for something that happened, and the stems of the words that tell of it."""

    stems: frozenset[str]
    value: str
    why: str
    start: int  # the stretch that tells of it
    end: int
    equation: bool  # by "on Tuesday, three days after the launch", not by standing in one sentence


def events(
    text: str, found: list[Expression], values: list[tuple[Expression, str | None]], sides: dict[int, Direction]
) -> list[Event]:
    """The days that the text gives for what happened, the surest first: equations, then sentences in their order."""
    by_place = {e.core: value for e, value in values}
    equations = list(islice(_equations(text, found, by_place), _MOST))
    return equations + list(islice(_told(text, values, sides), _MOST))


def _equations(text: str, found: list[Expression], by_place: dict[int, str | None]) -> Iterator[Event]:
    for one, two in pairwise(found):
        value = by_place.get(one.core)
        counted = two.sense.kind == "later" and two.sense.unit in ("day", "week") and two.sense.amount and two.sense.event
        if not (value and day_of(value) and counted and _APPOSED.fullmatch(text[one.end : two.core])):
            continue
        day = shift(plain(value), -two.sense.amount, "week" if two.sense.unit == "week" else "day")
        why = f"“{two.sense.event}” ({day}: {value} is “{text[two.core : two.end]}”)"
        yield Event(_stems(two.sense.event), day, why, two.core, two.end, equation=True)


def _told(text: str, values: list[tuple[Expression, str | None]], sides: dict[int, Direction]) -> Iterator[Event]:
    starts = [s.start for s in sentences(text)]
    for e, value in values:
        if not value or not day_of(value) or sides[e.core] == "future" or not _is_of_an_event(text, e):
            continue
        at = bisect_right(starts, e.core) - 1
        first = max(starts[at] if at >= 0 else 0, e.core - _SENTENCE)
        last = starts[at + 1] if at + 1 < len(starts) else len(text)
        why = f"“{text[e.core : e.end]}” ({plain(value)})"
        yield Event(_stems(text[first : min(last, e.end + _SENTENCE)]), plain(value), why, first, last, equation=False)


def _is_of_an_event(text: str, e: Expression) -> bool:
    """Whether a date may be that of an event: not the day on which something was said or written, and no date line."""
    words = re.findall(r"[\w-]+", fold(text[max(0, e.start - 40) : e.start]))[-3:]
    if set(words[-2:]) & cue_words("document") or set(words) & cue_words("saying"):
        return False
    return not is_dateline(text, e)


def is_dateline(text: str, e: Expression) -> bool:
    """ "KELM, March 12 (Wire) -", or a line with nothing but the date: the report's own date, not an event's."""
    line = text.rfind("\n", max(0, e.core - 64), e.core) + 1
    if line == 0 and e.core > 64:
        return False
    if e.core - line < 4 and _LINE_END.match(text, e.end):
        return True
    return e.core - line < 60 and _DATELINE_END.match(text, e.end) is not None


@cache
def _light() -> frozenset[str]:
    return stopwords() | frozenset({"before", "after", "day", "days", "week", "weeks"})


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(w) for w in re.findall(r"[^\W\d_]{3,}", fold(words)) if w not in _light())


def apposed(text: str, e: Expression, values: list[tuple[Expression, str | None]]) -> tuple[str, str] | None:
    """ "On Tuesday, three days after the launch": the same day said twice, so the second is the first; else None."""
    if e.sense.kind != "later" or not e.sense.event or not values:
        return None
    other, value = values[-1]
    if value and day_of(value) and _APPOSED.fullmatch(text[other.end : e.core]):
        return value, f"the same day as “{text[other.core : other.end]}” beside it"
    return None


def with_event(sense: Sense, at: int, known: Known, told: list[Event]) -> Known:
    """What is known at a place, with the day of the event that its expression names, if the text gives one.

    An event that shares a word with the sentence of a date is of that date, the surest first; "the accident", which
    stands beside no date, is taken to be what the last date before it tells of, or the report's first, and the why says so.
    """
    dated = _as_date(sense.event, known)
    if dated:
        return known._replace(event=dated, event_why=f"“{sense.event}” ({dated})")
    told = [event for event in told if event.equation or not event.start <= at < event.end]  # a sentence tells of itself
    wanted = _stems(sense.event)
    head = _head(sense.event)
    definite = _DEFINITE.match(sense.event) is not None
    named = [event for event in told if (wanted & event.stems if event.equation else _tells_of(event, wanted, head))]
    sure = [event for event in told if event.equation]
    if named and (named[0].equation or not (definite and sure)):
        return known._replace(event=named[0].value, event_why=f"“{sense.event}”, which stands beside {named[0].why}")
    if definite and len({event.value for event in sure}) == 1:
        return known._replace(event=sure[0].value, event_why=f"“{sense.event}”, taken to be {sure[0].why}")
    if named:
        return known._replace(event=named[0].value, event_why=f"“{sense.event}”, which stands beside {named[0].why}")
    if definite and told and len(wanted) <= 2 and sense.unit in ("", "day", "week"):
        last = next((event for event in reversed(told) if at - _NEAR < event.start < at), None)
        which = "the last day told of before it" if last else "the first day the report tells of"
        event = last or told[0]
        return known._replace(event=event.value, event_why=f"“{sense.event}”, taken to be of {event.why}, {which}")
    return known


def _head(event: str) -> str:
    """The stem of the last word of an event's phrase: what happened, rather than to whom."""
    words = [w for w in re.findall(r"[^\W\d_]{3,}", fold(event)) if w not in _light()]
    return stem(words[-1]) if words else ""


def _tells_of(event: Event, wanted: frozenset[str], head: str) -> bool:
    return head in event.stems and 2 * len(wanted & event.stems) >= len(wanted)


def _as_date(event: str, known: Known) -> str | None:
    """ "Two days before yesterday", "a week after 5 May": the event is itself a date."""
    first = next(expressions(event), None)
    if first is None or first.core > len("the ") or first.sense.event:
        return None
    value, _ = resolve(first.sense, known, "past")
    return value
