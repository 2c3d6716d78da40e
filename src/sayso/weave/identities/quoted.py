"""One speaker whom one report names and another only describes, known by a run of the words that both quote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sayso import names
from sayso.text import fold, stopwords, tokens
from sayso.types import Attribution, Marked
from sayso.weave.identities.evidence import Groups, Local, other_sex, related
from sayso.weave.identities.unnamed import offices

WORDS = 6  # in a row of a direct quotation: fewer may be anybody's
TELLING = 2  # of them that are no function words
Hops = dict[tuple[str, int, int], str]


def join_quoted(groups: Groups, pile: Sequence[Marked], at_hop: Hops, near: dict[str, frozenset[str]]) -> None:
    """ "It shook," a controller said; "It shook," said Ada Holt, the controller: one speaker, if nothing speaks against it.

    The same words in two mouths may also be an error of one report, so the description must call the named one what his own
    reports call him; where two named speakers are credited with the words, nothing is joined.
    """
    number = {x.id: n for n, x in enumerate(groups.found)}
    speakers: dict[str, set[int]] = defaultdict(set)
    for marked in pile:
        for a in marked.attributions:
            n = number.get(_voice(a, at_hop) or "")
            if n is not None and a.kind == "direct":
                for words in _said(marked, a):
                    speakers[words].add(n)
    for words, found in sorted(speakers.items()):
        named = {groups.root(n) for n in found if any(groups.found[m].named for m in groups.members[groups.root(n)])}
        if len(named) != 1:
            continue
        (root,) = named
        for n in sorted(found):
            x = groups.found[n]
            if groups.root(n) != groups.root(root) and not x.named and not x.plural and _fits(groups, root, n, near):
                who = next(groups.found[m].best for m in groups.members[groups.root(root)] if groups.found[m].named)
                groups.join(root, n, f"“{x.best}” in one report is quoted with the words of {who} in another: “{words}”")


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


def _fits(groups: Groups, root: int, n: int, near: dict[str, frozenset[str]]) -> bool:
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
