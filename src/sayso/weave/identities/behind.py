"""One unnamed source behind one carrier, whom those that have it through him describe in the same words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sayso.text import fold
from sayso.types import Attribution, Hop, Marked
from sayso.weave.identities.evidence import Groups, Local, Near, other_sex, related, unarticled

Hops = dict[tuple[str, int, int], str]


def join_behind(groups: Groups, pile: Sequence[Marked], at_hop: Hops, near: Near) -> None:
    """ "A cook told the Gazette" in one report, "the cook" in the Gazette's own; "my grandmother" of a speaker, and "her
    grandmother" where the speech is reported: one, where a report has but one such.

    The words for the source must be the same but for the article, and the reports of one affair; where a report knows two whom
    it calls so, or they differ in sex, nothing is joined.
    """
    number = {x.id: n for n, x in enumerate(groups.found)}
    own = {x.document: n for n, x in enumerate(groups.found) if x.own}
    met: dict[tuple[int, str], set[int]] = defaultdict(set)
    for marked in pile:
        for n, carrier in _sources(marked, number, own, at_hop):
            x = groups.found[n]
            if not x.named and x.phrases and x.type in ("role", "group"):
                for words in {fold(unarticled(p)) for p in x.phrases}:
                    met[groups.root(carrier), words].add(n)
    for (carrier, words), found in sorted(met.items()):
        members = sorted(found)
        documents = [groups.found[n].document for n in members]
        if len(set(documents)) < len(documents):
            continue
        for n in members[1:]:
            a, b = groups.found[members[0]], groups.found[n]
            if _fit(groups, members[0], n) and related(near, a.document, b.document) and not other_sex(a, b):
                groups.join(members[0], n, f"unnamed: the “{words}” of {_best(groups, carrier)} in either report")


def _sources(marked: Marked, number: dict[str, int], own: dict[str, int], at_hop: Hops) -> Iterator[tuple[int, int]]:
    """The first voice of each chain, and through whom it came: the next hop, else the report's own outlet; as locals."""
    for a in marked.attributions:
        hops = [number.get(_local(a, hop, at_hop) or "") for hop in a.chain]
        carrier = hops[1] if len(hops) > 1 else own.get(marked.document.id)
        if hops and hops[0] is not None and carrier is not None:
            yield hops[0], carrier


def _local(a: Attribution, hop: Hop, at_hop: Hops) -> str | None:
    if hop.entity is not None:
        return hop.entity
    return at_hop.get((a.document, hop.start, hop.end)) if hop.start is not None and hop.end is not None else None


def _fit(groups: Groups, a: int, b: int) -> bool:
    """Whether neither has been found to be somebody with a name, or another's."""
    members = (*groups.members[groups.root(a)], *groups.members[groups.root(b)])
    return not any(groups.found[m].named for m in members)


def _best(groups: Groups, carrier: int) -> str:
    members: list[Local] = [groups.found[m] for m in groups.members[groups.root(carrier)]]
    return next((x.best for x in members if x.named), "one carrier")
