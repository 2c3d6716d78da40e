"""How many, and of what: the figures of a stretch of words, however they are written.

"2,400", "twelve", "£38 million", "10 per cent", "a tenth", "one in ten", "at least 11", "dozens", "12 miles", "half an hour".
Dates, years, times of day, ordinals and the bare word "one" are not counted as figures; "only one" is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from sayso.tables import table
from sayso.weave.measures import OF_TIME, OF_WARMTH, Measure, measure, measured, of_one_size

_MONEY = {"$": "$", "£": "£", "€": "€", "¥": "¥"}
_MONEY_WORDS = {"dollar": "$", "dollars": "$", "pound": "£", "pounds": "£", "euro": "€", "euros": "€", "yen": "¥"}
MONEY = frozenset(_MONEY)  # the units that are coins
COINS = frozenset(_MONEY_WORDS)  # … and the words for them
MONTHS = frozenset(
    "january february march april may june july august september october november december "  # noqa: SIM905
    "jan feb mar apr jun jul aug sept sep oct nov dec".split()
)
_HALF_DAYS = frozenset(["am", "pm", "a", "p", "o'clock", "hrs", "gmt", "est"])
_NOT_COUNTED = frozenset(("", "of", "who", "that", "day", "thing", "way", "another", "or", "more", "in", "is", "was", "has"))
AGE = "age"  # the unit of somebody's age
_OLDEST = 120
_LASTING = frozenset(["for", "within", "after", "than", "nearly", "almost", "about", "around", "least", "lasted", "took"])
_SOMEBODY = frozenset("man woman boy girl driver husband wife son daughter mother father teacher student soldier".split())  # noqa: SIM905
_FIGURES = 10  # least whole number that is taken for one whose further digits are left out: 54 of 54.3, not 4 of 4.25
ABOUT = 0.05  # two figures are compatible within this share when one is given as "about"
_VAGUEST = 9.0  # ... and, beside "at least", all that are fewer than a hundred
_VAGUE = 4.0  # "dozens" covers two to eight dozen


class Quantity(NamedTuple):
    """A figure: its value, unit ("" things, "%" a share of 1, "×" times, AGE, a currency, or what a measure is of), how it is
    meant, and where. The value of a measure is in the first unit of its kind: of "12 miles" it is in metres."""

    first: int  # word indexes, both inclusive
    last: int
    value: float
    unit: str
    how: Literal["", "about", "least", "most", "vague"]
    upto: float | None = None  # the end of a range of which `value` is the beginning: "between 10 and 15"
    told_in: str = ""  # the unit of a measure: "miles"
    behind: int = 0  # the words behind the figure that are of it: one in "12 miles"

    @property
    def told(self) -> float:
        """The figure that is told: 12 of "12 miles"."""
        return measure(self.told_in).figure(self.value) if self.told_in else self.value


class _Numerals(NamedTuple):
    words: dict[str, tuple[str, float]]
    how: tuple[tuple[tuple[str, ...], str], ...]


@lru_cache(maxsize=1)
def _numerals() -> _Numerals:
    rows: tuple[dict[str, Any], ...] = table("numbers")
    values = {r["word"]: (r["kind"], float(r["value"])) for r in rows if r["kind"] in ("digit", "scale", "share", "vague")}
    how = [(tuple(r["word"].split()), r["kind"]) for r in rows if r["kind"] in ("about", "least", "most")]
    return _Numerals(values, tuple(sorted(how, key=lambda h: -len(h[0]))))


def quantities(text: str, tokens: Sequence[tuple[str, int, int]]) -> list[Quantity]:
    """The figures of the tokens (folded word, start, end), in order. Linear."""
    found: list[Quantity] = []
    at = 0
    while at < len(tokens):
        quantity = _at(text, tokens, at)
        if quantity:
            quantity = _ranged(text, tokens, quantity)
            found.append(quantity)
            at = quantity.last + quantity.behind + 1
        else:
            at += 1
    return found


def _ranged(text: str, tokens: Sequence[tuple[str, int, int]], low: Quantity) -> Quantity:
    """A figure with the one behind it that is the end of a range: "between 10 and 15", "10 to 15 people", "10-15 people"."""
    alone = low
    joint = tokens[low.last + 1][0] if low.last + 1 < len(tokens) else ""
    before = tokens[low.first - 1][0] if low.first else ""
    dashed = joint[:1].isdigit() and text[tokens[low.last][2] : tokens[low.last + 1][1]] in ("-", "–")
    if not dashed and not (joint == "and" and before == "between") and not (joint == "to" and before not in ("from", "by")):
        return low
    at = low.last + 1 + (not dashed)
    high = _at(text, tokens, at) if at < len(tokens) and _numeral(tokens[at][0])[0] != "vague" else None
    then = tokens[high.last + 1][0] if high and high.last + 1 < len(tokens) else ""
    counts = joint == "and" or (
        then[:1].isalpha() and then not in ("in", "on", "against", "at", "for", "to", "by", "with", "and")
    )
    if high is not None and high.told_in and not low.unit and not low.told_in:  # "10 to 15 km"
        by = measure(high.told_in)
        low = low._replace(value=by.value(low.value), unit=by.of, told_in=by.unit)
    if high is None or high.value <= low.value or high.unit != low.unit or high.how or not counts:
        return alone
    return Quantity(low.first, high.last, low.value, low.unit, low.how, high.value, high.told_in, high.behind)


def _at(text: str, tokens: Sequence[tuple[str, int, int]], at: int) -> Quantity | None:
    word = tokens[at][0]
    if word[:1].isdigit():
        value = _digits(word)
        if value is None or _is_date(text, tokens, at, value):
            return None
        return _whole(text, tokens, at, at, value, "digits")
    kind, value = _numeral(word)
    if word == "twice" or (word == "once" and at and tokens[at - 1][0] in ("only", "just")):
        return Quantity(at, at, 2.0 if word == "twice" else 1.0, "×", "")
    if word in ("a", "an", "half") and (spell := _spell(text, tokens, at)):
        return spell
    if kind == "share":
        return _share(tokens, at, value)
    if kind == "vague":
        return Quantity(at, at, value, "", "vague")
    if kind == "scale" and word in ("dozen", "hundred", "thousand", "million", "billion", "score"):
        before = tokens[at - 1][0] if at else ""
        return _whole(text, tokens, at, at, value, "scale") if before in ("a", "the", "half") else None
    if kind == "digit":  # "two thirds" is read from its first word
        thirds = _numeral(tokens[at + 1][0])[0] == "share" if at + 1 < len(tokens) else False
        if thirds and (share := _share(tokens, at + 1, _numeral(tokens[at + 1][0])[1])):
            return share
        return _whole(text, tokens, at, at, value, "word")
    return None


def _numeral(word: str) -> tuple[str, float]:
    known = _numerals().words
    if word in known:
        return known[word]
    kind, value = known.get(word.removesuffix("s"), ("", 0.0))  # "two thirds"
    return (kind, value) if kind == "share" else ("", 0.0)


def numeral(word: str) -> bool:
    """Whether a folded word can be part of a figure."""
    return word[:1].isdigit() or bool(_numeral(word)[0]) or word in ("per", "cent", "percent")


def _whole(
    text: str, tokens: Sequence[tuple[str, int, int]], first: int, last: int, value: float, kind: str
) -> Quantity | None:
    """Read on over "million", "-two", "hundred and fifty", then the unit."""
    start = tokens[first][1]
    total, part = 0.0, value
    while last + 1 < len(tokens) and _gap_is_close(text, tokens, last):
        word = tokens[last + 1][0]
        sort, more = _numerals().words.get(word, ("", 0.0))
        if (
            word == "and"
            and kind == "scale"
            and last + 2 < len(tokens)
            and _numerals().words.get(tokens[last + 2][0], ("",))[0] == "digit"
        ):
            last += 1
            continue
        if word == "m" and tokens[last][2] < tokens[last + 1][1] and text[start - 1 : start] not in _MONEY:
            break  # "17 m" is a length
        if sort == "scale" and more >= 12:
            if more >= 1000:
                total, part = total + part * more, 0.0
            else:
                part *= more
            kind = "scale"
        elif sort == "digit" and kind in ("word", "scale") and (part == 0 or part >= 20):
            part += more
        else:
            break
        last += 1
    value = total + part
    before_it = tokens[first - 1][0] if first else ""
    out_of = _one_in(tokens, first, last, value)
    if out_of:
        return out_of
    if kind == "word" and value == 1 and not _counted_one(tokens, first):
        return None
    if [t[0] for t in tokens[last + 1 : last + 4]] == ["and", "a", "half"]:
        value, last = value + 0.5, last + 3
    unit, told_in, behind = _MONEY.get(text[start - 1 : start], ""), "", 0
    after = [t[0] for t in tokens[last + 1 : last + 3]]
    if text[tokens[last][2] : tokens[last][2] + 1] == "%":
        unit, value = "%", value / 100
    elif (after[:1] and after[0] in ("percent", "pc")) or after == ["per", "cent"]:
        last += 1 if after[0] in ("percent", "pc") else 2
        unit, value = "%", value / 100
    elif _is_age(text, tokens, first, last, value):
        unit = AGE
    elif after[:1] == ["times"]:
        last += 1
        unit = "×"
    elif after[:1] and after[0] in _MONEY_WORDS:
        unit = _MONEY_WORDS[after[0]]
        last += 1
    elif not unit and (found := measured(text, tokens, last)) and math.isfinite(found[0].value(value)):
        by, end = found
        if by.of == OF_WARMTH and (before_it == "minus" or text[start - 1 : start] in ("-", "−")):
            value = -value
        value, unit, told_in = by.value(value), by.of, by.unit
        value, end = _with_the_rest(text, tokens, value, by, end)
        behind = end - last
        if unit == OF_TIME and [t[0] for t in tokens[end + 1 : end + 4]] == ["and", "a", "half"]:
            value, behind = value + by.size / 2, behind + 3  # "two years and a half"
    return Quantity(first, last, value, unit, _how(tokens, first), told_in=told_in, behind=behind)


def _with_the_rest(text: str, tokens: Sequence[tuple[str, int, int]], value: float, by: Measure, end: int) -> tuple[float, int]:
    """A measure with its smaller part, and where that ends: "two hours and 10 minutes", "six feet 4 inches"."""
    at = end + 1 + (end + 1 < len(tokens) and tokens[end + 1][0] == "and")
    gaps = [text[a[2] : b[1]] for a, b in pairwise(tokens[end : at + 1])]
    if at >= len(tokens) or any(gap not in (" ", "\u00a0") for gap in gaps):
        return value, end
    word = tokens[at][0]
    kind, small = ("digit", _digits(word)) if word[:1].isdigit() else _numeral(word)
    found = measured(text, tokens, at) if kind == "digit" and small is not None else None
    if found is None or small is None or found[0].of != by.of or found[0].size >= by.size:
        return value, end
    return value + small * found[0].size, found[1]


def _spell(text: str, tokens: Sequence[tuple[str, int, int]], at: int) -> Quantity | None:
    """A span of time without a numeral: "a year and a half", "half an hour", "(for) a week"; not "400 a week"."""
    half = tokens[at][0] == "half"
    article = at + half if half and at + 1 < len(tokens) and tokens[at + 1][0] in ("a", "an") else at
    found = measured(text, tokens, article)
    if found is None or found[0].of != OF_TIME:
        return None
    by, end = found
    more = [t[0] for t in tokens[end + 1 : end + 4]] == ["and", "a", "half"]
    led = at > 0 and tokens[at - 1][0] in _LASTING
    if not (half or more or led):
        return None
    value = by.size * (0.5 if half else 1.5 if more else 1.0)
    behind = end - article + 3 * (more and not half)
    return Quantity(at, article, value, by.of, _how(tokens, at), told_in=by.unit, behind=behind)


def _is_age(text: str, tokens: Sequence[tuple[str, int, int]], first: int, last: int, value: float) -> bool:
    """Whether a figure is somebody's age: "a 62-year-old man", "aged 62", "a woman, 45, died"."""
    after, before = [t[0] for t in tokens[last + 1 : last + 3]], tokens[first - 1] if first else ("", 0, 0)
    if after[:1] in (["year"], ["years"]) and after[1:] in (["old"], ["olds"]):
        return True
    aside = text[before[2] : tokens[first][1]] == ", " and text[tokens[last][2] : tokens[last][2] + 1] == ","
    somebody = (text[before[1] : before[1] + 1].isupper() and before[0] not in MONTHS) or before[0] in _SOMEBODY
    told = before[0] in ("aged", "age") or (before[0] == "was" and after[:1] == ["when"])
    told = told or (before[0] == "of" and first > 1 and tokens[first - 2][0] in _SOMEBODY)  # "a boy of 12"
    return value < _OLDEST and (told or (aside and somebody))


def _counted_one(tokens: Sequence[tuple[str, int, int]], at: int) -> bool:
    """Whether the word "one" counts: "only one appeal", "one bomb exploded", not "the only one" nor "one of them"."""
    before = [t[0] for t in tokens[max(0, at - 2) : at]]
    after = tokens[at + 1][0] if at + 1 < len(tokens) else ""
    counts = not before or before[-1] in ("only", "just", "exactly", "killed", "killing", "injured", "injuring", "arrested")
    part = at + 2 < len(tokens) and tokens[at + 2][0] == "of"  # "one side of the bridge"
    return counts and "the" not in before and after not in _NOT_COUNTED and not part


def _gap_is_close(text: str, tokens: Sequence[tuple[str, int, int]], last: int) -> bool:
    return re.fullmatch(r"[ \u00a0-]?", text[tokens[last][2] : tokens[last + 1][1]]) is not None


def _one_in(tokens: Sequence[tuple[str, int, int]], first: int, last: int, value: float) -> Quantity | None:
    """ "one in ten", "three workers in ten", "two out of five": a share."""
    for at in (last + 1, last + 2):
        if at >= len(tokens):
            return None
        skip = at + 1 if tokens[at][0] == "in" else at + 2 if [t[0] for t in tokens[at : at + 2]] == ["out", "of"] else 0
        if skip and skip < len(tokens):
            whole = _digits(tokens[skip][0]) or _numeral(tokens[skip][0])[1]
            if whole > value > 0 and whole <= 100 and value == int(value) and whole == int(whole):
                return Quantity(first, skip, round(value / whole, 5), "%", _how(tokens, first))
    return None


def _share(tokens: Sequence[tuple[str, int, int]], at: int, value: float) -> Quantity | None:
    """ "a tenth", "two thirds of", "half of": a share; "the third man" is none."""
    before = tokens[at - 1][0] if at else ""
    after = tokens[at + 1][0] if at + 1 < len(tokens) else ""
    many = _numeral(before)
    if many[0] == "digit" and before != "twenty":
        return Quantity(at - 1, at, round(many[1] * value, 5), "%", _how(tokens, at - 1))
    single = before in ("a", "one")
    if single or (tokens[at][0] == "half" and after in ("of", "")):
        return Quantity(at, at, round(value, 5), "%", _how(tokens, at - single))
    return None


def _how(tokens: Sequence[tuple[str, int, int]], first: int) -> Literal["", "about", "least", "most", "vague"]:
    return _meant([t[0] for t in tokens[max(0, first - 3) : first]])[1]  # type: ignore[return-value]


def bounding(before: Sequence[str]) -> int:
    """How many of the folded words before a figure say how it is meant: two in "there were at least"."""
    return _meant(before)[0]


def _meant(before: Sequence[str]) -> tuple[int, str]:
    """How many words before a figure say how it is meant, and how."""
    return next(((len(phrase), kind) for phrase, kind in _numerals().how if tuple(before[-len(phrase) :]) == phrase), (0, ""))


def _digits(word: str) -> float | None:
    if not word[:1].isdigit() or ":" in word:
        return None
    try:
        value = float(re.sub(r",(?=\d{3})", "", word))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _is_date(text: str, tokens: Sequence[tuple[str, int, int]], at: int, value: float) -> bool:
    word, _, end = tokens[at]
    before = tokens[at - 1][0] if at else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else ("", 0, 0)
    in_month = before in MONTHS and at > 1 and tokens[at - 2][0] == "in"  # "in May 30 people were killed"
    if ((before in MONTHS and not in_month) or after[0] in MONTHS) and value <= 31:
        return True
    if after[1] == end and after[0] in ("st", "nd", "rd", "th"):
        return True
    if after[0] in _HALF_DAYS and value <= 24 and after[0] != "a":
        return True
    return len(word) == 4 and word.isdigit() and 1500 <= value <= 2100 and text[tokens[at][1] - 1 : tokens[at][1]] not in _MONEY


def compatible(a: Quantity, b: Quantity) -> bool | None:
    """Whether two figures of one thing can both be right; None when they cannot be compared (a share and a head count)."""
    if a.unit != b.unit:
        return None
    if a.value == b.value and a.upto == b.upto:
        return {a.how, b.how} != {"least", "most"}
    if a.told_in != b.told_in and of_one_size(a.unit, a.value, b.value):
        return True
    if a.upto is not None or b.upto is not None:
        low, high = sorted((a, b), key=lambda q: q.value)
        return (low.value if low.upto is None else low.upto) >= high.value
    low, high = sorted((a, b), key=lambda q: q.value)
    if "vague" in (a.how, b.how):
        return high.value <= low.value * (_VAGUEST if low.how == "vague" and high.how == "least" else _VAGUE)
    if low.how == "least" or high.how == "most":
        return True
    if "about" in (a.how, b.how):
        return high.value - low.value <= ABOUT * high.value
    return _rounded(a, b) or _rounded(b, a)


def _rounded(plain: Quantity, exact: Quantity) -> bool:
    """Whether a figure is another with its last digits rounded away: 54 of 54.3 per cent, 412 of 412.3 million."""
    scale = 0.01 if plain.unit == "%" else 1e9 if plain.value >= 1e9 else 1e6 if plain.value >= 1e6 else 1.0
    whole, parts = round(plain.told / scale, 6), round(exact.told / scale, 6)
    return whole == int(whole) >= _FIGURES and parts != int(parts) and whole == int(parts + 0.5)


def plain(quantity: Quantity) -> str:
    """The figure as a reader writes it: "2,400", "10%", "£38,000,000", "10 to 15"."""
    if quantity.upto is not None:
        return f"{plain(quantity._replace(upto=None))} to {plain(quantity._replace(value=quantity.upto, upto=None))}"
    if quantity.unit == "%":
        return f"{quantity.value * 100:g}%"
    if quantity.told_in:
        return f"{quantity.told:,g} {quantity.told_in}"
    whole = int(quantity.value)
    if quantity.unit == AGE:
        return f"{quantity.value:g} years old"
    if quantity.unit == "×":
        return f"{quantity.value:g} times"
    return f"{quantity.unit}{whole:,}" if whole == quantity.value else f"{quantity.unit}{quantity.value:,}"
