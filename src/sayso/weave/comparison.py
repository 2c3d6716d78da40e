"""Two statements held against each other: how far they say the same, and on what they disagree.

Same words (two reports of one utterance) and same sense (one fact in other words) are told apart. What they disagree on is
named with the words that show it: a figure of the same thing, a date, a place, or the sense itself ("shut", "not shut").
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from sayso import names
from sayso.models import Odds
from sayso.text import is_verbish, stopwords, word_class
from sayso.weave.alignment import Agreement, Step, agreement, collate, shared
from sayso.weave.meaning import likenesses, meaning
from sayso.weave.parting import Clash, ClashKind, figure, other_side, parting
from sayso.weave.quantities import AGE, MONTHS, Quantity, compatible, plain
from sayso.weave.statements import Statement, When
from sayso.weave.voices import one_voice
from sayso.weave.wording import Word, negator, used

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
TURNED = 0.3  # share of matched weight of opposite sense from which two statements contradict
ALIKE = 0.7  # score from which one turned word is enough, when one side has a negation more
MUCH_ALIKE = 0.85  # score from which what is denied is the same thing, whatever else is told of it
BUT_FOR_ONE = 0.9  # the same without one: all else is the same
TURNED_SLIGHTLY = 0.1
DOUBT = 0.12  # share of matched weight that is denied in a way the other side does not take up
UNSURE = 0.6  # factor where one side denies through a word that the other has not
TELLING = 0.7  # weight of a word that, counted by both, makes two figures one matter
SAME_CORE = 0.9  # share of what is stated that must be shared for two unnamed places to be rivals
LITTLE = 1.5  # weight of what is stated below which the where is the point of it
CORE = 0.6  # weight of a name that is stated, not only where something happened
SPECIFIC = 0.5  # weight of a word that two figures can share alone and still count the same thing: "jobs", not "people"
_OPENS = 2  # words among which a statement's subject begins
_BIDDEN = frozenset({"asked", "urged"})  # who "has been asked to go", not who asked to
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
        return Comparison(score, max(found.matter, found.score), False, (*rest, parted.clash), parted.why)
    if left.against == right.against:
        return found
    rest = tuple(c for c in found.clashes if c.kind != "polarity")
    if len(rest) < len(found.clashes) or found.score < OPPOSED:
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
    against = _OF_OTHER * _other_mood(left.words, right.words) + _OF_OTHER * found.unsure
    alike = _OF_VOICE * one_voice(left.attribution, right.attribution)
    bare = _OF_NONE * (found is NOTHING)
    score = 1 / (1 + math.exp(-(_OF_SCORE * found.score + _OF_MORE * more + _OF_LESS * less + against + alike + bare + _BIAS)))
    possible = max(there.follows, back.follows) >= _POSSIBLE and min(there.contradicts, back.contradicts) < _CONTRADICTED
    if found.score >= WORDED and possible and not against:
        score = max(score, found.score)
    if min(there.follows, back.follows) < _THE_SAME:
        score = min(score, found.most)
    clashes = found.clashes
    but_for_one = found.score >= BUT_FOR_ONE and _denials(left.words) == _denials(right.words)  # "was arrested", "was released"
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
        or _other_mood(left.words, right.words)  # "I sent a letter", "I will not take it": both may be so
        or one_voice(left.attribution, right.attribution)
    ):
        return found
    if not _denied(left, right, found) and likenesses(meaning("", left.plain), [meaning("", right.plain)])[0] < _OF_ONE_MATTER:
        return found
    clash = Clash("polarity", (left.start, left.end), (right.start, right.end), "in other words", read=read)
    return found._replace(clashes=(*found.clashes, clash))


def _denied(left: Statement, right: Statement, found: Comparison) -> bool:
    """Whether one denies by its words what the other says, and they do not each say where: "nobody was hurt", "two sailors were
    wounded"; not "nobody died in the storm", "two died in a bar"."""
    if not any(c.kind == "polarity" for c in found.clashes):
        return False
    pairs = agreement(left.words, right.words).pairs
    used_left, used_right = {p.left for p in pairs}, {p.right for p in pairs}
    return _where(left, used_left) is None or _where(right, used_right) is None


RIVALS = 4  # figures, dates and places of two statements that are tried


def rivals(left: Statement, right: Statement) -> list[Clash]:
    """Figures of one unit, dates and places, one on each side, that cannot be the same; of one thing or not, that is open."""
    found = [] if _other_doer(left.words, right.words) else list(_rival_figures(left.words, right.words))
    if left.doer and right.doer and left.doer != right.doer:
        return found[:RIVALS]  # what she did on Monday and he on Tuesday are two events
    found += list(_dates(left, right, agreement(left.words, right.words)))[:1]
    here, there = _named_places(left), _named_places(right)
    ours = [place for place, name in here if name not in {other for _, other in there}]
    others = [place for place, name in there if name not in {own for _, own in here}]
    found += [Clash("place", a, b, "same slot") for a in ours[:1] for b in others[:1]]
    return _of_one_fact(left, right, found)[:RIVALS]


def _rival_figures(left: Sequence[Word], right: Sequence[Word]) -> Iterator[Clash]:
    """Figures of one unit that cannot both be right, and that are not made up for by another, or by a sum."""
    mine, theirs = _figures(left), _figures(right)
    here, there = dict(_counted(left)), dict(_counted(right))
    for i, a in ((n, w.number) for n, w in enumerate(left) if w.number):
        for j, b in ((n, w.number) for n, w in enumerate(right) if w.number):
            if _better_matched(here, i, there, j) or _better_matched(there, j, here, i):
                continue
            other = a.unit == b.unit and compatible(a, b) is False
            summed = _adds_up(left, right, j) or _adds_up(right, left, i)
            if other and not summed and not any(compatible(a, n) for n in theirs) and not any(compatible(n, b) for n in mine):
                yield Clash("number", figure(left, i), figure(right, j), f"{plain(a)} against {plain(b)}")


def _better_matched(mine: Mapping[int, frozenset[str]], i: int, theirs: Mapping[int, frozenset[str]], j: int) -> bool:
    """Whether a figure counts nothing that the other one counts, and another figure beside the other does: jobs, not shops."""
    return not mine[i] & theirs[j] and any(mine[i] & what for n, what in theirs.items() if n != j)


def _named_places(statement: Statement) -> list[tuple[tuple[int, int], str]]:
    """Where a statement names a place, and which."""
    found: list[tuple[tuple[int, int], str]] = []
    for w in statement.words:
        if w.place:
            name = w.entity or w.key
            if found and found[-1][1] == name:
                found[-1] = ((found[-1][0][0], w.end), name)
            else:
                found.append(((w.start, w.end), name))
    return found


def conceded(statement: Statement, place: tuple[int, int], other: Statement, by: tuple[int, int]) -> str:
    """A statement's plain text with another's words at a place: what it would say, did it not disagree there."""
    return statement.given(place, other.standing(by))


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
    clashes = tuple(_of_one_fact(left, right, list(_clashes(left, right, agreed, steps))))
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
    if _other_mood(left.words, right.words):
        score *= OTHER_MOOD
    if agreed.unsure >= DOUBT:
        score *= UNSURE
    same = f"{score:.0%} of the content in common: {common}"
    return Comparison(score, max(score, matter), False, clashes, same, close < 1, agreed.unsure >= DOUBT)


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
        denials = [share for share, side in ((mine, left), (theirs, right)) if _denials(side.words)]
        if max(denials, default=0.0) >= WHOLLY and weight >= LEAST_WHOLE:
            return max(even, DENIED)
    return even


def _other_mood(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether one tells what is so and the other what will or may be; not where both tell of the plan, or of the talks."""
    (one, of), (other, of_other) = _mood(left), _mood(right)
    talks = "talk" in (of, of_other) and all(any(w.key == "talk" for w in side) for side in (left, right))
    return one != other and not talks


def _mood(words: Sequence[Word]) -> tuple[str, str]:
    """The mood of a statement, and the key of the word before "to" that tells it: "in talks to buy"; empty for another."""
    moods, meant = _moods()
    for n, word in enumerate(words):
        if word.capital and (n or word.entity):
            continue  # "in May", "Will Hale"
        if word.text in moods:
            return moods[word.text], ""
        leads = word.text in meant and n + 1 < len(words) and words[n + 1].text in ("to", "on")
        if leads and (word.text not in _BIDDEN or (n > 0 and words[n - 1].text in word_class("be"))):
            return meant[word.text], word.key
    return "told", ""


@lru_cache(maxsize=1)
def _moods() -> tuple[dict[str, str], dict[str, str]]:
    """The mood of a word, and of a word before "to": "close to signing", "plans to sign"."""
    plain = {word: mood for mood in ("ought", "possible", "future") for word in used(mood)}
    return plain, {word: mood for mood in ("possible", "future") for word in used(f"{mood} to")}


def _clashes(left: Statement, right: Statement, agreed: Agreement, steps: Sequence[Step]) -> Iterator[Clash]:
    other_deed = _other_deed(left.words, right.words, agreed)
    two = agreed.turned >= TURNED or other_deed or _other_doer(left.words, right.words)
    numbers = [] if two else list(_numbers(left, right, agreed))
    yield from numbers
    if not other_deed:
        yield from _dates(left, right, agreed)
    places = list(_places(left, right, agreed))
    if not places and agreed.turned < TURNED:
        places = list(_elsewhere(left, right, agreed))
    yield from places
    one_more = agreed.score >= ALIKE and _denials(left.words) != _denials(right.words)
    least = TURNED_SLIGHTLY if one_more or agreed.score >= BUT_FOR_ONE else TURNED
    moods = {_mood(left.words)[0], _mood(right.words)[0]}
    told_alike = moods == {"told", "future"} or not _other_mood(left.words, right.words)
    if agreed.turned >= least and not numbers and told_alike and not other_side(left.words, right.words):
        if agreed.score < MUCH_ALIKE and _only_a_modifier(left.words, right.words, agreed):
            return
        turned = max((p for p in agreed.pairs if p.turned), key=lambda p: (p.likeness * left.words[p.left].weight, -p.left))
        yield Clash(
            "polarity", _shown(left.words, turned.left), _shown(right.words, turned.right), f"{agreed.turned:.0%} turned"
        )


def _of_one_fact(left: Statement, right: Statement, clashes: Sequence[Clash]) -> list[Clash]:
    """Disagreements without those of two figures that are for two periods or two countries: "40 this year", "35 last year"."""
    kinds = {c.kind for c in clashes}
    periods = "date" in kinds and all(any(_period(d) for d in s.dates) for s in (left, right))
    lands = "place" in kinds and all(any(w.place and names.known_country(w.text) for w in s.words) for s in (left, right))
    two = "number" in kinds and (periods or lands)
    return [c for c in clashes if not two or c.kind == "polarity"]


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


def _denials(words: Sequence[Word]) -> int:
    return sum(negator(w.text) in ("not", "subject", "verb") and w.text != "nor" for w in words)


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
    if max((left.words[p.left].weight for p in agreed.pairs), default=0) < SPECIFIC:
        return  # both count "people", and that is all they share
    for i, what in mine:
        a = left.words[i].number
        for j, other in theirs:
            b = right.words[j].number
            alike = what & other or (a and b and a.unit == b.unit and a.unit not in ("", "%", "×", AGE))
            if a and b and alike and compatible(a, b) is False:
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
        after, before = _after(words, i), [w for w in words[max(0, i - 5) : i] if _countable(w)][-2:]
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
            or (not after and w.text in used("when"))
        ):
            break
        if _countable(w):
            after.append(w)
        if len(after) == 3:
            break
    return after


def _countable(word: Word) -> bool:
    return word.weight > 0 and word.number is None and word.text not in used("count")


def _marks(word: Word) -> Iterator[str]:
    yield word.key
    for name, sign in word.senses:
        yield f"{name}{sign:+d}"


def _dates(left: Statement, right: Statement, agreed: Agreement) -> Iterator[Clash]:
    """The first dates of either side that no date of the other side can be, if they say when the same was."""
    alone_left = [a for a in left.dates if all(_apart(a, b) for b in right.dates)]
    alone_right = [b for b in right.dates if all(_apart(a, b) for a in left.dates)]
    if alone_left and alone_right:
        a, b = alone_left[0], alone_right[0]
        if _of_one_event(agreed, _clause_around(left.words, a), _clause_around(right.words, b)):
            yield Clash("date", (a.start, a.end), (b.start, b.end), f"{a.value or 'a date'} against {b.value or 'another'}")


def _other_doer(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether each begins with a name that the other does not have: "Labour won 312 seats", "the Greens won 44"."""
    heads = [[w for n, w in enumerate(words[:_OPENS]) if _names_somebody(w, opens=n == 0)] for words in (left, right)]
    if not all(heads):
        return False
    (one, *_), (other, *_) = heads
    named = [{w.key for w in words if w.capital} for words in (left, right)]
    apart = one.entity not in {w.entity for w in right if w.entity} and other.entity not in {w.entity for w in left if w.entity}
    return apart and one.key not in named[1] and other.key not in named[0]


def _names_somebody(word: Word, opens: bool) -> bool:
    """Whether a word is of a name, and of no place's; what `opens` a sentence has a capital for that."""
    plain = word.weight > 0 and word.number is None and not (opens and word.text in names.common_words())
    return word.capital and not word.place and word.text not in stopwords() and (word.entity is not None or plain)


def _other_deed(left: Sequence[Word], right: Sequence[Word], agreed: Agreement) -> bool:
    """Whether both have verbs, and none of them in common: "the dam broke in 2019", "the dam was built in 1962"."""
    met = ({p.left for p in agreed.pairs}, {p.right for p in agreed.pairs})
    deeds = [[n for n, w in enumerate(side) if w.weight > 0 and is_verbish(w.text)] for side in (left, right)]
    return all(deeds) and all(met[k].isdisjoint(deeds[k]) for k in (0, 1))


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
    mine, theirs = a.words - used("where"), b.words - used("where")
    return _by_today(mine) == _by_today(theirs) and not (mine <= theirs or theirs <= mine)


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
            if _slot(left.words, i) & _slot(right.words, j):
                yield Clash(
                    "place", (left.words[i].start, left.words[i].end), (right.words[j].start, right.words[j].end), "same slot"
                )
                return


def _elsewhere(left: Statement, right: Statement, agreed: Agreement) -> Iterator[Clash]:
    """Two places that are no names: "the leak began in the attic", "the leak began in the cellar"."""
    mine, theirs = _where(left, {p.left for p in agreed.pairs}), _where(right, {p.right for p in agreed.pairs})
    if mine is None or theirs is None:
        return
    core = [_core(left.words, {p.left for p in agreed.pairs}), _core(right.words, {p.right for p in agreed.pairs})]
    if min(share for share, _ in core) >= SAME_CORE:
        point = max(weight for _, weight in core) < LITTLE
        yield Clash("place", mine, theirs, "the same event, another where", point)


def _where(statement: Statement, used_up: set[int]) -> tuple[int, int] | None:
    """The first phrase behind "in", "at", "on" … that the other side has not, unless it says when."""
    words = statement.words
    for i, word in enumerate(words[:-1]):
        if i == 0 or word.text not in used("where") or word.text == "to" or word.text == "by":
            continue
        end = i + 1
        while end < min(len(words), i + 7) and _runs_on(words, end):
            end += 1
        phrase = [n for n in range(i + 1, end) if words[n].weight > 0]
        timed = any(words[n].text in used("time") or words[n].number for n in range(i + 1, end))
        dated = any(d.start < words[end - 1].end and words[i].start < d.end for d in statement.dates)
        if phrase and phrase[0] not in used_up and not timed and not dated:
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
    return {"where"} if words[i - 1].text in used("where") else {words[i - 1].key}


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
        if _denials(lost) and _denials(lost) == _denials(part.words[step.right_start : step.right_end]):
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
