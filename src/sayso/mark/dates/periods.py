"""Expressions that name a year or a part of one, a decade, a century, a feast, or a day in figures only."""

from __future__ import annotations

import re
from functools import cache

from sayso.edtf import GAP, MONTH, WEEKDAY, YEAR, either, month_number, words, year_number, year_value
from sayso.mark.dates.senses import (
    LEAN,
    NUMBER,
    WHICH,
    Hit,
    Sense,
    any_of,
    cue_words,
    lean_of,
    number,
    part_of,
    part_words,
    sought,
)
from sayso.tables import table
from sayso.text import fold


@cache
def feasts() -> dict[str, str]:
    """The names of feasts and holidays,  each with its rule (see dates.toml)."""
    return {word: row["rule"] for row in table("dates") if row["kind"] == "feast" for word in row["words"]}


_NTH_WORD = r"(?P<nth>first|second|third|fourth|last|final|closing|opening|1st|2nd|3rd|4th)"
_WHOLE = (
    rf"(?:(?P<month>{MONTH})(?:(?:,|{GAP}of)?{GAP}(?P<month_year>{YEAR}))?|(?P<year>{YEAR})"
    rf"|(?P<lean>last|this|next|previous|current|the|that|the{GAP}(?:same|previous|following)){GAP}(?P<period>year|month|decade))"
)
_PART = rf"(?:(?P<part>{any_of(part_words())})(?:{GAP}|-)(?:the{GAP}|in{GAP})?)?"
_SEASON_YEAR = sought(
    rf"{_PART}(?P<season>{either('season')})(?:(?:,|{GAP}of)?{GAP}(?:(?P<year>{YEAR})|(?P<lean>last|this|next|that){GAP}year))"
)
_NTH = sought(
    rf"(?:the{GAP})?{_NTH_WORD}(?:{GAP}|-)(?:(?P<amount>{NUMBER}){GAP})?(?P<unit>day|week|weekend|month|quarter|half|{WEEKDAY})s?"
    rf"(?:{GAP}(?:of|in){GAP}|,?{GAP}(?=\d)|{GAP}(?=(?:last|this|next){GAP}year\b))(?:fiscal{GAP}(?:year{GAP})?)?{_WHOLE}"
)
_YEARS_NTH = sought(
    rf"(?:(?P<lean>last|this|next){GAP}(?P<period>year)['’]s|(?:the{GAP})?(?:fiscal{GAP})?(?P<year>{YEAR})(?:['’]s)?){GAP}{_NTH_WORD}(?:{GAP}|-)"
    rf"(?:(?P<amount>{NUMBER}){GAP}(?=months))?(?P<unit>quarter|half|month)s?"
)
_FIRST_MONTHS = sought(rf"(?:the|its|their){GAP}first{GAP}(?P<amount>{NUMBER}){GAP}months(?!{GAP}(?:of|in)\b)")
_Q = sought(
    rf"(?P<q>[QH][1-4])(?:,|{GAP}(?:of|in))?{GAP}(?:fiscal{GAP})?(?:(?P<year>{YEAR})|(?P<lean>last|this|next|the){GAP}(?P<period>year))"
)
_QUARTER = sought(rf"(?:(?:the|a){GAP})?(?:(?P<nth>first|second|third|fourth)(?:{GAP}|-)quarter|(?P<q>Q[1-4]))")
_MONTHS = sought(
    rf"(?P<from>{MONTH})(?:\s?[–-]\s?|{GAP}(?:to|through|and){GAP})(?P<month>{MONTH}){GAP}(?:quarter|period)(?:(?:,|{GAP}of)?{GAP}(?P<year>{YEAR}))?"
)
_CENTURY = sought(
    rf"(?:{_PART}the{GAP})?(?:(?P<nth>\d{{1,2}})(?:st|nd|rd|th)|(?P<word>{either('ordinal')}))(?:{GAP}|-)century(?!{GAP}BC)"
)
_DECADE = sought(
    rf"{_PART}(?:(?P<the>the){GAP}(?:(?P<from>early|mid|late)(?:-|{GAP}))?)?"
    rf"(?:(?P<century>nineteen|twenty|eighteen)[\s-])?(?:(?P<word>{either('decade')})|['’]?(?P<figure>[1-9]0)['’]?s)"
)
_FEAST = sought(
    rf"(?:{LEAN}{GAP})?(?P<feast>{any_of(feasts())})"
    rf"(?:(?:,|{GAP}(?:of|in))?{GAP}(?P<year>{YEAR}))?"
)
_FIGURES = sought(r"(?<![./-])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<year>\d{4}|\d{2})(?![/.-]\d)")
_MONTH_FIGURES = sought(r"(?<![./-])(?P<month>0?[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)(?![/.-]\d)")
_FISCAL = sought(r"FY\s?(?P<year>(?:19|20)\d\d)")
_YEAR_END = sought(
    rf"(?:by|at|before|until|till|from|since|to|near|around|through){GAP}(?:the{GAP})?(?P<word>(?P<unit>year|month)['’]?s?[-\s]end)"
)
_WEATHER = re.compile(r"\b(?:temperatures?|highs?|lows?|degrees|mercury|scor\w+|shot)\b[^.;]{0,40}$", re.IGNORECASE)


def _read_season_year(text: str, m: re.Match[str]) -> Hit:
    season = words("season")[fold(m["season"])]
    if m["year"]:
        return m.start(), m.end(), Sense("fixed", value=f"{year_number(m['year']):04d}-{season}", part=part_of(m))
    if m["lean"].lower() == "that":
        return m.start(), m.end(), Sense("nth", unit="season", month=season, inner=(Sense("same", unit="year"),))
    return m.start(), m.end(), Sense("month", month=season, lean=lean_of(m["lean"]), unit="year", part=part_of(m))


def _whole(m: re.Match[str]) -> Sense | None:
    """The year, month or decade of which an expression names a part."""
    group = m.groupdict()
    if group.get("year"):
        return Sense("fixed", value=year_value(year_number(group["year"])))
    if group.get("month"):
        month = month_number(group["month"])
        if month is None:
            return None
        year = group["month_year"]
        return Sense("fixed", value=f"{year_number(year):04d}-{month:02d}") if year else Sense("month", month=month)
    lean, period = fold(group["lean"]), group["period"].lower()
    if lean in ("that", "the same"):
        return Sense("same", unit=period)
    if lean in ("the previous", "the following"):
        return Sense("later", unit=period, amount=-1 if lean == "the previous" else 1)
    return Sense("unit", unit=period, lean="the") if lean == "the" else Sense("unit", unit=period, shift=WHICH[lean])


def _read_nth(text: str, m: re.Match[str]) -> Hit:
    inner = _whole(m)
    word, unit = fold(m["nth"]), fold(m["unit"].rstrip("."))
    count = number(m["amount"]) if m["amount"] else 1
    if inner is None or not count or (m["amount"] and unit not in ("day", "week", "month")):
        return None
    nth = -1 if word in ("last", "final", "closing") else 1 if word == "opening" else words("ordinal").get(word) or int(word[0])
    if unit in words("weekday"):
        return m.start(), m.end(), Sense("nth", unit="weekday", weekday=words("weekday")[unit], amount=nth, inner=(inner,))
    if unit == "half" and nth > 2:
        return None
    return m.start(), m.end(), Sense("nth", unit=unit, amount=nth, shift=count, inner=(inner,))


def _read_first_months(text: str, m: re.Match[str]) -> Hit:
    count = number(m["amount"])
    if not count or not 2 <= count <= 12:
        return None
    return m.start(), m.end(), Sense("range", inner=(Sense("month", month=1), Sense("month", month=count)))


def _read_q(text: str, m: re.Match[str]) -> Hit:
    inner = _whole(m)
    unit, nth = ("quarter" if m["q"][0] in "Qq" else "half"), int(m["q"][1])
    return (m.start(), m.end(), Sense("nth", unit=unit, amount=nth, inner=(inner,))) if inner and nth <= 4 else None


def _read_quarter(text: str, m: re.Match[str]) -> Hit:
    after = re.match(r"[\s-]{1,3}(\w+)", text[m.end() : m.end() + 16])
    if after and (fold(after[1]) in cue_words("game") or after[1].lower() in ("of", "in")):
        return None  # of a match, or of a year that is given
    nth = int(m["q"][1]) if m["q"] else words("ordinal")[fold(m["nth"])]
    return m.start("q") if m["q"] else m.start("nth"), m.end(), Sense("month", month=32 + nth)


def _read_months(text: str, m: re.Match[str]) -> Hit:
    one, other = month_number(m["from"]), month_number(m["month"])
    if one is None or other is None:
        return None
    if m["year"]:
        last = Sense("fixed", value=f"{year_number(m['year']):04d}-{other:02d}")
    else:
        last = Sense("month", month=other)
    return m.start(), m.end(), Sense("range", inner=(Sense("month", month=one), last))


def _read_century(text: str, m: re.Match[str]) -> Hit:
    nth = int(m["nth"]) if m["nth"] else words("ordinal")[fold(m["word"])]
    return (m.start(), m.end(), Sense("fixed", value=f"{nth - 1:02d}XX", part=part_of(m))) if 1 <= nth <= 22 else None


def _read_decade(text: str, m: re.Match[str]) -> Hit:
    tens = words("decade")[fold(m["word"])] if m["word"] else int(m["figure"])
    if not (m["the"] or m["century"]) or _WEATHER.search(text[max(0, m.start() - 60) : m.start()]):
        return None  # an age, or degrees
    if m["century"]:
        value = {"eighteen": 18, "nineteen": 19, "twenty": 20}[fold(m["century"])] * 10 + tens // 10
        return m.start(), m.end(), Sense("fixed", value=f"{value:03d}X", part=part_of(m))
    return m.start(), m.end(), Sense("decade", amount=tens, part=part_of(m) or (m["from"] or "").lower())


def _read_feast(text: str, m: re.Match[str]) -> Hit:
    name = m["feast"]
    after = re.match(r"[ -](\w+)", text[m.end() : m.end() + 24])
    if name[0].islower() or (after and not m["year"] and (fold(after[1]) in cue_words("feast_thing") or after[1][0].isupper())):
        return None
    rule = feasts()[fold(name).replace("’", "'")]
    return (
        m.start(),
        m.end(),
        Sense("feast", value=rule, amount=year_number(m["year"]) if m["year"] else 0, lean=lean_of(m["lean"])),
    )


def _read_figures(text: str, m: re.Match[str]) -> Hit:
    a, b = int(m["a"]), int(m["b"])
    if not (1 <= a <= 31 and 1 <= b <= 31) or (len(m["year"]) == 4 and (max(a, b) > 12 or a == b)):
        return None  # no day, or one that the figures name in full
    return m.start(), m.end(), Sense("figures", value=m.group())


def _read_month_figures(text: str, m: re.Match[str]) -> Hit:
    return m.start(), m.end(), Sense("fixed", value=f"{year_number(m['year']):04d}-{int(m['month']):02d}")


def _read_fiscal(text: str, m: re.Match[str]) -> Hit:
    return m.start(), m.end(), Sense("fixed", value=year_value(int(m["year"])))


def _read_year_end(text: str, m: re.Match[str]) -> Hit:
    return m.start("word"), m.end(), Sense("unit", unit=m["unit"].lower(), lean="the", part="late")


READERS = (
    (_SEASON_YEAR, _read_season_year),
    (_NTH, _read_nth),
    (_YEARS_NTH, _read_nth),
    (_FIRST_MONTHS, _read_first_months),
    (_Q, _read_q),
    (_QUARTER, _read_quarter),
    (_MONTHS, _read_months),
    (_CENTURY, _read_century),
    (_DECADE, _read_decade),
    (_FEAST, _read_feast),
    (_FIGURES, _read_figures),
    (_MONTH_FIGURES, _read_month_figures),
    (_FISCAL, _read_fiscal),
    (_YEAR_END, _read_year_end),
)
