"""Organisations, outlets and places of different documents that are one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sayso import names
from sayso.text import fold
from sayso.weave.identities.evidence import (
    BLOCK,
    BODIES,
    Groups,
    Near,
    body_key,
    family_names,
    full_names,
    fullest,
    of_a_country,
    related,
    unarticled,
)

BONES = 5  # consonants that two spellings of a place must have in common where only their vowels differ
SPELT = 6  # letters that a body's name must have before another spelling of it is looked for


def join_bodies(groups: Groups) -> None:
    """Organisations and outlets: the same name but for article and legal form, acronyms, short forms that only one can mean."""
    keys: dict[str, int] = {}
    longer: dict[str, list[int]] = defaultdict(list)
    bodies = [n for n, x in enumerate(groups.found) if x.type in BODIES and x.named]
    for n in bodies:
        for name in _whole(groups.found[n].names):
            key = body_key(name)
            if key in keys:
                groups.join(keys[key], n, f"the same name: {key.removeprefix('= ')}")
            keys.setdefault(key, n)
            words = names.organisation_key(name)
            if len(words) > 1:
                for label in dict.fromkeys((*(a.lower() for a in names.acronyms(name)), words[0], words[-1])):
                    longer[label].append(n)
    for n, x in enumerate(groups.found):
        if x.type == "organisation" and not x.named:
            _join_unnamed_body(groups, n, keys)
    _join_spellings(groups, bodies)
    for n in bodies:
        local = groups.found[n]
        for name in _whole(local.names):
            _join_short(groups, n, name, longer)


def _join_unnamed_body(groups: Groups, n: int, keys: dict[str, int]) -> None:
    """A phrase that says whose body it is or what it is called: "Israel's army" and "the Israeli army"; "the Aslef union"."""
    x = groups.found[n]
    for phrase in sorted(x.phrases):
        if key := of_a_country(phrase):
            if key in keys:
                groups.join(keys[key], n, f"the same body of one country: {fold(unarticled(phrase))}")
            keys.setdefault(key, n)
        words = unarticled(phrase).split()
        for m in sorted(x.within) if words[-1] in names.words_of("kind-of-body") else ():
            named = [name for name in groups.found[m].names if name.split() == words[:-1]]
            if named and (words[-1] not in names.words_of("kind-of-others") or any(map(names.known_body, named))):
                groups.join(m, n, f"“{phrase}” says what {groups.found[m].best} is")


def _whole(found: Iterable[str]) -> list[str]:
    """The names of one body that are not short for another of them: two papers may both be called the Herald."""
    keys = {name: names.organisation_key(name) for name in sorted(found)}
    return [
        name
        for name, key in keys.items()
        if not any(len(other) > len(key) and key in (other[-len(key) :], other[: len(key)]) for other in keys.values() if key)
    ]


def _join_spellings(groups: Groups, bodies: Sequence[int]) -> None:
    """Names that are one in two spellings ("Hezbollah", "Hizbullah"), unless a table knows them for two outlets."""
    blocks: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    for n in bodies:
        for name in sorted(groups.found[n].names):
            words = "".join(names.organisation_key(name))
            if len(words) >= SPELT and not name.isupper() and names.known_outlet(name) is None:
                blocks[names.skeleton(words)].setdefault(words, (name, n))
    for _, block in sorted(blocks.items()):
        found = list(block.values())[:BLOCK]
        for i, (name, n) in enumerate(found):
            for other, m in found[:i]:
                if groups.root(n) != groups.root(m):
                    match = names.same_organisation(other, name)
                    if match.score >= names.SURE_BODY:
                        groups.join(m, n, f"{other} and {name}: {match.why}")


def _join_short(groups: Groups, n: int, name: str, longer: dict[str, list[int]]) -> None:
    """A name that is short for one longer name of the pile, and for no other."""
    short = names.organisation_key(name)
    roots: dict[int, str] = {}
    for m in longer.get(short[-1], ())[:BLOCK] if short else ():
        for full in sorted(groups.found[m].names):
            words = names.organisation_key(full)
            if len(words) <= len(short):
                continue
            both_outlets = groups.found[m].type == groups.found[n].type == "outlet"
            firm = len(short) == 1 and groups.found[m].type != "outlet" and names.short_of(short[0], words)
            if len(short) == 1 and names.is_acronym_of(name, full):
                roots.setdefault(groups.root(m), f"{name} is short for {full}")
            elif (both_outlets and names.end_of(short, words)) or (firm and names.known_place(name) is None):
                roots.setdefault(groups.root(m), f"{name} is the only short name of {full}")
    roots.pop(groups.root(n), None)
    if len(roots) == 1:
        ((root, why),) = roots.items()
        groups.join(root, n, why)


def join_places(groups: Groups) -> None:
    """Places: one place of GeoNames under any of its names, or one sound; a spelling that GeoNames lacks joins by sound."""
    keys: dict[str, int] = {}
    places = [n for n, x in enumerate(groups.found) if x.type == "place" and x.named]
    for n in places:
        for name in sorted(groups.found[n].names):
            number = names.known_place(name)
            for key in (f"#{number}",) if number is not None else names.place_sounds(name):
                if key in keys:
                    groups.join(keys[key], n, "one place in GeoNames" if number is not None else "the same name")
                keys.setdefault(key, n)
    sounds: dict[str, tuple[int, str]] = {}
    for key, n in sorted(keys.items()):
        if key.startswith("#"):
            for spelling in names.place_names(int(key[1:])):
                sounds.setdefault(names.place_sound(spelling), (n, spelling))
    for key, n in sorted(keys.items()):
        if not key.startswith("#") and key in sounds:
            known, spelling = sounds[key]
            groups.join(known, n, f"sounds like {spelling}, a name of the place in GeoNames")


def join_towns(groups: Groups, near: Near) -> None:
    """Places in reports of one affair: under a name that one report takes for a body's or a person's, and in two spellings.

    Of names that GeoNames lacks: one that stands alone, speaks nowhere and is short for nothing is a place's where another
    report has it as one; two of one sound but for the vowels are one place, but consonants must be many, for "Barton" is not
    Burton. What GeoNames knows is often a club's or a person's name too.
    """
    sounding: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for n, x in enumerate(groups.found):
        if x.type == "place" or _may_be_town(groups, n):
            for name in sorted(x.names):
                for bones in dict.fromkeys(names.skeleton("".join(sound.split())) for sound in names.place_sounds(name)):
                    sounding[bones].append((name, n))
    for bones, block in sorted(sounding.items()):
        for i, (name, n) in enumerate(block[:BLOCK]):
            for other, m in block[:i]:
                if groups.root(m) != groups.root(n) and (why := _one_town(groups, (other, m), (name, n), bones, near)):
                    groups.join(m, n, why)


def _may_be_town(groups: Groups, n: int) -> bool:
    x = groups.found[n]
    alone = len(x.names) == 1 and len(groups.members[groups.root(n)]) == 1
    told = x.hop or x.own or x.heads or x.genders or x.titles or x.best.startswith("@")
    return alone and not told and x.type in ("organisation", "person")


def _one_town(groups: Groups, a: tuple[str, int], b: tuple[str, int], bones: str, near: Near) -> str:
    """Why two names are one place's; empty if they are not, or nothing says so."""
    (one, m), (other, n) = a, b
    x, y = groups.found[m], groups.found[n]
    if "place" not in (x.type, y.type) or not related(near, x.document, y.document):
        return ""
    if names.known_place(one) is not None or names.known_place(other) is not None:
        return ""
    if {*names.place_sounds(one)} & {*names.place_sounds(other)}:
        return f"{other if y.type != 'place' else one} is a place in other reports"
    alike = x.type == y.type and len(bones) >= BONES and len(one.split()) == len(other.split())
    return f"{one} and {other}: one name but for its vowels; the reports are of one affair" if alike else ""


def join_placed(groups: Groups, near: Near) -> None:
    """ "the Health Office" is the Karsund Vale Health Office where reports of one affair have one such name only."""
    places = frozenset(fold(n) for x in groups.found if x.type in ("place", "organisation") for n in x.names)
    longer: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
    bodies = [
        (n, name, names.organisation_key(name))
        for n, x in enumerate(groups.found)
        if x.type == "organisation"
        for name in sorted(x.names)
    ]
    for n, _, words in bodies:
        if len(words) > 2:
            longer[words[-1]].append((words, n))
    for n, name, short in bodies:
        if len(short) < 2 or names.known_place(name) is not None:
            continue
        roots: dict[int, int] = {}
        for words, m in longer.get(short[-1], ())[:BLOCK]:
            fits = len(words) > len(short) and words[-len(short) :] == short and _only_where(words[: -len(short)], places)
            if fits and related(near, groups.found[n].document, groups.found[m].document):
                roots.setdefault(groups.root(m), m)
        roots.pop(groups.root(n), None)
        if len(roots) == 1:
            ((root, m),) = roots.items()
            groups.join(root, n, f"{groups.found[m].best} is the only {name} of the reports that share its names")


def _only_where(words: tuple[str, ...], places: frozenset[str]) -> bool:
    """Whether words before a name say only where the body is: "Karsund Vale" before "Health Office", "National"."""
    text = " ".join(words)
    if len(words) == 1 and (text in names.demonyms() or text in names.words_of("realm-word")):
        return True
    return text in places or names.known_place(text) is not None


def join_landmarks(groups: Groups, near: Near) -> None:
    """ "the Vellmar" is the Vellmar Bridge where reports of one affair have one longer name only that can be so shortened."""
    kinds = ("place", "organisation")
    longer: dict[str, dict[tuple[str, ...], list[int]]] = defaultdict(lambda: defaultdict(list))
    surnames = {f for x in groups.found if x.type == "person" for f in family_names(x)}
    for n, x in enumerate(groups.found):
        for name in sorted(x.names) if x.type in kinds else ():
            words = names.organisation_key(name)
            if len(words) == 2 and words[1] in names.words_of("place-end"):
                longer[words[0]][words].append(n)
    for n, x in enumerate(groups.found):
        if x.type not in kinds:
            continue
        for name in sorted(x.articled):
            words = names.organisation_key(name)
            fitting = longer.get(words[0], {}) if len(words) == 1 and words[0] not in surnames else {}
            if len(fitting) != 1 or names.known_place(name) is not None:
                continue
            near_by = [m for m in next(iter(fitting.values())) if related(near, x.document, groups.found[m].document)]
            if near_by:
                groups.join(near_by[0], n, f"the {name} is the only short name of {groups.found[near_by[0]].best}")


def join_misread(groups: Groups) -> None:
    """A lone word that one report reads as a person and the others as a body or a place is what the others say."""
    keys: dict[str, list[int]] = defaultdict(list)
    for n, x in enumerate(groups.found):
        if x.named and (x.type in BODIES or (x.type == "place" and names.known_place(x.best) is None)):
            for name in sorted(x.names):
                keys[" ".join(names.organisation_key(name))].append(n)
    for n, x in enumerate(groups.found):
        misread = (x.type == "person" and not x.titles) or (x.type == "place" and not names.chief_place_name(x.best))
        if not x.names or not misread or x.best.startswith("@"):
            continue
        others = keys.get(" ".join(names.organisation_key(x.best)), [])
        if any(" " in name for name in x.names):
            others = [m for m in others if groups.found[m].own]
        if others and others[0] != n:
            groups.join(others[0], n, f"{x.best} is no {x.type} in other reports")
    surnames: dict[str, dict[int, int]] = defaultdict(dict)
    for n, x in enumerate(groups.found):
        if (
            x.type == "person"
            and full_names(x)
            and all(groups.found[m].type == "person" for m in groups.members[groups.root(n)])
        ):
            for family in family_names(x):
                surnames[family].setdefault(n, n)
    for n, x in enumerate(groups.found):
        if (
            x.type not in ("organisation", "place")
            or not x.names
            or x.own
            or any(" " in name or name.isupper() for name in x.names)
        ):
            continue
        if x.type == "place" and names.chief_place_name(x.best) and (not x.hop or not names.small_town(x.best)):
            continue  # "Moore said" is no town's word where another report names Janet Moore
        bearers = surnames.get(fold(x.best), {})
        if len({fold(fullest(groups.found[m].names)) for m in bearers}) == 1:
            groups.join(min(bearers), n, f"{x.best} is a person in other reports")


def join_misread_people(groups: Groups) -> None:
    """A full name that one report reads as a body's or a place's is a person's where more reports, or a title, say so."""
    people: dict[str, list[int]] = defaultdict(list)
    bodies: dict[str, list[int]] = defaultdict(list)
    for n, x in enumerate(groups.found):
        if x.type == "person":
            for name in full_names(x):
                people[fold(name)].append(n)
        elif x.type in ("organisation", "place") and x.named and not x.own:
            bodies[fold(x.best)].append(n)
    for name, found in bodies.items():
        known = people.get(name, [])
        if any(groups.found[m].genders | groups.found[m].titles for m in known) and len(known) >= len(found):
            for n in found:
                groups.join(known[0], n, f"{groups.found[n].best} is a person in other reports")
