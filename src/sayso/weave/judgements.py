"""What the reader decided, put over what was found: the machine finds, the reader decides, then it is counted.

Judgements are carried out one after another, in the order of the ledger, on the finished findings: which statements are one
claim, who is one person. So a judgement changes what it speaks of, and what is counted from that, and nothing besides; only a
report that is ignored is left out from the start (`considered`), as if it were not in the pile.

A judgement speaks of places and words (`Anchor`), since ids change as a pile grows. Where the words stand elsewhere in the
document today, the nearest of those places is meant. A judgement whose place is gone is idle, and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from sayso.types import (
    Anchor,
    Attribution,
    Claim,
    Conflict,
    Derivation,
    Entity,
    Hop,
    Judgement,
    Locus,
    Marked,
    Mention,
    Ruling,
    Span,
    Variant,
)
from sayso.weave.rejections import other_of

T = TypeVar("T")

LEAST_ALIKE = 0.5  # share of two places' code points that they must have in common to be taken for one


class _IdleError(Exception):
    """The judgement does nothing here; the message says why."""


def undone(ledger: Iterable[Judgement]) -> dict[int, int]:
    """The rows that no longer hold, each with the number of the row that undoes it. An undone undo undoes nothing."""
    out: dict[int, int] = {}
    for row in sorted(ledger, key=lambda r: -r.number):  # a row can only be undone by a later one
        if row.undoes is not None and row.number not in out:
            out.setdefault(row.undoes, row.number)
    return out


def considered(pile: Iterable[Marked], ledger: Sequence[Judgement]) -> tuple[Marked, ...]:
    """The pile without the reports that the reader ignores."""
    gone = undone(ledger)
    ignored = {a.document for j in ledger if j.kind == "ignore" and j.number not in gone for a in j.about}
    return tuple(m for m in pile if m.document.id not in ignored)


Parted = Mapping[tuple[str, str], int]
"""Voices, each with another that it is not, by the number of the judgement that says so."""

Findings = tuple[tuple[Ruling, ...], tuple[Marked, ...], tuple[Entity, ...], tuple[Derivation, ...], tuple[Claim, ...], Parted]


def judgements(
    ledger: Sequence[Judgement],
    known: frozenset[str],
    pile: tuple[Marked, ...],
    entities: tuple[Entity, ...],
    derivations: tuple[Derivation, ...],
    claims: tuple[Claim, ...],
) -> Findings:
    """What became of each judgement, and the pile, entities, derivations and claims as they are by them.

    `known` are the documents of the whole pile, those that are ignored among them. Every value that a judgement touches has
    its number in `judged`.
    """
    bench = _Bench(pile, entities, derivations, claims)
    gone = undone(ledger)
    rulings = tuple(_ruling(row, gone, known, bench) for row in sorted(ledger, key=lambda r: r.number))
    return rulings, bench.pile(), bench.who(), tuple(bench.derivations), tuple(bench.claims.values()), bench.parted


def resting(
    claims: tuple[Claim, ...],
    conflicts: tuple[Conflict, ...],
    pile: tuple[Marked, ...],
    entities: tuple[Entity, ...],
    derivations: tuple[Derivation, ...],
    parted: Parted,
) -> tuple[tuple[Claim, ...], tuple[Conflict, ...]]:
    """Claims and conflicts with the judgements that their members, the voices in their chains and their copies rest on."""
    voices = {e.id: e.judged for e in entities if e.judged}
    found = {a.id: (a.document, _numbers(a.judged, *(voices.get(h.entity or "", ()) for h in a.chain))) for a in _all(pile)}
    voiced = {a.id: [h.entity for h in a.chain] for a in _all(pile)} if parted else {}
    copies = {(d.source, d.to): d.judged for d in derivations if d.judged}

    def of(members: Iterable[str]) -> tuple[int, ...]:
        own = [found[m] for m in members if m in found]
        documents = {document for document, _ in own}
        between = [numbers for (taker, giver), numbers in copies.items() if {taker, giver} <= documents]
        heard = {voice for m in members for voice in voiced.get(m, ())}
        apart = [(number,) for pair, number in parted.items() if heard.issuperset(pair)]
        return _numbers(*(numbers for _, numbers in own), *between, *apart)

    return (
        tuple(replace(c, judged=numbers) if (numbers := _numbers(c.judged, of(c.members))) else c for c in claims),
        tuple(replace(x, judged=numbers) if (numbers := of(x.members)) else x for x in conflicts),
    )


def _all(pile: Iterable[Marked]) -> Iterator[Attribution]:
    for marked in pile:
        yield from marked.attributions


def _numbers(*several: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({n for numbers in several for n in numbers}))


# -- one judgement ------------------------------------------------------------------------------------


def _ruling(row: Judgement, gone: Mapping[int, int], known: frozenset[str], bench: _Bench) -> Ruling:
    if row.number in gone:
        return Ruling(row, "undone", f"undone by judgement {gone[row.number]}")
    if row.kind == "undo":
        return Ruling(row, "holds", f"judgement {row.undoes} no longer holds")
    missing = sorted({a.document for a in row.about} - known)
    if missing:
        return Ruling(row, "idle", f"it speaks of a document that is not here: {', '.join(missing)}")
    if row.kind == "ignore":
        return Ruling(row, "holds", "the report is left out")
    try:
        return Ruling(row, "holds", _CARRIED_OUT[row.kind](row, bench))
    except _IdleError as reason:
        return Ruling(row, "idle", str(reason))


class _Bench:
    """What was found, laid out so that it can be changed piece by piece."""

    def __init__(
        self,
        pile: tuple[Marked, ...],
        entities: tuple[Entity, ...],
        derivations: tuple[Derivation, ...],
        claims: tuple[Claim, ...],
    ) -> None:
        self.marked = {m.document.id: m for m in pile}
        self.entities = {e.id: e for e in entities}
        self.derivations = list(derivations)
        self.claims = {c.id: c for c in claims}
        self.parted: dict[tuple[str, str], int] = {}
        self.home = {a.id: a.document for a in _all(pile)}  # an attribution's document

    def pile(self) -> tuple[Marked, ...]:
        return tuple(self.marked.values())

    def who(self) -> tuple[Entity, ...]:
        return tuple(self.entities[e] for e in sorted(self.entities))

    # -- what a place means ---------------------------------------------------------------------------

    def place(self, anchor: Anchor) -> Span:
        """Where the words of an anchor stand today."""
        if anchor.document not in self.marked:
            raise _IdleError("it speaks of a report that is ignored")
        text = self.marked[anchor.document].document.text
        if text[anchor.start : anchor.end] == anchor.words:
            return Span(anchor.start, anchor.end)
        found = list(_occurrences(anchor.words, text))
        if not found:
            raise _IdleError(f"the words it speaks of no longer stand in document {anchor.document}")
        at = min(found, key=lambda at: (abs(at - anchor.start), at))
        return Span(at, at + len(anchor.words))

    def attribution(self, anchor: Anchor) -> Attribution:
        """The attribution whose content is at this place."""
        place = self.place(anchor)
        found = _likest(place, ((_extent(a.content), a) for a in self.marked[anchor.document].attributions if a.content))
        if found is None:
            raise _IdleError("no attribution is found at its place any more")
        return found

    def entity(self, anchor: Anchor) -> str:
        """The entity that is named or pointed at at this place; "" where none was found."""
        place, marked = self.place(anchor), self.marked[anchor.document]
        named: list[tuple[Span, str]] = [(Span(m.start, m.end), m.entity) for m in marked.mentions]
        for a in marked.attributions:
            named += [
                (Span(h.start, h.end), h.entity) for h in a.chain if h.entity and h.start is not None and h.end is not None
            ]
        return _likest(place, ((span, e) for span, e in named if e in self.entities)) or ""

    def somebody(self, anchor: Anchor) -> str:
        entity = self.entity(anchor)
        if not entity:
            raise _IdleError("nobody is found to be named at its place")
        return entity

    def member(self, anchor: Anchor) -> tuple[Claim, Attribution]:
        """The claim that is made at this place, and the attribution that makes it."""
        place, text = self.place(anchor), anchor.document
        own = {a.id: a for a in self.marked[text].attributions}
        found = _likest(
            place,
            (
                (_extent(v.spans), (c, own[v.attribution]))
                for c in self.claims.values()
                for v in c.variants
                if v.attribution in own and v.spans
            ),
        )
        if found is None:
            raise _IdleError("no claim is found at its place")
        return found

    # -- changing it ------------------------------------------------------------------------------------

    def change(self, a: Attribution, number: int, **changes: object) -> None:
        """Put an attribution's new form in its place."""
        made = replace(a, judged=_numbers(a.judged, (number,)), **changes)
        marked = self.marked[a.document]
        self.marked[a.document] = replace(
            marked, attributions=tuple(made if old.id == a.id else old for old in marked.attributions)
        )

    def rename(
        self, old: str, new: str, documents: Iterable[str] = (), at: Callable[[str, int, int], bool] | None = None
    ) -> None:
        """Whoever was `old` is `new`: in these documents, or everywhere; of the places named only where `at` says so."""
        for document in documents or list(self.marked):
            marked = self.marked[document]
            if not (
                marked.outlet == old
                or any(m.entity == old for m in marked.mentions)
                or any(h.entity == old for a in marked.attributions for h in a.chain)
            ):
                continue

            def here(start: int | None, end: int | None, document: str = document) -> bool:
                return at is None or (start is not None and end is not None and at(document, start, end))

            def hop(h: Hop) -> Hop:
                return replace(h, entity=new) if h.entity == old and here(h.start, h.end) else h

            def mention(m: Mention) -> Mention:
                return replace(m, entity=new) if m.entity == old and here(m.start, m.end) else m

            self.marked[document] = replace(
                marked,
                mentions=tuple(mention(m) for m in marked.mentions),
                attributions=tuple(replace(a, chain=_chain(hop(h) for h in a.chain)) for a in marked.attributions),
                outlet=new if marked.outlet == old and at is None else marked.outlet,
            )

    def drop_member(self, claim: Claim, attribution: str, number: int) -> None:
        """Take an attribution out of a claim; a claim without members is gone."""
        kept = [v for v in claim.variants if v.attribution != attribution]
        if not kept:
            del self.claims[claim.id]
            return
        left = replace(
            claim,
            members=tuple(m for m in claim.members if m != attribution),
            variants=tuple(kept),
            judged=_numbers(claim.judged, (number,)),
        )
        self.claims[claim.id] = self.gisted(left)

    def gisted(self, claim: Claim) -> Claim:
        """The claim with its shortest variant for a gist, where its own stands in none of them any more."""
        extents = [(self.home[v.attribution], _extent(v.spans)) for v in claim.variants if v.spans]
        places = [Locus(document, extent.start, extent.end) for document, extent in extents]
        at = claim.gist_at
        if any(p.document == at.document and p.start <= at.start and at.end <= p.end for p in places):
            return claim
        shortest = min(places, key=lambda p: (p.end - p.start, p))
        return replace(claim, gist=self.words(shortest), gist_at=shortest)

    def words(self, place: Locus) -> str:
        return self.marked[place.document].document.text[place.start : place.end]

    def free(self, wanted: str, taken: Mapping[str, object]) -> str:
        """An id that is not taken."""
        return next(name for name in (wanted, *(f"{wanted}.{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def _occurrences(words: str, text: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _extent(spans: Sequence[Span]) -> Span:
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def _likest(place: Span, found: Iterable[tuple[Span, T]]) -> T | None:
    """What stands at the place that has most in common with this one (Jaccard), if it has LEAST_ALIKE."""
    best: tuple[float, T] | None = None
    for span, value in found:
        common = min(place.end, span.end) - max(place.start, span.start)
        alike = common / (max(place.end, span.end) - min(place.start, span.start)) if common > 0 else 0.0
        if alike >= LEAST_ALIKE and (best is None or alike > best[0]):
            best = alike, value
    return best[1] if best else None


def _chain(hops: Iterable[Hop]) -> tuple[Hop, ...]:
    """Hops without one that follows itself."""
    out: list[Hop] = []
    for hop in hops:
        if not (out and hop.entity is not None and out[-1].entity == hop.entity):
            out.append(hop)
    return tuple(out)


# -- what each kind does: the sentence says what followed ---------------------------------------------------


def _same(row: Judgement, bench: _Bench) -> str:
    first, second = (bench.somebody(a) for a in row.about)
    if first == second:
        raise _IdleError("they are one without it")
    keep, other = sorted((bench.entities[first], bench.entities[second]), key=lambda e: (-len(e.mentions), e.id))
    names = dict.fromkeys((*keep.aliases, other.name, *other.aliases))
    bench.entities[keep.id] = replace(
        keep,
        aliases=tuple(sorted(n for n in names if n != keep.name)),
        mentions=tuple(sorted({*keep.mentions, *other.mentions})),
        why=f"{keep.why}; the reader decided (judgement {row.number}) that it is one with “{other.name}”: {other.why}",
        judged=_numbers(keep.judged, other.judged, (row.number,)),
    )
    del bench.entities[other.id]
    bench.rename(other.id, keep.id)
    bench.derivations = [replace(d, to=keep.id) if d.to == other.id else d for d in bench.derivations]
    return f"“{other.name}” counts as “{keep.name}”"


def _not_same(row: Judgement, bench: _Bench) -> str:
    apart, rest = row.about
    entity = bench.somebody(apart)
    if (other := bench.somebody(rest)) != entity:
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
    words = sorted({" ".join(bench.words(m).split()) for m in moved} or {apart.words})
    name = whole.name if whole.name in words else max(words, key=lambda w: (len(w), w))
    judged = _numbers(whole.judged, (row.number,))
    why = f"the reader decided (judgement {row.number}): here it is not the “{whole.name}” of {rest.document}"
    bench.entities[other] = Entity(other, whole.type, name, tuple(w for w in words if w != name), moved, why, judged)
    left = {" ".join(bench.words(m).split()) for m in stay if m.document in bench.marked}
    aliases = tuple(a for a in whole.aliases if any(a in words for words in left))
    bench.entities[entity] = replace(whole, mentions=stay, aliases=aliases, judged=judged)
    bench.rename(entity, other, (apart.document,), moves if apart.document == rest.document else None)
    return f"“{name}” in {apart.document} is somebody else"


def _same_claim(row: Judgement, bench: _Bench) -> str:
    (first, _), (second, _) = (bench.member(a) for a in row.about)
    if first.id == second.id:
        raise _IdleError("they are one claim without it")
    keep, other = (first, second) if len(first.members) >= len(second.members) else (second, first)
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
        judged=_numbers(keep.judged, other.judged, (row.number,)),
    )
    del bench.claims[other.id]
    return f"two claims are one, with {len(members)} attributions"


def _count(claim: Claim) -> str:
    return "an attribution says" if len(claim.members) == 1 else f"{len(claim.members)} attributions say"


def _not_same_claim(row: Judgement, bench: _Bench) -> str:
    (claim, member), (other, rest) = (bench.member(a) for a in row.about)
    if claim.id != other.id:
        raise _IdleError("they are two claims without it")
    if member.id == rest.id:
        raise _IdleError("both places are one attribution")
    variant = next(v for v in claim.variants if v.attribution == member.id)
    bench.drop_member(claim, member.id, row.number)
    extent = _extent(variant.spans)
    place = Locus(member.document, extent.start, extent.end)
    own = bench.free(f"{claim.id}.{row.number}", bench.claims)
    bench.claims[own] = Claim(
        id=own,
        story=claim.story,
        gist=bench.words(place),
        gist_at=place,
        members=(member.id,),
        variants=(variant,),
        origins=(),
        independent=0,
        rests_on=(),
        why=f"the reader decided (judgement {row.number}) that it is not what the others say",
        judged=(row.number,),
    )
    return "it is a claim of its own"


def _not_a_quotation(row: Judgement, bench: _Bench) -> str:
    a = bench.attribution(row.about[0])
    for claim in [c for c in bench.claims.values() if a.id in c.members]:
        bench.drop_member(claim, a.id, row.number)
    marked = bench.marked[a.document]
    rest = (replace(o, within=a.within) if o.within == a.id else o for o in marked.attributions if o.id != a.id)
    bench.marked[a.document] = replace(marked, attributions=tuple(rest))
    return "the attribution is left out"


def _speaker(row: Judgement, bench: _Bench) -> str:
    a = bench.attribution(row.about[0])
    why = f"the reader decided (judgement {row.number})"
    later = a.chain[1:]
    if len(row.about) == 1:
        bench.change(a, row.number, chain=(Hop(None, None, None, "voice", why), *later) if later else (), source=())
        return "nobody is named for it"
    named = row.about[1]
    place = bench.place(named)
    entity = bench.entity(named) or _newly_named(row.number, named, place, bench)
    if a.chain and a.chain[0].entity == entity:
        raise _IdleError("it is who is found without it")
    within = named.document == a.document
    hop = Hop(entity, place.start, place.end, "voice", why) if within else Hop(entity, None, None, "voice", why)
    chain = (hop, *(h for h in later if h.entity != entity))
    bench.change(a, row.number, chain=chain, source=(place,) if within else ())
    return f"“{bench.entities[entity].name}” is who says it"


def _newly_named(number: int, anchor: Anchor, place: Span, bench: _Bench) -> str:
    """An entity for words that were not found to name anybody."""
    words = " ".join(anchor.words.split())
    entity = bench.free(f"e-judged-{number}", bench.entities)
    at = Locus(anchor.document, place.start, place.end)
    why = f"the reader named it (judgement {number})"
    bench.entities[entity] = Entity(entity, "person", words, (), (at,), why, (number,))
    marked = bench.marked[anchor.document]
    mention = Mention(anchor.document, place.start, place.end, "person", "name", words, entity, why)
    bench.marked[anchor.document] = replace(marked, mentions=(*marked.mentions, mention))
    return entity


def _not_a_hop(row: Judgement, bench: _Bench) -> str:
    a, entity = bench.attribution(row.about[0]), bench.somebody(row.about[1])
    if not any(h.entity == entity for h in a.chain):
        raise _IdleError("it is no hop of that chain without it")
    bench.change(a, row.number, chain=tuple(h for h in a.chain if h.entity != entity))
    return f"“{bench.entities[entity].name}” is no hop of the chain"


def _copy(row: Judgement, bench: _Bench) -> str:
    taker, giver = _reports(row, bench)
    turned = [d for d in bench.derivations if (d.source, d.to) == (giver, taker) and d.kind != "cites"]
    bench.derivations = [d for d in bench.derivations if d not in turned]
    why = f"the reader decided (judgement {row.number})"
    bench.derivations.append(Derivation(taker, giver, "copies", 0.0, (), why, judged=(row.number,)))
    return f"{taker} counts as a copy of {giver}"


def _not_a_copy(row: Judgement, bench: _Bench) -> str:
    taker, giver = _reports(row, bench)
    gone = [d for d in bench.derivations if (d.source, d.to) == (taker, giver) and d.kind != "cites"]
    if not gone:
        raise _IdleError("no copy is found without it")
    bench.derivations = [d for d in bench.derivations if d not in gone]
    for claim in list(bench.claims.values()):
        if {taker, giver} <= {bench.home[m] for m in claim.members}:
            bench.claims[claim.id] = replace(claim, judged=_numbers(claim.judged, (row.number,)))
    return f"{taker} does not count as a copy of {giver}"


def _reports(row: Judgement, bench: _Bench) -> tuple[str, str]:
    taker, giver = (a.document for a in row.about)
    if not {taker, giver} <= bench.marked.keys():
        raise _IdleError("it speaks of a report that is ignored")
    if taker == giver:
        raise _IdleError("a report is no copy of itself")
    return taker, giver


_CARRIED_OUT: Mapping[str, Callable[[Judgement, _Bench], str]] = {
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
