"""Two statements held against each other: how far they say the same, and on what they disagree.

Same words (two reports of one utterance) and same sense (one fact in other words) are told apart. What they disagree on is
named with the words that show it: a figure of the same thing, a date, a place, or the sense itself ("shut", "not shut").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from sayso.weave.alignment import Agreement, Step, agreement, collate, shared
from sayso.weave.quantities import Quantity, compatible, numeral, plain
from sayso.weave.statements import Statement, When
from sayso.weave.wording import Word, negator, used

# Calibrated on the tuned halves of bench/claims_gate.py (exam piles and sentence pairs), see there.
UTTERANCE = 0.72  # share of the shorter quotation's words that stand in the longer one, in order
LEAST_WORDS = 3  # words of a quotation below which it can be anybody's
LEAST_RUN = 5  # words in a row that make two quotations one utterance, however common the words
REWORDED = 0.6  # share of the longer statement's words, in order, from which two sentences are the same but for a detail
LEAST_SHARED = 6  # words that must be shared for that
LEAST_WEIGHT = 0.9  # matched weight of content words below which two statements share a theme, not a statement
TURNED = 0.3  # share of matched weight of opposite sense from which two statements contradict
ALIKE = 0.7  # score from which one turned word is enough, when one side has a negation more
TURNED_SLIGHTLY = 0.1
DOUBT = 0.12  # share of matched weight that is denied in a way the other side does not take up
UNSURE = 0.6  # factor where one side denies through a word that the other has not
SPECIFIC = 0.5  # weight of a word that two figures can share alone and still count the same thing: "jobs", not "people"
OTHER_MOOD = 0.8  # factor where one tells what was done and the other what will be

_TURNS = ("not", "subject", "verb", "condition", "hedge")

ClashKind = Literal["number", "date", "place", "polarity"]


class Clash(NamedTuple):
    """What two statements disagree on, and the stretches of text that show it (offsets in either document)."""

    kind: ClashKind
    left: tuple[int, int]
    right: tuple[int, int]
    why: str


class Comparison(NamedTuple):
    """How two statements stand to each other."""

    score: float  # 0 to 1: how far they say the same thing
    matter: float  # 0 to 1: how far they are about the same thing: what they disagree on counts as shared
    utterance: bool  # the same words in order: two reports of one utterance
    clashes: tuple[Clash, ...]
    why: str


NOTHING = Comparison(0.0, 0.0, False, (), "too little in common")


def compare(left: Statement, right: Statement) -> Comparison:
    """How far two statements say the same and on what they disagree. Quadratic in their words, which are few."""
    agreed = agreement(left.words, right.words)
    if not agreed.pairs:
        return NOTHING
    steps = collate(left.words, right.words)
    least = min(len(left.words), len(right.words))
    share = shared(steps) / least
    run = max((s.left_end - s.left_start for s in steps if s.same), default=0)
    clashes = tuple(_clashes(left, right, agreed, steps))
    matter = _matter(left, right, agreed, clashes)
    quoted = left.quoted and right.quoted and share >= UTTERANCE and least >= LEAST_WORDS
    if quoted and (agreed.weight >= LEAST_WEIGHT or run >= LEAST_RUN):
        why = f"{shared(steps)} words in the same order, {share:.0%} of the shorter"
        return Comparison(share, max(share, matter), True, clashes, why)
    common = ", ".join(dict.fromkeys(left.words[p.left].text for p in agreed.pairs))
    close = shared(steps) / max(len(left.words), len(right.words))
    if close >= REWORDED and shared(steps) >= LEAST_SHARED:
        matter = max(matter, close)
    lone = len(agreed.pairs) < 2 and max(agreed.left, agreed.right) < 1  # one word in common, and more to say on both sides
    score = agreed.score if agreed.weight >= LEAST_WEIGHT and not lone else 0.0
    if _mood(left.words) != _mood(right.words):
        score *= OTHER_MOOD
    if agreed.unsure >= DOUBT:
        score *= UNSURE
    return Comparison(score, max(score, matter), False, clashes, f"{score:.0%} of the content in common: {common}")


def _matter(left: Statement, right: Statement, agreed: Agreement, clashes: Sequence[Clash]) -> float:
    """The agreement of both, had they the same figures, dates and places."""
    used = {p.left for p in agreed.pairs}
    own = other = 0.0
    for clash in clashes:
        if clash.kind != "polarity":
            a = [w for i, w in enumerate(left.words) if clash.left[0] <= w.start and w.end <= clash.left[1] and i not in used]
            b = [w for w in right.words if clash.right[0] <= w.start and w.end <= clash.right[1]]
            own += max((w.weight for w in a), default=0.0)
            other += max((w.weight for w in b), default=0.0)
    whole_left = agreed.weight_left / agreed.left if agreed.left else sum(w.weight for w in left.words)
    whole_right = agreed.weight_right / agreed.right if agreed.right else sum(w.weight for w in right.words)
    mine = min(1.0, (agreed.weight_left + own) / whole_left) if whole_left else 0.0
    theirs = min(1.0, (agreed.weight_right + other) / whole_right) if whole_right else 0.0
    enough = (agreed.weight + (own + other) / 2) >= LEAST_WEIGHT
    return float((mine * theirs) ** 0.5) if enough else 0.0


def _mood(words: Sequence[Word]) -> str:
    for word in words:
        for mood in ("future", "possible", "ought"):
            if word.text in used(mood):
                return mood
    return "told"


def _clashes(left: Statement, right: Statement, agreed: Agreement, steps: Sequence[Step]) -> Iterator[Clash]:
    numbers = list(_numbers(left, right, agreed)) if agreed.turned < TURNED else []
    yield from numbers
    yield from _dates(left, right)
    yield from _places(left, right, agreed)
    least = TURNED if agreed.score < ALIKE or _negations(left) == _negations(right) else TURNED_SLIGHTLY
    moods = {_mood(left.words), _mood(right.words)}
    if agreed.turned >= least and not numbers and (len(moods) == 1 or moods == {"told", "future"}):
        turned = max((p for p in agreed.pairs if p.turned), key=lambda p: (p.likeness * left.words[p.left].weight, -p.left))
        yield Clash(
            "polarity", _shown(left.words, turned.left), _shown(right.words, turned.right), f"{agreed.turned:.0%} turned"
        )


def _negations(statement: Statement) -> int:
    return sum(negator(w.text) in ("not", "subject", "verb") and w.text != "nor" for w in statement.words)


def _shown(words: Sequence[Word], at: int) -> tuple[int, int]:
    """The word with the negation before it, if there is one within reach."""
    start = at
    if words[at].denied:
        for i in range(at - 1, max(-1, at - 13), -1):
            if negator(words[i].text) in ("not", "subject", "verb"):
                start = i
                break
    return words[start].start, words[at].end


def _numbers(left: Statement, right: Statement, agreed: Agreement) -> Iterator[Clash]:
    """Figures of the same thing that cannot both be right."""
    mine, theirs = _counted(left.words), _counted(right.words)
    if not mine or not theirs:
        return
    if max((left.words[p.left].weight for p in agreed.pairs), default=0) < SPECIFIC and len(agreed.pairs) < 2:
        return  # both count "people", and that is all they share
    for i, what in mine:
        a = left.words[i].number
        for j, other in theirs:
            b = right.words[j].number
            alike = what & other or (a and b and a.unit == b.unit and a.unit not in ("", "%"))
            if a and b and alike and compatible(a, b) is False:
                if any(compatible(a, n) for n in _figures(right.words)) or any(compatible(b, n) for n in _figures(left.words)):
                    continue
                yield Clash("number", _figure(left.words, i), _figure(right.words, j), f"{plain(a)} against {plain(b)}")


def _figures(words: Sequence[Word]) -> list[Quantity]:
    return [w.number for w in words if w.number]


def _figure(words: Sequence[Word], at: int) -> tuple[int, int]:
    start = at
    while start > 0 and words[start - 1].weight == 0 and numeral(words[start - 1].text):
        start -= 1
    return words[start].start, words[at].end


def _counted(words: Sequence[Word]) -> list[tuple[int, frozenset[str]]]:
    """The figures and what they count: the stems and senses of the next words of content, or else of those before."""
    found = []
    for i, word in enumerate(words):
        if word.number is None:
            continue
        put = words[max(0, i - 1)].text in used("put")
        after = [w for w in words[i + 1 : i + 5] if _countable(w)][:2]
        before = (
            [w for w in words[max(0, i - 5) : i] if w.weight > 0 and w.number is None and w.text not in used("count")][-2:]
            if put
            else []
        )
        found.append((i, frozenset(s for w in after or before for s in _marks(w))))
    return found


def _countable(word: Word) -> bool:
    return word.weight > 0 and word.number is None and word.text not in used("count")


def _marks(word: Word) -> Iterator[str]:
    yield word.key
    for name, sign in word.senses:
        yield f"{name}{sign:+d}"


def _dates(left: Statement, right: Statement) -> Iterator[Clash]:
    """The first dates of either side that no date of the other side can be."""
    alone_left = [a for a in left.dates if all(_apart(a, b) for b in right.dates)]
    alone_right = [b for b in right.dates if all(_apart(a, b) for a in left.dates)]
    if alone_left and alone_right:
        a, b = alone_left[0], alone_right[0]
        yield Clash("date", (a.start, a.end), (b.start, b.end), f"{a.value or 'a date'} against {b.value or 'another'}")


def _apart(a: When, b: When) -> bool:
    """Whether two dates cannot be the same day; by value where both are known, by their words otherwise."""
    if a.value and b.value:
        x, y = (v.value.rstrip("~?%") for v in (a, b) if v.value)
        return not (x.startswith(y) or y.startswith(x)) and "/" not in x + y and "X" not in x + y
    return a.words != b.words and not (a.words < b.words or b.words < a.words)


def _places(left: Statement, right: Statement, agreed: Agreement) -> Iterator[Clash]:
    """Places, or names in the same slot, that stand on one side each."""
    used_left, used_right = {p.left for p in agreed.pairs}, {p.right for p in agreed.pairs}
    mine = [i for i, w in enumerate(left.words) if w.place and i not in used_left]
    theirs = [j for j, w in enumerate(right.words) if w.place and j not in used_right]
    for i in mine:
        for j in theirs:
            if _slot(left.words, i) & _slot(right.words, j):
                yield Clash(
                    "place", (left.words[i].start, left.words[i].end), (right.words[j].start, right.words[j].end), "same slot"
                )
                return


def _slot(words: Sequence[Word], at: int) -> set[str]:
    """What stands right before a name: its preposition, or the verb whose object it is."""
    entity = words[at].entity
    i = at
    while i > 0 and ((words[i - 1].entity == entity and entity) or words[i - 1].text in ("the", "a", "an")):
        i -= 1
    return {words[i - 1].key} if i else {""}


def turns_sense(whole: Statement, part: Statement, steps: Sequence[Step]) -> list[tuple[int, int]]:
    """Stretches of the whole that the part leaves out and without which the sense may turn.

    `steps` collates whole (left) with part (right). A cut at a clause boundary turns nothing; one inside a clause does when
    what is lost holds a negation, a condition or a hedge, or opens with a word that limits what was kept ("any less than").
    """
    found = []
    for n, step in enumerate(steps):
        if step.same or step.left_start == step.left_end:
            continue
        lost = whole.words[step.left_start : step.left_end]
        inside = n > 0 and n < len(steps) - 1
        kinds = [negator(w.text) for w in lost]
        opens = kinds[0] in ("turn", "condition") or lost[0].text in ("than", "unless", "until", "except")
        opens = opens or turned_back([*whole.words[: step.left_start], *whole.words[step.left_end :]], lost)
        if (n > 0 and opens) or ((inside or n == 0) and any(k in _TURNS for k in kinds)):
            found.append((lost[0].start, lost[-1].end))
    return found


def turned_back(kept: Sequence[Word], lost: Sequence[Word]) -> bool:
    """Whether lost words deny what was kept: "it is safe for walkers (but not safe for cars)"."""
    said = {w.key: w.denied for w in kept if w.weight > 0}
    return any(w.weight > 0 and w.key in said and said[w.key] != w.denied for w in lost)
