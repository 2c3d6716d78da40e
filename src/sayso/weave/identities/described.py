"""One person whom one report names and another only describes, known by the clause that both describe him with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from sayso.text import fold, stopwords, tokens
from sayso.types import Marked
from sayso.weave.identities.evidence import Groups, Near, other_sex, related

WORDS = 4  # of a clause that must be the same; a structural constant, not calibrated
_TELLING = 2  # of them that are no function words
_CLAUSE = 80  # characters in which they must stand
_WHO = re.compile(r",?[ \xa0\n]who ")


def join_described(groups: Groups, pile: Sequence[Marked], near: Near) -> None:
    """ "An engineer who examined the tower last year" is Ada Holt where another report says that of her, an engineer.

    Reports that write from one another keep such a clause to the letter. It must begin with the same words, its bearers must
    be called by the same noun, and the reports be of one affair; where it is said of two who have names, nothing is joined.
    """
    number = {x.id: n for n, x in enumerate(groups.found)}
    said: dict[tuple[str, ...], dict[int, None]] = defaultdict(dict)
    for marked in pile:
        for entity, clause in _clauses(marked):
            if entity in number:
                said[clause].setdefault(number[entity])
    for clause, found in sorted(said.items()):
        roots = {groups.root(n) for n in found if groups.found[n].type == "person" and groups.found[n].named}
        if len(roots) != 1:
            continue
        for n in sorted(found):
            x, (root,) = groups.found[n], {groups.root(r) for r in roots}
            if groups.root(n) != root and x.type == "role" and not x.plural and _fits(groups, root, n, near):
                who = next(groups.found[m].best for m in groups.members[root] if groups.found[m].named)
                groups.join(root, n, f"“{x.best}” in one report “who {' '.join(clause)} …”, as {who} in another")


def _clauses(marked: Marked) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Who is described by a clause in a report, and its first words."""
    text = marked.document.text
    for m in marked.mentions:
        who = _WHO.match(text, m.end)
        if m.form == "pronoun" or who is None:
            continue
        words = tuple(fold(t.text) for t in islice(tokens(text, who.end(), who.end() + _CLAUSE), WORDS))
        if len(words) == WORDS and sum(w not in stopwords() for w in words) >= _TELLING:
            yield m.entity, words


def _fits(groups: Groups, root: int, n: int, near: Near) -> bool:
    x, people = groups.found[n], [groups.found[m] for m in groups.members[root]]
    if not x.heads & groups.heads[root] or any(other_sex(x, y) for y in people):
        return False
    return any(related(near, x.document, y.document) for y in people)
