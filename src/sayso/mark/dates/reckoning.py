"""Reckoning a date expression: from what it asks for and a known day to an EDTF value, and why.

Two calendar days can be known: the report's own (its anchor) and the last one its text named (its reference). Values are
never finer than the words: "two years ago" is a year, "late November" is the month, marked as approximate.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple

from sayso.edtf import (
    Unit,
    between,
    day_of,
    day_value,
    days_value,
    interval,
    month_value,
    plain,
    precision,
    shift,
    words,
    year_value,
)
from sayso.mark.dates.senses import Sense

Direction = Literal["past", "future", ""]
Resolved = tuple[str | None, str]

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# A year-less day or month is the nearest on its side of the report; but where that is further off than _FAR days and the
# other side offers one within _NEAR, it is that one: a writer names the year of what is nearly a year away.
# Calibrated on Recognizers-Text's cases and the report dates of the bulk articles.
_FAR, _NEAR = 335, 31
_FAR_MONTHS, _NEAR_MONTHS = (
    300,
    45,
)  # the same for months said to be ahead: nobody says "in January" in February for the next one


class Known(NamedTuple):
    """What a place in a text may count from."""

    anchor: tuple[date, date] | None  # the first and the last day on which the report may have been written
    anchor_why: str = "the report's date"
    weak: bool = False  # the anchor is only the latest date in the text: good for a year, not for a week
    reference: str | None = None  # the last day that the text named before this place
    reference_words: str = ""
    near: str = ""  # that day where it stands in the same sentence
    day_first: bool | None = None  # how the report writes days in figures, where it shows it
    event: str | None = None  # the day of the event that the expression names
    event_why: str = ""


def resolve(sense: Sense, known: Known, direction: Direction = "") -> Resolved:
    """The EDTF value of an expression and why it is that, or None and why it is open."""
    try:
        value, why = _resolve(sense, known, direction)
    except (ValueError, OverflowError):
        return None, "beyond the years 1 to 9999"
    if value and sense.part and sense.part not in ("earlier", "later") and "/" not in value and not value.endswith(("~", "?")):
        value, why = value + "~", f"{why}; only a part of it" if sense.part != "about" else why
    return value, why


def _resolve(sense: Sense, known: Known, direction: Direction) -> Resolved:
    if sense.kind == "fixed":
        day = day_of(sense.value)
        if day and sense.weekday >= 0 and day.weekday() != sense.weekday:
            return sense.value, f"given in full, though that day was a {_NAMES[day.weekday()]}"
        return sense.value, "given in full"
    if sense.kind == "range":
        return _range(sense, known, direction)
    if sense.kind == "figures":
        return _figures(sense, known)
    if sense.kind == "week_of":
        value, why = _resolve(sense.inner[0], known, direction)
        day = day_of(plain(value)) if value else None
        return (_week_of(day), f"the week of {day}: {why}") if day else (value, why)
    if sense.kind == "count_by":
        return _count_by(sense, known)
    if sense.kind == "nth":
        return _nth(sense, known, direction)
    if sense.kind == "weekday_by" and sense.amount == 0 and not known.reference:
        return _resolve(sense._replace(kind="weekday"), known, direction)
    if sense.kind in ("later", "weekday_by", "month_by", "same"):
        return _from_text(sense, known, direction)
    if sense.kind == "feast" and len(sense.value) == 10:
        return sense.value, "the day that goes by this name"
    if sense.kind == "feast" and sense.amount:
        return _feast(sense.value, sense.amount), "of the year that stands with it"
    if known.anchor is None:
        return None, "the report's own date is not known"
    if sense.kind in ("day", "month", "feast") and not (sense.kind == "month" and sense.lean):
        return _nearest(sense, known, direction)
    if sense.kind == "decade":
        year = known.anchor[1].year - sense.amount
        return f"{(year // 100 * 100 + sense.amount) // 10:03d}X", f"the last one up to {known.anchor_why}"
    if sense.kind == "unit" and sense.lean == "the" and sense.unit == "quarter" and known.near and direction != "future":
        return known.near, f"“{known.reference_words}” ({known.near})"
    if sense.lean == "the" and known.near and direction != "future" and sense.unit in ("year", "month"):
        value, why = _same(known.near, sense.unit, f"“{known.reference_words}” ({known.near})")
        if value:
            return value, why
    if known.weak:
        return None, f"the report's own date is not known; a year alone could be taken from {known.anchor_why}"
    return _from_both_ends(sense, known, direction)


def _from_both_ends(sense: Sense, known: Known, direction: Direction) -> Resolved:
    """Where the report may be of several days, a value stands only if they all give it; months and years may be doubted."""
    assert known.anchor is not None
    first, last = known.anchor
    value, why = _from_day(sense, last, direction)
    why = f"{why} {known.anchor_why} ({days_value(first, last)})"
    if first == last:
        return value, why
    other, _ = _from_day(sense, first, direction)
    if other == value:
        return value, why
    if sense.kind in ("unit", "month", "count") and other and precision(plain(other)) in ("month", "year", "season"):
        return plain(other) + "?", f"{why}; taken as of the first of these days"
    return None, f"open: {known.anchor_why} ({days_value(first, last)}) leaves more than one possibility"


def _from_day(sense: Sense, day: date, direction: Direction) -> Resolved:
    if sense.kind == "weekday":
        return _weekday(sense, day, direction)
    if sense.kind == "unit":
        return _unit(sense, day, direction)
    if sense.kind == "month":
        return _leaning_month(sense, day)
    if sense.kind == "monthday":
        return _monthday(sense, day, direction)
    if sense.kind == "count":
        return _count(sense, day, direction)
    return _stretch(sense, day)


# -- counted from the report's day ------------------------------------------------------------------


def _weekday(sense: Sense, day: date, direction: Direction) -> Resolved:
    name = _NAMES[sense.weekday]
    monday = day - timedelta(days=day.weekday())
    if sense.amount:
        return _weekday_with_number(sense, day, direction)
    if sense.unit == "week":
        found = monday + timedelta(days=7 * sense.shift + sense.weekday)
        return found.isoformat(), f"the {name} of {_which(sense.shift)} week, counted from"
    if sense.lean == "this":
        return (monday + timedelta(days=sense.weekday)).isoformat(), f"the {name} of the week of"
    if sense.lean == "next":
        return (monday + timedelta(days=7 + sense.weekday)).isoformat(), f"the {name} of the week after"
    if sense.lean == "last":
        back = (day.weekday() - sense.weekday - 1) % 7 + 1
        return (day - timedelta(days=back)).isoformat(), f"the last {name} before"
    if direction == "future":
        ahead = (sense.weekday - day.weekday()) % 7
        return (day + timedelta(days=ahead)).isoformat(), f"still to come: the first {name} from"
    back = (day.weekday() - sense.weekday) % 7
    return (day - timedelta(days=back)).isoformat(), f"the last {name} up to"


def _weekday_with_number(sense: Sense, day: date, direction: Direction) -> Resolved:
    """ "Thursday the 21st": the nearest month, on the side of its tense, in which that day is that weekday."""
    steps = range(25) if direction == "future" else range(0, -25, -1)
    for step in steps:
        index = day.year * 12 + day.month - 1 + step
        value = day_value(index // 12, index % 12 + 1, sense.amount)
        if value and date.fromisoformat(value).weekday() == sense.weekday:
            return value, "the nearest month in which that day is that weekday, from"
    return None, "no month near in which that day is that weekday, from"


def _which(step: int) -> str:
    return "last" if step < 0 else "next" if step > 0 else "this"


def _unit(sense: Sense, day: date, direction: Direction) -> Resolved:
    step, unit = sense.shift, sense.unit
    why = (
        f"the {unit} of"
        if step == 0
        else f"{abs(step)} {unit}{'s' if abs(step) > 1 else ''} {'before' if step < 0 else 'after'}"
    )
    if unit == "day":
        return (day + timedelta(days=step)).isoformat(), why
    monday = day - timedelta(days=day.weekday()) + timedelta(days=7 * step)
    if unit == "week":
        return days_value(monday, monday + timedelta(days=6)), why
    if unit == "weekend":
        if step == 0 and day.weekday() < 5 and (direction == "past" or (not direction and sense.lean and day.weekday() < 3)):
            monday -= timedelta(days=7)
        return days_value(monday + timedelta(days=5), monday + timedelta(days=6)), why
    if unit == "month":
        return shift(day.isoformat(), step, "month"), why
    if unit == "quarter":
        index = day.year * 4 + (day.month - 1) // 3 + step
        return _months(index // 4, index % 4 * 3 + 1, 3), why
    if unit == "year":
        return year_value(day.year + step), why
    if unit == "decade":
        return f"{day.year // 10 + step:03d}X", why
    return f"{day.year // 100 + step:02d}XX", why


def _months(year: int, first: int, count: int) -> str:
    return f"{month_value(year, first)}/{month_value(year, first + count - 1)}"


def _leaning_month(sense: Sense, day: date) -> Resolved:
    """ "last May", "this September", "next June", "last summer": the year by the lean, the report's own month left out."""
    months = _month_of(sense.month)
    if sense.unit == "year":
        step = {"last": -1, "this": 0, "next": 1}.get(sense.lean, 0)
        return month_value(day.year + step, sense.month), f"of {_which(step)} year, counted from"
    if sense.lean == "this":
        return month_value(day.year, sense.month), "of the year of"
    if sense.lean == "last":
        year = day.year if months < day.month else day.year - 1
        return month_value(year, sense.month), "the last one before"
    year = day.year if months > day.month else day.year + 1
    return month_value(year, sense.month), "the next one after"


def _month_or_quarter(year: int, month: int) -> str:
    return _months(year, (month - 33) * 3 + 1, 3) if month > 32 else month_value(year, month)


def _month_of(month: int) -> int:
    """A month's number; for a season that of its last month, December for winter: the one by which it counts as gone."""
    return {21: 5, 22: 8, 23: 11, 24: 12, 33: 3, 34: 6, 35: 9, 36: 12}.get(month, month)


def _monthday(sense: Sense, day: date, direction: Direction) -> Resolved:
    if sense.lean:
        index = day.year * 12 + day.month - 1 + sense.shift
        value = day_value(index // 12, index % 12 + 1, sense.amount)
        return value, f"of {_which(sense.shift)} month, counted from"
    sign = 1 if direction == "future" else -1
    for step in range(3):
        index = day.year * 12 + day.month - 1 + sign * step
        value = day_value(index // 12, index % 12 + 1, sense.amount)
        if value and (value >= day.isoformat() if sign > 0 else value <= day.isoformat()):
            return value, "the first one from" if sign > 0 else "the last one up to"
    return None, "no such day near"


def _count(sense: Sense, day: date, direction: Direction) -> Resolved:
    if sense.amount == 0:
        return None, "the text gives no number; counted from"
    if sense.lean == "next" and direction != "future":
        return None, "a length of time, not a date; counted from"
    return _moved(day.isoformat(), sense.amount, sense.unit), f"{_quantity(sense)} {'before' if sense.amount < 0 else 'after'}"


def _count_by(sense: Sense, known: Known) -> Resolved:
    """ "A year ago today" is a day, "ten years ago this month" a month, "a week ago Friday" a day."""
    base, why = _resolve(sense.inner[0], known, "past")
    if base is None:
        return None, why
    why = f"{_quantity(sense)} before {plain(base)}: {why}"
    if sense.unit == "week":
        first, last = (date.fromisoformat(part) for part in (base.split("/") * 2)[:2])
        return days_value(first + timedelta(days=7 * sense.amount), last + timedelta(days=7 * sense.amount)), why
    moved = _months_on(plain(base)[:7], sense.amount * (12 if sense.unit == "year" else 1))
    if len(base) == 7:
        return moved, why
    first = date.fromisoformat(plain(base)[:10])
    day = day_value(int(moved[:4]), int(moved[5:7]), first.day)
    return (_week_of(date.fromisoformat(day)) if day and "/" in base else day), why


def _moved(value: str, amount: int, unit: str) -> str:
    """A value moved by a counted number of units, as finely as the unit counts: "two weeks ago" is a week, not a day."""
    if unit in ("decade", "century"):
        return f"{int(plain(value)[:4]) + amount * (10 if unit == 'decade' else 100):04d}~"
    if unit == "quarter":
        amount, unit = amount * 3, "month"
    if unit == "week":
        return _week_of(date.fromisoformat(shift(plain(value), amount, "week")))
    step: Unit = "day" if unit == "day" else "month" if unit == "month" else "year"
    return shift(plain(value), amount, step) + ("" if unit == "day" else "~")


def _months_on(month: str, amount: int) -> str:
    return shift(month, amount, "month")


def _week_of(day: date) -> str:
    monday = day - timedelta(days=day.weekday())
    return days_value(monday, monday + timedelta(days=6))


def _quantity(sense: Sense) -> str:
    return f"{abs(sense.amount)} {sense.unit}{'s' if abs(sense.amount) != 1 else ''}"


def _stretch(sense: Sense, day: date) -> Resolved:
    if sense.amount == 0:
        return None, "the text gives no number; counted from"
    sign = 1 if sense.lean == "next" else -1
    unit, amount = sense.unit, sense.amount * (10 if sense.unit == "decade" else 100 if sense.unit == "century" else 1)
    months = amount * {"quarter": 3, "month": 1}.get(unit, 12)
    if unit in ("day", "week", "weekend"):
        other = day + timedelta(days=sign * amount * (1 if unit == "day" else 7))
    else:
        index = day.year * 12 + day.month - 1 + sign * months
        year, month = index // 12, index % 12 + 1
        other = next(date(year, month, d) for d in range(day.day, 0, -1) if day_value(year, month, d))
    first, last = (day, other) if sign > 0 else (other, day)
    return days_value(first, last), f"the {_quantity(sense)} {'from' if sign > 0 else 'up to'}"


# -- years that the context gives -------------------------------------------------------------------


def _nearest(sense: Sense, known: Known, direction: Direction) -> Resolved:
    """The year of a year-less day, month or season: the nearest to the report on the side that the tense names."""
    assert known.anchor is not None
    first, last = known.anchor
    years = range(first.year - 5, last.year + 5)
    options = [option for year in years if (option := _in_year(sense, year))]
    agreeing = _of_weekday(sense, options, first)
    if agreeing:
        return (
            agreeing,
            f"year from context: in which that day is that weekday, near {known.anchor_why} ({days_value(first, last)})",
        )
    behind = [value for value in options if (interval(value)[0] or date.max) <= last]
    ahead = [value for value in options if (interval(value)[1] or date.min) >= first]
    back = behind[-1] if behind else None
    forth = ahead[0] if ahead else None
    if back is None or forth is None:
        return None, "no such day"
    behind_days = max(0, (first - (interval(back)[1] or first)).days)
    ahead_days = max(0, ((interval(forth)[0] or last) - last).days)
    side = {"last": "past", "next": "future"}.get(sense.lean, direction) or (
        "past" if behind_days <= ahead_days + (0 if sense.kind == "feast" else 60) else "future"
    )
    if (side == "past" and behind_days > _FAR and ahead_days < _NEAR and sense.kind == "day") or (
        side == "past"
        and sense.kind == "feast"
        and not sense.lean
        and (behind_days > 400 or (behind_days > 250 and ahead_days < 45))
    ):
        side = "future"
    elif side == "future" and not sense.lean and sense.kind != "feast":
        far, near = (_FAR, _NEAR) if sense.kind == "day" else (_FAR_MONTHS, _NEAR_MONTHS)
        side = "past" if ahead_days > far and behind_days < near else side
    value = back if side == "past" else forth
    words = "the last one up to" if side == "past" else "the next one from"
    return value, f"year from context: {words} {known.anchor_why} ({days_value(first, last)})"


def _of_weekday(sense: Sense, options: list[str], near: date) -> str | None:
    """The year in which a day is the weekday that stands with it ("Tuesday, 5 March"), within about a year; else None."""
    fitting = [day for value in options if (day := day_of(value)) and day.weekday() == sense.weekday]
    found = min(fitting, key=lambda day: (abs((day - near).days), day), default=None)
    return found.isoformat() if found and abs((found - near).days) <= 400 else None


def _in_year(sense: Sense, year: int) -> str | None:
    if not 1 <= year <= 9999:
        return None
    if sense.kind == "month":
        return _month_or_quarter(year, sense.month)
    if sense.kind == "feast":
        return _feast(sense.value, year)
    parts = [f"{year:04d}{part[4:]}" for part in sense.value.split("/")]
    if any(day_of(part) is None for part in parts):
        return None
    return "/".join(parts)


# -- counted from another date in the text ------------------------------------------------------------


def _from_text(sense: Sense, known: Known, direction: Direction) -> Resolved:
    if sense.kind == "later" and sense.amount == 0 and not sense.lean:
        return None, "open: the text gives no number"
    base, why = _base(sense, known, direction)
    if base is None:
        return None, why
    if sense.kind == "same" or (sense.kind == "later" and sense.amount == 0):
        return _same(base, sense.unit, why)
    day = day_of(base)
    if sense.kind == "weekday_by":
        if day is None:
            return None, f"open: {why} is no single day"
        if sense.amount == 0:
            ahead = (sense.weekday - day.weekday() + 3) % 7 - 3
            return (day + timedelta(days=ahead)).isoformat(), f"the {_NAMES[sense.weekday]} nearest to {why}"
        gap = (day.weekday() - sense.weekday - 1) % 7 + 1 if sense.amount < 0 else (sense.weekday - day.weekday() - 1) % 7 + 1
        found = day + timedelta(days=gap if sense.amount > 0 else -gap)
        return found.isoformat(), f"the {_NAMES[sense.weekday]} {'before' if sense.amount < 0 else 'after'} {why}"
    if sense.kind == "month_by":
        return _leaning_month(sense._replace(lean="last" if sense.amount < 0 else "next"), _some_day(base))[
            0
        ], f"counted from {why}"
    fine = precision(plain(base))
    if fine == "interval" and sense.unit in ("month", "quarter", "year") and all(len(part) == 7 for part in base.split("/")):
        moved = "/".join(
            _months_on(part, sense.amount * {"month": 1, "quarter": 3}.get(sense.unit, 12)) for part in base.split("/")
        )
        return moved, f"{_quantity(sense)} {'before' if sense.amount < 0 else 'after'} {why}"
    if fine == "interval" and sense.unit in ("week", "weekend"):
        first, last = interval(plain(base))
        if first and last:
            return days_value(
                first + timedelta(days=7 * sense.amount), last + timedelta(days=7 * sense.amount)
            ), f"{_quantity(sense)} on from {why}"
    if fine not in ("day", "month", "year") or (sense.unit in ("day", "week", "weekend") and day is None):
        return None, f"open: {why} is not given to the {sense.unit}"
    words = f"{_quantity(sense)} {'before' if sense.amount < 0 else 'after'} {why}"
    return _moved(base, sense.amount, "week" if sense.unit == "weekend" else sense.unit), words


def _base(sense: Sense, known: Known, direction: Direction) -> tuple[str | None, str]:
    """The date that an expression counts from: the event it names, else the last date in the text, else the report's."""
    if sense.event:
        if known.event:
            return known.event, known.event_why
        return None, f"open: the text gives no date for “{sense.event}”"
    if known.reference:
        return known.reference, f"“{known.reference_words}” ({known.reference})"
    if (
        known.anchor
        and not known.weak
        and known.anchor[0] == known.anchor[1]
        and sense.kind == "later"
        and (sense.amount < 0 or direction == "future")
    ):
        return known.anchor[0].isoformat(), f"{known.anchor_why} ({known.anchor[0]}), no other date standing before it"
    return None, "open: no date stands before it to count from"


def _some_day(value: str) -> date:
    first, last = interval(plain(value))
    found = first or last
    if found is None:
        raise ValueError(f"{value!r} has no day")
    return found


def _same(base: str, unit: str, why: str) -> Resolved:
    value = plain(base)
    day = day_of(value)
    fine = precision(value)
    if unit == "day":
        return (value, f"the day of {why}") if day else (None, f"open: {why} is no single day")
    if unit in ("week", "weekend"):
        if day is None:
            return None, f"open: {why} is no single day"
        monday = day - timedelta(days=day.weekday())
        return days_value(
            monday + timedelta(days=5 if unit == "weekend" else 0), monday + timedelta(days=6)
        ), f"the {unit} of {why}"
    if unit == "month" and fine in ("day", "month"):
        return value[:7], f"the month of {why}"
    if unit == "year" and (fine in ("day", "month", "season", "year") or value[:4] == value.split("/")[-1][:4]):
        return value[:4], f"the year of {why}"
    return None, f"open: {why} does not give the {unit}"


# -- made of others -----------------------------------------------------------------------------------


def _range(sense: Sense, known: Known, direction: Direction) -> Resolved:
    """From one date to another; what the first leaves open the second gives: "from May to June 2019"."""
    one, other = sense.inner
    last, why = _resolve(other, known, direction)
    if last is None:
        return None, why
    end_first, end_last = interval(plain(last))
    if end_first is None or end_last is None:
        return None, why
    if one.kind in ("day", "month") and not one.lean:
        to_end = Known(anchor=(end_first, end_last), anchor_why="the end of the range")
        first, _ = _nearest(one, to_end, "past")
    elif one.kind in ("monthday", "weekday") and one.lean == "" and end_first == end_last:
        first, _ = _from_day(one, end_first, "past")
    else:
        first, why = _resolve(one, known, direction)
    if first is None:
        return None, why
    value = between(first, last)
    return (value, f"from {first} to {last}: {why}") if value else (None, f"open: {first} is not before {last}")


def _nth(sense: Sense, known: Known, direction: Direction) -> Resolved:
    """The first Friday of a month, the third quarter of a year, the last week of July."""
    whole, why = _resolve(sense.inner[0], known, direction)
    if whole is None:
        return None, why
    first, last = interval(plain(whole))
    if first is None or last is None:
        return None, why
    why = f"within {whole}: {why}"
    if sense.unit == "season":
        return month_value(first.year, sense.month), why
    if (sense.unit in ("day", "week", "month") and sense.shift > 1) or sense.unit in ("day", "month"):
        return _stretch_of(sense, first, last), why
    if sense.unit in ("quarter", "half"):
        count = 3 if sense.unit == "quarter" else 6
        nth = sense.amount if sense.amount > 0 else 12 // count
        return (_months(first.year, (nth - 1) * count + 1, count), why) if precision(plain(whole)) == "year" else (None, why)
    # A week belongs to the month or year that its Thursday is of (ISO 8601), a weekend to that of its Saturday.
    target = {"weekday": sense.weekday, "weekend": 5}.get(sense.unit, 3)
    if sense.amount > 0:
        day = first + timedelta(days=(target - first.weekday()) % 7 + 7 * (sense.amount - 1))
    else:
        day = last - timedelta(days=(last.weekday() - target) % 7)
    if not first <= day <= last:
        return None, f"there is none {why}"
    if sense.unit == "weekday":
        return day.isoformat(), why
    return (days_value(day, day + timedelta(days=1)) if sense.unit == "weekend" else _week_of(day)), why


def _stretch_of(sense: Sense, first: date, last: date) -> str | None:
    """The first or last so many days, weeks or months of a stretch; None where it has fewer."""
    nth, count = sense.amount, max(1, sense.shift)
    if sense.unit == "month":
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        skip = months - count if nth < 0 else nth - 1
        if not 0 <= skip <= months - count:
            return None
        one = month_value(first.year, first.month)
        from_, to = _months_on(one, skip), _months_on(one, skip + count - 1)
        return from_ if count == 1 else f"{from_}/{to}"
    days = count * (7 if sense.unit == "week" else 1)
    start = last - timedelta(days=days - 1) if nth < 0 else first + timedelta(days=nth - 1)
    end = start + timedelta(days=days - 1)
    return days_value(start, end) if first <= start and end <= last else None


# -- feasts, and days in figures ----------------------------------------------------------------------


def _feast(rule: str, year: int) -> str | None:
    """The day of a feast in a year, by its rule: "12-25", "11-22 thu" (the first Thursday from then on), "easter-2"."""
    if rule.startswith("easter"):
        return (_easter(year) + timedelta(days=int(rule.removeprefix("easter") or 0))).isoformat()
    day, name, even = (*rule.split(), "", "")[:3]
    if even and year % 2:
        return None
    value = day_value(year, *map(int, day.split("-")))
    if not name or value is None:
        return value
    first = date.fromisoformat(value)
    return (first + timedelta(days=(words("weekday")[name] - first.weekday()) % 7)).isoformat()


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the algorithm printed in Nature, 20 April 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _figures(sense: Sense, known: Known) -> Resolved:
    """ "10/12/98": month first, or day first, as the report's other dates show or its own allows; else month first, doubted."""
    one, other, written = sense.value.split("/")
    year = int(written)
    if len(written) == 2:
        if known.anchor is None:
            return None, "the century is open: the report's own date is not known"
        near = known.anchor[1].year
        year += near // 100 * 100
        year -= 100 if year > near + 10 else 0
    month_first, day_first = day_value(year, int(one), int(other)), day_value(year, int(other), int(one))
    if month_first is None or day_first is None or month_first == day_first:
        return month_first or day_first, "the only day that these figures can be"
    if known.day_first is not None:
        return (day_first if known.day_first else month_first), "in the order of the report's other dates in figures"
    if known.anchor and not known.weak:
        late = [value for value in (month_first, day_first) if value > known.anchor[1].isoformat()]
        if len(late) == 1:
            return (
                day_first if late[0] == month_first else month_first
            ), "the only reading that is not after the report's date"
    return month_first + "?", f"month first, as in American papers; day first it is {day_first}"
