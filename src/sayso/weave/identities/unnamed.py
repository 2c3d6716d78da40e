"""Phrases without a name in different documents: whom "the judge" of one report means, and which are one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sayso import names
from sayso.text import fold
from sayso.weave.identities.evidence import BLOCK, Groups, Local, role_nouns


def join_unnamed(groups: Groups, near: dict[str, frozenset[str]]) -> None:
    """Phrases without a name: holders of one office, one noun with one body, one paper that the reports share."""
    holders: dict[str, dict[int, int]] = defaultdict(dict)
    for n, x in enumerate(groups.found):
        if x.type == "person" and x.named:
            for head in x.heads & names.words_of("office"):
                holders[head].setdefault(groups.root(n), groups.root(n))
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, x in enumerate(groups.found):
        if x.named or not x.heads:
            continue
        head = min(x.heads)
        kind = role_nouns().get(head, ("", ""))[0]
        if kind == "person" and not x.plural and len(holders.get(head, {})) == 1 and _definite(x):
            ((root, m),) = holders[head].items()
            others = {groups.found[k].document for k in groups.members[groups.root(root)]}
            shared = max((len(near.get(x.document, frozenset()) & near.get(d, frozenset())) for d in sorted(others)), default=0)
            if shared >= 2 or x.document in others:
                groups.join(m, n, f"{x.best}: the only {head} of the pile; the reports share other names")
                continue
        if kind == "person" and not x.plural:
            for m in sorted({groups.root(w) for w in x.within}):
                blocks[(head, f"at {m}")].append(n)
        elif kind == "thing" and _alone(groups, n, head):
            blocks[(head, "paper")].append(n)
        elif kind == "group" and _definite(x) and not x.within:
            blocks[(fold(x.best), "group")].append(n)
    for (head, sort), members in sorted(blocks.items()):
        _join_block(groups, head, sort, members, near)


def _join_block(groups: Groups, head: str, sort: str, members: Sequence[int], near: dict[str, frozenset[str]]) -> None:
    for i, n in enumerate(members[:BLOCK]):
        for m in members[:i]:
            a, b = groups.found[m], groups.found[n]
            if a.document == b.document or (a.genders and b.genders and not a.genders & b.genders):
                continue
            shared = near.get(a.document, frozenset()) & near.get(b.document, frozenset())
            if sort.startswith("at ") and _qualifiers(a) == _qualifiers(b):
                body = groups.found[int(sort[3:])].best
                groups.join(m, n, f"unnamed: the one {head} at {body} of either report")
            elif sort == "paper" and len(shared) >= 2:
                groups.join(m, n, f"unnamed: the one {head} of either report; they share other names")
            elif sort == "group" and len(shared) >= 2:
                groups.join(m, n, f"unnamed: {head}, in reports that share other names")


def _qualifiers(x: Local) -> bool:
    return any(w in fold(p).split() for p in x.phrases for w in ("former", "ex", "another", "second", "other"))


def _definite(x: Local) -> bool:
    return any(fold(p).split()[:1] in (["the"], ["police"], ["its"]) or "'s " in fold(p) for p in x.phrases)


def _alone(groups: Groups, n: int, head: str) -> bool:
    """Whether a report has only one paper of this kind in its chains."""
    x = groups.found[n]
    return sum(y.document == x.document and head in y.heads and y.hop for y in groups.found[max(0, n - 400) : n + 400]) <= 1
