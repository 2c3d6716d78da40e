"""Of whom two statements tell: of two people, of somebody and of his wife, of the second and of the third suspect."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from sayso import names
from sayso.text import is_verbish
from sayso.weave.voices import role_nouns
from sayso.weave.wording import Word, used

_OPENING = 6  # words in which a statement comes to its verb


def of_another(left: Sequence[Word], right: Sequence[Word]) -> bool:
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


def of_somebody_elses(left: Sequence[Word], right: Sequence[Word]) -> bool:
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
    subject = [w for w in other[:begin] if w.weight > 0 or w.entity]
    if not kin and not of and owner is not None and not any(w.text in ("of", "in", "at", "for", "from") for w in other[:begin]):
        kin, subject = _a_thing_of_theirs(words[owner], head), subject[-1:]
    theirs = {x for w in subject for x in (w.entity, w.key if w.weight > 0 else None) if x}
    mine = {x for w in whose[-1:] for x in (w.entity, w.key) if x}
    return kin and bool(theirs & mine) and head.key not in {w.key for w in other}


def _a_thing_of_theirs(owner: Word, head: Word) -> bool:
    """Whether what somebody owns is told of, not himself: "the girl's bike"; a firm's sales and a state's army are its own."""
    return not owner.place and head.text in names.words_of("belonging")


def another_one(left: Sequence[Word], right: Sequence[Word]) -> bool:
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


def other_part(left: Sequence[Word], right: Sequence[Word]) -> bool:
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
