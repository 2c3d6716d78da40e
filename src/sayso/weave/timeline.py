"""Dates across a story: what one report leaves open, another closes.

A report without a date of its own says "on Thursday"; another tells of the same statement and gives the day. From the day
follows when the first report was written, as an interval, and from that what its "this month" means. Every step names
the report it rests on; evidence that conflicts closes nothing; a date that a report states of itself is never touched.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from sayso.edtf import day_of, interval, plain, precision, valid, words
from sayso.mark.dates import dates
from sayso.mark.dates.expressions import expressions
from sayso.mark.dates.tense import direction
from sayso.text import content_stems, fold, sentences
from sayso.types import Attribution, Claim, Date, Document, Fact, Marked, Story
from sayso.weave.reports import by_story
from sayso.weave.voices import one_voice

Pile = tuple[Marked, ...]
# Of each attribution: those in other reports that carry the same statement, each with its report, and how that is known.
Mates = dict[str, list[tuple[Marked, Attribution, str]]]
# Of each weekday the days that a story names, with the report and the place.
Weekdays = dict[int, list[tuple[date, str, str]]]

# Two statements of one source are taken for one where they share this much of the shorter one's content words, and at
# least _WORDS of them. Only used where claims do not say it.
_ALIKE, _WORDS = 0.5, 3
# A weekday without a date is of the seven days up to the report (AP Stylebook, "time element").
_WEEK = timedelta(days=6)
_ROUNDS = 3


class _Closed(NamedTuple):
    """A day found for an open expression, and on what it rests."""

    value: str
    why: str


def timeline(pile: Pile, stories: tuple[Story, ...], claims: tuple[Claim, ...]) -> Pile:
    """The pile with its open dates closed as far as the other reports of a story allow, in the same order.

    Sets Document.published (a missing year, or an interval with the reason as its basis), Date.value and Attribution.said.
    Reports that are alone in their story come back as they are.
    """
    now = {marked.document.id: marked for marked in pile}
    made = by_story(stories, pile, claims)
    for story in stories:
        members = [now[d] for d in sorted(story.documents) if d in now]
        if len(members) > 1:
            for marked in _told(members, tuple(made.get(story.id, ()))):
                now[marked.document.id] = marked
    return tuple(now[marked.document.id] for marked in pile)


def _told(members: list[Marked], claims: tuple[Claim, ...]) -> list[Marked]:
    """One story, in rounds: what is closed in one round is evidence in the next; a round looks only at the one before."""
    members = [_with_year(m, members) for m in members]
    for _ in range(_ROUNDS):
        if not any(_undated(m) for m in members):
            break
        mates, days = _mates(members, claims), _story_weekdays(members)
        after = [_closed(m, members, mates, days, _citing(m, members, claims)) if _undated(m) else m for m in members]
        if after == members:
            break
        members = after
    return members


def _undated(marked: Marked) -> bool:
    published = marked.document.published
    return published is None or published.basis.startswith(_INFERRED)


_INFERRED = "inferred: "


# -- a dateline without a year ------------------------------------------------------------------------


def _with_year(marked: Marked, members: list[Marked]) -> Marked:
    """ "KELMOUTH, Oct 10": the year in which that day lies nearest to the other reports, if they all agree."""
    published = marked.document.published
    if published is None or not valid(published.value) or precision(published.value) != "partial":
        return marked
    found: dict[int, list[str]] = defaultdict(list)
    for day, name in _story_days(marked, members):
        near = _nearest(published.value, day)
        if near:
            found[near.year].append(f"{name} ({day})")
    if len(found) != 1:
        return marked
    year, rests = next(iter(sorted(found.items())))
    value = f"{year:04d}{published.value[4:]}"
    basis = f"{published.basis}; the year from {rests[0]}, a report of the same story"
    return _redated(marked, replace(published, value=value, basis=basis))


def _nearest(partial: str, day: date) -> date | None:
    options = [d for year in (day.year - 1, day.year, day.year + 1) if (d := day_of(f"{year:04d}{partial[4:]}"))]
    return min(options, key=lambda d: (abs((d - day).days), d), default=None)


def _story_days(marked: Marked, members: list[Marked]) -> list[tuple[date, str]]:
    """The days of the other reports, each with the report's name: the dates they state, or else full ones in any text."""
    stated = [(day, _name(m.document)) for m in members if m is not marked and (day := _own_day(m))]
    if stated:
        return stated
    return [(day, _name(m.document)) for m in members for d in m.dates if d.why == "given in full" and (day := day_of(d.value))]


def _own_day(marked: Marked) -> date | None:
    published = marked.document.published
    if published is None or not valid(published.value):
        return None
    return interval(published.value)[0]


def _name(document: Document) -> str:
    if document.outlet:
        return document.outlet.value
    return f"“{document.title.value}”" if document.title else document.sources[0].rsplit("/", 1)[-1]


# -- what other reports say of the same thing -----------------------------------------------------------


def _mates(members: list[Marked], claims: tuple[Claim, ...]) -> Mates:
    """For each attribution the ones in other reports that carry the same statement, and how that is known."""
    home = {a.id: (m, a) for m in members for a in m.attributions}
    out: dict[str, list[tuple[Marked, Attribution, str]]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: c.id):
        here = [home[i] for i in claim.members if i in home]
        for marked, one in here:
            if _undated(marked):
                # Two sources may say the same on different days; one source's words are taken for one utterance.
                others = ((m, other) for m, other in here if m is not marked and one_voice(one, other))
                out[one.id].extend((m, other, "the same claim") for m, other in others)
    for group in _by_source(members).values():
        for marked, one, stems in group:
            if _undated(marked) and not out.get(one.id):
                alike = [
                    (m, other, "the same source in much the same words")
                    for m, other, s in group
                    if m is not marked and _alike(stems, s)
                ]
                out[one.id] = alike
    return out


def _by_source(members: list[Marked]) -> dict[str, list[tuple[Marked, Attribution, frozenset[str]]]]:
    groups: dict[str, list[tuple[Marked, Attribution, frozenset[str]]]] = defaultdict(list)
    for marked in members:
        for a in marked.attributions:
            if a.chain and a.chain[0].entity:
                groups[a.chain[0].entity].append((marked, a, frozenset(content_stems(_content(marked, a)))))
    return groups


def _content(marked: Marked, a: Attribution) -> str:
    return " ".join(marked.document.text[s.start : s.end] for s in a.content)


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    shared = len(a & b)
    return shared >= _WORDS and shared >= _ALIKE * min(len(a), len(b))


# -- a report without a date ----------------------------------------------------------------------------


def _closed(marked: Marked, members: list[Marked], mates: Mates, weekdays: Weekdays, cited: list[_Closed]) -> Marked:
    days = {d.start: found for d in marked.dates if (found := _weekday_closed(marked, d, mates, weekdays))}
    return _redated(marked, _written(marked, days, mates, cited), days, _near(marked, members))


def _near(marked: Marked, members: list[Marked]) -> Fact | None:
    """A day of the story for the years of year-less dates: the first one that its other reports state or name in full."""
    days = sorted(_story_days(marked, members))
    return Fact(value=days[0][0].isoformat(), basis=f"{days[0][1]}, a report of the same story") if days else None


def _open_weekday(marked: Marked, d: Date) -> int | None:
    """The weekday that a past date expression names and that nothing in its own report closes; None for any other."""
    if d.value is not None and not _undated(marked):
        return None
    found = next(expressions(d.text), None)
    if found is None or found.sense.kind != "weekday" or found.sense.lean or found.sense.unit or found.sense.amount:
        return None
    if direction(marked.document.text, d.start + found.core, d.end) == "future":
        return None
    return found.sense.weekday


def _weekday_closed(marked: Marked, d: Date, mates: Mates, weekdays: Weekdays) -> _Closed | None:
    """The day of an open weekday: from the same statement elsewhere, else where every other report means one day by it."""
    number = _open_weekday(marked, d)
    if number is None:
        return None
    for evidence in (
        _said_elsewhere(marked, d, mates),
        _told_elsewhere(marked, d, mates),
        _days_elsewhere(marked, number, weekdays),
    ):
        fitting = [(day, why) for day, why in evidence if day.weekday() == number]
        if fitting:
            if len({day for day, _ in fitting}) > 1:
                return None
            day, why = min(fitting)
            return _Closed(day.isoformat(), why)
    return None


def _said_elsewhere(marked: Marked, d: Date, mates: Mates) -> Iterator[tuple[date, str]]:
    """The days on which, by other reports, the statements were made that this date expression dates."""
    for a in marked.attributions:
        if _said_at(marked, a) == d:
            for other, same, how in mates.get(a.id, []):
                if (day := _said_day(other, same)) is not None:
                    yield day, f"the day that {_name(other.document)} gives for the same statement ({how})"


def _said_at(marked: Marked, a: Attribution) -> Date | None:
    """The date expression that says when a statement was made; failing that, the only one beside its content."""
    if a.said_at is not None:
        at = a.said_at
        return next((d for d in marked.dates if d.start < at.end and at.start < d.end), None)
    if not a.content:
        return None
    text = marked.document.text
    first, last = a.content[0].start, a.content[-1].end
    start = text.rfind("\n", 0, first) + 1
    stop = text.find("\n", last)
    near = [s for s in sentences(text, start, len(text) if stop < 0 else stop) if s.start < last and first < s.end]
    beside = [d for d in marked.dates if any(s.start <= d.start < s.end for s in near) and not _inside(d, a)]
    return beside[0] if len(beside) == 1 else None


def _inside(d: Date, a: Attribution) -> bool:
    return any(s.start <= d.start < s.end for s in a.content)


def _told_elsewhere(marked: Marked, d: Date, mates: Mates) -> Iterator[tuple[date, str]]:
    """The days that other reports name within the same statement, where this date expression stands in its content."""
    for a in marked.attributions:
        if not _inside(d, a):
            continue
        for other, same, how in mates.get(a.id, []):
            for their in other.dates:
                if _inside(their, same) and (day := day_of(their.value)) and _firm(other, their):
                    yield day, f"the day that {_name(other.document)} gives in the same statement ({how})"


def _story_weekdays(members: list[Marked]) -> Weekdays:
    """The past days that the reports of a story name firmly, by weekday."""
    out: Weekdays = defaultdict(list)
    for marked in members:
        for d in marked.dates:
            day = day_of(d.value)
            if day and _firm(marked, d) and direction(marked.document.text, d.start, d.end) != "future":
                out[day.weekday()].append((day, marked.document.id, f"as in {_name(marked.document)}: “{d.text}”"))
    return out


def _days_elsewhere(marked: Marked, number: int, weekdays: Weekdays) -> Iterator[tuple[date, str]]:
    """Every past day that the other reports of the story name and that is this weekday."""
    for day, document, where in weekdays.get(number, []):
        if document != marked.document.id:
            yield day, f"the only such day that the other reports of the story name, {where}"


def _firm(marked: Marked, d: Date) -> bool:
    """Whether a date stands without help from other reports: its report is dated, or it names day and month itself."""
    if not _undated(marked):
        return True
    found = next(expressions(d.text), None)
    return found is not None and found.sense.kind in ("fixed", "day")


def _said_day(marked: Marked, a: Attribution) -> date | None:
    """The day on which a statement was made, where its own report gives it firmly."""
    at = _said_at(marked, a)
    return day_of(at.value) if at is not None and _firm(marked, at) else None


def _citing(marked: Marked, members: list[Marked], claims: tuple[Claim, ...]) -> list[_Closed]:
    """The days of the reports that pass on a statement of an undated report and name its outlet: it was there by then."""
    outlet = marked.outlet
    if outlet is None:
        return []
    own = {a.id for a in marked.attributions}
    shared = {i for claim in claims if own & set(claim.members) for i in claim.members}
    return [
        _Closed(day.isoformat(), f"{_name(m.document)} of {day} cites it")
        for m in members
        if m is not marked and not _undated(m) and (day := _own_day(m))
        if any(a.id in shared and any(hop.entity == outlet for hop in a.chain) for a in m.attributions)
    ]


def _written(marked: Marked, days: dict[int, _Closed], mates: Mates, cited: list[_Closed]) -> Fact | None:
    """When an undated report was written.

    Not before what it tells of, within a week of the weekdays it names, and not after a report that cites it.
    """
    text = marked.document.text
    floors = [(day, f"it tells of {found.value} ({found.why})") for found in days.values() if (day := day_of(found.value))]
    ceilings = [(day + _WEEK, "within a week of the weekday that it names without a date") for day, _ in floors]
    ceilings += [(day, f"no later: {found.why}") for found in cited if (day := day_of(found.value))]
    for d in marked.dates:
        if d.why == "given in full" and (day := day_of(d.value)) and direction(text, d.start, d.end) != "future":
            floors.append((day, f"it names {d.text.strip()}"))
    for a in marked.attributions:
        said = [(day, other) for other, same, _ in mates.get(a.id, []) if (day := _said_day(other, same))]
        if said and len({day for day, _ in said}) == 1:
            day, other = said[0]
            floors.append((day, f"it tells of a statement that {_name(other.document)} dates to {day}"))
    if not floors:
        return None
    first, why = max(floors, key=lambda floor: (floor[0], floor[1]))
    if not ceilings:
        return Fact(value=f"{first}/..", basis=f"{_INFERRED}not before {first}: {why}")
    last, until = min(ceilings)
    if (own := _own_weekday(text)) is not None:
        number, told = own
        day = first + timedelta(days=(number - first.weekday()) % 7)
        if day <= last < day + _WEEK:
            return Fact(value=day.isoformat(), basis=f"{_INFERRED}not before {first}: {why}; {until}; and it says “{told}”")
    if last < first:
        return None
    value = first.isoformat() if first == last else f"{first}/{last}"
    return Fact(
        value=value,
        basis=f"{_INFERRED}not before {first}: {why}; and {until}",
    )


def _own_weekday(text: str) -> tuple[int, str] | None:
    """The weekday that a report says it is of itself ("today, Wednesday", "the Thursday programme"), and its words for it."""
    found: dict[int, str] = {}
    for m in (m for pattern in _OWN_WEEKDAY for m in pattern.finditer(text)):
        line = text[text.rfind("\n", 0, m.start()) + 1 : m.start()]
        singles = [quote.end() for quote in _SINGLE.finditer(line)]
        shut = not singles or _SINGLE_END.search(line, singles[-1]) is not None
        if shut and line.count("“") == line.count("”") and line.count('"') % 2 == 0:
            found.setdefault(words("weekday")[fold(m["day"])], m.group())
    return next(iter(found.items())) if len(found) == 1 else None


_SINGLE = re.compile(r"(?:^|[\s(—])['‘](?!\s)")  # the beginning and the end of a quotation in single marks
_SINGLE_END = re.compile(r"[.,!?]['’](?!\w)")
_DAYS = r"(?P<day>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
_OWN_WEEKDAY = (
    re.compile(rf"\b[Tt](?:oday|onight|his (?:morning|afternoon|evening))(?:, | is ){_DAYS}(?=[,.;:!?)]|\s[–—]|$)", re.M),
    re.compile(rf"\btranscript of (?:the|our) {_DAYS} (?:program(?:me)?|broadcast|bulletin|show|edition)\b", re.IGNORECASE),
)


# -- putting it in place --------------------------------------------------------------------------------


def _redated(
    marked: Marked, published: Fact | None, days: dict[int, _Closed] | None = None, near: Fact | None = None
) -> Marked:
    """The report with its date, its date expressions reckoned anew from that, and its attributions' days."""
    document = replace(marked.document, published=published)
    closed = days or {}
    basis = published.basis if published else ""
    told = tuple(_told_why(d, basis, closed) for d in dates(document, marked.regions, near, closed))
    by_place = {d.start: d for d in told}
    attributions = tuple(_with_said(a, told, by_place) for a in marked.attributions)
    return replace(marked, document=document, dates=told, attributions=attributions)


def _told_why(d: Date, basis: str, closed: dict[int, _Closed]) -> Date:
    """Where a value counts from a date that was inferred, its why says on what that rests."""
    if d.start in closed or "the report's date" not in d.why or not basis:
        return d
    rests = basis.removeprefix(_INFERRED)
    return replace(d, why=f"{d.why}; the report's date is inferred: {rests}") if basis.startswith(_INFERRED) else d


def _with_said(a: Attribution, told: tuple[Date, ...], by_place: dict[int, Date]) -> Attribution:
    if a.said_at is None:
        return a
    at = by_place.get(a.said_at.start) or next((d for d in told if d.start < a.said_at.end and a.said_at.start < d.end), None)
    return a if at is None or at.value == a.said else replace(a, said=plain(at.value) if at.value else at.value)
