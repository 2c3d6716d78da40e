"""Figures that are no rivals though their words are alike, and figures that are: sums, bounds, spans, coins, tolls."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile

from sayso.weave.clash import Clash
from sayso.weave.parting.states import states
from sayso.weave.quantities import ABOUT, AGE, COINS, MONEY, Quantity, bounding, compatible, numeral, plain
from sayso.weave.wording import Word, used


def other_sum(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether a figure is added in one and reached in the other: "rose by 12", "rose to 12"."""
    mine, theirs = _added(left), _added(right)
    return any({mine[k], theirs[k]} == {"by", "to"} for k in mine.keys() & theirs.keys())


def _added(words: Sequence[Word]) -> dict[tuple[str, float], str]:
    """By figure the word before it."""
    return {(w.number.unit, w.number.value): words[n - 1].text for n, w in enumerate(words) if n and w.number}


def other_bound(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether both say at least how many, and not the same: "at least 30", "at least 50"."""
    mine, theirs = ({(w.number.unit, w.number.how, w.number.value) for w in words if w.number} for words in (left, right))
    pairs = ((a, b) for a in mine - theirs for b in theirs - mine if a[:2] == b[:2] and a[1] in ("least", "most"))
    return any(abs(a[2] - b[2]) > ABOUT * max(a[2], b[2]) for a, b in pairs)


def other_span(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether both have a figure for a span of time, and not for the same: "400 a week", "20,000 a year"."""
    mine, theirs = _spans(left), _spans(right)
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _spans(words: Sequence[Word]) -> set[str]:
    """The spans of time for which a statement's figures are: "a week", "per year"."""
    found = set()
    for n, word in enumerate(words):
        if word.number:
            for a, b in pairwise(words[n + 1 : n + 6]):
                if a.text in ("a", "an", "per", "each", "every") and b.text in used("span"):
                    found.add(b.text)
                    break
    return found


def part_or_whole(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether something is so in part to one and wholly to the other: "80% complete", "complete"."""
    mine, theirs = _in_part(left), _in_part(right)
    return bool(mine & _wholly(right) - theirs or theirs & _wholly(left) - mine)


def _wholly(words: Sequence[Word]) -> set[str]:
    """What something is, by no figure and no word for a part: "full", not "half full"."""
    part = used("part") | {"half", "nearly", "almost"}
    before = ((words[max(0, n - 2) : n], w) for n, w in enumerate(words) if w.text in used("degree"))
    return {w.key for two, w in before if not any(x.number or x.text in part for x in two)}


def _in_part(words: Sequence[Word]) -> set[str]:
    """What something is to so many per cent: "30% full"."""
    pairs = ((w, words[n + 1]) for n, w in enumerate(words[:-1]) if w.number and w.number.unit == "%" and w.number.value < 1)
    return {behind.key for _, behind in pairs if behind.text in used("degree")}


def other_measure(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether each has one figure, and they measure different things: "52 per cent of the vote", "by 40,000 votes"."""
    one, other = ([w.number for w in words if w.number] for words in (left, right))
    if len(one) != 1 or len(other) != 1:
        return False
    units = {one[0].unit, other[0].unit}
    apart = len(units) == 2 and one[0].value != other[0].value and AGE not in units and not units <= MONEY
    return apart and not _measured(left).isdisjoint(_measured(right))


def _measured(words: Sequence[Word]) -> set[str]:
    """What a figure is of, by its keys: "52 per cent of the | vote"."""
    at = next(n for n, w in enumerate(words) if w.number)
    return {w.key for w in words[at + 1 : at + 4] if w.weight > 0}


def other_coin(left: Sequence[Word], right: Sequence[Word]) -> Clash | None:
    """A sum that is the same but for its coin: "£60m", "$60m"."""
    mine, theirs = (
        [(n, w.number) for n, w in enumerate(words) if w.number and w.number.unit in MONEY] for words in (left, right)
    )
    for i, a in mine:
        for j, b in theirs:
            if a.value == b.value and a.unit != b.unit and all(other.unit != b.unit for _, other in mine):  # not "£60m ($76m)"
                return Clash("number", figure(left, i), figure(right, j), f"{plain(a)} against {plain(b)}")
    return None


def other_toll(left: Sequence[Word], right: Sequence[Word]) -> Clash | None:
    """How many fared so, where a figure is the same for another fate only: "four hurt", "killing four and injuring eleven"."""
    mine, theirs = tolls(left), tolls(right)
    pairs = [(mine[fate], theirs[fate]) for fate in sorted(mine.keys() & theirs.keys())]
    crossed = any(a.value == b.value for _, a in mine.values() for _, b in theirs.values())
    if not crossed or any(compatible(a, b) is not False for (_, a), (_, b) in pairs):
        return None
    shown = (Clash("number", figure(left, i), figure(right, j), f"{plain(a)} against {plain(b)}") for (i, a), (j, b) in pairs)
    return next(shown, None)


def tolls(words: Sequence[Word]) -> dict[int, tuple[int, Quantity]]:
    """By the state of somebody's fate the first figure for it: "six dead", "killed six", with its place among the words."""
    fates = [next(iter(states([w]).get("somebody's fate", ())), None) for w in words]
    found: dict[int, tuple[int, Quantity]] = {}
    for n, word in enumerate(words):
        if word.number is None or word.number.unit:
            continue
        behind = takewhile(lambda k: words[k].text != "and" and not words[k].number, range(n + 1, len(words)))
        before = (n - 1, n - 2) if n and words[n - 1].text != "and" else ()
        fate = next((fates[k] for k in (*before, *behind) if k >= 0 and fates[k] is not None), None)
        if fate is not None:
            found.setdefault(fate, (n, word.number))
    return found


def figure(words: Sequence[Word], at: int) -> tuple[int, int]:
    """Where a figure stands, with its sign or unit and with what bounds it: "£60m", "4%", "12 miles", "fewer than 40"."""
    start, found = at, words[at].number
    while start > 0 and words[start - 1].weight == 0 and numeral(words[start - 1].text):
        start -= 1
    signed = found is not None and found.unit in MONEY and words[at].text not in COINS
    bound = bounding([w.text for w in words[max(0, start - 3) : start]]) if found and found.how in ("least", "most") else 0
    percent = found is not None and found.unit == "%" and words[at].text[-1:].isdigit()
    end = words[min(at + found.behind, len(words) - 1)].end if found else words[at].end
    return words[start - bound].start - (signed and not bound), end + percent
