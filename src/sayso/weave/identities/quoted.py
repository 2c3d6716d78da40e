"""One speaker of several reports, known by what they have him say: whom one names and another only describes by a run of
words that both quote, and whom none names by most of the words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sayso import names
from sayso.text import content_stems, fold, stopwords, tokens
from sayso.types import Attribution, Marked
from sayso.weave.identities.evidence import (
    BLOCK,
    Groups,
    Local,
    Near,
    family_names,
    full_names,
    offices_apart,
    other_sex,
    related,
)
from sayso.weave.identities.unnamed import another, offices

RETOLD, FEW = 0.5, 2  # share of the shorter statement's stems that both reports give, and how many at least
WORDS = 6  # in a row of a direct quotation: fewer may be anybody's
TELLING = 2  # of them that are no function words
Hops = dict[tuple[str, int, int], str]


def join_quoted(groups: Groups, pile: Sequence[Marked], at_hop: Hops, near: Near) -> None:
    """ "It shook," a controller said; "It shook," said Ada Holt, the controller: one speaker, if nothing speaks against it.

    The same words in two mouths may also be an error of one report, so the description must call the named one what his own
    reports call him; where two named speakers are credited with the words, they are one only if their names may be spellings of
    one ("Youssef Bouchama", "Yusuf Bushama") or one is the other's surname.
    """
    number = {x.id: n for n, x in enumerate(groups.found)}
    speakers: dict[str, set[int]] = defaultdict(set)
    for marked in pile:
        for a in marked.attributions:
            n = number.get(_voice(a, at_hop) or "")
            if n is not None and a.kind == "direct":
                for words in _said(marked, a):
                    speakers[words].add(n)
    tried: set[tuple[int, int]] = set()
    for words, found in sorted(speakers.items()):
        named = {groups.root(n) for n in found if groups.is_named(n)}
        if len(named) == 2:
            one, other = sorted(named)
            new = (one, other) not in tried and _one_affair(groups, one, other, near)
            if new and (why := _one_name(groups, one, other)):
                groups.join(one, other, f"{why}; quoted with the same words in two reports: “{words}”")
                named = {groups.root(n) for n in named}
            tried.add((one, other))
        if len(named) != 1:
            continue
        (root,) = named
        for n in sorted(found):
            x = groups.found[n]
            if groups.root(n) != groups.root(root) and not x.named and not x.plural and _fits(groups, root, n, near):
                who = next(groups.found[m].best for m in groups.members[groups.root(root)] if groups.found[m].named)
                groups.join(root, n, f"“{x.best}” in one report is quoted with the words of {who} in another: “{words}”")


def join_retold(groups: Groups, pile: Sequence[Marked], at_hop: Hops, near: Near) -> None:
    """ "A nurse said that she was on soup"; "She lives on soup, according to a nurse": one nurse, if both reports are of one
    affair and nothing in what she is called or in what she says speaks against it. "An official" may be anybody.
    """
    number = {x.id: n for n, x in enumerate(groups.found)}
    told: dict[tuple[str, str], list[tuple[int, _Told]]] = defaultdict(list)  # by noun and stem
    for marked in pile:
        for a in marked.attributions:
            n = number.get(_voice(a, at_hop) or "")
            if n is None or groups.is_named(n):
                continue
            text = " ".join(marked.document.text[s.start : s.end] for s in a.content)
            what = _Told(frozenset(content_stems(text)), frozenset(_figures(text)), _DENIES.search(fold(text)) is not None)
            for head in sorted(groups.found[n].heads - names.words_of("anybody")):
                for one in what.stems:
                    told[head, one].append((n, what))
    for (_, one), found in sorted(told.items()):
        for i, (n, mine) in enumerate(found[:BLOCK]):
            for m, theirs in found[:i]:
                both = mine.stems & theirs.stems
                new = one == min(both) and groups.root(m) != groups.root(n)
                if new and _one_thing(mine, theirs) and _may_be_one(groups, m, n, near):
                    why = f"the same is told of “{groups.found[m].best}” and “{groups.found[n].best}”"
                    groups.join(m, n, f"unnamed: {why} ({', '.join(sorted(both)[:4])})")


def _one_affair(groups: Groups, a: int, b: int, near: Near) -> bool:
    """Whether a report of each of two speakers names somebody or something else that the other's does."""
    homes = [sorted({groups.found[m].document for m in groups.members[groups.root(n)]})[:BLOCK] for n in (a, b)]
    own = {f"p {names.skeleton(name)}" for n in (a, b) for name in groups.found[n].names}
    return any(near.get(x, frozenset()) & near.get(y, frozenset()) - own for x in homes[0] for y in homes[1])


def _one_name(groups: Groups, a: int, b: int) -> str:
    """Why two named speakers of the same words may be one: their names, if nothing that they are called speaks against it."""
    people = [[groups.found[m] for m in groups.members[groups.root(n)] if groups.found[m].named] for n in (a, b)]
    if any(x.type != "person" for some in people for x in some) or any(other_sex(x, y) for x in people[0] for y in people[1]):
        return ""
    if any(offices_apart(x.titles, y.titles) for x in people[0] for y in people[1]):
        return ""
    whole = [sorted({name for x in some for name in full_names(x)}) for some in people]
    if all(whole):
        match, one, other = max((names.same_person(x, y), x, y) for x in whole[0] for y in whole[1])
        return f"{one} and {other}: {match.why}" if match.score >= names.PART else ""
    lone, full = sorted(people, key=lambda some: any(map(full_names, some)))
    surnames = {s for x in lone for s in family_names(x)}
    bearers = {
        groups.root(n)
        for n, x in enumerate(groups.found)
        if x.type == "person" and full_names(x) and any(names.one_surname(s, f) for s in surnames for f in family_names(x))
    }
    mine = {groups.root(n) for n in (a, b)}
    return f"{lone[0].best} is the surname of {full[0].best} alone" if len(bearers) == 1 and bearers <= mine else ""


class _Told(NamedTuple):
    """What a voice is told to have said: stems of its content words, its figures, and whether it denies."""

    stems: frozenset[str]
    figures: frozenset[str]
    denies: bool


def _figures(text: str) -> Iterator[str]:
    words = (fold(t.text) for t in tokens(text, 0, len(text)))
    return (w for w in words if w in names.words_of("number-word") or any(c.isdigit() for c in w))


_DENIES = re.compile(r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without)\b|n't\b")


def _one_thing(a: _Told, b: _Told) -> bool:
    both = len(a.stems & b.stems)
    alike = both >= FEW and both >= RETOLD * min(len(a.stems), len(b.stems))
    return alike and a.denies == b.denies and (a.figures == b.figures or not (a.figures and b.figures))


def _may_be_one(groups: Groups, m: int, n: int, near: Near) -> bool:
    """Whether nothing that two unnamed voices are called keeps them apart: a word before it, a body, a place, a number."""
    a, b = groups.found[m], groups.found[n]
    if a.document == b.document or a.plural != b.plural or other_sex(a, b) or another(a) or another(b):
        return False
    if not related(near, a.document, b.document):
        return False
    called = [{(*sorted(o.kind), o.head) for o in offices(x)} for x in (a, b)]
    if any(names.neighbouring(s, t) for s in called[0] for t in called[1]):
        return False
    for mine, theirs in (
        [frozenset[str]().union(*(o.kind for o in offices(x))) - _LOOSELY for x in (a, b)],
        [_named_in([x]) for x in (a, b)],
        [frozenset(_figures(" ".join(x.phrases))) for x in (a, b)],
    ):
        if mine and theirs and not mine & theirs:
            return False
    return True


_LOOSELY = frozenset({"former", "unnamed", "same", "senior", "local", "young", "old", "retired", "anonymous", "unidentified"})


def _voice(a: Attribution, at_hop: Hops) -> str | None:
    if not a.chain:
        return None
    hop = a.chain[0]
    if hop.entity is not None:
        return hop.entity
    return at_hop.get((a.document, hop.start, hop.end)) if hop.start is not None and hop.end is not None else None


def _said(marked: Marked, a: Attribution) -> Iterator[str]:
    """Each run of so many words of a quotation, folded, of which some tell anything: desks cut what they quote."""
    for span in a.content:
        words = [fold(t.text) for t in tokens(marked.document.text, span.start, span.end)]
        for n in range(len(words) - WORDS + 1):
            run = words[n : n + WORDS]
            if sum(w not in stopwords() for w in run) >= TELLING:
                yield " ".join(run)


def _fits(groups: Groups, root: int, n: int, near: Near) -> bool:
    x, root = groups.found[n], groups.root(root)
    people = [groups.found[m] for m in groups.members[root]]
    if not x.heads & groups.heads[root] or any(other_sex(x, y) for y in people):
        return False
    mine, theirs = ({(*sorted(o.kind), o.head) for y in some for o in offices(y)} for some in ((x,), people))
    if not mine & theirs and any(names.neighbouring(s, t) for s in mine for t in theirs):
        return False  # the mayor and the deputy mayor
    ours, others = _named_in([x]), _named_in(people)
    if ours and others and not ours & others:
        return False  # the mayor of one town and that of another
    return any(related(near, x.document, y.document) for y in people)


def _named_in(some: Iterable[Local]) -> set[str]:
    """The names in what people are called: of what they are the mayor, for whom they speak."""
    return {fold(w) for x in some for p in x.phrases for w in p.split()[1:] if w[0].isupper()}
