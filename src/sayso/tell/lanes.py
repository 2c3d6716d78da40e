"""Time in three lanes, never mixed: what happened, when it was said, when it was published.

A day is a point, a longer time a bar, and a bar whose end is open or only roughly known has soft ends. Dates far from
the days the reports speak of are named at the lane's edge and stand in the table, so that one old year does not press
a week of news into a dot.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from markupsafe import Markup

from sayso.edtf import interval
from sayso.tell.lookup import Lookup, count
from sayso.types import Report, Span, Story

LANES = (("happened", "what happened"), ("said", "when it was said"), ("published", "when it was published"))
ROWS = 7  # rows of marks a lane may have; what finds no room is in the table
_WIDTH, _EDGE, _RIGHT, _PITCH = 960, 150, 40, 20
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True)
class Place:
    """Where a date stands: its report, its span (None: not in the text), the words there, and how its value is known."""

    document: str
    span: Span | None
    words: str
    why: str
    attribution: str | None = None


@dataclass
class Mark:
    """One EDTF value in one lane, with every place it comes from. `first` and `last` are None where that end is open."""

    lane: str
    value: str
    first: date | None
    last: date | None
    soft: bool
    places: list[Place] = field(default_factory=list)


def lanes(lookup: Lookup, story: Story) -> list[Mark]:
    """The dates of a story, by lane and then by time. Dates that could not be closed (null values) are not among them."""
    found: dict[tuple[str, str], Mark] = {}
    for lane, value, place in _places(lookup, story):
        mark = found.get((lane, value))
        if mark is None:
            first, last = _bounds(value)
            if first is None and last is None:
                continue
            soft = any(sign in value for sign in "~?%")
            mark = found[lane, value] = Mark(lane, value, first, last, soft)
        mark.places.append(place)
    order = [lane for lane, _ in LANES]
    return sorted(found.values(), key=lambda m: (order.index(m.lane), m.first or date.min, m.last or date.max, m.value))


def _bounds(value: str) -> tuple[date | None, date | None]:
    try:
        return interval(value)
    except (ValueError, OverflowError):
        return None, None


def _places(lookup: Lookup, story: Story) -> Iterator[tuple[str, str, Place]]:
    for document in lookup.in_order(story.documents):
        report = lookup.reports[document]
        said = {}
        for a in lookup.attributions_of.get(document, ()):
            if a.said:
                words = report.text[a.said_at.start : a.said_at.end] if a.said_at else ""
                said[a.id] = a.said_at
                yield "said", a.said, Place(document, a.said_at, words, lookup.speaker(a), a.id)
        aside = {(s.start, s.end) for s in said.values() if s}
        blind = _Cover(lookup, report)
        for d in lookup.dates_of.get(document, ()):
            if d.value and (d.start, d.end) not in aside and not blind.covers(d.start):
                yield "happened", d.value, Place(document, Span(d.start, d.end), d.text, d.why)
        if report.published:
            yield "published", report.published, Place(document, None, "", report.published_basis)


class _Cover:
    """Whether a place lies in furniture or in a repeat, in logarithmic time."""

    def __init__(self, lookup: Lookup, report: Report) -> None:
        self.regions = lookup.regions(report, "furniture", "repeat")
        self.starts = [r.start for r in self.regions]

    def covers(self, at: int) -> bool:
        n = bisect_right(self.starts, at) - 1
        return n >= 0 and at < self.regions[n].end


def human(value: str) -> str:
    """An EDTF value as a person writes it: "30 Nov 2017", "Nov 2017", "30 Nov – 4 Dec 2017"; others as they are."""
    if "/" in value:
        first, last = value.split("/", 1)
        if last in ("", ".."):
            return f"{human(first)} or later"
        if first in ("", ".."):
            return f"{human(last)} or earlier"
        return f"{human(first)} – {human(last)}"
    plain = value.rstrip("~?%").split("T")[0]
    rough = "about " if "~" in value or "%" in value else ""
    doubt = " (uncertain)" if "?" in value or "%" in value else ""
    parts = plain.split("-")
    if not all(p.isdigit() for p in parts) or len(parts) > 3 or (len(parts) > 1 and not 1 <= int(parts[1]) <= 12):
        return value
    if len(parts) == 1:
        return rough + parts[0] + doubt
    month = f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return rough + (f"{int(parts[2])} {month}" if len(parts) == 3 else month) + doubt


def span_of_dates(lookup: Lookup, story: Story) -> str:
    """The days on which a story's reports came out, as a person writes them; empty when none is known."""
    bounds = [_bounds(r.published) for d in story.documents if (r := lookup.reports.get(d)) and r.published]
    firsts = [first for first, _ in bounds if first]
    lasts = [last or first for first, last in bounds if last or first]
    if not firsts or not lasts:
        return ""
    first, last = min(firsts), max(d for d in lasts if d)
    return human(first.isoformat()) if first == last else f"{human(first.isoformat())} – {human(last.isoformat())}"


# -- the drawing ------------------------------------------------------------------------------------


def drawing(lookup: Lookup, marks: list[Mark], words: str) -> Markup:
    """The three lanes as SVG with `words` as the text alternative; empty where there is no date to show."""
    window = _window(marks)
    if window is None:
        return Markup("")
    first, last = window
    out: list[Markup] = []
    y = 14.0
    for lane, title in LANES:
        here = [m for m in marks if m.lane == lane]
        inside = [m for m in here if _overlaps(m, first, last)]
        rows = _pack(lookup, inside, first, last)
        height = max(1, len(rows)) * _PITCH + 14
        out.append(Markup('<path class="lane" d="M0 {}H{}"/><text class="lane-name" x="0" y="{}">{}</text>').format(
            _n(y), _WIDTH, _n(y + 21), title
        ))  # fmt: skip
        out.append(_outside(here, inside, first, y + 38))
        for row, packed in enumerate(rows):
            out += [_mark(m, label, y + 17 + row * _PITCH, first, last) for m, label in packed]
        if not inside:
            none = "none found" if not here else "none in these days"
            out.append(Markup('<text class="none" x="{}" y="{}">{}</text>').format(_EDGE, _n(y + 21), none))
        y += height
    axis = _axis(first, last, y)
    head = Markup('<svg class="lanes" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}"><title>{2}</title>')
    return Markup("").join([head.format(_WIDTH, _n(y + 26), words), axis, *out, Markup("</svg>")])


def _window(marks: list[Mark]) -> tuple[date, date] | None:
    """The days to draw: those of saying and publishing, and what happened within twice their length (at least 30 days)."""
    core = [m for m in marks if m.lane != "happened" and _days(m) <= 62] or [m for m in marks if _days(m) <= 62] or marks
    ends = sorted(d for m in core for d in (m.first, m.last) if d)
    if not ends:
        return None
    first, last = ends[0], ends[-1]
    if core[0].lane == "happened":  # nothing else is known: the middle half of the days that are named
        first, last = ends[len(ends) // 4], ends[-1 - len(ends) // 4]
    reach = timedelta(days=max(30, 2 * (last - first).days))
    low, high = _add(first, -reach), _add(last, reach)
    near = [d for m in marks if _days(m) <= 62 for d in (m.first, m.last) if d and low <= d <= high]
    first, last = min([first, *near]), max([last, *near])
    pad = timedelta(days=max(1, (last - first).days // 20))
    return _add(first, -pad), _add(last, pad)


def _add(day: date, delta: timedelta) -> date:
    try:
        return day + delta
    except OverflowError:
        return date.min if delta.days < 0 else date.max


def _days(mark: Mark) -> int:
    """A mark's length in days; an open end counts as none."""
    return (mark.last - mark.first).days if mark.first and mark.last else 0


def _ends(mark: Mark) -> tuple[date, date]:
    """A mark's first and last day; the known one for an open end."""
    first, last = mark.first or mark.last, mark.last or mark.first
    if first is None or last is None:
        raise ValueError(f"a mark without a day: {mark.value}")
    return first, last


def _overlaps(mark: Mark, first: date, last: date) -> bool:
    """Whether a mark lies in the window; one that covers far more than the window says nothing there."""
    start, end = _ends(mark)
    return start <= last and end >= first and _days(mark) <= 3 * max(10, (last - first).days)


def _x(day: date, first: date, last: date) -> float:
    whole = max(1, (last - first).days)
    share = min(1.0, max(0.0, (day - first).days / whole))
    return _EDGE + share * (_WIDTH - _EDGE - _RIGHT)


def _label(lookup: Lookup, mark: Mark) -> str:
    letters = list(dict.fromkeys(lookup.letters[p.document] for p in mark.places))
    shown = " ".join(letters[:5]) + (f" +{len(letters) - 5}" if len(letters) > 5 else "")
    year = mark.first.year if mark.first else mark.last.year if mark.last else 0
    day = human(mark.value).replace(f" {year}", "")
    return f"{day} · {shown}" if len(day) < 24 else shown


def _pack(lookup: Lookup, marks: list[Mark], first: date, last: date) -> list[list[tuple[Mark, str]]]:
    """Marks with their labels in as few rows as they fit without touching; what finds none of ROWS rows is left out."""
    rows: list[list[tuple[Mark, str]]] = []
    ends: list[float] = []
    for mark in marks:
        label = _label(lookup, mark)
        left, right = _reach(mark, label, first, last)
        for n in range(ROWS):
            if n == len(rows):
                rows.append([])
                ends.append(float("-inf"))
            if left > ends[n]:
                rows[n].append((mark, label))
                ends[n] = right + 12
                break
    return rows


def _reach(mark: Mark, label: str, first: date, last: date) -> tuple[float, float]:
    x1, x2 = _extent(mark, first, last)
    wide = len(label) * 6.6
    return (x1 - wide - 18, x2 + 6) if _flips(x2, wide) else (x1 - 6, x2 + wide + 10)


def _flips(x2: float, wide: float) -> bool:
    """Whether a label has to stand left of its mark, since the drawing ends on its right."""
    return x2 + wide + 8 > _WIDTH


def _extent(mark: Mark, first: date, last: date) -> tuple[float, float]:
    start, end = _ends(mark)
    x1, x2 = _x(start, first, last), _x(end, first, last)
    if mark.first is None:
        x1 = max(_EDGE - 8.0, x2 - 28)
    if mark.last is None:
        x2 = x1 + 28
    return x1, x2


def _mark(mark: Mark, label: str, y: float, first: date, last: date) -> Markup:
    x1, x2 = _extent(mark, first, last)
    point = mark.first == mark.last and not mark.soft
    if point:
        shape = Markup('<circle class="day" cx="{}" cy="{}" r="4"/>').format(_n(x1), _n(y))
    else:
        ends = [("soft" if mark.soft or mark.first is None else "hard"), ("soft" if mark.soft or mark.last is None else "hard")]
        x2 = max(x2, x1 + 8)
        shape = Markup('<path class="bar" d="M{} {}H{}"/>').format(_n(x1), _n(y), _n(x2))
        shape += Markup("").join(
            Markup('<path class="{}" d="{}"/>').format(kind, _end(x, y, kind, side))
            for x, kind, side in ((x1, ends[0], -1), (x2, ends[1], 1))
        )
    wide = len(label) * 6.6
    if _flips(x2, wide):
        tx, anchor = x1 - (8 if point else 18), "end"
    else:
        tx, anchor = x2 + (14 if not point and mark.last is None else 9), "start"
    words = human(mark.value) + ": " + "; ".join(dict.fromkeys(p.why for p in mark.places if p.why))
    text = Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(_n(tx), _n(y + 4), anchor, label)
    return Markup('<g class="when"><title>{}</title>{}{}</g>').format(words[:400], shape, text)


def _end(x: float, y: float, kind: str, side: int) -> str:
    """A hard end is an upright stroke; a soft one runs out in three dashes."""
    if kind == "hard":
        return f"M{_n(x)} {_n(y - 4)}V{_n(y + 4)}"
    return "".join(f"M{_n(x + side * (2 + 4 * i))} {_n(y)}h{2 * side}" for i in range(3))


def _outside(here: list[Mark], inside: list[Mark], first: date, y: float) -> Markup:
    """How many dates of a lane lie outside the days that are drawn."""
    kept = {id(m) for m in inside}
    apart = [m for m in here if id(m) not in kept]
    early = sum((m.last or m.first or first) < first for m in apart)
    notes = [count(early, "earlier date", "earlier dates")] if early else []
    if len(apart) > early:
        notes.append(count(len(apart) - early, "later or longer"))
    return Markup('<text class="none" x="0" y="{}">{}</text>').format(_n(y), ", ".join(notes).replace("longers", "longer"))


def _axis(first: date, last: date, y: float) -> Markup:
    """Ticks on days, weeks, months or years, whichever are few enough to read."""
    days = (last - first).days
    if days <= 16:
        ticks = [first + timedelta(days=n) for n in range(days + 1)]
        ticks = ticks[:: 2 if days > 10 else 1]
    elif days <= 120:
        monday = first + timedelta(days=-first.weekday() % 7)
        ticks = [monday + timedelta(days=n) for n in range(0, (last - monday).days + 1, 7 if days <= 75 else 14)]
    elif days <= 900:
        step = 1 if days <= 400 else 3
        ticks = [date(yr, m, 1) for yr in range(first.year, last.year + 1) for m in range(1, 13, step)]
    else:
        step = max(1, (last.year - first.year) // 8)
        ticks = [date(yr, 1, 1) for yr in range(first.year, last.year + 1, step)]
    out = []
    for day in (d for d in ticks if first <= d <= last):
        x = _n(_x(day, first, last))
        short, month = f"{day.day} {_MONTHS[day.month - 1]}", human(day.isoformat()[:7])
        label = str(day.year) if days > 900 else short if days <= 120 else month
        out.append(Markup('<path class="grid" d="M{0} 14V{1}"/><text class="tick" x="{0}" y="{2}">{3}</text>').format(
            x, _n(y), _n(y + 18), label
        ))  # fmt: skip
    return Markup("").join(out)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
