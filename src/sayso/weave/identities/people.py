"""Persons of different documents that are one: full names first, then lone surnames."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import chain, combinations

from sayso import names
from sayso.text import fold
from sayso.types import Marked
from sayso.weave.identities.evidence import (
    BLOCK,
    SHARED,
    Groups,
    Local,
    Near,
    families_of,
    family_names,
    full_names,
    fullest,
    offices_apart,
    other_sex,
    related,
    role_nouns,
    seldom,
)

_INITIALS = re.compile(r"(?:[A-Z]\.?){2,3}")
COMMON = 40  # reports that may share a name, or a fifth of a larger pile: what more reports share tells nothing of two

TELLING = 3  # consonants of a given name that tell enough of it beside a family name with one missing
CROWDED = 8  # names under one family name and two consonants or an initial, from which these tell nothing of two
AFFAIR = 12  # reports that name somebody which are looked at to see whether they are of the affair of others


def neighbours(groups: Groups, pile: Sequence[Marked]) -> Near:
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
        if 2 <= len(here) <= max(COMMON, documents // 5):
            for document in here:
                out[document].add(key)
    return Near({d: frozenset(keys) for d, keys in out.items()}, pile)


def join_persons(groups: Groups, near: Near) -> None:
    """Full names first, best match first; then lone surnames that only one person of the pile can bear."""
    people = [n for n, x in enumerate(groups.found) if x.type == "person" and x.named]
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n in people:
        for key in dict.fromkeys(key for name in full_names(groups.found[n]) for key in _keys(name)):
            blocks[key].append(n)
    label = {n: fold(fullest(groups.found[n].names)) for n in people}
    same: dict[str, int] = {}  # the first of each label
    for n in people:
        if full_names(groups.found[n]) and same.setdefault(label[n], n) != n:
            groups.join(same[label[n]], n, f"the same name: {fullest(groups.found[n].names)}")
    pairs: dict[tuple[int, int], names.Match] = {}
    for key in sorted(blocks):
        distinct = list(dict.fromkeys(same[label[n]] for n in blocks[key]))[:BLOCK]
        if len(distinct) > CROWDED and " " not in key[1]:
            continue  # those of the whole given name meet under it
        some = [n for n in distinct if _has_initial(groups.found[n])] if key[1].endswith(".") else distinct
        for a in some:
            for b in distinct:
                pair = (min(a, b), max(a, b))
                if a != b and pair not in pairs:
                    pairs[pair] = _alike(groups, *pair)
    _join_alike(groups, pairs, near)
    _join_surnames(groups, people, near)


def _keys(name: str) -> Iterator[tuple[str, str]]:
    """The keys under which a full name meets others: its family name as it may sound, and a given name.

    A given name stands for itself by its consonants ("Christo" by those of "Hristo" too), for its short and long forms. Beside
    a family name of the same sound two consonants of it are enough, or an initial ("J."); beside one with a consonant missing
    it must be all: two loose keys together bring strangers to one another. Names of two words meet in either order: "Xu
    Weiling", "Weiling Xu".
    """
    parsed = names.personal_name(name)
    given = parsed.given or parsed.family[:-1]
    forms = {form for g in given for form in (g, *names.nicknames().get(g, ()))}
    sounds = _sounds({form for form in forms if len(form.strip(".")) > 1})
    whole = {f"{s} " for s in sounds}
    telling = {f"{s} " for s in sounds if len(s) >= TELLING} | {f"{form} " for form in forms}
    heard = {s[:2] for s in sounds} | {f"{names.skeleton(form[:1])}." for form in forms} | whole
    for family in dict.fromkeys(k for f in families_of(name) for k in names.skeletons(f)):
        for sound in sorted(telling if family.startswith("-") else heard or {""}):
            yield family, sound
    if len(parsed.words) == 2:
        one, other = sorted(map(names.skeleton, parsed.words))
        yield one, f" {other}"


def _sounds(forms: Collection[str]) -> set[str]:
    """Given names by their consonants, without a first letter that some spell and some do not."""
    sounds = {names.skeleton(form) for g in forms for form in (g, g.lstrip("yj") or g, g[1:] if g.startswith("ch") else g)}
    return sounds | {s.replace("k", "") for s in sounds}  # "Mykhailo", "Mihail"; "Oleg", "Oleh"


def _has_initial(local: Local) -> bool:
    return any(len(w.strip(".")) == 1 for name in full_names(local) for w in names.personal_name(name).words)


def _initial(name: str) -> bool:
    """Whether a name begins with an initial, or several: "J. Hale", "JR Hale", "J.R. Hale"."""
    first = names.personal_name(name).words[0].replace(".", "")
    raw = next((w for w in name.split() if fold(w).replace(".", "") == first), "")
    return len(first) == 1 or _INITIALS.fullmatch(raw) is not None


def _alike(groups: Groups, a: int, b: int) -> names.Match:
    """How sure two full names are one person's, by the names alone, with the reason in words; 0 where the sexes differ."""
    x, y = groups.found[a], groups.found[b]
    if other_sex(x, y):
        return names.Match(0.0, "")
    found = ((names.same_person(one, other), one, other) for one in full_names(x) for other in full_names(y))
    match, one, other = max(found, key=lambda m: (m[0].score, m[1], m[2]))
    return match._replace(why=f"{one} and {other}: {match.why}")


def _join_alike(groups: Groups, pairs: dict[tuple[int, int], names.Match], near: Near) -> None:
    """Sure names first, best match first; then those that an office in common or reports of one affair speak for.

    What is likely only is no reason where a name is likely two others, and an initial none where it fits two.
    """
    ordered = sorted(pairs.items(), key=lambda p: (-p[1].score, p[0]))
    short = {n for n in {*chain.from_iterable(pairs)} if all(map(_initial, full_names(groups.found[n])))}
    sure = [(a, b, match.why) for (a, b), match in ordered if match.score >= names.SURE]
    for a, b, why in sure:
        if a not in short and b not in short:
            groups.join(a, b, why)
    fits: dict[int, set[int]] = defaultdict(set)
    for a, b, _ in sure:
        for one, other in ((a, b), (b, a)):
            if one in short and other not in short:
                fits[one].add(other)
    torn = {n for n, some in fits.items() if any(_apart(groups, pairs, a, b) for a, b in combinations(sorted(some), 2))}
    for a, b, why in sure:
        if (a in short or b in short) and not torn & {a, b}:
            groups.join(a, b, why)
    doubtful = [(a, b, match, why) for (a, b), match in ordered if (why := _besides(groups, a, b, match, near))]
    others: dict[int, set[int]] = defaultdict(set)
    for a, b, _, _ in doubtful:
        for one, other in ((a, b), (b, a)):
            others[groups.root(one)].add(groups.root(other))
    alone = {root for root, found in others.items() if len(found - {root}) < 2}
    for a, b, match, why in doubtful:
        if {groups.root(a), groups.root(b)} <= alone:
            groups.join(a, b, f"{match.why}; {why}")


def _apart(groups: Groups, pairs: dict[tuple[int, int], names.Match], a: int, b: int) -> bool:
    """Whether two full names that one initial fits are two people's: "James", "John"; not "James", "Jim"."""
    if groups.root(a) == groups.root(b):
        return False
    match = pairs.get((a, b)) or _alike(groups, a, b)
    return match.score <= names.CONTRADICTED


def _generations(groups: Groups, n: int) -> set[str]:
    """What tells a father from his son in somebody's names: "jr", "senior"."""
    return {s for name in full_names(groups.found[n]) for s in names.personal_name(name).generation}


def _besides(groups: Groups, a: int, b: int, match: names.Match, near: Near) -> str:
    """What beside names that are likely one speaks for one person; empty for nothing."""
    mine, theirs = groups.looks[groups.root(a)], groups.looks[groups.root(b)]
    if not names.PART <= match.score < names.SURE or groups.root(a) == groups.root(b):
        return ""
    if any(names.sexes_apart(x[0], y[0]) or offices_apart(x[1], y[1]) for x in mine for y in theirs):
        return ""
    homes = [{groups.found[m].document for m in groups.members[groups.root(n)]} for n in (a, b)]
    if homes[0] & homes[1] and _generations(groups, a) != _generations(groups, b):
        return ""  # "James Hale Jr." in the report that names James Hale is his son
    shared = groups.heads[groups.root(a)] & groups.heads[groups.root(b)]
    if shared and match.score >= names.SAME_PERSON:
        return f"both {min(shared)}"
    reports = [sorted({groups.found[m].document for m in groups.members[groups.root(n)]})[:AFFAIR] for n in (a, b)]
    if not any(related(near, x, y) for x in reports[0] for y in reports[1]):
        return ""
    if match.score >= names.LIKELY:
        return "the reports are of one affair"
    telling = (
        (shared & names.office_nouns()) - names.words_of("one-of-many") - names.words_of("anybody") - names.words_of("kin")
    )
    spelt = {len(names.personal_name(fullest(groups.found[n].names)).words) for n in (a, b)}
    return f"both {min(telling)}; the reports are of one affair" if telling and len(spelt) == 1 else ""


def _join_surnames(groups: Groups, people: Sequence[int], near: Near) -> None:
    """A document that gives a surname only means the one person of the pile who bears it, if the documents share more."""
    bearers: dict[str, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))  # key -> set -> surname -> one of it
    by_given: dict[str, dict[int, int]] = defaultdict(dict)
    shared: dict[int, set[str]] = defaultdict(set)  # names that the reports of a set share with others
    for n in people:
        local, root = groups.found[n], groups.root(n)
        shared[root] |= near.get(local.document, frozenset())
        for family in family_names(local) if full_names(local) else ():
            bearers[names.skeleton(family)][root].setdefault(family, n)
        for name in full_names(local):
            by_given[names.personal_name(name).words[0]].setdefault(root, n)
    one = lru_cache(maxsize=None)(names.one_surname)  # each surname is held against another once
    lone: dict[str, list[int]] = defaultdict(list)
    for n in people:
        local = groups.found[n]
        if full_names(local) or not family_names(local):
            continue
        surname = family_names(local)[0]
        here = list(bearers.get(names.skeleton(surname), {}).items())
        fitting = {
            groups.root(root): m
            for root, families in (here if len(here) <= BLOCK else ())
            if (m := next((m for f, m in families.items() if one(surname, f)), None)) is not None
            and not _kept_apart(groups, root, local)
        }
        if not fitting and _may_come_first(local):
            given = by_given.get(fold(local.best), {})
            fitting = {
                groups.root(root): m
                for root, m in given.items()
                if len(given) <= BLOCK and not _kept_apart(groups, root, local) and not _other_calling(groups, root, local)
            }
        fitting = _by_role(groups, local, fitting)
        if len(fitting) == 1:
            ((root, m),) = fitting.items()
            tie = _tie(groups, local, root, shared[root] & near.get(local.document, frozenset()), near)
            if tie:
                groups.join(root, n, f"{local.best}: the only {groups.found[m].best} of the pile; {tie}")
                shared[groups.root(n)] = shared[root] | near.get(local.document, frozenset())  # either may be the root now
                continue
        lone[names.skeleton(surname)].append(n)
    for _, found in sorted(lone.items()):
        for i, n in enumerate(found[:BLOCK]):
            for m in found[:i]:
                if groups.root(m) != groups.root(n) and (why := _one_lone(groups, m, n, near)):
                    groups.join(m, n, why)


def _one_lone(groups: Groups, m: int, n: int, near: Near) -> str:
    """Why two lone names of different reports are one person's; empty if they are not, or nothing says so."""
    a, b = groups.found[m], groups.found[n]
    one, other = family_names(a)[0], family_names(b)[0]
    if _lone_apart(groups, m, n) or offices_apart(a.titles, b.titles):
        return ""
    both = near.get(a.document, frozenset()) & near.get(b.document, frozenset())
    if names.sounds(one) == names.sounds(other):
        if both or a.heads & b.heads:
            return f"the same surname, {b.best}, in reports that share names"
        told = seldom(b.best) and near.alike(a.document, b.document, b.best, met=True)
        return f"{b.best}: a name that is rare in the news; the reports tell of the same" if told else ""
    alike = related(near, a.document, b.document) and names.one_surname(one, other)
    return f"{a.best} and {b.best}: two spellings of one name; the reports are of one affair" if alike else ""


def _lone_apart(groups: Groups, m: int, n: int) -> bool:
    """Whether two lone names are a man's and a woman's: a title's word goes before a pronoun's, which may be misread.

    Where the names are the same, both are called by one noun and one has a title, the other's pronoun does not tell them apart.
    """
    a, b = groups.found[m], groups.found[n]
    mine, theirs = ({s for k in groups.members[groups.root(x)] for s in groups.found[k].styled} for x in (m, n))
    one_noun = bool(a.heads & b.heads) and fold(a.best) == fold(b.best)
    if (mine and theirs) or (one_noun and (mine or theirs)):
        return names.sexes_apart(mine, theirs)
    return names.sexes_apart(mine or a.genders, theirs or b.genders)


def _may_come_first(local: Local) -> bool:
    """Whether a lone name may begin a full one: a given name, or a family name that stands before it ("Mr Bae")."""
    return not local.titles - names.words_of("given-title") or fold(local.best) not in names.given_names()


def _kept_apart(groups: Groups, root: int, local: Local) -> bool:
    """Whether anything known of a person, in any report, speaks against a surname's meaning him."""
    root = groups.root(root)
    if (there := groups.in_report(root, local.document)) is not None and there.named and there.type == "person":
        return True
    return any(
        names.sexes_apart(local.genders, genders) or offices_apart(local.titles, titles)
        for genders, titles in groups.looks[root]
    )


def _other_calling(groups: Groups, root: int, local: Local) -> bool:
    """Whether what a report calls somebody known by a given name is nothing that the bearer's reports call him.

    A paper of his ("Ada's statement") is no calling.
    """
    heads = {h for h in local.heads if role_nouns().get(h, ("person", ""))[0] != "thing"}
    return bool(heads) and not heads & groups.heads[groups.root(root)]


def _by_role(groups: Groups, local: Local, fitting: dict[int, int]) -> dict[int, int]:
    """Of several bearers of a surname, the one whose role agrees."""
    if len(fitting) < 2:
        return fitting
    agreeing = {r: m for r, m in fitting.items() if groups.heads[r] & local.heads}
    return agreeing if len(agreeing) == 1 else fitting


def _full_names_of(groups: Groups, root: int) -> set[str]:
    return {name for m in groups.members[groups.root(root)] for name in full_names(groups.found[m])}


def _tie(groups: Groups, local: Local, root: int, shared: set[str], near: Near) -> str:
    """What else speaks for a surname's meaning a person: an office, names that their reports share, or the words that these
    are written in; empty for nothing."""
    if both := local.heads & groups.heads[root]:
        return f"both {min(both)}"
    if len(shared) >= SHARED:
        return "the reports share other names"
    theirs = {names.given_names().get(names.personal_name(n).words[0], "") for n in _full_names_of(groups, root)} - {""}
    if names.sexes_apart(local.genders, theirs):
        return ""  # "Brown … he" is not Ann Brown
    homes = sorted({groups.found[m].document for m in groups.members[groups.root(root)]})[:AFFAIR]
    return "the reports tell of the same" if any(near.alike(local.document, home, local.best) for home in homes) else ""
