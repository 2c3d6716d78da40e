"""Two statements held against each other: how far they say the same, and on what they disagree.

Same words (two reports of one utterance) and same sense (one fact in other words) are told apart. What they disagree on is
named with the words that show it: a figure of the same thing, a date, a place, or the sense itself ("shut", "not shut").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from sayso.models import Odds
from sayso.weave.alignment import Agreement, Step, agreement, collate, shared
from sayso.weave.clash import Clash, ClashKind
from sayso.weave.disagreements import (
    BUT_FOR_ONE,
    alone,
    denials_in,
    disagreements,
    of_one_fact,
    of_two_facts,
    one_in_the_other,
    other_deed,
    where_told,
)
from sayso.weave.meaning import likenesses, meaning
from sayso.weave.moods import other_mood
from sayso.weave.parting import parting
from sayso.weave.parting.figures import figure
from sayso.weave.quantities import compatible
from sayso.weave.statements import Statement
from sayso.weave.subjects import other_subject
from sayso.weave.voices import one_voice
from sayso.weave.wording import Word, negator

# Calibrated on the visible piles of the exam with bench/claims_gate.py.
UTTERANCE = 0.72  # share of the shorter quotation's words that stand in the longer one, in order
LEAST_WORDS = 3  # words of a quotation below which it can be anybody's
LEAST_RUN = 5  # words in a row that make two quotations one utterance, however common the words
REWORDED = 0.6  # share of the longer statement's words, in order, from which two sentences are the same but for a detail
LEAST_SHARED = 6  # words that must be shared for that
WHOLLY = 0.9  # share of one statement's weight from which the other takes all of it up
LEAST_WHOLE = 0.7  # matched weight that is enough then
DENIED = 0.6  # how far a denial is about an account that takes all of it up
LEAST_WEIGHT = 0.9  # matched weight of content words below which two statements share a theme, not a statement
DOUBT = 0.12  # share of matched weight that is denied in a way the other side does not take up
UNSURE = 0.6  # factor where one side denies through a word that the other has not
OTHER_MOOD = 0.8  # factor where one tells what was done and the other what will be

WORDED = 0.8  # score by words that no reading makes less
PARTED = 0.3  # score at most where something parts two statements whose words are alike
OPPOSED = 0.5  # score from which a denial and an assertion are of one thing

_LEAST = 1e-4  # chances are held this far from 0 and 1
_TURNS = ("not", "subject", "verb", "condition", "hedge")


class Comparison(NamedTuple):
    """How two statements stand to each other."""

    score: float  # 0 to 1: how far they say the same thing
    matter: float  # 0 to 1: how far they are about the same thing: what they disagree on counts as shared
    utterance: bool  # the same words in order: two reports of one utterance
    clashes: tuple[Clash, ...]
    why: str
    arguable: bool = False  # the words do not settle it
    unsure: bool = False  # one denies having said it, the other that it is so
    most: float = 1.0  # the score that no reading exceeds


NOTHING = Comparison(0.0, 0.0, False, (), "no word in common", arguable=True)


def compare(left: Statement, right: Statement) -> Comparison:
    """How far two statements say the same and on what they disagree. Quadratic in their words, which are few.

    Where one denies what the other says, that is the disagreement; where the words disagree already, it undoes it.
    """
    found = _as_worded(left, right)
    if parted := parting(left, right, found.score, found.utterance):
        score, why = min(found.score, PARTED), f"{found.why}; {parted.why}"
        if parted.rivals:
            return found._replace(score=score, most=PARTED, why=why, utterance=False, arguable=found.arguable and parted.open)
        if parted.clash is None:
            return Comparison(score, 0.0, False, (), why)
        rest = tuple(c for c in found.clashes if c.kind not in ("polarity", parted.clash.kind))
        matter = 1.0 if parted.sure else max(found.matter, found.score)
        return Comparison(score, matter, False, (*rest, parted.clash), parted.why)
    if left.against == right.against:
        return found
    rest = tuple(c for c in found.clashes if c.kind != "polarity")
    if len(rest) < len(found.clashes) or found.score < OPPOSED or other_subject(left.words, right.words):
        return found._replace(clashes=rest, arguable=False)
    denied = Clash("polarity", (left.start, left.end), (right.start, right.end), "one denies what the other says")
    return found._replace(clashes=(*rest, denied), matter=max(found.matter, found.score), arguable=False)


# How a comparison by words and a reading by sense are weighed: a logistic function. Set on the piles of the exam and our own,
# where a wide range does as well; that a plan is not its execution the model does not know well enough.
_OF_SCORE = 3.0  # the agreement of words, 0 to 1
_OF_MORE = 0.6  # log odds that the one follows from the other, in the likelier direction
_OF_LESS = 0.2  # … and in the less likely one
_OF_OTHER = -2.0  # one tells what was done and the other what will be, or one denies only having said it
_OF_VOICE = 1.2  # both are one voice's: two reports of one affair rather quote one utterance than two
_OF_NONE = -0.5  # they have no word in common
_BIAS = -1.8
# What is read so is no contradiction, though its words look like one.
_AGREED = 0.8  # chance that the one follows from the other, from which on …
_OPPOSED = 0.2  # … and chance that they contradict, up to which
_POSSIBLE = 0.1  # … below which like words alone do not make them one: "a boy drowned", "a girl drowned"
_THE_SAME = 0.9  # chance in both orders that the one follows from the other, from which nothing else parts them
_CONTRADICTED = 0.8  # chance that they contradict, in either order, from which like words alone do not make them one


def judged(left: Statement, right: Statement, found: Comparison, there: Odds, back: Odds) -> Comparison:
    """A comparison by words, weighed with what the entailment model says of the two texts in either order."""
    more, less = sorted((_logit(there.follows), _logit(back.follows)), reverse=True)
    against = _OF_OTHER * other_mood(left.words, right.words) + _OF_OTHER * found.unsure
    alike = _OF_VOICE * one_voice(left.attribution, right.attribution)
    bare = _OF_NONE * (found is NOTHING)
    score = 1 / (1 + math.exp(-(_OF_SCORE * found.score + _OF_MORE * more + _OF_LESS * less + against + alike + bare + _BIAS)))
    possible = max(there.follows, back.follows) >= _POSSIBLE and min(there.contradicts, back.contradicts) < _CONTRADICTED
    if found.score >= WORDED and possible and not against:
        score = max(score, found.score)
    if min(there.follows, back.follows) < _THE_SAME:
        score = min(score, found.most)
    clashes = found.clashes
    as_denied = denials_in(left.words) == denials_in(right.words)
    but_for_one = found.score >= BUT_FOR_ONE and as_denied  # "was arrested", "was released"
    agreed = max(there.follows, back.follows) >= _AGREED and max(there.contradicts, back.contradicts) < _OPPOSED
    if agreed and not but_for_one:
        clashes = tuple(c for c in clashes if c.kind != "polarity")  # "ran out of bread", "had no bread left"
    why = f"{found.why}; read as saying the same: {max(there.follows, back.follows):.0%}"
    return found._replace(score=score, clashes=clashes, why=why)


# How far two statements must be about the same thing, what they disagree on aside, to be a conflict of a kind.
SAME_MATTER: dict[ClashKind, float] = {"number": 0.5, "date": 0.55, "place": 0.45, "polarity": 0.55}
SAME_COUNT = 0.35  # the same, for figures of one telling thing ("bolts", not "people")
CONTRARY = 0.9  # chance, in either order, from which two statements are read as contradicting each other
_OF_ONE_MATTER = 0.35  # cosine of what they mean below which they do so by chance: "we have a plan", "no offer has come"

# Chance, as the model reads it, that two statements would say the same but for this; of opposite sense, that they contradict.
AS_READ: dict[ClashKind, float] = {"number": 0.5, "date": 0.6, "place": 0.6, "polarity": CONTRARY}


def holds(clash: Clash, one: Comparison) -> bool:
    """Whether statements that disagree on this are of one matter otherwise."""
    if clash.read is not None:
        return clash.read >= AS_READ[clash.kind]
    counted = clash.kind == "number" and clash.core
    return one.matter >= (SAME_COUNT if counted else SAME_MATTER[clash.kind])


def opposed(left: Statement, right: Statement, found: Comparison, there: Odds, back: Odds) -> Comparison:
    """A comparison with what only a reading shows: two voices of which one contradicts the other, whatever their words.

    Where they have rival figures, dates or places, these are what they disagree on.
    """
    read = min(there.contradicts, back.contradicts)
    if (
        read < CONTRARY
        or any(holds(c, found) for c in found.clashes)
        or other_mood(left.words, right.words)  # "I sent a letter", "I will not take it": both may be so
        or one_voice(left.attribution, right.attribution)
        or other_subject(left.words, right.words)
        or of_two_facts(left, right)
        or _of_two_days(left, right)
    ):
        return found
    if not _denied(left, right, found) and likenesses(meaning("", left.plain), [meaning("", right.plain)])[0] < _OF_ONE_MATTER:
        return found
    clash = Clash("polarity", (left.start, left.end), (right.start, right.end), "in other words", read=read)
    return found._replace(clashes=(*found.clashes, clash))


def _of_two_days(left: Statement, right: Statement) -> bool:
    """Whether each tells of another deed on another day: "left on Friday", "sank on Saturday"."""
    return all(alone(left, right)) and other_deed(left.words, right.words, agreement(left.words, right.words))


def _denied(left: Statement, right: Statement, found: Comparison) -> bool:
    """Whether one denies by its words what the other says, and they do not each say where: "nobody was hurt", "two sailors were
    wounded"; not "nobody died in the storm", "two died in a bar"."""
    if not any(c.kind == "polarity" for c in found.clashes):
        return False
    pairs = agreement(left.words, right.words).pairs
    used_left, used_right = {p.left for p in pairs}, {p.right for p in pairs}
    return where_told(left, used_left) is None or where_told(right, used_right) is None


def conceded(statement: Statement, place: tuple[int, int], other: Statement, by: tuple[int, int]) -> str:
    """A statement's plain text with another's words at a place: what it would say, did it not disagree there."""
    return statement.given(place, other.standing(by))


def in_like_terms(left: Statement, right: Statement) -> str:
    """The right text with the left one's figure where both are one, told in two units, or with its place where one lies in
    the other: no model can reckon, nor knows a map."""
    theirs = [(j, w.number) for j, w in enumerate(right.words) if w.number and w.number.told_in]
    for i, a in ((n, w.number) for n, w in enumerate(left.words) if w.number and w.number.told_in):
        for j, b in theirs:
            if a.told_in != b.told_in and compatible(a, b):
                return conceded(right, figure(right.words, j), left, figure(left.words, i))
    places = one_in_the_other(left, right)
    return conceded(right, places[1], left, places[0]) if places else right.plain


def _logit(chance: float) -> float:
    return math.log((chance + _LEAST) / (1 - chance + _LEAST))


def _as_worded(left: Statement, right: Statement) -> Comparison:
    """How two contents stand to each other, whatever their cues say of them."""
    agreed = agreement(left.words, right.words)
    if not agreed.pairs:
        return NOTHING
    steps = collate(left.words, right.words)
    least = min(len(left.words), len(right.words))
    share = shared(steps) / least
    run = max((s.left_end - s.left_start for s in steps if s.same), default=0)
    of_two = other_subject(left.words, right.words)  # "the bus driver died", "the lorry driver survived"
    raw = [] if of_two else list(disagreements(left, right, agreed, steps))
    clashes = tuple(of_one_fact(left, right, raw))
    two = of_two or len(clashes) < len(raw)  # or of two events
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
    if lone and left.attribution.document == right.attribution.document:
        matter = 0.0  # one report that says a word twice speaks of two things; two reports of one story may speak of one
    score = agreed.score if agreed.weight >= LEAST_WEIGHT and not lone else 0.0
    if other_mood(left.words, right.words):
        score *= OTHER_MOOD
    if agreed.unsure >= DOUBT:
        score *= UNSURE
    same = f"{score:.0%} of the content in common: {common}"
    found = Comparison(score, max(score, matter), False, clashes, same, close < 1, agreed.unsure >= DOUBT)
    return found._replace(score=min(score, PARTED), most=PARTED) if two else found


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
    weight = agreed.weight + (own + other) / 2
    enough = weight >= LEAST_WEIGHT or (max(mine, theirs) >= WHOLLY and weight >= LEAST_WHOLE)
    even = float((mine * theirs) ** 0.5) if enough else 0.0
    if enough and any(c.kind == "polarity" for c in clashes):  # a short denial of a longer account: "no talks took place"
        denials = [share for share, side in ((mine, left), (theirs, right)) if denials_in(side.words)]
        if max(denials, default=0.0) >= WHOLLY and weight >= LEAST_WHOLE:
            return max(even, DENIED)
    return even


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
        if denials_in(lost) and denials_in(lost) == denials_in(part.words[step.right_start : step.right_end]):
            continue  # "is not", "isn't"
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
