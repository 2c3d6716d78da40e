"""The joined sets as entities, and the pile with its mentions, hops and outlets pointing at them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from sayso import names
from sayso.text import fold, slug
from sayso.types import Attribution, Entity, EntityType, Hop, Marked
from sayso.weave.identities.evidence import BODIES, Groups, Local, full_names, fullest, unarticled


def entities_of(groups: Groups, kept: Sequence[list[int]]) -> tuple[tuple[Entity, ...], dict[str, str]]:
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


def _entity(groups: Groups, members: Sequence[int]) -> Entity:
    found = [groups.found[n] for n in members]
    named: Counter[str] = Counter()
    phrases: Counter[str] = Counter()
    spellings: set[str] = set()
    for x in found:
        named.update(x.names)
        phrases.update(x.phrases)
        spellings |= x.spellings | {n for n in x.names if " " in n or x.type != "person"}
        spellings |= set() if x.named else {p for p in x.phrases if _telling(p)}
    if named:
        name = fullest(_plain_case(named))
    else:
        bare = Counter({unarticled(p): c for p, c in sorted(phrases.items())})
        name = fullest(bare)
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


def _telling(phrase: str) -> bool:
    """Whether a description tells by itself who is meant: "the owner's spokeswoman", not "the captain" or "his lawyer"."""
    first = fold(phrase).split()[0]
    return first not in names.words_of("definite") - {"the"} and len(unarticled(phrase).split()) > 1


def _plain_case(named: Counter[str]) -> Counter[str]:
    """The spellings without those in capitals, when there are others."""
    plain = Counter({n: c for n, c in named.items() if not (n.isupper() and len(n) > 6)})
    return plain or named


def _kind(found: Sequence[Local]) -> EntityType:
    if any(x.own for x in found):
        return "outlet"
    tally: Counter[EntityType] = Counter()
    for x in found:
        if x.named or not any(y.named for y in found):
            tally[x.type] += (
                max(1, sum(x.names.values())) * (1 if x.type != "person" or full_names(x) or not x.named else 0) + 1
            )
    order: tuple[EntityType, ...] = ("person", "outlet", "organisation", "place", "role", "group")
    return max(order, key=lambda t: (tally[t], -order.index(t)))


def rewritten(
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
                and m.type in BODIES
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
