"""Two personal names held against each other, and one score made of what the pairing of their words tells.

A score is a band, set by the weakest evidence, and a place in the band, given by a logistic regression over the counts of
each kind of evidence (`person_evidence.csv`, fitted on the read half of name_bench by `lab/name_evidence.py`)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from functools import cache

from rapidfuzz.distance import OSA

from sayso.names.pairing import Evidence, Match, Reading, kind_of, paired, slip
from sayso.names.parts import PersonalName, given_names, personal_name, words_of
from sayso.names.spellings import ALIKE, SAME_WORD, changes, letters, same_word, script, skeleton, skeletons
from sayso.tables import table

SAME_NAME = 0.5  # one name at all, slips of the pen included: calibrated on the read half of name_bench
SAME_PERSON = 0.75  # one person, where the text says something for it (a role in common): no slip in a short surname
LIKELY = 0.74  # one person where reports of one affair speak of him: vowels of one word differ, or a second surname is left out
ONE_SLIP = 0.78  # one slip in a long surname beside the same given name: enough with a role in common
PART = 0.7  # a part of a name, or slips that may make another name of it
CONTRADICTED = 0.6  # a word that contradicts, however little
LEFT_OUT = 2  # words that one name may lack beside a given name and a surname: of those with more, half are others
UNSURE = 0.5  # product of the likenesses of all words: below, the doubts of several words add up
_VOWELS = frozenset("aeiouy")
LONG_SURNAME = 6  # letters of a surname beside which the vowels of a given name do not matter ("Mikhail", "Mykhailo")
SURE = 0.86  # one person on the names alone: no word but is the same word on both sides, or is left out on one

_PATRONYMIC = frozenset(("bin", "ibn", "ben"))


def same_person(a: str, b: str) -> Match:
    """Whether two names can be one person's, judged by the names alone, with the reason in words.

    1 is the same name. From `SURE` on no word contradicts; from `SAME_PERSON` on take them for one if the text says
    something for it (the same office); from `SAME_NAME` on they may be one name with a slip in it, or a part of one name:
    a lone surname against a full name scores at most 0.7, for it may be one and it may be a brother. A different given
    name, another father's name, another generation is evidence against.
    """
    x, y = personal_name(a), personal_name(b)
    if not x.words or not y.words:
        return Match(0.0, "no name")
    match = _by_words(x, y, kind_of(script(a), script(b)))
    older, younger = x.generation, y.generation
    if older == younger:
        return match
    if older and younger:
        return Match(min(match.score, 0.3), "another generation")
    return Match(min(match.score, 0.8), f"{match.why}; only one is called {min(older | younger)}")


def evidence(a: str, b: str) -> Evidence | None:
    """What the words of two names say for and against their being one, for fitting; None if one has a single word only."""
    one, two = sorted((_core(personal_name(n).words) for n in (a, b)), key=lambda w: (len(w), w))
    return paired(one, two, kind_of(script(a), script(b))).evidence if len(one) > 1 else None


def _core(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without particles, which spellings leave out freely; all when nothing else is there."""
    core = tuple(p for w in words for p in w.replace(".", "").split("-") if p and p not in words_of("family-particle"))
    return core or words


def _by_words(x: PersonalName, y: PersonalName, kind: str) -> Match:
    if x.words == y.words:
        return Match(1.0, "the same name")
    here, there = letters("".join(x.words)), letters("".join(y.words))
    if here == there and len(here) > 3:
        return Match(0.98, "the same name, spaced differently")
    one, two = sorted((_core(x.words), _core(y.words)), key=lambda w: (len(w), w))
    if len(one) == 1:
        return max(_lone(one[0], two, kind), _run_together(one, two, kind), key=lambda m: m.score)
    read = paired(one, two, kind)
    if read.evidence.crossed and _PATRONYMIC & {*x.words} and _PATRONYMIC & {*y.words}:
        return Match(0.4, "father and son change places")
    return max(_judged(read, kind), _run_together(one, two, kind), key=lambda m: m.score)


def _run_together(one: tuple[str, ...], two: tuple[str, ...], kind: str) -> Match:
    """The same letters but spaced differently: "Kim Jong-uun", "Xi Jin Ping", a script that writes no spaces."""
    if len(one) == len(two):
        return Match(0.0, "")
    x = "".join(one)
    for y in dict.fromkeys(("".join(two), "".join((*two[1:], two[0])), "".join((two[-1], *two[:-1])))):
        if min(len(x), len(y)) > 5 and (score := same_word(x, y, kind)) >= 0.9:
            return Match(0.9 * score, "one name, spaced differently")
    return Match(0.0, "")


def _lone(name: str, full: tuple[str, ...], kind: str) -> Match:
    score = same_word(name, full[-1], kind)
    if len(full) == 1:
        if score < SAME_WORD:
            return Match(0.6 * max(score, slip(name, full[0])), "other names")
        return Match(score, _spelt(name, full[0], kind))
    if score >= SAME_WORD:
        return Match(0.7 * score, "a surname and a full name that ends in it")
    return Match(0.3 * max(same_word(name, w, kind) for w in full), "a part of the name at most")


def _spelt(a: str, b: str, kind: str) -> str:
    told = changes(a, b, kind)
    return f"two spellings of one word: {told}" if told else "two spellings of one word"


@cache
def _weights() -> tuple[float, ...]:
    rows = {row["evidence"]: float(row["weight"]) for row in table("person_evidence")}
    return tuple(rows[name] for name in ("start", *Evidence._fields))


def _chance(found: Evidence) -> float:
    start, *weights = _weights()
    return 1 / (1 + math.exp(-start - sum(w * v for w, v in zip(weights, found, strict=True))))


def _judged(read: Reading, kind: str) -> Match:
    """The band that the weakest evidence allows, and the place in it that the regression gives."""
    found = read.evidence
    chance = _chance(found)
    notes = tuple(_notes(read, kind))
    if found.conflicts:
        which = "surnames" if found.conflict_last else "given names"
        mine, theirs = " ".join(read.x[i] for i in read.over_x), " ".join(read.y[j] for j in read.over_y)
        return Match(min(chance, CONTRADICTED), f"other {which}: {mine}, {theirs}")
    if by := _by_initials(read):
        return Match(min(chance, CONTRADICTED), by)
    why = "; ".join(notes) or "two spellings of one name"
    if found.slips or found.near:
        most = _slipped(read)
        return Match(SURE if most == SURE else min(chance, most), why)
    sure = math.prod(p.score for p in read.pairs)
    last = any(len(read.x) - 1 in p.left and len(read.y) - 1 in p.right for p in read.pairs)
    if len(read.pairs) < 2 or not (last or found.crossed) or found.left_out > LEFT_OUT or not _of_like_consonants(read, kind):
        likely = sure >= UNSURE and (_second_surname(read) or _one_given(read))
        return Match(LIKELY if likely else min(chance, PART), why)
    if sure < UNSURE or (found.crossed and len(read.x) == 2):
        return Match(max(SAME_PERSON, min(SURE - 0.01, chance)), why)
    return Match(SURE + (1 - SURE) * sure, why)


def _by_initials(read: Reading) -> str:
    """What initials alone hold together: nothing else, or a first name and a middle initial; empty for no such thing.

    "Dan Coats" is not every "D. C.", and "James Smith" no "Lawrence J. Smith".
    """
    if all(p.kind == "initial" for p in read.pairs):
        return "nothing but initials in common"
    for p in read.pairs:
        for given, at, name, over in ((p.left, p.right, read.y, read.over_y), (p.right, p.left, read.x, read.over_x)):
            if p.kind == "initial" and given == (0,) and at > (0,) and len(name[at[0]]) == 1 and 0 in over and len(name[0]) > 1:
                return f"other given names: {name[0]} before the initial {name[at[0]].upper()}."
    return ""


def _second_surname(read: Reading) -> bool:
    """Whether all that one name lacks is the last word of the other: "Carmen Ibarrola", "Carmen Ibarrola Sáez"."""
    paired_so = [(p.left, p.right) for p in read.pairs] == [((i,), (i,)) for i in range(len(read.x))]
    return len(read.x) > 1 and paired_so and len(read.y) == len(read.x) + 1 and len(read.y[-1]) > 1


def _one_given(read: Reading) -> bool:
    """Whether two full names differ in a given name only that sounds alike ("Mahliyo", "Makhliyo"), and is not known as two."""
    if len(read.x) != 2 or len(read.y) != 2 or len(read.pairs) != 2 or read.x[1] != read.y[1] or len(read.x[1]) < 4:
        return False
    short, long = sorted((read.x[0], read.y[0]), key=len)
    if len(short) < 3 or {short, long} <= given_names().keys():
        return False
    return min(p.score for p in read.pairs) >= SURE and OSA.distance(short, long) <= 2


def _of_like_consonants(read: Reading, kind: str) -> bool:
    """Whether no pair of Latin words differs in more than one consonant."""
    for p in read.pairs if kind == "latin" else ():
        mine, theirs = "".join(read.x[i] for i in p.left), "".join(read.y[j] for j in p.right)
        if p.kind in ("same", "joined") and p.score < ALIKE and not {*skeletons(mine)} & {*skeletons(theirs)}:
            return False
    return True


def _slipped(read: Reading) -> float:
    """The most that a doubtful name can score: one slip in a long surname, or vowels only, beside words that are the same.

    With the vowels of a given name beside a long surname that is the same it is as good as certain; with one vowel of any
    word beside words that may be the same ("Rustam Gayibov", "Rustem Ghayibov") it is likely.
    """
    doubtful = [p for p in read.pairs if p.kind in ("slip", "near")]
    others = [p for p in read.pairs if p.kind in ("same", "joined") and p.score >= 0.97]
    one, i, j = doubtful[0], doubtful[0].left[-1], doubtful[0].right[-1]
    mine, theirs = read.x[i], read.y[j]
    family = i == len(read.x) - 1 and j == len(read.y) - 1 and min(len(mine), len(theirs)) >= 5
    vowels = one.kind == "near" and skeleton(mine) == skeleton(theirs)
    if len(doubtful) == 1 and others and vowels and not family and len(skeleton(mine)) > 2 and len(read.x[-1]) >= LONG_SURNAME:
        return SURE
    if len(doubtful) == 1 and others and (family or vowels):
        return ONE_SLIP
    sounds_so = skeleton(mine) == skeleton(theirs) and len(skeleton(mine)) > 2 and not _two_given(mine, theirs)
    alone = len(doubtful) == 1 and len(read.pairs) > 1 and one.kind == "slip"
    return LIKELY if alone and (sounds_so or (others and _one_letter_more(mine, theirs))) else PART


def _two_given(a: str, b: str) -> bool:
    """Whether both words are known given names with other vowels, each one of its own: "Christine", "Christiane"."""
    vowels = ["".join(c for c in letters(w) if c in _VOWELS) for w in (a, b)]
    return a in given_names() and b in given_names() and vowels[0] != vowels[1]


def _one_letter_more(a: str, b: str) -> bool:
    """Whether one of two long words is the other with one consonant more beside another: "Otávio", "Octávio". A vowel more is
    another name ("Christine", "Christiane")."""
    short, long = sorted((letters(a), letters(b)), key=len)
    if len(short) < LONG_SURNAME or (short[0], short[-1]) != (long[0], long[-1]):
        return False
    return any(
        long[:i] + long[i + 1 :] == short and long[i] not in _VOWELS and not {long[i - 1], long[i + 1]} <= _VOWELS
        for i in range(1, len(long) - 1)
    )


def _notes(read: Reading, kind: str) -> Iterator[str]:
    """What a reader should know of each pair that is not the same to the letter, and of what is left out."""
    for p in read.pairs:
        mine, theirs = " ".join(read.x[i] for i in p.left), " ".join(read.y[j] for j in p.right)
        one, other = sorted((mine, theirs))
        if p.kind == "initial":
            yield f"initial {min(mine, theirs, key=len)}"
        elif p.kind == "short":
            yield f"{one} and {other} are short and long"
        elif p.kind == "joined":
            yield f"{one} and {other}, written together and apart"
        elif p.kind in ("slip", "near"):
            yield f"{one} and {other} are {'a slip' if p.kind == 'slip' else 'some changes'} apart"
        elif mine != theirs:
            told = changes(mine, theirs, kind)
            yield f"{one} and {other} are spellings of one word" + (f" ({told})" if told else "")
    left = [*(read.x[i] for i in read.over_x), *(read.y[j] for j in read.over_y)]
    if left and not read.evidence.conflicts:
        yield f"left out in one: {' '.join(left)}"
    if read.evidence.crossed:
        yield "in another order"


def sexes_apart(mine: Collection[str], theirs: Collection[str]) -> bool:
    """Whether what tells of two people's sexes tells of both, and of none alike."""
    return bool(mine and theirs) and not set(mine) & set(theirs)
