"""Expressions that name a day, a month or a season of a year that is open: "Monday", "late March", "the 26th", "summer"."""

from __future__ import annotations

import re

from sayso.edtf import GAP, MONTH, WEEKDAY, day_number, either, month_number, words
from sayso.mark.dates.senses import (
    CAPITAL_NEXT,
    DETERMINER,
    LAST_WORD,
    LEAN,
    PART,
    PART_OF_DAY,
    WHICH,
    Hit,
    Lean,
    Sense,
    any_of,
    is_name,
    lean_of,
    part_of,
    part_words,
    sought,
)
from sayso.tables import table
from sayso.text import fold

_UP_TO = rf"(?:\s?[–-]\s?|{GAP}(?:to|till|until|and|through){GAP})"
_WEEKDAY = sought(
    rf"{PART}(?:(?:(?!following|preceding){LEAN}|the){GAP})?(?P<weekday>{WEEKDAY})(?:{GAP}{PART_OF_DAY})?"
    rf"(?:{GAP}the{GAP}(?P<day>\d{{1,2}}(?:st|nd|rd|th)))?(?:(?:,|{GAP}of)?{GAP}(?P<week>last|this|next){GAP}week|{GAP}(?P<after>last|next))?"
)
_WEEK_WEEKDAY = sought(
    rf"(?P<week>last|this|next){GAP}week(?:['’]s|{GAP}on)?{GAP}(?P<weekday>{WEEKDAY})(?:{GAP}{PART_OF_DAY})?"
)
_ORDINAL_DAY = sought(
    rf"(?:(?:the{GAP})?(?:(?P<from>\d{{1,2}})(?:st|nd|rd|th)?{_UP_TO}(?:the{GAP})?)?(?P<named>\d{{1,2}})(?:st|nd|rd|th)?{GAP}(?:of{GAP})?"
    rf"(?P<lean>last|this|next){GAP}month|the{GAP}(?P<day>\d{{1,2}}(?:st|nd|rd|th)))"
)
_MONTH = sought(
    rf"(?:(?P<part>{any_of(part_words())})(?:{GAP}|-)(?:in{GAP})?|(?P<prep>in|since|until|till|by|from|during|before|after|through|throughout|of|for|to|between|and|on){GAP}(?:the{GAP}month{GAP}of{GAP})?)?"
    rf"(?P<month>{MONTH})(?P<this>{GAP}(?:last|this|next){GAP}year)?"
)
_SEASON = sought(
    rf"(?:(?:in|during|since|until|by|over){GAP}(?:the{GAP})?|(?:before|after|through|till|for){GAP}(?:the{GAP})?(?!fall))(?:(?P<part>early|mid|late)(?:{GAP}|-))?(?P<season>{either('season')})"
)


def _read_weekday(text: str, m: re.Match[str]) -> Hit:
    written = m["weekday"]
    name = written.rstrip(".")
    if not name[0].isupper() and len(name) < 6:
        return None
    if m["part"] is None and is_name(text, m.start("weekday"), m.end("weekday"), written):
        return None
    if len(name) <= 4 and name.isalpha() and not _short_weekday(text, m):
        return None
    day = day_number(m["day"]) if m["day"] else None
    number = words("weekday")[fold(name)]
    if m["week"]:
        return m.start(), m.end(), Sense("weekday", weekday=number, unit="week", shift=WHICH[fold(m["week"])])
    lean = lean_of(m["lean"] or m["after"])
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
    return m.start(), m.end(), Sense("weekday", weekday=number, unit="week", shift=WHICH[fold(m["week"])])


def _read_ordinal_day(text: str, m: re.Match[str]) -> Hit:
    if m["lean"]:
        return _of_month(m)
    day = day_number(m["day"])
    before = text[max(0, m.start() - 10) : m.start()]
    if day is None or not re.search(
        r"\b(?:on|by|until|till|before|after|since|from|to|for|week\sof)\s$", before, re.IGNORECASE
    ):
        return None
    if not re.match(
        r"\s?[.,;:)”\"’!?]|\s(?:and|or|to|when|but|at|with|as|in|for|by|of this|after|before|if|we|he|she|they|it|I)\b|$",
        text[m.end() : m.end() + 10],
    ):
        return None
    return m.start(), m.end(), Sense("monthday", amount=day, unit="month")


def _of_month(m: re.Match[str]) -> Hit:
    """ "The 20th of next month", "from 4 to 23 this month"."""
    last, first = day_number(m["named"]), day_number(m["from"]) if m["from"] else None
    if last is None or (m["from"] and not first):
        return None
    month = Sense("monthday", amount=last, unit="month", shift=WHICH[fold(m["lean"])], lean=lean_of(m["lean"]))
    return m.start(), m.end(), Sense("range", inner=(month._replace(amount=first), month)) if first else month


def _read_month(text: str, m: re.Match[str]) -> Hit:
    month = month_number(m["month"])
    name = m["month"].rstrip(".")
    if month is None or not (name[0].isupper() or m["this"]) or (name.isupper() and len(name) > 4 and m["prep"] is None):
        return None
    before = text[max(0, m.start("month") - 12) : m.start("month")]
    extreme = _EXTREME.search(before) or (
        _OF_A.search(before) and _THING.match(text, m.end()) and (month != 5 or before.endswith("a "))
    )
    if not (m["prep"] or m["part"] or m["this"] or extreme) and not (
        _bare_month(name) and (_ACRONYM.match(text, m.end()) or not _of_a_name(text, m))
    ):
        return None
    if (
        m["prep"]
        and (
            fold(m["prep"]) in ("and", "to", "for", "of", "by", "between", "from", "after", "before", "on")
            and not _bare_month(name)
        )
        and CAPITAL_NEXT.match(text, m.end())
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
    if (_DAY_BEHIND if fold(m["prep"] or "") != "in" else _YEAR_BEHIND).match(text, m.end()) and m["this"] is None:
        return None
    lean: Lean = lean_of(m["this"].split()[0]) if m["this"] else ""
    core = m.start() if m["part"] else m.start("month")
    return core, m.end(), Sense("month", month=month, part=part_of(m), lean=lean, unit="year" if m["this"] else "")


_YEAR_BEHIND = re.compile(r"-\d|\s{1,3}(?:\d{4}|\d{1,2}(?!\s[a-z]))(?![\d,.]\d|\d)")  # "in May 2014"; not "in May 30 people"
_DAY_BEHIND = re.compile(r"-\d|\s{1,3}\d{1,4}(?![\d,.]?\d)")  # "from May 12"; not "from May 12,000 people"
_ACRONYM = re.compile(r"\s[A-Z]{2,5}\b")  # "the December FCC order"
_OF_A = re.compile(r"\b(?:an?|the|last|this|['’]s)\s{1,3}$", re.IGNORECASE)  # "a March poll", "the April jobs report" …
_THING = re.compile(  # … but not "the March on Washington", "the April said"
    r"\s(?!(?:on|for|against|to|through|of|in|at|said|says|told|was|is|were|had|has|who|and|or|by)\b)[a-z]{3,}"
)
_EXTREME = re.compile(r"[a-z]{2}est\s{1,3}$")  # "the wettest April"


def _of_a_name(text: str, m: re.Match[str]) -> bool:
    """ "Tom August", "August Wilson", "The December Review": a month that stands between other capitals."""
    previous = LAST_WORD.search(text[max(0, m.start() - 24) : m.start()])
    return (
        is_name(text, m.start(), m.end(), m["month"].rstrip("."))
        or CAPITAL_NEXT.match(text, m.end()) is not None
        or bool(previous and previous.group(1).istitle() and not DETERMINER.search(previous.group()))
    )


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


READERS = (
    (_WEEKDAY, _read_weekday),
    (_WEEK_WEEKDAY, _read_week_weekday),
    (_ORDINAL_DAY, _read_ordinal_day),
    (_MONTH, _read_month),
    (_SEASON, _read_season),
)
