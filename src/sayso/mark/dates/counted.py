"""Expressions that count: from the report's day ("yesterday", "two weeks ago") or another date ("the next day")."""

from __future__ import annotations

import re

from sayso.edtf import GAP, MONTH, WEEKDAY, either, month_number, words
from sayso.mark.dates.senses import (
    DETERMINER,
    LAST_WORD,
    LEAN,
    NUMBER,
    PART,
    PART_OF_DAY,
    UNIT,
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
from sayso.text import fold

_TEXT_LEAN = r"(?P<lean>next|following|previous|preceding|same)"
_AFTER = r"(?P<rel>before|after|following|prior\sto|ahead\sof|since|from)"

_DEICTIC = sought(
    rf"{PART}(?P<word>the{GAP}day{GAP}before{GAP}yesterday|the{GAP}day{GAP}after{GAP}tomorrow|yesterday|today|tonight|tomorrow"
    rf"|the{GAP}(?:week|month|year|weekend){GAP}after{GAP}(?:the{GAP})?next|last{GAP}night|overnight|this{GAP}{PART_OF_DAY}|this{GAP}very{GAP}day)(?:{GAP}{PART_OF_DAY})?"
)
_DEICTIC_SHIFT = {"yesterday": -1, "last": -1, "today": 0, "tonight": 0, "this": 0, "tomorrow": 1}
_UNIT = sought(
    rf"{PART}(?:the{GAP})?{LEAN}{GAP}(?:(?:fiscal|calendar|financial){GAP})?(?P<unit>{UNIT}|{either('season')}|{MONTH})"
)
_THE_UNIT = sought(
    rf"(?:(?P<part>{any_of(part_words())}){GAP}the{GAP}(?P<unit>week|month|year|quarter|decade|century)"
    rf"|(?:{any_of(cue_words('before_weekend'))}){GAP}(?P<weekend>the{GAP}weekend)"
    rf"|(?:{any_of(cue_words('before_period'))}){GAP}(?P<period>the{GAP}(?P<unit2>week|month|year|quarter))"
    rf"|(?P<owner>the{GAP}(?P<unit3>week|month|year))(?=['’]s{GAP}[a-z]))"
)
_COUNT = sought(
    rf"(?:(?P<more>more{GAP}than|less{GAP}than|over|almost|nearly|about|around|some|roughly){GAP})?(?:(?P<amount>{NUMBER})|(?P<vague>a{GAP}few|few|several|a{GAP}couple{GAP}of|many|some))"
    rf"(?:{GAP}|-)(?P<unit>day|week|fortnight|month|year|decade|weekend|night)s?{GAP}"
    rf"(?:(?P<side>ago(?:,?{GAP}(?:(?P<today>today|yesterday)|this{GAP}(?P<this>week|month)|(?:on{GAP})?(?P<weekday>{WEEKDAY})))?|earlier|previously|beforehand|later|afterwards?|hence|from{GAP}now|from{GAP}today|on)|{_AFTER}(?P<event>{GAP}[^\n.;!?]{{2,80}})?)"
)
_AHEAD = sought(rf"in{GAP}(?P<amount>{NUMBER}){GAP}(?P<unit>day|week|month|year)s?(?:['’]{GAP}time)?")
_VERB = "".join(
    rf"(?<!\b{word} )" for word in ("will", "would", "could", "may", "might", "can", "must", "should", "to", "not", "did")
)
_STRETCH = sought(  # "the strike will | last two days" says how long
    rf"{_VERB}(?:the{GAP})?(?P<lean>last|past|previous|next|coming|following){GAP}(?P<amount>{NUMBER}|few|several){GAP}(?P<unit>day|week|month|year|decade)s"
)
_TEXT_UNIT = sought(rf"(?:the{GAP}(?:very{GAP})?{_TEXT_LEAN}|(?P<that>that)(?:{GAP}same)?){GAP}(?P<unit>{UNIT})")
_TEXT_WEEKDAY = sought(
    rf"the{GAP}(?:(?P<lean>following|previous|preceding|next){GAP}(?P<weekday>{WEEKDAY})|(?P<weekday2>{WEEKDAY}){GAP}(?P<rel>before|after|following)(?P<event>{GAP}[^\n.;!?]{{2,80}})?)"
)
_PERIOD = rf"(?:quarter|period|month|half|time|nine{GAP}months|six{GAP}months|three{GAP}months)"
_YEAR_AGO = sought(
    rf"(?:(?:the{GAP})?year-(?:ago|earlier)(?:{GAP}{_PERIOD})?"
    rf"|the{GAP}(?:same|like|comparable|corresponding){GAP}{_PERIOD},?(?:{GAP}(?:in|of))?{GAP}"
    rf"(?:(?:the{GAP})?(?:last|previous|prior|preceding){GAP}year|(?:a|one){GAP}year{GAP}(?:ago|earlier|before|previously)))"
)
_EVE = sought(rf"the{GAP}(?P<rel>eve){GAP}of(?P<event>{GAP}[^\n.;!?]{{2,80}})")
_DAY_BY = sought(
    rf"the{GAP}(?P<unit>day|night|morning|evening|week|month|year){GAP}(?P<rel>before|after|following)(?P<event>{GAP}[^\n.;!?]{{2,80}})?"
)
_DAY_OF = sought(
    rf"the{GAP}(?:very{GAP}|same{GAP})?(?:day|night|morning|evening){GAP}(?P<rel>of)(?P<event>{GAP}(?:the|his|her|its|their){GAP}[^\n.;!?]{{2,70}})"
)
_UNIT_NAMES = {"night": "day", "weekend": "week", "fortnight": "week", "morning": "day", "evening": "day", "afternoon": "day"}
_STOPS = (
    r",|\s[–—-]\s|[\"“”():]|[’'](?!\w)|\s(?:and|or|but|which|who|when|where|in|on|at|by|for|with|to|from|as|said|told|there|was"
    r"|were|is|are|will|would|had|has|have"
)
_NO_PHRASE = re.compile(rf"{_STOPS})(?!\w)", re.IGNORECASE)
_PHRASE_END = re.compile(rf"{_STOPS}|a|an|the|his|her|it|he|she|they|we|i)(?!\w)", re.IGNORECASE)
_DATE_WORD = re.compile(
    rf"(?:yesterday|today|tomorrow|now|(?:last|next)\s{either('weekday')}|{either('weekday')})\b", re.IGNORECASE
)
_DURING = re.compile(r"\b(?:over|in|within|during|for|through)\s{1,3}$", re.IGNORECASE)


def _read_deictic(text: str, m: re.Match[str]) -> Hit:
    word = fold(m["word"])
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
    start = m.start() if part_of(m) else m.start("word")
    return start, m.end(), Sense("unit", unit="day", shift=shift)


def _named(text: str, start: int, end: int) -> bool:
    """ "USA TODAY", "the Today show": a name beside other capitals, where no sentence begins."""
    word = text[start:end]
    if not word[0].isupper():
        return False
    previous = LAST_WORD.search(text[max(0, start - 24) : start])
    if previous and (word.isupper() or previous.group(1)[0].isupper()):
        return previous.group(1)[:1].isupper()
    return bool(previous) and bool(DETERMINER.search(text[max(0, start - 8) : start]))


def _read_unit(text: str, m: re.Match[str]) -> Hit:
    lean, unit = fold(m["lean"]), fold(m["unit"]).rstrip(".")
    the = re.search(r"\bthe\s{1,3}$", text[m.start() : m.start("lean")], re.IGNORECASE) is not None
    part = part_of(m)
    core = m.start()
    month = words("season").get(unit) or (month_number(m["unit"]) if unit in words("month") else None)
    if unit in words("month") and month is None:
        return None
    if month and (lean in ("following", "preceding") or (the and lean in ("next", "previous"))):
        return core, m.end(), Sense("month_by", month=month, amount=WHICH[lean], part=part)
    if month:
        return core, m.end(), Sense("month", month=month, lean=lean_of(lean), part=part)
    if lean == "following" or (the and lean in ("next", "previous", "preceding")) or lean == "preceding":
        return None  # counts from another date in the text
    if unit in ("night", "morning", "afternoon", "evening", "day"):
        if unit == "day" and re.search(r"\bto\s$", text[max(0, m.start() - 4) : m.start()]):
            return None  # "to this day"
        if lean in ("past", "last") and unit != "night" and the:
            return None
        unit, shift = "day", WHICH[lean]
        return core, m.end(), Sense("unit", unit=unit, shift=shift, part="")
    if the and lean in ("past", "last") and unit not in ("century", "quarter") and not part:
        return core, m.end(), Sense("stretch", unit=unit, amount=1, lean=lean_of(lean))
    return core, m.end(), Sense("unit", unit=unit, shift=WHICH[lean], part=part)


def _read_the_unit(text: str, m: re.Match[str]) -> Hit:
    """ "For the year", "the end of the month", "over the weekend": the report's own, or that of a date just named."""
    named = m["weekend"] or m["period"] or m["owner"] or m["unit"]
    which = _SAID_WHICH.match(text, m.end())
    if not named.islower() or (which and not (m["part"] and _PRONOUN.fullmatch(which.group().strip()))):
        return None
    if m["weekend"]:
        return m.start("weekend"), m.end(), Sense("unit", unit="weekend", lean="this")
    if m["period"] and _SEASONAL.search(text[max(0, m.start() - 12) : m.start()]):
        return None
    at, unit = (m.start("period"), m["unit2"]) if m["period"] else (m.start(), m["unit"] or m["unit3"])
    return at, m.end(), Sense("unit", unit=unit.lower(), lean="the", part=part_of(m))


# What says which year or week is meant, or that a length of time is: "the week of", "in the year to March", "the year before".
_SAID_WHICH = re.compile(
    r"(?:\s{1,3}|-)(?:of|to|that|end|ended|ending|before|after|when|since|from|earlier|ago|later|prior|previous|through|he|she|it|they"
    r"|we|i|his|her|the|which|leading|in which|old|long|round|following|preceding|just|until|beginning|commencing"
    r"|starting|that|\d)(?!\w)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"he|she|it|they|we|i|his|her|the", re.IGNORECASE)  # "by the end of the year he was gone"
_SEASONAL = re.compile(r"\b(?:time|times|day|days|month|months|part|parts)\s{1,3}$", re.IGNORECASE)


def _read_count(text: str, m: re.Match[str]) -> Hit:
    side = fold(m["side"]).split()[0].rstrip(",") if m["side"] else ""
    rel = fold(m["rel"]) if m["rel"] else ""
    unit = m["unit"].lower()
    amount = number(m["amount"]) if m["amount"] else 0
    if amount is None or side == "on" or rel == "since":
        return None
    amount *= 2 if unit == "fortnight" else 1
    name = _UNIT_NAMES.get(unit, unit)
    start = m.start("amount") if m["amount"] else m.start("vague")
    part = "about" if m["more"] else ""
    inner = _counted_by(m)
    if inner and amount and name in ("week", "month", "year"):
        return start, m.end(), Sense("count_by", unit=name, amount=-amount, inner=(inner,))
    if side == "from" and name == "week" and m["side"].lower().endswith("today"):
        name, amount = "day", 7 * amount  # "a week from today" is a day
    if side in ("ago", "hence", "from"):
        sign = -1 if side == "ago" else 1
        return start, m.end(), Sense("count", unit=name, amount=sign * amount, part=part)
    back = side in ("earlier", "previously", "beforehand") or rel in ("before", "prior to", "ahead of")
    event, behind = _event(text, m)
    if rel == "from" and not _DATE_WORD.match(event):
        return None
    return start, behind, Sense("later", unit=name, amount=-amount if back else amount, part=part, event=event)


def _counted_by(m: re.Match[str]) -> Sense | None:
    """What "ago" counts from, where the text says it: "ten years ago this week"."""
    if m["today"]:
        return Sense("unit", unit="day", shift=0 if m["today"].lower() == "today" else -1)
    if m["this"]:
        return Sense("unit", unit=m["this"].lower())
    return Sense("weekday", weekday=words("weekday")[fold(m["weekday"].rstrip("."))]) if m["weekday"] else None


def _event(text: str, m: re.Match[str]) -> tuple[str, int]:
    """The words that "before" or "after" leads to, up to the end of their phrase, and where the expression ends."""
    if not m["rel"]:
        return "", m.end()
    words_ = m["event"] or ""
    if not words_ or _NO_PHRASE.match(words_):
        return "", m.end("rel")
    first = re.match(r"\s*[^\s,;:]+", words_)
    at = first.end() if first else 0
    cut = _PHRASE_END.search(words_, at)
    phrase = words_[: cut.start()] if cut else words_
    return phrase.strip(), min(m.end("rel") + len(phrase.rstrip()), m.end())


def _read_ahead(text: str, m: re.Match[str]) -> Hit:
    amount = number(m["amount"])
    return (m.start("amount"), m.end(), Sense("count", unit=m["unit"].lower(), amount=amount, lean="next")) if amount else None


def _read_stretch(text: str, m: re.Match[str]) -> Hit:
    amount = number(m["amount"])
    if not amount:
        return None  # "the past few weeks" names no date
    return m.start(), m.end(), Sense("stretch", unit=m["unit"].lower(), amount=amount, lean=lean_of(m["lean"]))


def _read_text_unit(text: str, m: re.Match[str]) -> Hit:
    unit = m["unit"].lower()
    name = _UNIT_NAMES.get(unit, unit) if unit != "weekend" else unit
    if m["that"]:
        if unit in ("century", "decade", "quarter") or (
            unit in ("year", "day") and DETERMINER.search(text[max(0, m.start() - 6) : m.start()])
        ):
            return None
        return m.start(), m.end(), Sense("same", unit=name)
    lean = fold(m["lean"])
    if lean == "same":
        return m.start(), m.end(), Sense("same", unit=name)
    if lean == "next" and name != "day" and _DURING.search(text[max(0, m.start() - 10) : m.start()]):
        return m.start(), m.end(), Sense("stretch", unit=name, amount=1, lean="next")
    return m.start(), m.end(), Sense("later", unit=name, amount=1 if lean in ("next", "following") else -1)


def _read_text_weekday(text: str, m: re.Match[str]) -> Hit:
    written = m["weekday"] or m["weekday2"]
    number = words("weekday").get(fold(written.rstrip(".")))
    if number is None or not written[0].isupper():
        return None
    if m["weekday"]:
        amount = 1 if fold(m["lean"]) in ("following", "next") else -1
        return m.start(), m.end(), Sense("weekday_by", weekday=number, amount=amount)
    event, behind = _event(text, m)
    if not event and fold(m["rel"]) != "before":
        return None
    return (
        m.start(),
        behind,
        Sense("weekday_by", weekday=number, amount=-1 if fold(m["rel"]) == "before" else 1, event=event),
    )


def _read_day_by(text: str, m: re.Match[str]) -> Hit:
    event, behind = _event(text, m)
    if re.match(r"(?:the\s)?next\b", event, re.IGNORECASE):
        return None
    unit = m["unit"].lower()
    amount = -1 if fold(m["rel"]) == "before" else 1
    if re.search(r"\b(?:for|over|during)\s$", text[max(0, m.start() - 8) : m.start()], re.IGNORECASE):
        return None  # "for the week after the storm" is a length of time
    return m.start(), behind, Sense("later", unit=_UNIT_NAMES.get(unit, unit), amount=amount, event=event)


def _read_day_of(text: str, m: re.Match[str]) -> Hit:
    """ "On the day of the vote": that of the event."""
    event, behind = _event(text, m)
    return (m.start(), behind, Sense("later", unit="day", lean="this", event=event)) if event else None


def _read_year_ago(text: str, m: re.Match[str]) -> Hit:
    """ "The year-ago quarter", "the same period last year": a year before the quarter or month that the text named."""
    return m.start(), m.end(), Sense("later", unit="year", amount=-1)


def _read_eve(text: str, m: re.Match[str]) -> Hit:
    event = _event(text, m)[0]
    behind = m.start("event") + len(m["event"]) - len(m["event"].lstrip()) + len(event)
    return (m.start(), behind, Sense("later", unit="day", amount=-1, event=event)) if event else None


READERS = (
    (_EVE, _read_eve),
    (_YEAR_AGO, _read_year_ago),
    (_DEICTIC, _read_deictic),
    (_UNIT, _read_unit),
    (_THE_UNIT, _read_the_unit),
    (_COUNT, _read_count),
    (_AHEAD, _read_ahead),
    (_STRETCH, _read_stretch),
    (_TEXT_UNIT, _read_text_unit),
    (_TEXT_WEEKDAY, _read_text_weekday),
    (_DAY_BY, _read_day_by),
    (_DAY_OF, _read_day_of),
)
