"""Which names, phrases and pronouns of different documents mean one and the same, and who the hops of the chains are.

The entities of single documents (`mark.mentions`) are joined where the evidence is good enough for a careful reader, and
stay apart where it is not: a wrong join makes two voices one and falsifies every count of independent voices, a missed
one can be seen and mended. Possible pairs meet under shared keys (blocking), so the work grows with the pile, not its square.
Two entities that one document keeps apart are never joined, whatever other documents suggest.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from sayso import names
from sayso.tables import table
from sayso.text import fold, slug
from sayso.types import Attribution, Document, Entity, EntityType, Hop, Locus, Marked, Mention

# Calibrated on half of nomenklatura's labelled pairs and of rigour's spelling groups: see bench/identities_gate.py.
ONE_BY_NAME = 0.86  # two full names are one person on the names alone
ONE_WITH_ROLE = 0.75  # they are if both hold one role as well
BLOCK = 60  # entities of one block that are held against each other; a larger block has no telling key

_BODIES = ("organisation", "outlet")


@dataclass
class _Local:
    """An entity of one document, or a span of a hop that no mention covers."""

    document: str
    id: str
    type: EntityType
    names: Counter[str] = field(default_factory=Counter)  # without titles
    phrases: Counter[str] = field(default_factory=Counter)  # role phrases as they stand
    spellings: set[str] = field(default_factory=set)  # names as they stand, with titles
    titles: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)  # nouns of its roles: "mayor"
    genders: set[str] = field(default_factory=set)
    loci: list[Locus] = field(default_factory=list)
    within: set[int] = field(default_factory=set)  # entities named inside its role phrases (numbers of locals)
    plural: bool = False
    hop: bool = False
    own: bool = False  # the document's own outlet

    @property
    def named(self) -> bool:
        return bool(self.names)

    @property
    def best(self) -> str:
        return _fullest(self.names) if self.names else _fullest(self.phrases)


class _Groups:
    """Disjoint sets of locals with the reasons for each join, and the joins that are forbidden."""

    def __init__(self, found: Sequence[_Local]) -> None:
        self.found = found
        self._parent = list(range(len(found)))
        self._documents: dict[int, dict[str, int]] = {n: {x.document: n} for n, x in enumerate(found)}
        self.members: dict[int, list[int]] = {n: [n] for n in range(len(found))}
        self.why: dict[int, set[str]] = defaultdict(set)

    def root(self, n: int) -> int:
        while self._parent[n] != n:
            self._parent[n] = self._parent[self._parent[n]]
            n = self._parent[n]
        return n

    def join(self, a: int, b: int, why: str) -> bool:
        """Join two sets unless one document keeps members of both apart under different names."""
        a, b = sorted((self.root(a), self.root(b)))
        if a == b:
            return True
        small, large = sorted((self._documents[a], self._documents[b]), key=len)
        for document, n in small.items():
            if document in large and not self._alike(n, large[document]):
                return False
        self._parent[b] = a
        del self._documents[b]
        large.update(small)
        self._documents[a] = large
        self.members[a].extend(self.members.pop(b))
        self.why[a] |= self.why.pop(b, set()) | {why}
        return True

    def _alike(self, a: int, b: int) -> bool:
        x, y = self.found[a], self.found[b]
        if x.own and y.own:
            return True
        if x.named != y.named:
            return True  # "the mayor" beside a name that no one there calls mayor; the caller saw to it that only one is meant
        if any(names.is_acronym_of(s, f) or names.is_acronym_of(f, s) for s in x.names for f in y.names):
            return True
        if x.type == "person" or y.type == "person":
            return {names.personal_name(n).words for n in x.names} & {names.personal_name(n).words for n in y.names} != set()
        return bool({_body_key(n) for n in x.names} & {_body_key(n) for n in y.names})

    def each(self) -> Iterable[list[int]]:
        """The sets, each sorted, in order of their first member."""
        for n in sorted(self.members):
            yield sorted(self.members[n])


def identities(pile: Sequence[Marked]) -> tuple[tuple[Entity, ...], tuple[Marked, ...]]:
    """The entities of a pile, by id, and the pile with every mention, hop and outlet pointing at them.

    Entities are everything that is named, and of the unnamed ("an engineer at X", "the memo") those that stand in a chain;
    mentions of others are left out of the returned pile. Addressees ("told Radio X") become carriers where they are
    an outlet other than the document's own, and are dropped otherwise; a hop that is the document's own outlet is dropped
    unless it is the first voice. No claim is made that entities without a name of different documents are one, except
    where their noun and the body they belong to agree (`why` then says "unnamed").
    """
    ordered = sorted(pile, key=lambda m: m.document.id)
    found, at_hop = _locals(ordered)
    groups = _Groups(found)
    _join_bodies(groups)
    _join_places(groups)
    _join_misread(groups)
    near = _neighbours(groups)
    _join_persons(groups, near)
    _join_unnamed(groups, near)
    kept = [g for g in groups.each() if any(found[n].named or found[n].hop for n in g)]
    entities, id_of = _entities(groups, kept)
    return entities, tuple(_rewrite(m, id_of, at_hop, {e.id: e for e in entities}) for m in ordered)


# -- locals -----------------------------------------------------------------------------------------


def _locals(pile: Sequence[Marked]) -> tuple[list[_Local], dict[tuple[str, int, int], str]]:
    """Every entity of every document, and for hops without a mention the local made of their span."""
    out: list[_Local] = []
    at_hop: dict[tuple[str, int, int], str] = {}
    for marked in pile:
        here: dict[str, _Local] = {}
        for mention in marked.mentions:
            local = here.get(mention.entity)
            if local is None:
                local = here[mention.entity] = _Local(marked.document.id, mention.entity, mention.type)
            _note(local, mention, marked.document.text)
        _own(marked.document, here)
        for attribution in marked.attributions:
            for hop in attribution.chain:
                _hop(hop, marked, here, at_hop)
        numbers = {key: len(out) + n for n, key in enumerate(here)}
        out.extend(here.values())
        _inside(marked, here, numbers)
    return out, at_hop


def _note(local: _Local, mention: Mention, text: str) -> None:
    span = " ".join(text[mention.start : mention.end].split())
    local.loci.append(Locus(mention.document, mention.start, mention.end))
    if mention.form == "name":
        local.names[mention.name] += 1
        local.spellings.add(span)
        if mention.type == "person":
            for title in names.personal_name(span).titles:
                kind, gender = names.titles().get(tuple(title.split()), ("", ""))
                local.genders |= {gender} - {""}
                local.titles.add(title)
                if kind != "honorific":
                    local.heads.add(title.split()[-1])
    elif mention.form == "role":
        local.phrases[span] += 1
        local.heads |= {_head(span)} - {""}
        local.plural = local.plural or mention.type == "group"
    elif span.lower() in ("he", "she", "him"):
        local.genders.add("f" if span.lower() == "she" else "m")


def _own(document: Document, here: dict[str, _Local]) -> None:
    """Mark the document's own outlet among its entities, or add it."""
    if document.outlet is None or not document.outlet.value.strip():
        return
    value = document.outlet.value
    key = names.outlet_key(value).removeprefix("the ")
    for local in here.values():
        if local.type in _BODIES and any(
            names.outlet_key(n).removeprefix("the ") == key for n in (*local.names, *local.spellings)
        ):
            local.own = True
            return
    outlet = document.outlet
    made = _Local(document.id, f"{document.id}-own", "outlet", own=True)
    made.names[value] += 1
    if outlet.start is not None and outlet.end is not None:
        made.loci.append(Locus(document.id, outlet.start, outlet.end))
        made.spellings.add(" ".join(document.text[outlet.start : outlet.end].split()))
    here[made.id] = made


def _hop(hop: Hop, marked: Marked, here: dict[str, _Local], at_hop: dict[tuple[str, int, int], str]) -> None:
    document = marked.document
    if hop.entity is not None:
        if hop.entity in here:
            here[hop.entity].hop = True
        return
    if hop.start is None or hop.end is None:
        return
    place = (document.id, hop.start, hop.end)
    if place in at_hop:
        return
    covering = _covering(marked.mentions, hop.start, hop.end, document.text)
    if covering is not None:
        at_hop[place] = covering
        here[covering].hop = True
        return
    span = " ".join(document.text[hop.start : hop.end].split()).strip("\"“”‘’'«» ")
    if not span or fold(span) in names.words_of("pronoun"):
        return
    if _capitalised(span):
        made = _Local(
            document.id, f"{document.id}-h{hop.start}", "outlet" if names.outlet_like(span) else "organisation", hop=True
        )
        made.names[_bare(span)] += 1
        made.loci.append(Locus(document.id, hop.start, hop.end))
        here[made.id] = made
        at_hop[place] = made.id
        return
    head = _head(span)
    kind, _ = _roles().get(head, ("", ""))
    if kind == "thing" and not span.lower().startswith(("a ", "an ", "another ")):
        for local in here.values():  # "the memo" again
            if local.hop and not local.named and head in local.heads:
                local.phrases[span] += 1
                local.loci.append(Locus(document.id, hop.start, hop.end))
                at_hop[place] = local.id
                return
    entity_type: EntityType = "group" if kind == "group" else kind if kind in _BODIES else "role"  # type: ignore[assignment]
    made = _Local(document.id, f"{document.id}-h{hop.start}", entity_type, hop=True, plural=kind == "group")
    made.phrases[span] += 1
    made.heads |= {head} - {""}
    made.loci.append(Locus(document.id, hop.start, hop.end))
    here[made.id] = made
    at_hop[place] = made.id


def _capitalised(span: str) -> bool:
    """Whether a span is a name that no mention covers: every word but the article and small words has a capital."""
    words = [w for w in _bare(span).split() if w.lower() not in names.words_of("joiner")]
    return bool(words) and all(w[:1].isupper() for w in words) and fold(words[-1]) not in _roles()


def _covering(mentions: Sequence[Mention], start: int, end: int, text: str) -> str | None:
    """The mention that is the hop's span but for an article or a few signs."""
    starts = [m.start for m in mentions]
    for m in mentions[max(0, bisect_left(starts, start - 60)) : bisect_left(starts, end)]:
        if m.end > end + 3 or m.end < end - 3 or (m.form == "pronoun" and (m.start, m.end) != (start, end)):
            continue
        if m.form == "name" and m.start < start and abs(m.end - end) <= 1:
            return m.entity  # the span is the end of a longer name
        extra = text[start : m.start] if m.start >= start else text[m.start : start]
        if all(w in names.words_of("definite") | {"a", "an", "another", "one", "some"} for w in fold(extra).split()):
            return m.entity
    return None


def _inside(marked: Marked, here: dict[str, _Local], numbers: dict[str, int]) -> None:
    """Note which named entities stand inside each role phrase, or right behind it as its apposition."""
    named = [m for m in marked.mentions if m.form == "name"]
    starts = [m.start for m in named]
    text = marked.document.text
    for key, local in here.items():
        if local.named:
            continue
        for locus in local.loci:
            for m in named[bisect_left(starts, locus.start) :]:
                if m.start > locus.end + 2:
                    break
                behind = m.start >= locus.end and text[locus.end : m.start] not in (", ",)
                if not behind and m.entity != key and m.type != "person":
                    local.within.add(numbers[m.entity])


def _roles() -> dict[str, tuple[str, str]]:
    if not _ROLES:
        for row in table("roles"):
            _ROLES[row["noun"]] = (row["type"], row["gender"])
        for noun, (kind, _) in list(_ROLES.items()):
            if kind == "person":
                _ROLES.setdefault(f"{noun[:-3]}men" if noun.endswith("man") else f"{noun}s", ("group", ""))
    return _ROLES


_ROLES: dict[str, tuple[str, str]] = {}


def _head(phrase: str) -> str:
    """The noun of a role phrase: "engineer" of "an engineer at the operator"; empty if no noun of the table is in it."""
    words = [w.strip(".,;:'\"“”’").removesuffix("'s") for w in fold(phrase).split()]
    for n, word in enumerate(words):
        if n and word in names.words_of("link") | names.words_of("knowing") | {"who", "that", "which", "seen"}:
            words = words[:n]
            break
    return next((w for w in reversed(words) if w in _roles()), words[-1] if words and len(words) <= 4 else "")


# -- bodies and places ------------------------------------------------------------------------------


def _body_key(name: str) -> str:
    outlet = names.known_outlet(name) or (names.known_outlet(f"The {name}") if " " not in name else None)
    return f"= {outlet.name}" if outlet is not None else " ".join(names.organisation_key(name)) or names.outlet_key(name)


def _join_bodies(groups: _Groups) -> None:
    """Organisations and outlets: the same name but for article and legal form, acronyms, short forms that only one can mean."""
    keys: dict[str, int] = {}
    longer: dict[str, list[int]] = defaultdict(list)
    bodies = [n for n, x in enumerate(groups.found) if x.type in _BODIES and x.named]
    for n in bodies:
        for name in sorted(groups.found[n].names):
            key = _body_key(name)
            if key in keys:
                groups.join(keys[key], n, f"the same name: {key.removeprefix('= ')}")
            keys.setdefault(key, n)
            words = names.organisation_key(name)
            if len(words) > 1:
                for label in dict.fromkeys((names.acronym(name).lower(), words[0], words[-1])):
                    longer[label].append(n)
    for n in bodies:
        local = groups.found[n]
        for name in sorted(local.names):
            words = names.organisation_key(name)
            if len(words) == 1:
                _join_short(groups, n, name, words[0], longer)


def _join_short(groups: _Groups, n: int, name: str, word: str, longer: dict[str, list[int]]) -> None:
    roots: dict[int, str] = {}
    for m in longer.get(word, ())[:BLOCK]:
        for full in sorted(groups.found[m].names):
            words = names.organisation_key(full)
            if len(words) < 2:
                continue
            if names.is_acronym_of(name, full):
                roots.setdefault(groups.root(m), f"{name} is short for {full}")
            elif (groups.found[m].type == "outlet" and names.tail_of(word, words) and groups.found[n].type == "outlet") or (
                groups.found[m].type != "outlet" and names.short_of(word, words) and names.known_place(name) is None
            ):
                roots.setdefault(groups.root(m), f"{name} is the only short name of {full}")
    roots.pop(groups.root(n), None)
    if len(roots) == 1:
        ((root, why),) = roots.items()
        groups.join(root, n, why)


def _join_places(groups: _Groups) -> None:
    """Places: one place of GeoNames under any of its names, or one sound; a spelling that GeoNames lacks joins by sound."""
    keys: dict[str, int] = {}
    places = [n for n, x in enumerate(groups.found) if x.type == "place" and x.named]
    for n in places:
        for name in sorted(groups.found[n].names):
            number = names.known_place(name)
            key = f"#{number}" if number is not None else names.place_sound(name)
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


def _join_misread(groups: _Groups) -> None:
    """A lone word that one report reads as a person and the others as a body or a place is what the others say."""
    keys: dict[str, list[int]] = defaultdict(list)
    for n, x in enumerate(groups.found):
        if x.named and (x.type in _BODIES or (x.type == "place" and names.known_place(x.best) is None)):
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
        if x.type == "person" and _full(x):
            for family in _family(x):
                surnames[family].setdefault(n, n)
    for n, x in enumerate(groups.found):
        if (
            x.type not in ("organisation", "place")
            or not x.names
            or x.own
            or any(" " in name or name.isupper() for name in x.names)
        ):
            continue
        if x.type == "place" and names.chief_place_name(x.best):
            continue
        bearers = surnames.get(fold(x.best), {})
        if len({fold(_fullest(groups.found[m].names)) for m in bearers}) == 1:
            groups.join(min(bearers), n, f"{x.best} is a person in other reports")


# -- persons ----------------------------------------------------------------------------------------


def _neighbours(groups: _Groups) -> dict[str, frozenset[str]]:
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


def _family(local: _Local) -> list[str]:
    found = []
    for name in sorted(local.names):
        parsed = names.personal_name(name)
        if parsed.family:
            found.append(parsed.family[-1])
            found.extend(p for p in parsed.family[-1].split("-") if len(p) > 2)
    return list(dict.fromkeys(found))


def _full(local: _Local) -> list[str]:
    return [n for n in sorted(local.names) if len(names.personal_name(n).words) > 1 or n.startswith("@")]


def _join_persons(groups: _Groups, near: dict[str, frozenset[str]]) -> None:
    """Full names first, best match first; then lone surnames that only one person of the pile can bear."""
    people = [n for n, x in enumerate(groups.found) if x.type == "person" and x.named]
    blocks: dict[str, list[int]] = defaultdict(list)
    for n in people:
        if _full(groups.found[n]):
            for key in dict.fromkeys(names.skeleton(f) for f in _family(groups.found[n])):
                blocks[key].append(n)
    pairs: dict[tuple[int, int], tuple[float, str]] = {}
    for key in sorted(blocks):
        first: dict[str, int] = {}
        for n in blocks[key]:
            label = fold(_fullest(groups.found[n].names))
            if label in first:
                groups.join(first[label], n, f"the same name: {_fullest(groups.found[n].names)}")
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


def _one_person(a: _Local, b: _Local) -> tuple[float, str]:
    """How sure two full names are one person (0: they are not), with the reason in words."""
    if a.genders and b.genders and not a.genders & b.genders:
        return 0.0, ""
    best = max(
        ((names.same_person(x, y), x, y) for x in _full(a) for y in _full(b)),
        key=lambda m: (m[0].score, m[1], m[2]),
    )
    match, x, y = best
    shared = sorted(a.heads & b.heads)
    said = f"{x} and {y}: {match.why}"
    if match.score >= ONE_BY_NAME:
        return match.score, said
    if match.score >= ONE_WITH_ROLE and shared:
        return match.score, f"{said}; both {shared[0]}"
    return 0.0, ""


def _join_surnames(groups: _Groups, people: Sequence[int], near: dict[str, frozenset[str]]) -> None:
    """A document that gives a surname only means the one person of the pile who bears it, if the documents share more."""
    bearers: dict[str, list[int]] = defaultdict(list)
    for n in people:
        if _full(groups.found[n]):
            for family in _family(groups.found[n]):
                bearers[names.skeleton(family)].append(n)
    by_given: dict[str, list[int]] = defaultdict(list)
    for n in people:
        for given in sorted({names.personal_name(f).words[0] for f in _full(groups.found[n])}):
            by_given[given].append(n)
    lone: dict[str, list[int]] = defaultdict(list)
    for n in people:
        local = groups.found[n]
        if _full(local) or not _family(local):
            continue
        surname = _family(local)[0]
        fitting: dict[int, int] = {}
        for m in bearers.get(names.skeleton(surname), ()):
            other = groups.found[m]
            if other.document == local.document or (local.genders and other.genders and not local.genders & other.genders):
                continue
            if max(names.same_word(surname, f) for f in _family(other)) >= 0.88:
                fitting.setdefault(groups.root(m), m)
        for m in () if fitting or local.titles - names.words_of("given-title") else by_given.get(fold(local.best), ()):
            if groups.found[m].document != local.document and not _other_sex(local, groups.found[m]):
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


def _other_sex(a: _Local, b: _Local) -> bool:
    return bool(a.genders and b.genders and not a.genders & b.genders)


def _by_role(groups: _Groups, local: _Local, fitting: dict[int, int]) -> dict[int, int]:
    """Of several bearers of a surname, the one whose role agrees."""
    if len(fitting) < 2:
        return fitting
    agreeing = {r: m for r, m in fitting.items() if any(groups.found[k].heads & local.heads for k in groups.members[r])}
    return agreeing if len(agreeing) == 1 else fitting


def _tie(groups: _Groups, n: int, root: int, near: dict[str, frozenset[str]]) -> str:
    local = groups.found[n]
    for m in groups.members[root]:
        other = groups.found[m]
        if local.heads & other.heads:
            return f"both {min(local.heads & other.heads)}"
        if near.get(local.document, frozenset()) & near.get(other.document, frozenset()):
            return "the reports share other names"
    return ""


# -- the unnamed ------------------------------------------------------------------------------------


def _join_unnamed(groups: _Groups, near: dict[str, frozenset[str]]) -> None:
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
        kind = _roles().get(head, ("", ""))[0]
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


def _join_block(groups: _Groups, head: str, sort: str, members: Sequence[int], near: dict[str, frozenset[str]]) -> None:
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


def _qualifiers(x: _Local) -> bool:
    return any(w in fold(p).split() for p in x.phrases for w in ("former", "ex", "another", "second", "other"))


def _definite(x: _Local) -> bool:
    return any(fold(p).split()[:1] in (["the"], ["police"], ["its"]) or "'s " in fold(p) for p in x.phrases)


def _alone(groups: _Groups, n: int, head: str) -> bool:
    """Whether a report has only one paper of this kind in its chains."""
    x = groups.found[n]
    return sum(y.document == x.document and head in y.heads and y.hop for y in groups.found[max(0, n - 400) : n + 400]) <= 1


# -- entities ---------------------------------------------------------------------------------------


def _fullest(found: Counter[str]) -> str:
    """Of the common spellings the one with most words, then the commonest, the longest, the first in the alphabet.

    Common is what occurs at least a twelfth as often as the commonest of several words: a slip is nobody's name.
    """
    most = max((n for s, n in found.items() if " " in s), default=0)
    return min(found, key=lambda s: (12 * found[s] < most, -len(s.split()), -found[s], -len(s), s))


def _entities(groups: _Groups, kept: Sequence[list[int]]) -> tuple[tuple[Entity, ...], dict[str, str]]:
    made: list[tuple[str, Entity, list[int]]] = []
    for members in kept:
        entity = _entity(groups, members)
        made.append((f"e-{slug(entity.name)}", entity, members))
    count = Counter(stem for stem, _, _ in made)
    entities, id_of = [], {}
    used: set[str] = set()
    for stem, entity, members in sorted(made, key=lambda m: (m[0], _content(m[1]))):
        label = stem
        if count[stem] > 1 or label in used:
            label = f"{stem}-{hashlib.sha256(_content(entity).encode()).hexdigest()[:6]}"
        used.add(label)
        entities.append(replace(entity, id=label))
        for n in members:
            id_of[groups.found[n].id] = label
    return tuple(sorted(entities, key=lambda e: e.id)), id_of


def _content(entity: Entity) -> str:
    return "|".join((entity.type, entity.name, *entity.aliases, *(f"{m.document}:{m.start}" for m in entity.mentions)))


def _entity(groups: _Groups, members: Sequence[int]) -> Entity:
    found = [groups.found[n] for n in members]
    named: Counter[str] = Counter()
    phrases: Counter[str] = Counter()
    spellings: set[str] = set()
    for x in found:
        named.update(x.names)
        phrases.update(x.phrases)
        spellings |= x.spellings | {n for n in x.names if " " in n or x.type != "person"}
    if named:
        name = _fullest(_plain_case(named))
    else:
        bare = Counter({_bare(p): c for p, c in sorted(phrases.items())})
        name = _fullest(bare)
        spellings |= set(phrases) | set(bare)
    kind = _kind(found)
    why = sorted(groups.why.get(groups.root(members[0]), ()))
    if not why:
        why = ["one spelling" if len(spellings) < 2 else "spellings that one report uses for one"]
        if not named:
            why = ["unnamed; found in one report only" if len({x.document for x in found}) == 1 else "unnamed"]
    return Entity(
        id="",
        type=kind,
        name=name,
        aliases=tuple(sorted(spellings - {name})),
        mentions=tuple(sorted({locus for x in found for locus in x.loci})),
        why="; ".join(why),
    )


def _plain_case(named: Counter[str]) -> Counter[str]:
    """The spellings without those in capitals, when there are others."""
    plain = Counter({n: c for n, c in named.items() if not (n.isupper() and len(n) > 6)})
    return plain or named


def _bare(phrase: str) -> str:
    words = phrase.split()
    return (
        " ".join(words[1:])
        if len(words) > 1 and words[0].lower() in names.words_of("definite") | {"a", "an", "another", "one", "some"}
        else phrase
    )


def _kind(found: Sequence[_Local]) -> EntityType:
    if any(x.own for x in found):
        return "outlet"
    tally: Counter[EntityType] = Counter()
    for x in found:
        if x.named or not any(y.named for y in found):
            tally[x.type] += max(1, sum(x.names.values())) * (1 if x.type != "person" or _full(x) or not x.named else 0) + 1
    order: tuple[EntityType, ...] = ("person", "outlet", "organisation", "place", "role", "group")
    return max(order, key=lambda t: (tally[t], -order.index(t)))


# -- the pile with its entities ---------------------------------------------------------------------


def _rewrite(
    marked: Marked, id_of: dict[str, str], at_hop: dict[tuple[str, int, int], str], known: dict[str, Entity]
) -> Marked:
    document = marked.document.id
    own = None
    if marked.document.outlet is not None:
        key = names.outlet_key(marked.document.outlet.value).removeprefix("the ")
        own = id_of.get(f"{document}-own") or next(
            (
                id_of[m.entity]
                for m in marked.mentions
                if m.entity in id_of
                and m.form == "name"
                and m.type in _BODIES
                and names.outlet_key(m.name).removeprefix("the ") == key
            ),
            None,
        )
    mentions = tuple(replace(m, entity=id_of[m.entity]) for m in marked.mentions if m.entity in id_of)
    attributions = tuple(_chain(a, document, id_of, at_hop, known, own) for a in marked.attributions)
    return replace(marked, mentions=mentions, attributions=attributions, outlet=own)


def _chain(
    attribution: Attribution,
    document: str,
    id_of: dict[str, str],
    at_hop: dict[tuple[str, int, int], str],
    known: dict[str, Entity],
    own: str | None,
) -> Attribution:
    hops: list[Hop] = []
    for n, hop in enumerate(attribution.chain):
        local = hop.entity
        if local is None and hop.start is not None and hop.end is not None:
            local = at_hop.get((document, hop.start, hop.end))
        entity = id_of.get(local) if local is not None else None
        if hop.role == "addressee":
            if entity is None or entity == own or known[entity].type != "outlet":
                continue
            hop = replace(hop, role="carrier", why=hop.why or "told this outlet")
        if entity is not None and entity == own and n > 0:
            continue
        if hops and entity is not None and hops[-1].entity == entity:
            continue
        hops.append(replace(hop, entity=entity))
    return replace(attribution, chain=tuple(hops))
