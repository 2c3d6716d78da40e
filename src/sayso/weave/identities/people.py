"""Persons of different documents that are one: full names first, then lone surnames."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sayso import names
from sayso.text import fold
from sayso.weave.identities.evidence import BLOCK, Groups, Local, family_names, full_names, fullest, other_sex


def neighbours(groups: Groups) -> dict[str, frozenset[str]]:
    """For each document the names it shares with others: keys of bodies, places and full names, the commonest left out."""
    where: dict[str, set[str]] = defaultdict(set)
    for n, x in enumerate(groups.found):
        if not x.named:
            continue
        if x.type == "person":
            for name in x.names:
                if len(names.personal_name(name).words) > 1:
                    where["p " + names.skeleton(name)].add(x.document)
        else:
            where[f"g {groups.root(n)}"].add(x.document)
    documents = len({x.document for x in groups.found})
    out: dict[str, set[str]] = defaultdict(set)
    for key, here in where.items():
        if 2 <= len(here) <= max(12, documents // 5):
            for document in here:
                out[document].add(key)
    return {d: frozenset(keys) for d, keys in out.items()}


def join_persons(groups: Groups, near: dict[str, frozenset[str]]) -> None:
    """Full names first, best match first; then lone surnames that only one person of the pile can bear."""
    people = [n for n, x in enumerate(groups.found) if x.type == "person" and x.named]
    blocks: dict[str, list[int]] = defaultdict(list)
    for n in people:
        if full_names(groups.found[n]):
            for key in dict.fromkeys(k for f in family_names(groups.found[n]) for k in names.skeletons(f)):
                blocks[key].append(n)
    pairs: dict[tuple[int, int], tuple[float, str]] = {}
    for key in sorted(blocks):
        first: dict[str, int] = {}
        for n in blocks[key]:
            label = fold(fullest(groups.found[n].names))
            if label in first:
                groups.join(first[label], n, f"the same name: {fullest(groups.found[n].names)}")
            first.setdefault(label, n)
        distinct = list(first.values())[:BLOCK]
        for i, a in enumerate(distinct):
            for b in distinct[i + 1 :]:
                if (a, b) not in pairs:
                    pairs[(a, b)] = _one_person(groups.found[a], groups.found[b])
    for (a, b), (score, why) in sorted(pairs.items(), key=lambda p: (-p[1][0], p[0])):
        if score > 0:
            groups.join(a, b, why)
    _join_surnames(groups, people, near)


def _one_person(a: Local, b: Local) -> tuple[float, str]:
    """How sure two full names are one person (0: they are not), with the reason in words."""
    if a.genders and b.genders and not a.genders & b.genders:
        return 0.0, ""
    best = max(
        ((names.same_person(x, y), x, y) for x in full_names(a) for y in full_names(b)),
        key=lambda m: (m[0].score, m[1], m[2]),
    )
    match, x, y = best
    shared = sorted(a.heads & b.heads)
    said = f"{x} and {y}: {match.why}"
    if match.score >= names.SURE:
        return match.score, said
    if match.score >= names.SAME_PERSON and shared:
        return match.score, f"{said}; both {shared[0]}"
    return 0.0, ""


def _join_surnames(groups: Groups, people: Sequence[int], near: dict[str, frozenset[str]]) -> None:
    """A document that gives a surname only means the one person of the pile who bears it, if the documents share more."""
    bearers: dict[str, list[int]] = defaultdict(list)
    for n in people:
        if full_names(groups.found[n]):
            for family in family_names(groups.found[n]):
                bearers[names.skeleton(family)].append(n)
    by_given: dict[str, list[int]] = defaultdict(list)
    for n in people:
        for given in sorted({names.personal_name(f).words[0] for f in full_names(groups.found[n])}):
            by_given[given].append(n)
    lone: dict[str, list[int]] = defaultdict(list)
    for n in people:
        local = groups.found[n]
        if full_names(local) or not family_names(local):
            continue
        surname = family_names(local)[0]
        fitting: dict[int, int] = {}
        for m in bearers.get(names.skeleton(surname), ()):
            other = groups.found[m]
            if _kept_apart(groups, m, local):
                continue
            if any(names.one_surname(surname, f) for f in family_names(other)):
                fitting.setdefault(groups.root(m), m)
        for m in () if fitting or local.titles - names.words_of("given-title") else by_given.get(fold(local.best), ()):
            if not _kept_apart(groups, m, local):
                fitting.setdefault(groups.root(m), m)
        fitting = _by_role(groups, local, fitting)
        if len(fitting) == 1:
            ((root, m),) = fitting.items()
            tie = _tie(groups, n, root, near)
            if tie:
                groups.join(root, n, f"{local.best}: the only {groups.found[m].best} of the pile; {tie}")
                continue
        lone[f"{names.sounds(surname)}"].append(n)
    for surname in sorted(lone):
        first = lone[surname][0]
        for n in lone[surname][1:]:
            a, b = groups.found[first], groups.found[n]
            shared = near.get(a.document, frozenset()) & near.get(b.document, frozenset())
            if (shared or a.heads & b.heads) and not (a.genders and b.genders and not a.genders & b.genders):
                groups.join(first, n, f"the same surname, {b.best}, in reports that share names")


def _kept_apart(groups: Groups, m: int, local: Local) -> bool:
    """Whether anything known of a person, in any report, speaks against a surname's meaning him."""
    people = [groups.found[k] for k in groups.members[groups.root(m)]]
    return any(other_sex(local, x) or (x.document == local.document and x.named and x.type == "person") for x in people)


def _by_role(groups: Groups, local: Local, fitting: dict[int, int]) -> dict[int, int]:
    """Of several bearers of a surname, the one whose role agrees."""
    if len(fitting) < 2:
        return fitting
    agreeing = {r: m for r, m in fitting.items() if any(groups.found[k].heads & local.heads for k in groups.members[r])}
    return agreeing if len(agreeing) == 1 else fitting


def _tie(groups: Groups, n: int, root: int, near: dict[str, frozenset[str]]) -> str:
    local = groups.found[n]
    for m in groups.members[root]:
        other = groups.found[m]
        if local.heads & other.heads:
            return f"both {min(local.heads & other.heads)}"
        if near.get(local.document, frozenset()) & near.get(other.document, frozenset()):
            return "the reports share other names"
    return ""
