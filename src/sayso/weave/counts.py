"""Figures of two statements that cannot both be right of one thing, and what makes them figures of two things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from sayso import names
from sayso.text import is_verbish
from sayso.weave.alignment import Agreement
from sayso.weave.clash import Clash
from sayso.weave.measures import OF_TIME
from sayso.weave.parting.figures import figure, tolls
from sayso.weave.quantities import AGE, Quantity, compatible, plain
from sayso.weave.statements import Statement
from sayso.weave.wording import Word, used

ALIKE = 0.7  # score from which one turned word, or one figure more, is what two statements differ in
TELLING = 0.7  # weight of a word that, counted by both, makes two figures one matter
SPECIFIC = 0.5  # weight of a word that two figures can share alone and still count the same thing: "jobs", not "people"
_SAME_WAY = {"tall": "high", "across": "wide"}
_BEFORE_NOUN = 3  # words from an article or a figure to its noun


def rival_figures(left: Sequence[Word], right: Sequence[Word]) -> Iterator[Clash]:
    """Figures of one unit that cannot both be right, and that are not made up for by another, or by a sum."""
    mine, theirs = _figures(left), _figures(right)
    here, there = dict(_counted(left)), dict(_counted(right))
    for i, a in ((n, w.number) for n, w in enumerate(left) if w.number):
        for j, b in ((n, w.number) for n, w in enumerate(right) if w.number):
            if _better_matched(here, i, there, j) or _better_matched(there, j, here, i) or of_two(left, i, right, j):
                continue
            other = a.unit == b.unit and compatible(a, b) is False
            summed = _adds_up(left, right, j) or _adds_up(right, left, i)
            if other and not summed and not any(compatible(a, n) for n in theirs) and not any(compatible(n, b) for n in mine):
                yield Clash("number", figure(left, i), figure(right, j), f"{plain(a)} against {plain(b)}")


def of_two(left: Sequence[Word], i: int, right: Sequence[Word], j: int) -> bool:
    """Whether two figures are of two things whatever they count: how long and when, how long and how wide, some and all."""
    wide, other = (
        next((_SAME_WAY.get(w.text, w.text) for w in _behind_figure(words, at)[:1] if w.text in used("dimension")), None)
        for words, at in ((left, i), (right, j))
    )
    one, two = left[i].number, right[j].number
    if one and two and one.told_in and two.told_in and one.told_in != two.told_in:  # "two miles off", "300 metres long"
        mine, theirs = ({w.key for w in _behind_figure(words, at)[:4] if w.weight > 0} for words, at in ((left, i), (right, j)))
        if bool(mine) != bool(theirs) or (mine and mine.isdisjoint(theirs)):
            return True
    return (
        _other_span(left, i, right, j)
        or (wide is not None and other is not None and wide != other)
        or _of_them(left, i, right, j)
        or _of_them(right, j, left, i)
        or _of_all_aboard(left, i, right, j)
        or _of_all_aboard(right, j, left, i)
    )


def _of_them(words: Sequence[Word], at: int, others: Sequence[Word], of: int) -> bool:
    """Whether a figure is for some of those whom the other one counts: "ten of the dead were women"; not where that counts what
    they are ("twelve Swedes")."""
    behind = [_behind_figure(side, n) for side, n in ((words, at), (others, of))]
    first = [[w.text for w in side[:3]] for side in behind]
    led = [f[:1] == ["of"] and (f[1:2] == ["those"] or (f[1:2] == ["the"] and f[-1] in used("those"))) for f in first]
    told = {w.key for w in behind[0] if w.weight > 0}
    number = words[at].number
    heads = number is not None and not number.unit  # "6% of the capital" is no part of "4.9% of Pellworth"
    return heads and led == [True, False] and told.isdisjoint(w.key for w in _after(others, of))


def _of_all_aboard(words: Sequence[Word], at: int, others: Sequence[Word], of: int) -> bool:
    """Whether a figure only tells whom something had with it, and the other how many fared so: "with 240 passengers", "six
    passengers were hurt"."""
    with_it = at > 0 and words[at - 1].text in ("with", "carrying")
    one, other = words[at].number, others[of].number
    few = one is not None and other is not None and other.value * 2 <= one.value
    every = any(w.text in ("all", "everyone", "everybody") for w in (*words, *others))
    return with_it and few and not every and of in (n for n, _ in tolls(others).values()) and not tolls(words)


def _behind_figure(words: Sequence[Word], at: int) -> Sequence[Word]:
    """The words behind a figure and its unit."""
    number = words[at].number
    return words[at + 1 + (number.behind if number else 0) :]


def _other_span(left: Sequence[Word], i: int, right: Sequence[Word], j: int) -> bool:
    """Whether one span is how long something took and the other when it was: "lasted two days", "two weeks ago"."""
    one, other = _span(left, i), _span(right, j)
    return one is not None and other is not None and one != other


def _span(words: Sequence[Word], at: int) -> str | None:
    """What a figure for a span of time is of, by the word behind it or before it; None where neither tells."""
    number = words[at].number
    if number is None or number.unit != OF_TIME:
        return None
    kinds = {word: use for use in ("span ago", "span in", "span for") for word in used(use)}
    behind = next((w.text for w in _behind_figure(words, at)), "")
    start = figure(words, at)[0]
    before = next((w.text for w in reversed(words[:at]) if w.end <= start), "")
    return next((kinds[word] for word in (behind, before) if word in kinds), None)


def _better_matched(mine: Mapping[int, frozenset[str]], i: int, theirs: Mapping[int, frozenset[str]], j: int) -> bool:
    """Whether a figure counts nothing that the other one counts, and another figure beside the other does: jobs, not shops."""
    return not mine[i] & theirs[j] and any(mine[i] & what for n, what in theirs.items() if n != j)


def rival_counts(left: Statement, right: Statement, agreed: Agreement) -> Iterator[Clash]:
    """Figures of the same thing that cannot both be right."""
    mine, theirs = _counted(left.words), _counted(right.words)
    if not mine or not theirs:
        return
    units = {i + k for i, w in enumerate(left.words) if w.number for k in range(1, w.number.behind + 1)}
    if max((left.words[p.left].weight for p in agreed.pairs if p.left not in units), default=0) < SPECIFIC:
        return  # both count "people", or miles, and that is all they share
    for i, what in mine:
        a = left.words[i].number
        for j, other in theirs:
            b = right.words[j].number
            alike = what & other or (a and b and a.unit == b.unit and a.unit not in ("", "%", "×", AGE))
            if a and b and alike and compatible(a, b) is False and not of_two(left.words, i, right.words, j):
                if any(compatible(a, n) for n in _figures(right.words)) or any(compatible(b, n) for n in _figures(left.words)):
                    continue
                if _adds_up(left.words, right.words, j) or _adds_up(right.words, left.words, i):
                    continue  # "eight men and four women", "twelve people"
                specific = max((w.weight for w in _after(left.words, i) if set(_marks(w)) & other), default=0.0)
                yield Clash(
                    "number",
                    figure(left.words, i),
                    figure(right.words, j),
                    f"{plain(a)} against {plain(b)}",
                    specific >= TELLING,
                )


def one_or_more(left: Sequence[Word], right: Sequence[Word], agreed: Agreement) -> Iterator[Clash]:
    """One thing told of with "a", and several of them: "a man was arrested", "two men were arrested"."""
    if agreed.score < ALIKE or any(w.text in ("another", "other", "second") for w in (*left, *right)):
        return
    for p in agreed.pairs:
        key = left[p.left].key
        if key != right[p.right].key or left[p.left].text == right[p.right].text:
            continue
        a, b = _single(left, p.left), _single(right, p.right)
        twice = max(sum(w.key == key for w in side) for side in (left, right)) > 1  # "two men attacked a man"
        if (a is None) == (b is None) or twice:
            continue
        words, at = (right, p.right) if a is not None else (left, p.left)
        several = next((n for n in range(max(0, at - _BEFORE_NOUN), at) if words[n].number), None)
        number = words[several].number if several is not None else None
        if several is None or number is None or number.unit or number.value < 2 or not _straight(words, several, at):
            continue
        here = a if a is not None else b
        assert here is not None
        one = (left[here].start, left[p.left].end) if a is not None else figure(left, several)
        other = figure(right, several) if a is not None else (right[here].start, right[p.right].end)
        yield Clash("number", one, other, "one against several")


def _single(words: Sequence[Word], at: int) -> int | None:
    """The "a" of a noun: "a man", "a senior officer"."""
    articles = (n for n in range(max(0, at - _BEFORE_NOUN), at) if words[n].text in ("a", "an"))
    return next((n for n in articles if _straight(words, n, at)), None)


def _straight(words: Sequence[Word], start: int, at: int) -> bool:
    """Whether a word and a noun behind it are of one phrase."""
    return all(w.weight > 0 and w.number is None and not is_verbish(w.text) for w in words[start + 1 : at])


def _adds_up(parts: Sequence[Word], words: Sequence[Word], at: int) -> bool:
    """Whether a figure is the sum of the other side's; "twelve engines" are not ten engines and two ladders."""
    total = words[at].number
    if total is None or _sum(parts) != total.value:
        return False
    counted = [w.key for w in _after(words, at)[:1]]
    alike = [[w.key for w in _after(parts, i)[:1]] == counted for i, part in enumerate(parts) if part.number]
    return all(alike) or not any(alike)


def _sum(words: Sequence[Word]) -> float | None:
    """What a statement's figures for things come to together, where "and" stands between them; None for fewer than two."""
    found = [(i, w.number.value) for i, w in enumerate(words) if w.number and w.number.unit == ""]
    listed = all(any(w.text == "and" for w in words[i:j]) for (i, _), (j, _) in pairwise(found))
    if len(found) == 1 and _and_one(words[found[0][0] :]):
        return found[0][1] + 1
    return sum(value for _, value in found) if len(found) > 1 and listed else None


def _and_one(words: Sequence[Word]) -> bool:
    """Whether one person more is added to some: "three men and a woman"; not "four people and a dog"."""
    people = names.words_of("anybody") - {"people", "person"}
    low = [w.text for w in words]
    pairs = (n for n in range(len(low) - 2) if low[n] == "and" and low[n + 1] in ("a", "an", "one"))
    return any(low[n + 2] in people and words[n - 1].key in people for n in pairs)


def _figures(words: Sequence[Word]) -> list[Quantity]:
    return [w.number for w in words if w.number]


def _counted(words: Sequence[Word]) -> list[tuple[int, frozenset[str]]]:
    """The figures and what they count: the stems and senses of the next words of content up to the verb, or of those before."""
    found = []
    for i, word in enumerate(words):
        if word.number is None:
            continue
        put = words[max(0, i - 1)].text in used("put")
        after, before = _after(words, i) or _number_of(words, i), [w for w in words[max(0, i - 5) : i] if _countable(w)][-2:]
        if after or put:
            found.append((i, frozenset(s for w in after or before for s in _marks(w))))
        else:  # "profit rose 4%": of the same, and the same
            found.append(
                (i, frozenset(f"{a} {b}" for a in _marks(before[0]) for b in _marks(before[-1])) if before else frozenset())
            )
    return found


def _after(words: Sequence[Word], i: int) -> list[Word]:
    """The content words of the phrase behind a figure: "41 of the tower's wall ties"; the verb where there are none."""
    after: list[Word] = []
    for w in words[i + 1 : i + 9]:
        if (
            (len(after) > 1 and w.text in used("resume"))
            or (after and w.number is not None)
            or (not after and w.text in used("when") | used("beside"))
        ):
            break
        if _countable(w):
            after.append(w)
        if len(after) == 3:
            break
    return after


def _number_of(words: Sequence[Word], i: int) -> list[Word]:
    """What a figure counts that stands behind its verb: "the number of | cases in Hallin has risen to 11"."""
    at = next((k for k in range(i - 2, -1, -1) if words[k].text in used("count") and words[k + 1].text == "of"), None)
    return _after(words[:i], at + 1) if at is not None else []


def _countable(word: Word) -> bool:
    return word.weight > 0 and word.number is None and word.text not in used("count")


def _marks(word: Word) -> Iterator[str]:
    yield word.key
    for name, sign in word.senses:
        yield f"{name}{sign:+d}"
