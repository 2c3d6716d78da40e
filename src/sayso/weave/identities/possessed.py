"""Whom "his lawyer" or "the owner's spokeswoman" of one report means, where another names who that is to the same one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sayso import names
from sayso.text import fold
from sayso.types import Marked, Mention
from sayso.weave.identities.affairs import Affairs
from sayso.weave.identities.evidence import BODIES, Groups, Local, Near, head_of, other_sex, related, role_nouns

BEFORE = 300  # code points that a possessive pronoun looks back; a structural constant, not calibrated
_SENTENCE = re.compile(r"[.!?][”’\"]?\s")
_SEX = {"his": "m", "her": "f", "its": ""}


def join_possessed(groups: Groups, pile: Sequence[Marked], near: Near) -> None:
    """ "Orvik's deputy" in one report, "his deputy, Ada Holt" in another, where the pronoun means Orvik: one person.

    The phrases must have the same noun with the same words before it, and the reports be of one affair; where reports of
    the affair name two who are that to him, or the sexes differ, nothing is joined.
    """
    number = {x.id: n for n, x in enumerate(groups.found)}
    affairs = Affairs(near)
    named: list[tuple[int, int]] = []  # who it is, and whose
    bearers: dict[tuple[str, ...], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))  # by office and report
    unnamed: list[tuple[tuple[str, ...], int, int]] = []
    for marked in pile:
        for office, mine, whose in _possessed(marked, number, groups.found):
            x = groups.found[mine]
            if x.named and x.type == "person":
                bearers[office][x.document].append(len(named))
                named.append((mine, whose))
            elif x.type == "role" and not x.plural:
                unnamed.append((office, mine, whose))
    for office, n, whose in unnamed:
        x = groups.found[n]
        near_by = (named[k] for k in affairs.among(x.document, bearers.get(office, {})))
        fitting = {groups.root(m): m for m, theirs in near_by if _same(groups, whose, theirs)}
        if len(fitting) == 1 and not groups.is_named(n):
            ((root, m),) = fitting.items()
            if not any(other_sex(x, groups.found[k]) for k in groups.members[root]):
                who = f"{groups.found[m].best} is {groups.found[whose].best}'s {' '.join(office)} in another report"
                groups.join(root, n, f"“{x.best}” in one report; {who}")


def join_owned(groups: Groups, near: Near) -> None:
    """ "Prime Minister Ada Holt's office" in one report and "Holt's office" in another of the affair: what is one person's or
    one body's and called by the same word."""
    named: dict[str, list[tuple[int, int]]] = defaultdict(list)  # by document where somebody is named, and who
    for n, x in enumerate(groups.found):
        named[x.document] += [(locus.start, n) for locus in x.loci] if x.named else []
    owned: dict[tuple[str, int], list[int]] = defaultdict(list)
    for n, x in enumerate(groups.found):
        told = _OWNED.search(x.best) if not x.named and not x.plural and x.loci else None
        noun = fold(told["what"]) if told else ""
        if told is None or role_nouns().get(head_of(noun), ("", ""))[0] == "person":
            continue
        inside = {groups.root(who) for at, who in named[x.document] if x.loci[0].start <= at < x.loci[0].end}
        if len(inside) == 1:
            owned[noun, inside.pop()].append(n)
    for (noun, whose), those in owned.items():
        for one, other in pairwise(those):
            here, there = groups.found[one], groups.found[other]
            if groups.root(one) != groups.root(other) and related(near, here.document, there.document):
                groups.join(one, other, f"“{here.best}” and “{there.best}”: the {noun} of {groups.found[whose].best}")


_OWNED = re.compile(r"[’']s? (?P<what>[a-z-]+)$")


def _same(groups: Groups, a: int, b: int) -> bool:
    """Whether two possessors are one, or the one is only called what the other is with his name: "the owner"."""
    if groups.root(a) == groups.root(b):
        return True
    plain, other = (a, b) if not groups.found[a].named else (b, a)
    known = groups.heads[groups.root(other)]
    alone = not groups.is_named(plain)
    return alone and groups.found[other].named and bool(groups.found[plain].heads & known)


def _possessed(marked: Marked, number: dict[str, int], found: Sequence[Local]) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """The phrases of a report for somebody's somebody: the words of the office, who it is, and whose; as locals."""
    text = marked.document.text
    mentions = [m for m in marked.mentions if m.entity in number]
    starts = [m.start for m in mentions]
    for k, m in enumerate(mentions):
        if m.form != "role" or m.type == "group":
            continue
        words = fold(text[m.start : m.end]).split()
        cut = next((n for n, w in enumerate(words) if w.endswith(("'s", "s'"))), None)
        if words[0] in _SEX and cut is None:
            office, owner = words[1:], _owner(k, text, mentions, number, found)
        elif cut is not None and not any(w.endswith(("'s", "s'")) for w in words[cut + 1 :]):
            at = max(text.find("'", m.start, m.end), text.find("’", m.start, m.end))
            inside = mentions[bisect_left(starts, m.start) : bisect_left(starts, at)]
            office, owner = words[cut + 1 :], next((o for o in inside if o.end in (at, at + 1) and o is not m), None)
        else:
            continue
        head = head_of(" ".join(office))
        if owner is None or owner.entity == m.entity or role_nouns().get(head, ("", ""))[0] != "person":
            continue
        if head not in names.words_of("anybody"):
            yield tuple(w for w in office if w != "own"), number[m.entity], number[owner.entity]


def _owner(n: int, text: str, mentions: Sequence[Mention], number: dict[str, int], found: Sequence[Local]) -> Mention | None:
    """Whom a possessive pronoun means: the last one of fitting sex spoken of before it, if his sentence has no other."""
    role = mentions[n]
    sex = _SEX[fold(text[role.start : role.start + 3])]
    last: Mention | None = None
    for m in (mentions[k] for k in range(n - 1, -1, -1)):
        x = found[number[m.entity]]
        if role.start - m.end > BEFORE or (last is not None and _SENTENCE.search(text, m.end, last.start)):
            break
        if m.entity == role.entity or m.end > role.start or x.plural or (last is not None and m.entity == last.entity):
            continue
        fits = m.type in ("person", "role") and not (x.genders and sex not in x.genders) if sex else m.type in BODIES or x.named
        if fits and (m.form != "role" or fold(text[m.start : m.end]).startswith("the ")):
            if last is not None:
                return None
            last = m
    return last
