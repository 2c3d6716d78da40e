"""What a date expression asks for, and the pieces that the patterns of all kinds are made of."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from sayso.edtf import GAP, words
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
    "nth",  # the amount-th weekday (or day, week, month, quarter, half; `shift` of them) of a month or year
    "count_by",  # `amount` units before (or after) the day, week or month that another expression names: "a year ago today"
    "week_of",  # the week of the day that an expression names
    "feast",  # value: the rule of a feast; amount: its year, where it is given
    "decade",  # amount: 70 for "the seventies"; the century is open
    "figures",  # value: a day in figures whose order, or century, is open: "10/11/98"
]
Lean = Literal["", "last", "this", "next", "the"]


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


Hit = tuple[int, int, Sense] | None

UNIT = r"(?:day|night|morning|afternoon|evening|week|weekend|month|year|quarter|decade|century)"
PART_OF_DAY = r"(?:morning|afternoon|evening|night|lunchtime|noon|midday|midnight|dawn|dusk)"
_NUMBER_WORDS = "|".join(sorted(words("number"), key=lambda word: (-len(word), word)))
_ONES = "one|two|three|four|five|six|seven|eight|nine"
NUMBER = rf"(?:\d{{1,3}}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[\s-](?:{_ONES})|{_NUMBER_WORDS})"


@cache
def cue_words(kind: str) -> frozenset[str]:
    """The words of one kind in the table of date cues, folded."""
    return frozenset(word for row in table("date_cues") if row["kind"] == kind for word in row["words"])


@cache
def part_words() -> dict[str, str]:
    return {word: kind for kind in ("early", "mid", "late") for word in cue_words(kind)}


def any_of(found: frozenset[str] | dict[str, str]) -> str:
    return "|".join(
        re.escape(word).replace(r"\ ", r"\s{1,3}").replace("'", "['’]")
        for word in sorted(found, key=lambda word: (-len(word), word))
    )


PART = rf"(?:(?P<part>{any_of(part_words())})(?:{GAP}|-)(?:in{GAP})?)?"
LEAN = r"(?P<lean>last|this\spast|this\scoming|this|next|past|previous|latest|coming|upcoming|current|preceding|following)"
WHICH = {
    "last": -1,
    "past": -1,
    "latest": -1,
    "this past": -1,
    "this coming": 1,
    "previous": -1,
    "preceding": -1,
    "this": 0,
    "current": 0,
    "next": 1,
    "coming": 1,
    "upcoming": 1,
    "following": 1,
}
DETERMINER = re.compile(
    r"\b(?:the|a|an|every|each|any|some|no|most|whose|his|her|its|their|my|our|your)\s{1,3}$", re.IGNORECASE
)
RECURRING = re.compile(r"\b(?:every|each|most|any|alternate)\s{1,3}$", re.IGNORECASE)
CAPITAL_NEXT = re.compile(r"[ ](?!(?:I|The|A|An|In|On|At|And|But|He|She|It|They|We)\b)[A-Z][\w’']*")
LAST_WORD = re.compile(r"([^\W\d_][\w’'-]*)[\s]{1,3}$")


def sought(pattern: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w’'-])" + pattern + r"(?![\w-]|['’](?!s\b)\w)", re.IGNORECASE)


def number(written: str) -> int | None:
    bare = fold(written)
    if bare.isdigit():
        return int(bare)
    if bare in words("number"):
        return words("number")[bare]
    tens, _, ones = bare.replace("-", " ").partition(" ")
    if tens in words("number") and ones in words("number"):
        return words("number")[tens] + words("number")[ones]
    return None


def part_of(m: re.Match[str]) -> str:
    part = m.groupdict().get("part")
    return part_words()[fold(part)] if part else ""


def lean_of(word: str | None) -> Lean:
    if not word:
        return ""
    which = WHICH[fold(word)]
    return "last" if which < 0 else "next" if which > 0 else "this"


def is_name(text: str, start: int, end: int, written: str) -> bool:
    """Whether a weekday or month is part of a name ("The Monday Review", "Black Friday") or recurs ("every Monday")."""
    before = text[max(0, start - 24) : start]
    if RECURRING.search(before):
        return True
    previous = LAST_WORD.search(before)
    if previous and fold(previous.group(1)) in words("named_day") and previous.group(1)[0].isupper():
        return True
    if written.isupper() and len(written) > 4 and (CAPITAL_NEXT.match(text, end) or (previous and previous.group(1).isupper())):
        return True
    return bool(CAPITAL_NEXT.match(text, end)) and bool(DETERMINER.search(before))
