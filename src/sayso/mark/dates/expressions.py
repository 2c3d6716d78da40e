"""Finding date expressions: the words of a text that name a calendar time, and what each asks for, before any reckoning.

The kinds of expression follow TimeML's TIMEX3 guidelines (Saurí et al. 2006); times of day, durations and recurring
times ("every Sunday") are left out on purpose: they name no calendar date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from sayso.edtf import (
    GAP,
    MONTH,
    WEEKDAY,
    YEAR,
    absolute_dates,
    day_number,
    either,
    month_number,
    partial_dates,
    windows,
    words,
)
from sayso.tables import table
from sayso.text import fold

Kind = Literal[
    "fixed",  # value: EDTF
    "day",  # value: "XXXX-10-28", perhaps an interval of two; the year is open; weekday: the one that stands with it
    "monthday",  # amount: the day of a month; month and year are open, or `shift` months from the report's
    "month",  # month, or season (21 to 24), or quarter (33 to 36, as EDTF level 2 numbers them); the year is open
    "weekday",  # weekday; which week is open, or `shift` weeks from the report's
    "unit",  # the unit that is `shift` units away from the report's own: "yesterday" is unit day, shift -1
    "count",  # `amount` units to one side of the report's day: "two weeks ago"
    "stretch",  # the `amount` units up to the report's day, or from it: "the past three weeks"
    "later",  # `amount` units to one side of another date in the text: "nine days later", "two days before the vote"
    "weekday_by",  # the weekday before (-1), after (1) or nearest to (0) another date in the text
    "month_by",  # the month or season before or after another date in the text
    "same",  # the unit of another date in the text: "that evening"
    "range",  # from one expression to another
    "nth",  # the amount-th weekday (or week, quarter, half) of a month or year
]
Lean = Literal["", "last", "this", "next"]


class Sense(NamedTuple):
    """What an expression asks for; which fields count depends on the kind."""

    kind: Kind
    value: str = ""
    unit: str = ""
    amount: int = 0
    month: int = 0
    weekday: int = -1
    shift: int = 0
    lean: Lean = ""
    part: str = ""  # early, mid or late
    event: str = ""  # the words after "before" or "after"
    inner: tuple[Sense, ...] = ()


class Expression(NamedTuple):
    """A date expression of a text; [start, end) takes in a preposition "on" or "in", `core` is where the date itself begins."""

    start: int
    end: int
    core: int
    sense: Sense


UNIT = r"(?:day|night|morning|afternoon|evening|week|weekend|month|year|quarter|decade|century)"
PART_OF_DAY = r"(?:morning|afternoon|evening|night|lunchtime|noon|midday|midnight|dawn|dusk)"
_NUMBER_WORDS = "|".join(sorted(words("number"), key=lambda word: (-len(word), word)))
NUMBER = rf"(?:\d{{1,3}}|(?:twenty|thirty|forty|fifty)[\s-](?:one|two|three|four|five|six|seven|eight|nine)|{_NUMBER_WORDS})"


@cache
def cue_words(kind: str) -> frozenset[str]:
    """The words of one kind in the table of date cues, folded."""
    return frozenset(word for row in table("date_cues") if row["kind"] == kind for word in row["words"])


@cache
def _part_words() -> dict[str, str]:
    return {word: kind for kind in ("early", "mid", "late") for word in cue_words(kind)}


def _any(found: frozenset[str] | dict[str, str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s{1,3}") for word in sorted(found, key=lambda word: (-len(word), word)))


_PART = rf"(?:(?P<part>{_any(_part_words())})(?:{GAP}|-)(?:in{GAP})?)?"
_LEAN = r"(?P<lean>last|this|next|past|previous|coming|upcoming|current|preceding|following)"
_WHICH = {
    "last": -1,
    "past": -1,
    "previous": -1,
    "preceding": -1,
    "this": 0,
    "current": 0,
    "next": 1,
    "coming": 1,
    "upcoming": 1,
    "following": 1,
}
_TEXT_LEAN = r"(?P<lean>next|following|previous|preceding|same)"
_AFTER = r"(?P<rel>before|after|following|prior\sto|ahead\sof|since|from)"


def _sought(pattern: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w’'-])" + pattern + r"(?![\w-]|['’]s?\w)", re.IGNORECASE)


_DEICTIC = _sought(
    rf"{_PART}(?P<word>the{GAP}day{GAP}before{GAP}yesterday|the{GAP}day{GAP}after{GAP}tomorrow|yesterday|today|tonight|tomorrow"
    rf"|the{GAP}(?:week|month|year|weekend){GAP}after{GAP}(?:the{GAP})?next|last{GAP}night|overnight|this{GAP}{PART_OF_DAY}|this{GAP}very{GAP}day)(?:{GAP}{PART_OF_DAY})?"
)
_DEICTIC_SHIFT = {"yesterday": -1, "last": -1, "today": 0, "tonight": 0, "this": 0, "tomorrow": 1}
_WEEKDAY = _sought(
    rf"{_PART}(?:(?:{_LEAN}|the){GAP})?(?P<weekday>{WEEKDAY})(?:{GAP}{PART_OF_DAY})?"
    rf"(?:{GAP}the{GAP}(?P<day>\d{{1,2}}(?:st|nd|rd|th)))?(?:(?:,|{GAP}of)?{GAP}(?P<week>last|this|next){GAP}week|{GAP}(?P<after>last|next))?"
)
_WEEK_WEEKDAY = _sought(
    rf"(?P<week>last|this|next){GAP}week(?:['’]s|{GAP}on)?{GAP}(?P<weekday>{WEEKDAY})(?:{GAP}{PART_OF_DAY})?"
)
_UNIT = _sought(rf"{_PART}(?:the{GAP})?{_LEAN}{GAP}(?P<unit>{UNIT}|{either('season')}|{MONTH})")
_THE_UNIT = _sought(
    rf"(?:(?P<part>{_any(_part_words())}){GAP}the{GAP}(?P<unit>week|month|year|decade|century)|(?:over|at|on|during){GAP}the{GAP}(?P<weekend>weekend))"
)
_COUNT = _sought(
    rf"(?:(?P<more>more{GAP}than|less{GAP}than|over|almost|nearly|about|around|some|roughly){GAP})?(?:(?P<amount>{NUMBER})|(?P<vague>a{GAP}few|few|several|a{GAP}couple{GAP}of|many|some))"
    rf"(?:{GAP}|-)(?P<unit>day|week|fortnight|month|year|decade|weekend|night)s?{GAP}"
    rf"(?:(?P<side>ago|earlier|previously|beforehand|later|afterwards?|hence|from{GAP}now|from{GAP}today|on)|{_AFTER}(?P<event>{GAP}[^\n.;!?]{{2,80}})?)"
)
_AHEAD = _sought(rf"in{GAP}(?P<amount>{NUMBER}){GAP}(?P<unit>day|week|month|year)s?(?:['’]{GAP}time)?")
_STRETCH = _sought(
    rf"(?:the{GAP})?(?P<lean>last|past|previous|next|coming|following){GAP}(?P<amount>{NUMBER}|few|several){GAP}(?P<unit>day|week|month|year|decade)s"
)
_TEXT_UNIT = _sought(rf"(?:the{GAP}(?:very{GAP})?{_TEXT_LEAN}|(?P<that>that)(?:{GAP}same)?){GAP}(?P<unit>{UNIT})")
_TEXT_WEEKDAY = _sought(
    rf"the{GAP}(?:(?P<lean>following|previous|preceding|next){GAP}(?P<weekday>{WEEKDAY})|(?P<weekday2>{WEEKDAY}){GAP}(?P<rel>before|after|following)(?P<event>{GAP}[^\n.;!?]{{2,80}})?)"
)
_DAY_BY = _sought(
    rf"the{GAP}(?P<unit>day|night|morning|evening|week|month|year){GAP}(?P<rel>before|after|following)(?P<event>{GAP}[^\n.;!?]{{2,80}})?"
)
_ORDINAL_DAY = _sought(rf"(?:the{GAP})(?P<day>\d{{1,2}}(?:st|nd|rd|th))(?:{GAP}of{GAP}(?P<lean>last|this|next){GAP}month)?")
_MONTH = _sought(
    rf"(?:(?P<part>{_any(_part_words())})(?:{GAP}|-)(?:in{GAP})?|(?P<prep>in|since|until|till|by|from|during|before|after|through|throughout|of|for|to|between|and|on){GAP}(?:the{GAP}month{GAP}of{GAP})?)?"
    rf"(?P<month>{MONTH})(?P<this>{GAP}(?:last|this|next){GAP}year)?"
)
_SEASON = _sought(
    rf"(?:in{GAP}|during{GAP}|since{GAP}|until{GAP}|by{GAP}|over{GAP})(?:the{GAP})?(?:(?P<part>early|mid|late)(?:{GAP}|-))?(?P<season>{either('season')})"
)
_SEASON_YEAR = _sought(
    rf"(?:(?P<part>early|mid|late)(?:{GAP}|-))?(?P<season>{either('season')})(?:{GAP}of)?{GAP}(?P<year>{YEAR})"
)
_QUARTER = _sought(
    rf"(?:the{GAP})?(?:(?P<nth>first|second|third|fourth|last){GAP}(?P<unit>quarter|half|week|{WEEKDAY}){GAP}(?:of|in){GAP}(?:the{GAP})?|(?P<q>[QH][1-4]){GAP}(?:of{GAP})?)"
    rf"(?:(?P<month>{MONTH}){GAP})?(?:(?P<year>{YEAR})|(?P<lean>last|this|next){GAP}(?P<period>year|month))"
)
_NTH_MONTH = _sought(
    rf"(?:the{GAP})?(?P<nth>first|second|third|fourth|last){GAP}(?P<unit>week|weekend|{WEEKDAY}){GAP}(?:of|in){GAP}(?P<month>{MONTH})"
)
_BARE_QUARTER = _sought(
    rf"(?:in|for|during|by|of){GAP}(?:the{GAP})?(?:(?P<nth>first|second|third|fourth){GAP}quarter|(?P<q>Q[1-4]))"
)
_CENTURY = _sought(rf"(?:the{GAP})?(?P<nth>\d{{1,2}})(?:st|nd|rd|th){GAP}century")
_PREPOSITION = re.compile(r"\b(?:on|in)\s{1,3}$", re.IGNORECASE)
_DETERMINER = re.compile(
    r"\b(?:the|a|an|every|each|any|some|no|most|whose|his|her|its|their|my|our|your)\s{1,3}$", re.IGNORECASE
)
_RECURRING = re.compile(r"\b(?:every|each|most|any|alternate)\s{1,3}$", re.IGNORECASE)
_CAPITAL_NEXT = re.compile(r"[ ](?!(?:I|The|A|An|In|On|At|And|But|He|She|It|They|We)\b)[A-Z][\w’']*")
_LAST_WORD = re.compile(r"([^\W\d_][\w’'-]*)[\s]{1,3}$")
_TRIGGER = re.compile(
    rf"(?<!\w)(?:{either('weekday')}|{either('month')}|{either('season')}|today|tonight|yesterday|tomorrow|overnight|{UNIT}s?|fortnights?|1\d{{3}}|2[01]\d\d|['’]?\d{{1,3}}0['’]?s|[QH][1-4]|half"
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
    for pattern, read in _READERS:
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
_PART_BEFORE = re.compile(rf"(?<!\w)({_any(_part_words())})(?:\s{{1,3}}|-)$", re.IGNORECASE)


def _with_part(text: str, at: int, floor: int) -> tuple[int, str]:
    """Where an absolute date begins together with its "late" or "mid-", and which part that takes."""
    m = _PART_BEFORE.search(text[max(floor, at - 24) : at])
    if not m:
        return at, ""
    return at - (len(m.group()) - 0), _part_words()[_folded(m.group(1))]


def _folded(words_: str) -> str:
    return " ".join(fold(words_).split())


def _expression(text: str, core: int, end: int, floor: int, sense: Sense) -> Expression:
    m = _PREPOSITION.search(text[max(floor, core - 8) : core])
    return Expression(core - len(m.group()) if m else core, end, core, sense)


Hit = tuple[int, int, Sense] | None


def _number(written: str) -> int | None:
    bare = _folded(written)
    if bare.isdigit():
        return int(bare)
    if bare in words("number"):
        return words("number")[bare]
    tens, _, ones = bare.replace("-", " ").partition(" ")
    if tens in words("number") and ones in words("number"):
        return words("number")[tens] + words("number")[ones]
    return None


def _part_of(m: re.Match[str]) -> str:
    part = m.groupdict().get("part")
    return _part_words()[_folded(part)] if part else ""


def _lean(word: str | None) -> Lean:
    if not word:
        return ""
    which = _WHICH[_folded(word)]
    return "last" if which < 0 else "next" if which > 0 else "this"


def _read_deictic(text: str, m: re.Match[str]) -> Hit:
    word = _folded(m["word"])
    if word == "overnight" or _named(text, m.start("word"), m.end("word")):
        return None
    if word.endswith(("after next", "after the next")):
        return m.start("word"), m.end("word"), Sense("unit", unit=word.split()[1], shift=2)
    if word.startswith("the day before"):
        shift = -2
    elif word.startswith("the day after"):
        shift = 2
    else:
        shift = _DEICTIC_SHIFT[word.split()[0]]
    start = m.start() if _part_of(m) else m.start("word")
    return start, m.end(), Sense("unit", unit="day", shift=shift)


def _named(text: str, start: int, end: int) -> bool:
    """ "USA TODAY", "the Today show": a name beside other capitals, where no sentence begins."""
    word = text[start:end]
    if not word[0].isupper():
        return False
    previous = _LAST_WORD.search(text[max(0, start - 24) : start])
    if previous and (word.isupper() or previous.group(1)[0].isupper()):
        return previous.group(1)[:1].isupper()
    return bool(previous) and bool(_DETERMINER.search(text[max(0, start - 8) : start]))


def _read_weekday(text: str, m: re.Match[str]) -> Hit:
    written = m["weekday"]
    name = written.rstrip(".")
    if not name[0].isupper() and len(name) < 6:
        return None
    if m["part"] is None and _is_name(text, m.start("weekday"), m.end("weekday"), written):
        return None
    if len(name) <= 4 and name.isalpha() and not _short_weekday(text, m):
        return None
    day = day_number(m["day"]) if m["day"] else None
    number = words("weekday")[fold(name)]
    if m["week"]:
        return m.start(), m.end(), Sense("weekday", weekday=number, unit="week", shift=_WHICH[fold(m["week"])])
    lean = _lean(m["lean"] or m["after"])
    if not lean and not day and re.match(r"(?:[\w\s-]*\s)?the\s", m.group(), re.IGNORECASE):
        return m.start(), m.end(), Sense("weekday_by", weekday=number)
    return m.start(), m.end(), Sense("weekday", weekday=number, lean=lean, amount=day or 0)


def _short_weekday(text: str, m: re.Match[str]) -> bool:
    """ "Sat" and "Sun" alone are words; with "on" before them or a lean they are days."""
    before = text[max(0, m.start("weekday") - 4) : m.start("weekday")]
    return bool(m["lean"] or m["week"] or re.search(r"\bon\s$", before, re.IGNORECASE)) and not m["weekday"].isupper()


def _read_week_weekday(text: str, m: re.Match[str]) -> Hit:
    number = words("weekday").get(fold(m["weekday"].rstrip(".")))
    if number is None or not m["weekday"][0].isupper():
        return None
    return m.start(), m.end(), Sense("weekday", weekday=number, unit="week", shift=_WHICH[fold(m["week"])])


def _is_name(text: str, start: int, end: int, written: str) -> bool:
    """Whether a weekday or month is part of a name ("The Monday Review", "Black Friday") or recurs ("every Monday")."""
    before = text[max(0, start - 24) : start]
    if _RECURRING.search(before):
        return True
    previous = _LAST_WORD.search(before)
    if previous and fold(previous.group(1)) in words("named_day") and previous.group(1)[0].isupper():
        return True
    if (
        written.isupper()
        and len(written) > 4
        and (_CAPITAL_NEXT.match(text, end) or (previous and previous.group(1).isupper()))
    ):
        return True
    return bool(_CAPITAL_NEXT.match(text, end)) and bool(_DETERMINER.search(before))


def _read_unit(text: str, m: re.Match[str]) -> Hit:
    lean, unit = _folded(m["lean"]), _folded(m["unit"]).rstrip(".")
    the = re.match(rf"(?:{_any(_part_words())})?(?:\s|-)*the\s", m.group(), re.IGNORECASE) is not None
    part = _part_of(m)
    core = m.start()
    month = words("season").get(unit) or (month_number(m["unit"]) if unit in words("month") else None)
    if unit in words("month") and month is None:
        return None
    if month and (lean in ("following", "preceding") or (the and lean in ("next", "previous"))):
        return core, m.end(), Sense("month_by", month=month, amount=_WHICH[lean], part=part)
    if month:
        return core, m.end(), Sense("month", month=month, lean=_lean(lean), part=part)
    if lean == "following" or (the and lean in ("next", "previous", "preceding")) or lean == "preceding":
        return None  # counts from another date in the text
    if unit in ("night", "morning", "afternoon", "evening", "day"):
        if unit == "day" and re.search(r"\bto\s$", text[max(0, m.start() - 4) : m.start()]):
            return None  # "to this day"
        if lean in ("past", "last") and unit != "night" and the:
            return None
        unit, shift = "day", _WHICH[lean]
        return core, m.end(), Sense("unit", unit=unit, shift=shift, part="")
    if the and lean in ("past", "last") and unit not in ("century", "quarter"):
        return core, m.end(), Sense("stretch", unit=unit, amount=1, lean=_lean(lean))
    return core, m.end(), Sense("unit", unit=unit, shift=_WHICH[lean], part=part)


def _read_the_unit(text: str, m: re.Match[str]) -> Hit:
    if m["weekend"]:
        return m.start("weekend") - 4, m.end(), Sense("unit", unit="weekend", lean="this")
    after = text[m.end() : m.end() + 4]
    if re.match(r"\s{1,3}of", after):
        return None
    part = _part_words()[_folded(m["part"])]
    return m.start(), m.end(), Sense("unit", unit=m["unit"].lower(), part=part)


_UNIT_NAMES = {"night": "day", "weekend": "week", "fortnight": "week", "morning": "day", "evening": "day", "afternoon": "day"}


def _read_count(text: str, m: re.Match[str]) -> Hit:
    side = _folded(m["side"]) if m["side"] else ""
    rel = _folded(m["rel"]) if m["rel"] else ""
    unit = m["unit"].lower()
    amount = _number(m["amount"]) if m["amount"] else 0
    if amount is None or side == "on" or rel == "since":
        return None
    amount *= 2 if unit == "fortnight" else 1
    name = _UNIT_NAMES.get(unit, unit)
    start = m.start("amount") if m["amount"] else m.start("vague")
    part = "about" if m["more"] else ""
    if side in ("ago", "hence", "from now", "from today"):
        sign = -1 if side == "ago" else 1
        return start, m.end(), Sense("count", unit=name, amount=sign * amount, part=part)
    back = side in ("earlier", "previously", "beforehand") or rel in ("before", "prior to", "ahead of")
    event, behind = _event(text, m)
    if rel == "from" and not _DATE_WORD.match(event):
        return None
    return start, behind, Sense("later", unit=name, amount=-amount if back else amount, part=part, event=event)


def _event(text: str, m: re.Match[str]) -> tuple[str, int]:
    """The words that "before" or "after" leads to, up to the end of their phrase, and where the expression ends."""
    if not m["rel"]:
        return "", m.end()
    words_ = m["event"] or ""
    if not words_ or _NO_PHRASE.match(words_):
        return "", m.end("rel")
    first = re.match(r"\s*\S+", words_)
    at = first.end() if first else 0
    cut = _PHRASE_END.search(words_, at)
    phrase = words_[: cut.start()] if cut else words_
    return phrase.strip(), min(m.end("rel") + len(phrase.rstrip()), m.end())


_STOPS = (
    r",|\s[–—-]\s|[\"“”():]|[’'](?!\w)|\s(?:and|or|but|which|who|when|where|in|on|at|by|for|with|to|from|as|said|told|there|was"
    r"|were|is|are|will|would|had|has|have"
)
_NO_PHRASE = re.compile(rf"{_STOPS})(?!\w)", re.IGNORECASE)
_PHRASE_END = re.compile(rf"{_STOPS}|a|an|the|his|her|it|he|she|they|we|i)(?!\w)", re.IGNORECASE)
_DATE_WORD = re.compile(r"(?:yesterday|today|tomorrow|now)\b", re.IGNORECASE)


def _read_ahead(text: str, m: re.Match[str]) -> Hit:
    amount = _number(m["amount"])
    return (m.start("amount"), m.end(), Sense("count", unit=m["unit"].lower(), amount=amount, lean="next")) if amount else None


def _read_stretch(text: str, m: re.Match[str]) -> Hit:
    amount = _number(m["amount"])
    if not amount:
        return None  # "the past few weeks" names no date
    return m.start(), m.end(), Sense("stretch", unit=m["unit"].lower(), amount=amount, lean=_lean(m["lean"]))


def _read_text_unit(text: str, m: re.Match[str]) -> Hit:
    unit = m["unit"].lower()
    name = _UNIT_NAMES.get(unit, unit) if unit != "weekend" else unit
    if m["that"]:
        if unit in ("century", "decade", "quarter") or (
            unit in ("year", "day") and _DETERMINER.search(text[max(0, m.start() - 6) : m.start()])
        ):
            return None
        return m.start(), m.end(), Sense("same", unit=name)
    lean = _folded(m["lean"])
    if lean == "same":
        return m.start(), m.end(), Sense("same", unit=name)
    if lean == "next" and name != "day" and _DURING.search(text[max(0, m.start() - 10) : m.start()]):
        return m.start(), m.end(), Sense("stretch", unit=name, amount=1, lean="next")
    return m.start(), m.end(), Sense("later", unit=name, amount=1 if lean in ("next", "following") else -1)


_DURING = re.compile(r"\b(?:over|in|within|during|for|through)\s{1,3}$", re.IGNORECASE)


def _read_text_weekday(text: str, m: re.Match[str]) -> Hit:
    written = m["weekday"] or m["weekday2"]
    number = words("weekday").get(fold(written.rstrip(".")))
    if number is None or not written[0].isupper():
        return None
    if m["weekday"]:
        amount = 1 if _folded(m["lean"]) in ("following", "next") else -1
        return m.start(), m.end(), Sense("weekday_by", weekday=number, amount=amount)
    event, behind = _event(text, m)
    if not event and _folded(m["rel"]) != "before":
        return None
    return (
        m.start(),
        behind,
        Sense("weekday_by", weekday=number, amount=-1 if _folded(m["rel"]) == "before" else 1, event=event),
    )


def _read_day_by(text: str, m: re.Match[str]) -> Hit:
    event, behind = _event(text, m)
    if re.match(r"(?:the\s)?next\b", event, re.IGNORECASE):
        return None
    unit = m["unit"].lower()
    amount = -1 if _folded(m["rel"]) == "before" else 1
    if re.search(r"\b(?:for|over|during|and)\s$", text[max(0, m.start() - 8) : m.start()], re.IGNORECASE):
        return None  # "for the week after the storm" is a length of time
    return m.start(), behind, Sense("later", unit=_UNIT_NAMES.get(unit, unit), amount=amount, event=event)


def _read_ordinal_day(text: str, m: re.Match[str]) -> Hit:
    day = day_number(m["day"])
    before = text[max(0, m.start() - 10) : m.start()]
    if day is None or not re.search(r"\b(?:on|by|until|till|before|after|since|from|to|for)\s$", before, re.IGNORECASE):
        return None
    if not m["lean"] and not re.match(
        r"\s?[.,;:)”\"’!?]|\s(?:and|or|to|when|but|at|with|as|in|for|by|of this|after|before|if|we|he|she|they|it|I)\b|$",
        text[m.end() : m.end() + 10],
    ):
        return None
    return (
        m.start(),
        m.end(),
        Sense("monthday", amount=day, unit="month", shift=_WHICH[fold(m["lean"])] if m["lean"] else 0, lean=_lean(m["lean"])),
    )


def _read_month(text: str, m: re.Match[str]) -> Hit:
    month = month_number(m["month"])
    name = m["month"].rstrip(".")
    if month is None or not name[0].isupper() or (name.isupper() and len(name) > 4 and m["prep"] is None):
        return None
    if not m["prep"] and not m["part"] and not (_bare_month(name) and not _is_name(text, m.start(), m.end(), name)):
        return None
    if (
        m["prep"]
        and (
            fold(m["prep"]) in ("and", "to", "for", "of", "by", "between", "from", "after", "before", "on")
            and not _bare_month(name)
        )
        and _CAPITAL_NEXT.match(text, m.end())
    ):
        return None
    if (
        m["prep"]
        and fold(m["prep"]) in ("and", "to", "for", "of", "by", "on")
        and name.lower() in ("may", "march", "april", "june")
    ) and (
        fold(m["prep"]) == "on"
        or not re.match(r"\s?[.,;:)]|\s(?:and|to|when|for|or|but|as|of|in|with)\b|$", text[m.end() : m.end() + 8])
    ):
        return None
    if re.match(r"\s{1,3}\d|-\d", text[m.end() : m.end() + 4]) and m["this"] is None:
        return None
    lean: Lean = _lean(m["this"].split()[0]) if m["this"] else ""
    core = m.start() if m["part"] else m.start("month")
    return core, m.end(), Sense("month", month=month, part=_part_of(m), lean=lean, unit="year" if m["this"] else "")


def _bare_month(name: str) -> bool:
    number = words("month")[fold(name)]
    return len(name) > 4 - (name.lower() == "july") and any(
        row.get("bare") and row["value"] == number for row in table("dates") if row["kind"] == "month"
    )


def _read_season(text: str, m: re.Match[str]) -> Hit:
    season = words("season")[fold(m["season"])]
    if m["season"].lower() in ("fall", "spring") and re.match(r"\s(?:of|from|in|and|for)\b|\s\d", text[m.end() : m.end() + 6]):
        return None
    if m["season"][0].isupper():
        return None
    return m.start("part") if m["part"] else m.start("season"), m.end(), Sense("month", month=season, part=m["part"] or "")


def _read_season_year(text: str, m: re.Match[str]) -> Hit:
    season = words("season")[fold(m["season"])]
    return m.start(), m.end(), Sense("fixed", value=f"{int(m['year']):04d}-{season}", part=(m["part"] or "").lower())


def _read_quarter(text: str, m: re.Match[str]) -> Hit:
    period = (m["period"] or "year").lower()
    inner: tuple[Sense, ...]
    if m["year"]:
        month = month_number(m["month"]) if m["month"] else None
        inner = (Sense("fixed", value=f"{int(m['year']):04d}-{month:02d}" if month else f"{int(m['year']):04d}"),)
    else:
        inner = (Sense("unit", unit=period, shift=_WHICH[fold(m["lean"])]),)
    if m["q"]:
        unit, nth = ("quarter" if m["q"][0] in "Qq" else "half"), int(m["q"][1])
    else:
        unit, nth = fold(m["unit"]), -1 if fold(m["nth"]) == "last" else words("ordinal")[fold(m["nth"])]
    if unit in words("weekday"):
        return m.start(), m.end(), Sense("nth", unit="weekday", weekday=words("weekday")[unit], amount=nth, inner=inner)
    if unit == "half" and nth > 2:
        return None
    return m.start(), m.end(), Sense("nth", unit=unit, amount=nth, inner=inner)


def _read_bare_quarter(text: str, m: re.Match[str]) -> Hit:
    if re.match(r"\s{1,3}(?:of|in)\s", text[m.end() : m.end() + 6]):
        return None  # of a match, of a year that is given
    nth = int(m["q"][1]) if m["q"] else words("ordinal")[fold(m["nth"])]
    return m.start("q") if m["q"] else m.start("nth"), m.end(), Sense("month", month=32 + nth)


def _read_nth_month(text: str, m: re.Match[str]) -> Hit:
    month = month_number(m["month"])
    if month is None:
        return None
    nth = -1 if fold(m["nth"]) == "last" else words("ordinal")[fold(m["nth"])]
    unit = fold(m["unit"])
    inner = (Sense("month", month=month),)
    if unit in words("weekday"):
        return m.start(), m.end(), Sense("nth", unit="weekday", weekday=words("weekday")[unit], amount=nth, inner=inner)
    return m.start(), m.end(), Sense("nth", unit=unit, amount=nth, inner=inner)


def _read_century(text: str, m: re.Match[str]) -> Hit:
    number = int(m["nth"])
    return (m.start(), m.end(), Sense("fixed", value=f"{number - 1:02d}XX")) if 1 <= number <= 22 else None


_READERS = (
    (_DEICTIC, _read_deictic),
    (_WEEKDAY, _read_weekday),
    (_WEEK_WEEKDAY, _read_week_weekday),
    (_UNIT, _read_unit),
    (_THE_UNIT, _read_the_unit),
    (_COUNT, _read_count),
    (_AHEAD, _read_ahead),
    (_STRETCH, _read_stretch),
    (_TEXT_UNIT, _read_text_unit),
    (_TEXT_WEEKDAY, _read_text_weekday),
    (_DAY_BY, _read_day_by),
    (_ORDINAL_DAY, _read_ordinal_day),
    (_MONTH, _read_month),
    (_SEASON, _read_season),
    (_SEASON_YEAR, _read_season_year),
    (_QUARTER, _read_quarter),
    (_BARE_QUARTER, _read_bare_quarter),
    (_NTH_MONTH, _read_nth_month),
    (_CENTURY, _read_century),
)

_TO = re.compile(r"\s?[–—-]\s?|\s{1,3}(?:to|until|till|through)\s{1,3}(?:the\s)?", re.IGNORECASE)
_AND = re.compile(r"\s{1,3}and\s{1,3}", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|from)\s{1,3}(?:the\s)?$", re.IGNORECASE)
_RANGED_KINDS = ("fixed", "day", "month", "weekday", "unit", "monthday")


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
        yield one
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
        bool(between) or one.sense.kind == other.sense.kind or {one.sense.kind, other.sense.kind} <= {"fixed", "month", "day"}
    )
