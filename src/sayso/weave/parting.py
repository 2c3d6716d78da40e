"""What parts two statements that read alike: of another state, of another one, of a part, of another time, the other way round.

Words nearly the same say two things where one tells of a charge and the other of a conviction, of the minister and of his
deputy, of all and of most, of a week and of a year. A few of these are disagreements: who did it to whom, from where to where,
in what coin. Each rule looks at the words alone and is silent where it does not know them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise, takewhile
from typing import Literal, NamedTuple, TypeVar

from sayso import names
from sayso.tables import numbered, table
from sayso.text import is_verbish, word_class
from sayso.weave.alignment import agreement
from sayso.weave.quantities import ABOUT, AGE, COINS, MONEY, Quantity, bounding, compatible, numeral, plain
from sayso.weave.statements import Statement
from sayso.weave.voices import role_nouns
from sayso.weave.wording import Word, key, negator, used

K = TypeVar("K", str, int)

ClashKind = Literal["number", "date", "place", "polarity"]


class Clash(NamedTuple):
    """What two statements disagree on, and the stretches of text that show it (offsets in either document)."""

    kind: ClashKind
    left: tuple[int, int]
    right: tuple[int, int]
    why: str
    core: bool = True  # place: it is what is stated, not only where; number: what both count is a telling word
    read: float | None = None  # a model's chance that but for this both say the same; polarity: that they contradict


_BY = 4  # words between a participle and "by"
_TO_WHOM = 6  # words between a verb and who does it, or to whom
_STATED = 0.5  # weight of what is said of a subject from which a statement states it
NEARLY = 0.55  # score by words from which one word may part two statements that are alike otherwise
OTHER_WAY = "told the other way round"
_OPENING = 6  # words in which a statement comes to its verb
TO_WHOM = "who did it, and to whom, is told the other way round"


class Parting(NamedTuple):
    """Why two statements are two, and what they disagree on, if they do."""

    why: str
    clash: Clash | None = None
    rivals: bool = False  # what else the two disagree on is of one matter: where a blast began, who survived
    open: bool = False  # … and what they share besides may be read further


def parting(left: Statement, right: Statement, score: float, quoted: bool) -> Parting | None:
    """What parts two statements, however alike their words are; the first that is found, None for nothing.

    `score`: how far they say the same by their words, 0 to 1; `quoted`: they are one utterance by their words, in which a word
    of another state is a slip of the one who wrote it down.
    """
    if left.against == right.against:
        for differ in AGAINST:
            if clash := differ(left.words, right.words):
                return Parting(clash.why, clash)
    for apart, why in TWO:
        if not (quoted and apart is _other_state) and apart(left.words, right.words):
            return Parting(why)
    for apart, why in AROUND:
        if not quoted and apart(left.words, right.words):
            return Parting(why, rivals=True, open=True)
    alike = (why for apart, why in OF_LIKE if score >= NEARLY and apart(left.words, right.words))
    return next((Parting(why, rivals=True) for why in alike), None)


def _other_state(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether the two tell of different states of one matter: "charged" and "convicted", "12 missing" and "12 bodies"."""
    return _shares_none(_states(left), _states(right))


def _shares_none(mine: Mapping[K, set[int]], theirs: Mapping[K, set[int]]) -> bool:
    """Whether both have something of one row of a table, and nothing of it in common."""
    return any(row in theirs and mine[row].isdisjoint(theirs[row]) for row in mine)


def _other_way(left: Sequence[Word], right: Sequence[Word]) -> Clash | None:
    """Where one goes from A to B and the other from B to A, or one is before what the other is after."""
    mine, theirs = ({name: _behind(words, name) for name in ("from", "to", "before", "after")} for words in (left, right))
    for a, b in (("from", "to"), ("before", "after"), ("after", "before")):
        one, other, back, forth = mine[a], mine[b], theirs[b], theirs[a]
        turned = one is not None and back is not None and one[1].key == back[1].key
        also = other is not None and forth is not None and other[1].key == forth[1].key
        if one and back and turned and (also if a == "from" else not other and not forth):
            return Clash("polarity", (one[0].start, one[1].end), (back[0].start, back[1].end), OTHER_WAY)
    return None


def _behind(words: Sequence[Word], preposition: str) -> tuple[Word, Word] | None:
    """A preposition and the word of weight that it leads to."""
    at = next((n for n, w in enumerate(words) if w.text == preposition), None)
    led = None if at is None else next((w for w in words[at + 1 : at + 4] if w.weight > 0 and w.number is None), None)
    return None if at is None or led is None else (words[at], led)


def _of_somebody_elses(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether one tells of somebody and the other of somebody of his: "the wife of the mayor", "Duval's lawyer"."""
    return _owned_by(left, right) or _owned_by(right, left)


def _owned_by(words: Sequence[Word], other: Sequence[Word]) -> bool:
    """Whether a statement begins with a person whom it calls somebody's, and the other begins with that somebody."""
    verb = next((n for n, w in enumerate(words) if is_verbish(w.text)), 0)
    of = next((n for n, w in enumerate(words[:verb]) if w.text == "of"), None)
    owner = next((n for n, w in enumerate(words[:verb]) if w.text.endswith(("'s", "’s"))), None)
    if of:
        head, whose = words[of - 1], [w for w in words[of + 1 : verb] if w.weight > 0 or w.entity]
    elif owner is not None and owner + 1 < verb:
        head, whose = words[verb - 1], [w for w in words[: owner + 1] if w.weight > 0 or w.entity]
    else:
        return False
    kin = head.text in names.words_of("kin") or role_nouns().get(head.text) == "person"
    begin = next((n for n, w in enumerate(other) if is_verbish(w.text)), 0)
    theirs = {x for w in other[:begin] for x in (w.entity, w.key if w.weight > 0 else None) if x}
    mine = {x for w in whose[-1:] for x in (w.entity, w.key) if x}
    return kin and bool(theirs & mine) and head.key not in {w.key for w in other}


def _another_one(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether one thing of a row is told of and another of it: "the second suspect", "the third suspect"; "the deputy
    minister" and "the minister"."""
    mine, theirs = _numbered(left), _numbered(right)
    ranks = names.words_of("other-office")
    for what in mine.keys() & theirs.keys():
        one, other = mine[what], theirs[what]
        if one != other and ((one and other) or one in ranks or other in ranks):
            return True
    return False


def _numbered(words: Sequence[Word]) -> dict[str, str]:
    """By noun the word before it that tells which one it is: an ordinal, or a word of rank; empty for none."""
    marks = names.words_of("which-one")
    nouns = ((n, w) for n, w in enumerate(words) if n and w.weight > 0)
    return {w.key: words[n - 1].text if words[n - 1].text in marks else "" for n, w in nouns if not _borne(words, n)}


def _borne(words: Sequence[Word], at: int) -> bool:
    """Whether a name stands behind a noun and tells who it is: "founder Karl Moss"."""
    return at + 1 < len(words) and words[at + 1].entity is not None and words[at + 1].capital


def _states(words: Sequence[Word]) -> dict[str, set[int]]:
    """The states that words tell of, by their numbers, for each matter of the table."""
    found: dict[str, set[int]] = {}
    keys = [w.key for w in words]
    for at, first in enumerate(keys):
        for rest, matter, state in _state_words().get(first, ()):
            if tuple(keys[at + 1 : at + 1 + len(rest)]) == rest:
                found.setdefault(matter, set()).add(state)
    return found


@lru_cache(maxsize=1)
def _state_words() -> dict[str, list[tuple[tuple[str, ...], str, int]]]:
    """By the first word of a phrase: the words behind it, its matter and the number of its state."""
    found: dict[str, list[tuple[tuple[str, ...], str, int]]] = {}
    for row in table("steps"):
        for state, phrases in enumerate(row["states"]):
            for phrase in phrases:
                first, *rest = map(key, phrase.split())
                found.setdefault(first, []).append((tuple(rest), row["matter"], state))
    return found


def _of_another(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether the two tell of two people, each named in full, at their heads: "Karl Brand won", "Tom Oder won"."""
    (one, who), (other, whom) = _head_name(left), _head_name(right)
    if not one or not other or who == whom:
        return False
    elsewhere = any(w.entity == who for w in right) or any(w.entity == whom for w in left)
    return not elsewhere and names.same_person(one, other).score <= names.CONTRADICTED


def _head_name(words: Sequence[Word]) -> tuple[str, str]:
    """The full name that a statement begins with, and whose it is; empty for none."""
    first = words[0].entity if words and not words[0].place else None
    run = list(takewhile(lambda w: w.entity == first, words)) if first else []
    named = len(run) > 1 and all(w.capital for w in run)
    return (" ".join(w.text for w in run), first or "") if named else ("", "")


def _turned_round(left: Sequence[Word], right: Sequence[Word]) -> Clash | None:
    """What one says A did to B and the other that B did to A, of two whom both name: "the captain had insulted the referee"."""
    there = {w.key: n for n, w in enumerate(right) if w.weight > 0}
    for i, word in enumerate(left):
        j = there.get(word.key, -1) if word.weight > 0 and _acts(left, i) else -1
        if j < 0 or not _acts(right, j) or word.key in _mutual():
            continue
        mine, theirs = _sides(left, i), _sides(right, j)
        if mine is None or theirs is None:
            continue
        (doer, done_to), (other, to_other) = mine[0], theirs[0]
        if doer & to_other and done_to & other and not doer & other:
            return Clash("polarity", mine[1], theirs[1], TO_WHOM)
    return None


def _sides(words: Sequence[Word], at: int) -> tuple[tuple[frozenset[str], frozenset[str]], tuple[int, int]] | None:
    """Who does what a verb says, and to whom, by what each is called there (the passive is turned), and where that stands."""
    by = next((n for n in range(at + 1, min(len(words), at + _BY)) if words[n].text == "by"), None)
    if by is not None and _margin(words, by + 1):
        by = None  # "voted by 87%", "won by 40 votes"
    passive = by == at + 1 or any(w.text in word_class("be") for w in words[max(0, at - 2) : at])
    if passive and by is None:
        return None  # "the bridge was swept away in the flood"
    before = next((n for n in range(at - 1, max(-1, at - 1 - _TO_WHOM), -1) if _somebody(words, n)), None)
    begin = at + 1 if by is None or not passive else by + 1
    behind = next((n for n in range(begin, min(len(words), begin + _TO_WHOM)) if _somebody(words, n)), None)
    if before is None or behind is None:
        return None
    one, other = (frozenset(x for x in (words[n].entity, words[n].key) if x) for n in (before, behind))
    while before and words[before].entity and words[before - 1].entity == words[before].entity:
        before -= 1
    while behind + 1 < len(words) and words[behind].entity and words[behind + 1].entity == words[behind].entity:
        behind += 1
    return (other, one) if passive else (one, other), (words[before].start, words[behind].end)


def _margin(words: Sequence[Word], at: int) -> bool:
    """Whether a share or a lead begins here or one word on: "87%", "some 40,000 votes"."""
    found = next((n for n in range(at, min(len(words), at + 2)) if words[n].number), None)
    number = words[found].number if found is not None else None
    if found is None or number is None:
        return False
    return number.unit == "%" or any(w.text in used("margin") for w in words[found + 1 : found + 2])


def _acts(words: Sequence[Word], at: int) -> bool:
    """Whether a word is a verb: "bought", "will | buy"."""
    helped = at > 0 and (words[at - 1].text in word_class("auxiliary") or words[at - 1].text == "to")
    text = words[at].text
    behind = 0 < at < len(words) - 1 and words[at - 1].number is None and (words[at - 1].capital or words[at - 1].weight > 0)
    told = behind and text.endswith(("s", "ed"))
    return is_verbish(text) or ((helped or told) and not words[at].capital)


def _somebody(words: Sequence[Word], at: int) -> bool:
    """Whether a word may be for somebody or something that acts, or is acted on: no figure, no verb, no mere where."""
    word = words[at]
    if (
        (word.place and at and words[at - 1].text in used("where"))
        or word.number is not None
        or word.text in names.words_of("calendar")
    ):
        return False
    return word.entity is not None or (word.weight > 0 and not is_verbish(word.text))


@lru_cache(maxsize=1)
def _mutual() -> frozenset[str]:
    """Verbs of what two do to each other alike, by their keys: "met", "married"."""
    return frozenset(map(key, used("mutual")))


def _other_sum(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether a figure is added in one and reached in the other: "rose by 12", "rose to 12"."""
    mine, theirs = _added(left), _added(right)
    return any({mine[k], theirs[k]} == {"by", "to"} for k in mine.keys() & theirs.keys())


def _added(words: Sequence[Word]) -> dict[tuple[str, float], str]:
    """By figure the word before it."""
    return {(w.number.unit, w.number.value): words[n - 1].text for n, w in enumerate(words) if n and w.number}


def _all_or_some(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether one says it of all and the other of some: "all the hostages were freed", "most of the hostages"."""
    mine, theirs = _shares(left), _shares(right)
    return any({mine[k], theirs[k]} == {"whole", "part"} for k in mine.keys() & theirs.keys())


def _shares(words: Sequence[Word]) -> dict[str, str]:
    """By noun whether a word before it says "whole" (all, every) or "part" (some, most) of it; a figure says how many."""
    found: dict[str, str] = {}
    for n, word in enumerate(words):
        nearly = n > 0 and words[n - 1].text in ("nearly", "almost", "not", "virtually", "practically")
        share = next((use for use in ("whole", "part") if word.text in used(use) and not nearly), None)
        noun = next((w for w in words[n + 1 : n + 5] if w.weight > 0 or w.number), None) if share else None
        if share and noun and noun.number is None:
            found.setdefault(noun.key, share)
    return found


def _other_part(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether each begins with somebody by his part in the affair, and not by the same: "the officer", "the suspect"."""
    mine, theirs = _part(left), _part(right)
    for row, part in mine.items():
        if row in theirs and theirs[row] != part and theirs[row] not in _told(left, row) and part not in _told(right, row):
            return True  # neither tells of the other: not "the suspect shot the officer", "the officer was shot by the suspect"
    return False


def _told(words: Sequence[Word], row: int) -> set[int]:
    """The parts of a row of which words tell."""
    return {found[row] for w in words if row in (found := names.affair_parts(w.text))}


def _part(words: Sequence[Word]) -> dict[int, int]:
    """The parts that the noun before the first verb stands for, by the number of their row."""
    verb = next((n for n, w in enumerate(words[:_OPENING]) if is_verbish(w.text) or w.text in used("resume")), 0)
    return names.affair_parts(words[verb - 1].text) if verb else {}


def _unlike(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether each has another of things that are never each other: "a boy drowned", "a girl drowned"; "imports", "exports"."""
    return _shares_none(_kinds(left), _kinds(right))


def _kinds(words: Sequence[Word]) -> dict[int, set[int]]:
    """By row of the table of contrasts the kinds that words are of."""
    found: dict[int, set[int]] = {}
    for word in words:
        for row, kind in _contrasts().get(word.key, {}).items() if word.entity is None else ():
            found.setdefault(row, set()).add(kind)
    return found


@lru_cache(maxsize=1)
def _contrasts() -> dict[str, dict[int, int]]:
    return numbered("contrasts", "kinds", key)


def _by_another(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether each names another one behind "by": "shot by Karl Moss", "shot by Ann Doss"."""
    mine, theirs = _behind(left, "by"), _behind(right, "by")
    who, other = (led[1].entity if led and led[1].capital and not led[1].place else None for led in (mine, theirs))
    return bool(who and other) and who != other


def _other_bound(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether both say at least how many, and not the same: "at least 30", "at least 50"."""
    mine, theirs = ({(w.number.unit, w.number.how, w.number.value) for w in words if w.number} for words in (left, right))
    pairs = ((a, b) for a in mine - theirs for b in theirs - mine if a[:2] == b[:2] and a[1] in ("least", "most"))
    return any(abs(a[2] - b[2]) > ABOUT * max(a[2], b[2]) for a, b in pairs)


def other_side(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether one deed is told from its two sides: "Harlow sells a plant to Penrose", "Penrose buys it from Harlow"."""
    if any(w.text == "by" or negator(w.text) in ("not", "subject", "verb") for w in (*left, *right)):
        return False  # "Ann lost to Karl", "Karl was beaten by Ann": who wins is not the same
    heads = [next((w.entity for w in words[:_OPENING] if w.entity), None) for words in (left, right)]
    named = [{w.entity for w in words if w.entity} for words in (left, right)]
    return None not in heads and heads[0] != heads[1] and heads[0] in named[1] and heads[1] in named[0]


def _other_span(left: Sequence[Word], right: Sequence[Word]) -> bool:
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


def _other_measure(left: Sequence[Word], right: Sequence[Word]) -> bool:
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


def _other_coin(left: Sequence[Word], right: Sequence[Word]) -> Clash | None:
    """A sum that is the same but for its coin: "£60m", "$60m"."""
    mine, theirs = (
        [(n, w.number) for n, w in enumerate(words) if w.number and w.number.unit in MONEY] for words in (left, right)
    )
    for i, a in mine:
        for j, b in theirs:
            if a.value == b.value and a.unit != b.unit and all(other.unit != b.unit for _, other in mine):  # not "£60m ($76m)"
                return Clash("number", figure(left, i), figure(right, j), f"{plain(a)} against {plain(b)}")
    return None


def _other_toll(left: Sequence[Word], right: Sequence[Word]) -> Clash | None:
    """How many fared so, where a figure is the same for another fate only: "four hurt", "killing four and injuring eleven"."""
    mine, theirs = _tolls(left), _tolls(right)
    pairs = [(mine[fate], theirs[fate]) for fate in sorted(mine.keys() & theirs.keys())]
    crossed = any(a.value == b.value for _, a in mine.values() for _, b in theirs.values())
    if not crossed or any(compatible(a, b) is not False for (_, a), (_, b) in pairs):
        return None
    shown = (Clash("number", figure(left, i), figure(right, j), f"{plain(a)} against {plain(b)}") for (i, a), (j, b) in pairs)
    return next(shown, None)


def _tolls(words: Sequence[Word]) -> dict[int, tuple[int, Quantity]]:
    """By the state of somebody's fate the first figure for it: "six dead", "killed six", with its place among the words."""
    fates = [next(iter(_states([w]).get("somebody's fate", ())), None) for w in words]
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


def _only_around(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether what one of them states is not in the other: what they share is when it was, or whose: "he slept when the bus
    crashed", "the bus crashed"."""
    asides = [_asides(words) for words in (left, right)]
    if not any(asides):
        return False
    pairs = agreement(left, right).pairs
    met = ({p.left for p in pairs}, {p.right for p in pairs})
    for words, aside, matched in zip((left, right), asides, met, strict=True):
        stated = _stated(words, aside) if aside else []
        around, rest = _weight(words, matched & aside), _weight(words, matched - aside)
        told = [n for n in stated if words[n].text not in used("happens")]  # "it happened when the driver lost control"
        if around > rest and _weight(words, told) >= _STATED and matched.isdisjoint(stated):
            return True
    return False


def _weight(words: Sequence[Word], some: Collection[int]) -> float:
    return sum(words[n].weight for n in some)


def _on_condition(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether only one of them holds on a condition: "taxes will rise", "taxes will rise if Labour wins"."""
    one, other = _conditions(left), _conditions(right)
    return one != other and not any(w.text in used("conditional") for w in (right if one else left))


def _conditions(words: Sequence[Word]) -> bool:
    for n, word in enumerate(words[:-1]):
        if word.text in ("if", "unless") and words[n + 1].text not in used("no condition"):
            return not (n and words[n - 1].text in used("asking"))
    return False


def _only_alleged(left: Sequence[Word], right: Sequence[Word]) -> bool:
    """Whether only one tells it as what somebody is accused of: "is accused of killing two", "killed two"."""
    return _alleged(left) != _alleged(right) and not any(w.text == "convicted" for w in (*left, *right))


def _alleged(words: Sequence[Word]) -> bool:
    pairs = {(a.text, b.text) for a, b in pairwise(words)}
    return not pairs.isdisjoint(
        {("accused", "of"), ("suspected", "of"), ("charged", "with"), ("cleared", "of"), ("acquitted", "of")}
    )


def _stated(words: Sequence[Word], aside: set[int]) -> list[int]:
    """What a statement says of its subject: the words of weight from the first verb on, but for its asides."""
    rest = [n for n in range(len(words)) if n not in aside]
    verb = next((n for n in rest if is_verbish(words[n].text)), 0)
    return [n for n in rest if n >= verb and words[n].weight > 0]


def _asides(words: Sequence[Word]) -> set[int]:
    """The words of clauses that tell when something was, on what condition, or of whom: "when the bus crashed", "who fled"."""
    found: set[int] = set()
    pointed = words[0].text in ("it", "that", "this", "it's", "that's", "there", "there's")  # "that is not a man who gives up"
    for n, word in enumerate(words):
        if n in found:
            continue
        if word.text in used("circumstance") and not (n and words[n - 1].text in used("asking")):
            end = next((m for m in range(n + 2, len(words)) if words[m].start > words[m - 1].end + 1), len(words))
            if any(is_verbish(w.text) for w in words[n:end]):  # not "since May"
                found.update(range(n, end))
        elif not pointed and 0 < n < len(words) - 1 and word.text in ("who", "which", "that") and is_verbish(words[n + 1].text):
            noun = words[n - 1].weight > 0 and not is_verbish(words[n - 1].text)
            found.update(range(n, _until_verb(words, n + 1)) if noun else ())
    return found


def _until_verb(words: Sequence[Word], at: int) -> int:
    """Where a clause that describes a noun ends: at a comma, or before the next verb."""
    inside = False
    for n in range(at, len(words)):
        verb = is_verbish(words[n].text)
        if (inside and verb) or (n > at and words[n].start > words[n - 1].end + 1):
            return n
        inside = inside or not verb
    return len(words)


def figure(words: Sequence[Word], at: int) -> tuple[int, int]:
    """Where a figure stands, with its sign and with what bounds it: "£60m", "4%", "fewer than 40"."""
    start, found = at, words[at].number
    while start > 0 and words[start - 1].weight == 0 and numeral(words[start - 1].text):
        start -= 1
    signed = found is not None and found.unit in MONEY and words[at].text not in COINS
    bound = bounding([w.text for w in words[max(0, start - 3) : start]]) if found and found.how in ("least", "most") else 0
    percent = found is not None and found.unit == "%" and words[at].text[-1:].isdigit()
    return words[start - bound].start - (signed and not bound), words[at].end + percent


TWO: tuple[tuple[Callable[[Sequence[Word], Sequence[Word]], bool], str], ...] = (
    (_other_state, "of another state of the matter"),
    (_of_another, "of two people"),
    (_of_somebody_elses, "of somebody, and of somebody of theirs"),
    (_another_one, "of one of a row, and of another"),
    (_other_part, "of two who have other parts in it"),
    (_other_sum, "of a figure that is added, and of one that is reached"),
    (_other_span, "for other spans of time"),
    (_only_alleged, "of what is so, and of what somebody is accused of"),
)
OF_LIKE: tuple[tuple[Callable[[Sequence[Word], Sequence[Word]], bool], str], ...] = (
    (_unlike, "of another one"),
    (_all_or_some, "of all, and of some"),
    (_by_another, "by another"),
    (_other_bound, "bounded by another figure"),
)
AROUND: tuple[tuple[Callable[[Sequence[Word], Sequence[Word]], bool], str], ...] = (
    (_other_measure, "of figures for other things"),
    (_on_condition, "of what is so, and of what is on a condition"),
    (_only_around, "of other things, at one time or of one subject"),
)
AGAINST: tuple[Callable[[Sequence[Word], Sequence[Word]], Clash | None], ...] = (
    _other_way,
    _other_coin,
    _other_toll,
    _turned_round,
)
