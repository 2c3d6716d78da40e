"""What each kind of judgement does; the sentence that it gives back says what followed.

A judgement about how a passage is read (no quotation, another speaker, no hop, another claim) is carried to the same words in
copies of the report: one text that was printed twice is read once. What a judgement speaks of itself stands above that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from sayso.types import Anchor, Attribution, Claim, Derivation, Entity, Hop, Judgement, Locus, Mention, Span, Variant
from sayso.weave.judgements.bench import Bench, IdleError, extent, numbers_of
from sayso.weave.parties import listed
from sayso.weave.rejections import other_of


def _same(row: Judgement, bench: Bench) -> str:
    first, second = (bench.somebody(a) for a in row.about)
    if first == second:
        raise IdleError("they are one without it")
    keep, other = sorted((bench.entities[first], bench.entities[second]), key=lambda e: (-len(e.mentions), e.id))
    bench.touch(row.number, keep.id, other.id)
    names = dict.fromkeys((*keep.aliases, other.name, *other.aliases))
    bench.entities[keep.id] = replace(
        keep,
        aliases=tuple(sorted(n for n in names if n != keep.name)),
        mentions=tuple(sorted({*keep.mentions, *other.mentions})),
        why=f"{keep.why}; the reader decided (judgement {row.number}) that it is one with “{other.name}”: {other.why}",
        judged=numbers_of(keep.judged, other.judged, (row.number,)),
    )
    del bench.entities[other.id]
    bench.rename(other.id, keep.id)
    bench.parted = {
        pair: n for (a, b), n in bench.parted.items() if (pair := (_now(a, other, keep), _now(b, other, keep)))[0] != pair[1]
    }
    bench.derivations = [replace(d, to=keep.id) if d.to == other.id else d for d in bench.derivations]
    return f"“{other.name}” counts as “{keep.name}”"


def _now(entity: str, gone: Entity, kept: Entity) -> str:
    return kept.id if entity == gone.id else entity


def _not_same(row: Judgement, bench: Bench) -> str:
    apart, rest = row.about
    entity = bench.somebody(apart)
    if (other := bench.somebody(rest)) != entity:
        bench.touch(row.number, entity, other)
        bench.parted[entity, other] = row.number
        return f"“{bench.entities[entity].name}” and “{bench.entities[other].name}” are two, and never count as one voice"
    whole, text = bench.entities[entity], bench.marked[apart.document].document.text
    here = bench.place(apart)

    def moves(document: str, start: int, end: int) -> bool:
        if document != apart.document:
            return False
        if document != rest.document:
            return True
        same_words = text[start:end].casefold() == text[here.start : here.end].casefold() != rest.words.casefold()
        return same_words or (start < here.end and here.start < end)

    moved = tuple(m for m in whole.mentions if moves(m.document, m.start, m.end))
    stay = tuple(m for m in whole.mentions if m not in moved)
    other = bench.free(other_of(entity, apart.document), bench.entities)
    bench.touch(row.number, entity, other)
    words = sorted({" ".join(bench.words(m).split()) for m in moved} or {apart.words})
    name = whole.name if whole.name in words else max(words, key=lambda w: (len(w), w))
    judged = numbers_of(whole.judged, (row.number,))
    why = f"the reader decided (judgement {row.number}): here it is not the “{whole.name}” of {rest.document}"
    bench.entities[other] = Entity(other, whole.type, name, tuple(w for w in words if w != name), moved, why, judged)
    left = {" ".join(bench.words(m).split()) for m in stay if m.document in bench.marked}
    aliases = tuple(a for a in whole.aliases if any(a in words for words in left))
    bench.entities[entity] = replace(whole, mentions=stay, aliases=aliases, judged=judged)
    bench.rename(entity, other, (apart.document,), moves if apart.document == rest.document else None)
    return f"“{name}” in {apart.document} is somebody else"


def _same_claim(row: Judgement, bench: Bench) -> str:
    (first, _), (second, _) = (bench.member(a) for a in row.about)
    if first.id == second.id:
        raise IdleError("they are one claim without it")
    keep, other = (first, second) if len(first.members) >= len(second.members) else (second, first)
    bench.touch(row.number, *keep.members, *other.members)
    variants = {v.attribution: v for v in keep.variants}
    for v in other.variants:
        before = variants.get(v.attribution)
        spans = tuple(sorted({*(before.spans if before else ()), *v.spans}))
        variants[v.attribution] = Variant(v.attribution, spans)
    members = tuple(dict.fromkeys((*keep.members, *other.members)))
    bench.claims[keep.id] = replace(
        keep,
        members=members,
        variants=tuple(variants[m] for m in members),
        why=f"{keep.why}; the reader decided (judgement {row.number}) that it is one with what {_count(other)} elsewhere",
        judged=numbers_of(keep.judged, other.judged, (row.number,)),
    )
    del bench.claims[other.id]
    return f"two claims are one, with {len(members)} attributions"


def _count(claim: Claim) -> str:
    return "an attribution says" if len(claim.members) == 1 else f"{len(claim.members)} attributions say"


def _not_same_claim(row: Judgement, bench: Bench) -> str:
    (claim, member), (other, rest) = (bench.member(a) for a in row.about)
    if claim.id != other.id:
        raise IdleError("they are two claims without it")
    if member.id == rest.id:
        raise IdleError("both places are one attribution")
    variants = {v.attribution: v for v in claim.variants}
    leaving = [member, *_worded_alike(member, rest, variants, bench)]
    for a in leaving:
        bench.touch(row.number, a.id)
        bench.drop_member(bench.claims[claim.id], a.id, row.number)
    whole = extent(variants[member.id].spans)
    place = Locus(member.document, whole.start, whole.end)
    own = bench.free(f"{claim.id}.{row.number}", bench.claims)
    bench.claims[own] = Claim(
        id=own,
        story=claim.story,
        gist=bench.words(place),
        gist_at=place,
        members=tuple(a.id for a in leaving),
        variants=tuple(variants[a.id] for a in leaving),
        origins=(),
        independent=0,
        rests_on=(),
        why=f"the reader decided (judgement {row.number}) that it is not what the others say" + _alike(leaving[1:]),
        judged=(row.number,),
    )
    return "it is a claim of its own" + _alike(leaving[1:])


def _worded_alike(a: Attribution, rest: Attribution, variants: Mapping[str, Variant], bench: Bench) -> list[Attribution]:
    """The members that carry a claim with one's very words in a copy of its report; not those of the report it is told from."""

    def words(one: Attribution) -> str:
        whole = extent(variants[one.id].spans)
        return " ".join(bench.words(Locus(one.document, whole.start, whole.end)).split())

    twins = (b for b in bench.twins(a, "not-same-claim") if b.document != rest.document and b.id in variants)
    return [b for b in twins if variants[b.id].spans and words(b) == words(a)]


def _alike(twins: Sequence[Attribution]) -> str:
    """Our words for the copies that a judgement is carried to."""
    documents = listed(dict.fromkeys(b.document for b in twins)) if twins else ""
    return f", and so are the same words in {documents}" if documents else ""


def _not_a_quotation(row: Judgement, bench: Bench) -> str:
    a = bench.attribution(row.about[0])
    twins = bench.twins(a, row.kind)
    for one in (a, *twins):
        bench.touch(row.number, one.id)
        for claim in [c for c in bench.claims.values() if one.id in c.members]:
            bench.drop_member(claim, one.id, row.number)
        marked = bench.marked[one.document]
        rest = (replace(o, within=one.within) if o.within == one.id else o for o in marked.attributions if o.id != one.id)
        bench.marked[one.document] = replace(marked, attributions=tuple(rest))
    return "the attribution is left out" + _alike(twins)


def _speaker(row: Judgement, bench: Bench) -> str:
    a = bench.attribution(row.about[0])
    twins = bench.twins(a, row.kind)
    if len(row.about) == 1:
        for one in (a, *twins):
            why, later = _decided(row, one, a), one.chain[1:]
            bench.change(one, row.number, chain=(Hop(None, None, None, "voice", why), *later) if later else (), source=())
        return "nobody is named for it" + _alike(twins)
    named = row.about[1]
    place = bench.place(named)
    entity = bench.entity(named)
    wrong = [one for one in (a, *twins) if not (entity and one.chain and one.chain[0].entity == entity)]
    if not wrong:
        raise IdleError("it is who is found without it")
    entity = entity or _newly_named(row.number, named, place, bench)
    for one in wrong:
        there = _named_there(named, place, a, one, bench)
        why = _decided(row, one, a)
        hop = Hop(entity, there.start, there.end, "voice", why) if there else Hop(entity, None, None, "voice", why)
        chain = (hop, *(h for h in one.chain[1:] if h.entity != entity))
        bench.change(one, row.number, chain=chain, source=(there,) if there else ())
    return f"“{bench.entities[entity].name}” is who says it" + _alike([b for b in wrong if b.id != a.id])


def _decided(row: Judgement, one: Attribution, spoken_of: Attribution) -> str:
    """Why an attribution is as it is now."""
    same = "" if one.id == spoken_of.id else f" about the same words in {spoken_of.document}"
    return f"the reader decided (judgement {row.number}){same}"


def _named_there(named: Anchor, place: Span, a: Attribution, one: Attribution, bench: Bench) -> Span | None:
    """Where the words that name a speaker stand in an attribution's own report, as far from its content; None: not there."""
    if named.document == one.document:
        return place
    if named.document != a.document:
        return None
    at = one.content[0].start + place.start - a.content[0].start
    try:
        return bench.place(Anchor(one.document, max(0, at), max(0, at) + len(named.words), named.words))
    except IdleError:
        return None


def _newly_named(number: int, anchor: Anchor, place: Span, bench: Bench) -> str:
    """An entity for words that were not found to name anybody."""
    words = " ".join(anchor.words.split())
    entity = bench.free(f"e-judged-{number}", bench.entities)
    at = Locus(anchor.document, place.start, place.end)
    why = f"the reader named it (judgement {number})"
    bench.entities[entity] = Entity(entity, "person", words, (), (at,), why, (number,))
    bench.named[entity] = number
    marked = bench.marked[anchor.document]
    mention = Mention(anchor.document, place.start, place.end, "person", "name", words, entity, why)
    bench.marked[anchor.document] = replace(marked, mentions=(*marked.mentions, mention))
    return entity


def _not_a_hop(row: Judgement, bench: Bench) -> str:
    a, entity = bench.attribution(row.about[0]), bench.somebody(row.about[1])
    passing = [one for one in (a, *bench.twins(a, row.kind)) if any(h.entity == entity for h in one.chain)]
    if not passing:
        raise IdleError("it is no hop of that chain without it")
    for one in passing:
        bench.change(one, row.number, chain=tuple(h for h in one.chain if h.entity != entity))
    others = [b.document for b in passing if b.id != a.id]
    same = f", nor of that of the same words in {listed(others)}" if others else ""
    return f"“{bench.entities[entity].name}” is no hop of the chain{same}"


def _copy(row: Judgement, bench: Bench) -> str:
    taker, giver = _reports(row, bench)
    known = _between(taker, giver, bench)
    why = f"the reader decided (judgement {row.number})"
    if any(d.source == taker and d.judged and not d.spans for d in known):
        raise IdleError("it counts as a copy without it")
    bench.touch(row.number, (taker, giver), (giver, taker))
    found = [d for d in known if d.spans]
    kept = [d if d.directed and d.source == taker else _turned(d, taker, giver, row.number) for d in found]
    bench.derivations = [d for d in bench.derivations if d not in known] + kept
    bench.derivations.append(Derivation(taker, giver, "copies", 0.0, (), why, judged=(row.number,)))  # of no spans: the whole
    return f"{taker} counts as a copy of {giver}"


def _turned(d: Derivation, taker: str, giver: str, number: int) -> Derivation:
    """The words that two reports share, as taken by the one that the reader says took them."""
    own = d.source == taker
    spans = d.spans if own else tuple(sorted((c, e, a, b) for a, b, c, e in d.spans))
    why = f"{d.why}; the reader decided (judgement {number}) who took them"
    return Derivation(taker, giver, "reuses", d.share if own else 0.0, spans, why, judged=(number,))


def _not_a_copy(row: Judgement, bench: Bench) -> str:
    taker, giver = _reports(row, bench)
    gone = [d for d in _between(taker, giver, bench) if d.source == taker or not d.directed]
    if not gone:
        raise IdleError("no copy is found without it")
    bench.touch(row.number, (taker, giver), (giver, taker))
    bench.derivations = [d for d in bench.derivations if d not in gone]
    for claim in list(bench.claims.values()):
        if {taker, giver} <= {bench.home[m] for m in claim.members}:
            bench.claims[claim.id] = replace(claim, judged=numbers_of(claim.judged, (row.number,)))
    return f"{taker} does not count as a copy of {giver}"


def _between(one: str, other: str, bench: Bench) -> list[Derivation]:
    """What was found of two documents to have been taken by one from the other; a citation takes no words."""
    return [d for d in bench.derivations if {d.source, d.to} == {one, other} and d.kind != "cites"]


def _reports(row: Judgement, bench: Bench) -> tuple[str, str]:
    taker, giver = (a.document for a in row.about)
    if not {taker, giver} <= bench.marked.keys():
        raise IdleError("it speaks of a report that is ignored")
    if taker == giver:
        raise IdleError("a report is no copy of itself")
    return taker, giver


CARRIED_OUT: Mapping[str, Callable[[Judgement, Bench], str]] = {
    "same": _same,
    "not-same": _not_same,
    "same-claim": _same_claim,
    "not-same-claim": _not_same_claim,
    "not-a-quotation": _not_a_quotation,
    "speaker": _speaker,
    "not-a-hop": _not_a_hop,
    "copy": _copy,
    "not-a-copy": _not_a_copy,
}
