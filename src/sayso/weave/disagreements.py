"""On what two statements disagree by their words: a figure of the same thing, a date, a place, or the sense itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso import names
from sayso.text import is_verbish, word_class
from sayso.weave.alignment import Agreement, Step, agreement
from sayso.weave.clash import Clash
from sayso.weave.counts import ALIKE, of_two, one_or_more, rival_counts, rival_figures
from sayso.weave.moods import mood_of, other_mood
from sayso.weave.parting.deeds import other_side
from sayso.weave.parting.states import in_one_state
from sayso.weave.quantities import MONTHS
from sayso.weave.statements import Statement, When
from sayso.weave.subjects import other_subject
from sayso.weave.wording import Word, negator, used

TURNED = 0.3  # share of matched weight of opposite sense from which two statements contradict
MUCH_ALIKE = 0.85  # score from which what is denied is the same thing, whatever else is told of it
BUT_FOR_ONE = 0.9  # the same without one: all else is the same
TURNED_SLIGHTLY = 0.1
SAME_CORE = 0.9  # share of what is stated that must be shared for two unnamed places to be rivals
LITTLE = 1.5  # weight of what is stated below which the where is the point of it
RIVALS = 4  # figures, dates and places of two statements that are tried


def rivals(left: Statement, right: Statement) -> list[Clash]:
    """Figures of one unit, dates and places, one on each side, that cannot be the same; of one thing or not, that is open."""
    if other_subject(left.words, right.words):
        return []
    found = list(rival_figures(left.words, right.words))
    if left.doer and right.doer and left.doer != right.doer:
        return found[:RIVALS]  # what she did on Monday and he on Tuesday are two events
    found += list(_dates(left, right, agreement(left.words, right.words)))[:1]
    here, there = _named_places(left), _named_places(right)
    ours = [place for place, name in here if name not in {other for _, other in there}]
    others = [place for place, name in there if name not in {own for _, own in here}]
    apart = ((a, b) for a in ours[:1] for b in others[:1] if names.places_apart(left.standing(a), right.standing(b)))
    found += [Clash("place", a, b, "same slot") for a, b in apart]
    return of_one_fact(left, right, found)[:RIVALS]


def one_in_the_other(left: Statement, right: Statement) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where both name a place, of which one lies in the other: "in Lyon", "in France"."""
    here, there = _named_places(left), _named_places(right)
    if len(here) != 1 or len(there) != 1 or here[0][1] == there[0][1]:
        return None
    a, b = here[0][0], there[0][0]
    one, other = left.standing(a), right.standing(b)
    area = names.known_country(one) != names.known_country(other)
    return (a, b) if area and names.place_within(one, other) else None


def _named_places(statement: Statement) -> list[tuple[tuple[int, int], str]]:
    """Where a statement names a place, and which."""
    found: list[tuple[tuple[int, int], str]] = []
    for n, w in enumerate(statement.words):
        if w.place:
            name = w.entity or w.key
            start, end = _whole_name(statement.words, n)
            if found and found[-1][1] == name:
                found[-1] = ((found[-1][0][0], end), name)
            else:
                found.append(((start, end), name))
    return found


def disagreements(left: Statement, right: Statement, agreed: Agreement, steps: Sequence[Step]) -> Iterator[Clash]:
    """What two statements of one subject disagree on, each with the words that show it."""
    two_deeds = other_deed(left.words, right.words, agreed)
    undone = any(p.turned and _leads_to_a_figure(left.words, p.left, right.words, p.right) for p in agreed.pairs)
    numbers = [*rival_counts(left, right, agreed), *one_or_more(left.words, right.words, agreed)]
    if numbers and undone:
        return
    numbers = [] if agreed.turned >= TURNED or two_deeds else numbers
    yield from numbers
    if not two_deeds:
        yield from _dates(left, right, agreed)
    places = [] if two_deeds else list(_places(left, right, agreed))
    if not places and agreed.turned < TURNED and not two_deeds:
        places = list(_elsewhere(left, right, agreed))
    yield from places
    denied = [
        {side[n].denied for n in ns}
        for side, ns in ((left.words, [p.left for p in agreed.pairs]), (right.words, [p.right for p in agreed.pairs]))
    ]
    one_more = agreed.score >= ALIKE and (denials_in(left.words) != denials_in(right.words) or denied[0] != denied[1])
    least = TURNED_SLIGHTLY if one_more or agreed.score >= BUT_FOR_ONE else TURNED
    moods = {mood_of(left.words)[0], mood_of(right.words)[0]}
    able = moods == {"told", "possible"} and any(w.text in ("can", "cannot", "can't") for w in (*left.words, *right.words))
    told_alike = able or moods == {"told", "future"} or not other_mood(left.words, right.words)
    opposite = agreed.turned >= least and not numbers and told_alike
    if opposite and not other_side(left.words, right.words) and not in_one_state(left.words, right.words):
        if agreed.score < MUCH_ALIKE and _only_a_modifier(left.words, right.words, agreed):
            return
        turned = max((p for p in agreed.pairs if p.turned), key=lambda p: (p.likeness * left.words[p.left].weight, -p.left))
        yield Clash(
            "polarity", _shown(left.words, turned.left), _shown(right.words, turned.right), f"{agreed.turned:.0%} turned"
        )


def of_one_fact(left: Statement, right: Statement, clashes: list[Clash]) -> list[Clash]:
    """Disagreements without those of two figures that are for two periods or two places: "40 this year", "35 last year"; "four
    were killed in Leeds", "two were killed in York"."""
    kinds = {c.kind for c in clashes}
    periods = "date" in kinds and all(any(_period(d) for d in s.dates) for s in (left, right))
    here, there = ([s.standing(place) for place, _ in _named_places(s)] for s in (left, right))
    places = bool(here and there) and all(names.places_apart(a, b) for a in here for b in there)
    counted = all(any(w.number for w in s.words[:2]) for s in (left, right))
    if {"number", "date"} <= kinds and counted:
        return [c for c in clashes if c.kind not in ("number", "date")]  # "five died on Monday", "four died on Tuesday"
    two = "number" in kinds and (periods or places)
    stages = {"date", "polarity"} <= kinds and _stages(left, right)
    return [c for c in clashes if not (two and c.kind != "polarity") and not (stages and c.kind in ("date", "polarity"))]


def of_two_facts(left: Statement, right: Statement) -> bool:
    """Whether what two statements tell is of two events, or measures two things, so that neither can contradict the other: one
    began on one day and ended on another, is 400 metres long and 12 metres wide."""
    if all(alone(left, right)) and _stages(left, right):
        return True
    figures = [[n for n, w in enumerate(side.words) if w.number] for side in (left, right)]
    return any(of_two(left.words, i, right.words, j) for i in figures[0] for j in figures[1])


def _stages(left: Statement, right: Statement) -> bool:
    """Whether two opposite deeds are told, not states: "opened in 1931", "closed in 2004"; not "died", "was still alive"."""
    turned = [p for p in agreement(left.words, right.words).pairs if p.turned]
    sides = ((left.words, [p.left for p in turned]), (right.words, [p.right for p in turned]))
    been = any(_is_so(words, at) for words, those in sides for at in those if at)
    return bool(turned) and not been and denials_in(left.words) == denials_in(right.words)


def _is_so(words: Sequence[Word], at: int) -> bool:
    """Whether a word tells how somebody is, not what happened to him: "was still alive", not "was found"."""
    return words[at - 1].text == "still" or (words[at - 1].text in word_class("be") and not is_verbish(words[at].text))


def _period(date: When) -> bool:
    """Whether a date is of a longer time than a day: a quarter, a year, a month."""
    day = any(w[:1].isdigit() and len(w) < len("2025") for w in date.words)
    told = not used("period").isdisjoint(date.words) or (not day and not MONTHS.isdisjoint(date.words))
    return told or (date.value is not None and len(date.value) <= len("2025-05"))


def _only_a_modifier(left: Sequence[Word], right: Sequence[Word], agreed: Agreement) -> bool:
    """Whether all that is denied is something of what the other side names: "no brake | marks", "the brakes failed"."""
    sides = ((left, {p.left for p in agreed.pairs}), (right, {p.right for p in agreed.pairs}))
    for p in agreed.pairs:
        for (words, met), at in zip(sides, (p.left, p.right), strict=True):
            then = words[at + 1] if at + 1 < len(words) else None
            led = at > 0 and words[at - 1].text == "no"
            noun = then is not None and then.weight > 0 and not is_verbish(then.text) and not then.text.endswith(("ing", "ly"))
            if p.turned and led and noun and then is not None and at + 1 not in met:
                return then.start - words[at].end == 1
    return False


def denials_in(words: Sequence[Word]) -> int:
    """How many words of a statement deny."""
    return sum(negator(w.text) in ("not", "subject", "verb") and w.text != "nor" for w in words)


def _leads_to_a_figure(left: Sequence[Word], i: int, right: Sequence[Word], j: int) -> bool:
    """Whether both words are verbs right before a figure: "opened 40 shops", "closed 12"; not "rose to 6%", "fell to 5%"."""
    return all(at + 1 < len(words) and words[at + 1].number is not None for words, at in ((left, i), (right, j)))


def _shown(words: Sequence[Word], at: int) -> tuple[int, int]:
    """The word with the negation before it, if there is one within reach."""
    start = at
    if words[at].denied:
        for i in range(at - 1, max(-1, at - 13), -1):
            if negator(words[i].text) in ("not", "subject", "verb"):
                start = i
                break
    return words[start].start, words[at].end


def _dates(left: Statement, right: Statement, agreed: Agreement) -> Iterator[Clash]:
    """The first dates of either side that no date of the other side can be, if they say when the same was."""
    alone_left, alone_right = alone(left, right)
    if alone_left and alone_right:
        a, b = alone_left[0], alone_right[0]
        if _of_one_event(agreed, _clause_around(left.words, a), _clause_around(right.words, b)):
            yield Clash("date", (a.start, a.end), (b.start, b.end), f"{a.value or 'a date'} against {b.value or 'another'}")


def alone(left: Statement, right: Statement) -> tuple[list[When], list[When]]:
    """The dates of either side that no date of the other side can be."""
    return (
        [a for a in left.dates if all(_apart(a, b) for b in right.dates)],
        [b for b in right.dates if all(_apart(a, b) for a in left.dates)],
    )


def other_deed(left: Sequence[Word], right: Sequence[Word], agreed: Agreement) -> bool:
    """Whether both have verbs, and none of them in common: "the dam broke in 2019", "the dam was built in 1962"."""
    met = ({p.left for p in agreed.pairs}, {p.right for p in agreed.pairs})
    deeds = [
        [n for n, w in enumerate(side) if w.weight > 0 and (is_verbish(w.text) or _going_on(side, n))] for side in (left, right)
    ]
    return all(deeds) and all(met[k].isdisjoint(deeds[k]) for k in (0, 1))


def _going_on(words: Sequence[Word], at: int) -> bool:
    """Whether a word tells what was going on: "the bus was | carrying 38 people"."""
    return at > 0 and words[at].text.endswith("ing") and words[at - 1].text in word_class("be")


def _of_one_event(agreed: Agreement, left: range, right: range) -> bool:
    """Whether anything that both sides share stands in the clauses of both dates: "shut on Monday after cracks were found"
    says nothing of when they were found."""
    return not agreed.pairs or any(p.left in left and p.right in right for p in agreed.pairs)


def _clause_around(words: Sequence[Word], date: When) -> range:
    """The words from the last conjunction before a date ("not before Monday" has none) to the first one behind it."""
    first = next((i for i, w in enumerate(words) if w.end > date.start), len(words))
    behind = next((i for i, w in enumerate(words) if w.start >= date.end), len(words))
    start = next((i for i in range(first - 2, -1, -1) if words[i].text in used("joins")), 0)
    end = next((i for i in range(behind, len(words)) if words[i].text in used("joins")), len(words))
    return range(start, end)


def _apart(a: When, b: When) -> bool:
    """Whether two dates cannot be the same day; by value where both are known, by their words otherwise."""
    if a.value and b.value:
        x, y = (v.value.rstrip("~?%") for v in (a, b) if v.value)
        return not (x.startswith(y) or y.startswith(x)) and "/" not in x + y and "X" not in x + y
    mine, theirs = _told_by(a), _told_by(b)
    return _by_today(mine) == _by_today(theirs) and not (mine <= theirs or theirs <= mine)


def _told_by(date: When) -> frozenset[str]:
    """The words of a date without those of its place, "a week before" as "a week earlier"."""
    plain = {"earlier" if w in ("before", "previously") else w for w in date.words - used("where") - {"a", "an", "the"}}
    return frozenset(plain)


def _by_today(words: frozenset[str]) -> bool:
    """Whether a date is told by the day of the report, which is not known: "next year" may be 2027."""
    year = any(len(w) == len("2025") and w.isdigit() for w in words)
    weekday = any(w.endswith("day") and w in used("time") for w in words - {"today", "yesterday"})
    return not (year or weekday or words & MONTHS)


def _places(left: Statement, right: Statement, agreed: Agreement) -> Iterator[Clash]:
    """Places, or names in the same slot, that stand on one side each."""
    used_left, used_right = {p.left for p in agreed.pairs}, {p.right for p in agreed.pairs}
    mine = [i for i, w in enumerate(left.words) if w.place and i not in used_left]
    theirs = [j for j, w in enumerate(right.words) if w.place and j not in used_right]
    for i in mine:
        for j in theirs:
            a, b = _whole_name(left.words, i), _whole_name(right.words, j)
            if _slot(left.words, i) & _slot(right.words, j) and names.places_apart(left.standing(a), right.standing(b)):
                yield Clash("place", a, b, "same slot")
                return


def _whole_name(words: Sequence[Word], at: int) -> tuple[int, int]:
    """Where the name stands that a word is the last one of: "New | York"."""
    first = at
    while first > 0 and words[at].entity and words[first - 1].entity == words[at].entity and words[first - 1].capital:
        first -= 1
    return words[first].start, words[at].end


def _elsewhere(left: Statement, right: Statement, agreed: Agreement) -> Iterator[Clash]:
    """Two places that are no names: "the leak began in the attic", "the leak began in the cellar"."""
    mine, theirs = where_told(left, {p.left for p in agreed.pairs}), where_told(right, {p.right for p in agreed.pairs})
    if mine is None or theirs is None or not names.places_apart(left.standing(mine), right.standing(theirs)):
        return
    core = [_core(left.words, {p.left for p in agreed.pairs}), _core(right.words, {p.right for p in agreed.pairs})]
    if min(share for share, _ in core) >= SAME_CORE:
        point = max(weight for _, weight in core) < LITTLE
        yield Clash("place", mine, theirs, "the same event, another where", point)


def where_told(statement: Statement, used_up: set[int]) -> tuple[int, int] | None:
    """The first phrase behind "in", "at", "on" … that the other side has not, unless it says when."""
    words = statement.words
    for i, word in enumerate(words[:-1]):
        if i == 0 or word.text not in used("where") or word.text == "to" or word.text == "by":
            continue
        end = i + 1
        while end < min(len(words), i + 7) and _runs_on(words, end):
            end += 1
        phrase = [n for n in range(i + 1, end) if words[n].weight > 0]
        timed = any(words[n].text in used("time") | used("state") or words[n].number for n in range(i + 1, end))
        dated = any(d.start < words[end - 1].end and words[i].start < d.end for d in statement.dates)
        bare = bool(phrase) and i + 1 == phrase[0] and not words[i + 1].place and words[i + 1].text not in used("bare where")
        if phrase and phrase[0] not in used_up and not timed and not dated and not bare:  # "on training"
            return words[i + 1].start, words[end - 1].end
    return None


def _runs_on(words: Sequence[Word], at: int) -> bool:
    """Whether a word goes on with the phrase before it: no mark of punctuation between, no new phrase."""
    close = words[at].start - words[at - 1].end <= 1
    return close and words[at].text not in used("aside") | used("resume")


def _core(words: Sequence[Word], used_up: set[int]) -> tuple[float, float]:
    """The share of the words before the first where, when or how that the other side has, and their weight."""
    front = next((i for i, w in enumerate(words) if i and w.text in used("aside")), len(words))
    whole = sum(w.weight for w in words[:front])
    return sum(w.weight for i, w in enumerate(words[:front]) if i in used_up) / whole if whole else 0.0, whole


def _slot(words: Sequence[Word], at: int) -> set[str]:
    """What stands right before a name: that it is a where, or the verb whose object it is."""
    entity = words[at].entity
    i = at
    while i > 0 and ((entity and words[i - 1].entity == entity) or words[i - 1].text in ("the", "a", "an")):
        i -= 1
    if not i:
        return {""}
    where = words[i - 1].text in used("where") - used("whither")
    return {"where"} if where else {words[i - 1].key}
