"""On how many voices a claim rests: the smallest set one would have to doubt for nothing of it to be left.

The chains of a claim's members are laid over one another as a graph that runs from the origins, through
everyone who passed the words on, to the reader. A voice (a person, a role, an outlet that stands in a chain as
a hop) can be doubted; a report cannot, it lies in front of the reader. `independent` is the size of a minimum
vertex cut of that graph, which by Menger's theorem is also the largest number of chains that share no voice;
`rests_on` is the minimum cut nearest the reader.

What is known beside the chains is put into the graph:

- a report that copied another's passage adds no chain of its own, unless it names somebody the other does not;
- an outlet that stands first in a chain, and whose own report in the pile carries the same claim and is not
  later, has the claim from whom that report has it;
- an outlet that stands first in one chain and behind somebody in another merely carries: it has it from there, so it is no
  voice of its own beside that one, though an origin as far as the first report tells;
- in a circle (A has it from B, and B from A) the earliest chain is taken for the start, and the circle is named;
- a body and those who speak for it (`Claim.together`) are one voice, called by the one that stands for all: who doubts
  one of them doubts all;
- sources whom nobody names (`voices.unnamed`) and who come through one outlet are one voice at most: there may be
  several of them, and the outlet alone knows. They stand in `rests_on` one by one, and in `independent` as one.

Decided here: members that name no source add nothing beside a named voice, which may well be theirs, and count
as one voice, not as many, where no voice is named at all. So the number is a floor, never an estimate.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec import structs

from sayso.edtf import before
from sayso.types import Attribution, Claim, Derivation, Entity, Marked, Span, Variant
from sayso.weave.graphs import circles, minimum_cut
from sayso.weave.reasons import Circle, Copy, Finding, Speech, sentence
from sayso.weave.rejections import Rejected, other_of
from sayso.weave.reports import order
from sayso.weave.voices import parted, unnamed

_COVERED = 0.5  # share of a variant that must lie in a copied passage; a structural constant, not calibrated
_SOURCE, _SINK = ("source", ""), ("sink", "")

Vertex = tuple[str, str]


def independence(
    pile: tuple[Marked, ...],
    claims: tuple[Claim, ...],
    derivations: tuple[Derivation, ...],
    entities: tuple[Entity, ...],
    rejected: Rejected = frozenset(),
) -> tuple[Claim, ...]:
    """The claims with `origins`, `independent`, `rests_on`, `unnamed` and `circles`, and a `why` a reader can check.

    The `why` they came with, which says why their members are one claim, is kept as `same`.

    `rejected` is what a reader has switched off: an entity's id (doubted: every chain through it breaks);
    (attribution id, entity id), a hop misread (it is taken out and the chain closes over the gap);
    (document id, entity id), a merge (in that report it is somebody else, called `rejections.other_of` it);
    (document id, document id), a copy not believed; or (entity id, entity id), of two that count as one voice the first
    is another than the second. `independent` is 0 and `rests_on` empty where every chain is broken; `independent` is 1
    and `rests_on` empty where nobody is named.
    """
    world = _World.of(pile, derivations, entities, rejected)
    return tuple(_judged(claim, world) for claim in claims)


class _World(NamedTuple):
    """What every claim's graph is built from, indexed once."""

    attributions: Mapping[str, Attribution]
    outlet_of: Mapping[str, str | None]  # by document
    order: Mapping[str, tuple[bool, int, str]]  # by document: dated ones first, by date
    published: Mapping[str, str]  # by document, where it is known
    copies: Mapping[str, Sequence[Derivation]]  # by the document that took
    credits: frozenset[tuple[str, str]]  # a document, and a document or outlet that it names as where it has words from
    outlets: frozenset[str]
    unnamed: frozenset[str]
    speech: Speech
    rejected: Rejected
    doubted: frozenset[str]

    @classmethod
    def of(
        cls,
        pile: tuple[Marked, ...],
        derivations: tuple[Derivation, ...],
        entities: tuple[Entity, ...],
        rejected: Rejected,
    ) -> _World:
        documents = {m.document.id for m in pile}
        copies: dict[str, list[Derivation]] = defaultdict(list)
        for d in sorted(derivations, key=lambda d: (d.source, d.to, d.kind)):
            if d.kind != "cites" and d.to in documents and (d.source, d.to) not in rejected:
                copies[d.source].append(d)
        hidden = frozenset(e.id for e in entities if unnamed(e))
        return cls(
            attributions={a.id: a for m in pile for a in m.attributions},
            outlet_of={m.document.id: m.outlet for m in pile},
            order={m.document.id: order(m) for m in pile},
            published={m.document.id: m.document.published.value for m in pile if m.document.published},
            copies=copies,
            credits=frozenset((d.source, d.to) for d in derivations if d.kind in ("cites", "republishes")),
            outlets=frozenset(e.id for e in entities if e.type == "outlet"),
            unnamed=hidden,
            speech=Speech.of(pile, entities, hidden),
            rejected=rejected,
            doubted=frozenset(r for r in rejected if isinstance(r, str)),
        )


class _Chain(NamedTuple):
    """One member's way from the first voice to the reader."""

    member: str
    document: str
    voices: tuple[str, ...]  # first voice first
    headless: bool  # somebody stands before the first of `voices`, and is not named
    spans: tuple[Span, ...]


def _chain(attribution: Attribution, variant: Variant | None, one: Mapping[str, str], rejected: Rejected) -> _Chain:
    """A member's chain; `one`: for each voice that counts as one with others, the one that stands for all."""
    voices: list[str] = []
    headless = False
    for hop in attribution.chain:
        if hop.role == "addressee":
            continue
        if hop.entity is None:
            headless = headless or not voices
            continue
        other = (attribution.document, hop.entity) in rejected
        voice = other_of(hop.entity, attribution.document) if other else hop.entity
        voice = one.get(voice, voice)
        if (attribution.id, hop.entity) not in rejected and voice not in voices:
            voices.append(voice)
    spans = variant.spans if variant else attribution.content
    return _Chain(attribution.id, attribution.document, tuple(voices), headless and bool(voices), spans)


def _judged(claim: Claim, world: _World) -> Claim:
    variants = {v.attribution: v for v in claim.variants}
    members = [world.attributions[m] for m in claim.members if m in world.attributions]
    members.sort(key=lambda a: (world.order[a.document], a.id))
    several = parted(claim.together, world.rejected)
    one = {v: group[0] for group in several for v in group}
    doubted = frozenset(one.get(v, v) for v in world.doubted)
    chains = [_chain(a, variants.get(a.id), one, world.rejected) for a in members]
    graph = _Graph(chains, world)
    arcs = graph.without(doubted)
    cut = _cut(arcs)
    reached: set[Vertex] = set()
    _reach(arcs, reached, _SOURCE)
    standing = [c for c in chains if not c.voices or ("member", c.member) in reached]
    voices = {v for c in chains for v in c.voices}
    finding = Finding(
        chains=[(c.document, c.voices) for c in standing],
        reports=len({c.document for c in chains}),
        origins=graph.origins - doubted,
        cut=cut,
        nameless=sum(not c.voices and c.member not in graph.copied for c in chains),
        headless=sorted({c.voices[0] for c in standing if c.headless}),
        copies=list(dict.fromkeys(graph.copies({c.member for c in standing}))),
        circles=graph.circles,
        together=several,
        rejected=_touching(members, world.rejected),
    )
    return structs.replace(
        claim,
        origins=tuple(sorted(finding.origins)),
        independent=len(cut) or int(finding.nameless > 0),
        rests_on=tuple(sorted(e for several in cut for e in several)),
        unnamed=tuple(sorted(voices & world.unnamed)),
        circles=tuple(tuple(sorted({a for a, _, _ in circle})) for circle in graph.circles),
        together=several,
        same=claim.same or claim.why,
        why=sentence(finding, world.speech),
    )


def _touching(members: Sequence[Attribution], rejected: Rejected) -> Rejected:
    """Those of the rejections that change something about these members."""
    if not rejected:
        return rejected
    hops = {(a.document, h.entity) for a in members for h in a.chain if h.entity}
    documents, ids, voices = {a.document for a in members}, {a.id for a in members}, {e for _, e in hops}

    def touches(one: str | tuple[str, str]) -> bool:
        if isinstance(one, str):
            return one in voices
        first, second = one
        merge = (first, second) in hops or (first, other_of(second, first)) in hops
        copy = first in documents and second in documents
        return merge or copy or (second in voices and (first in ids or first in voices))

    return frozenset(one for one in rejected if touches(one))


# -- the graph of one claim -------------------------------------------------------------------------


class _Graph:
    """Origins -> voices -> members -> reader; only voices, and the unnamed of one outlet together, can be doubted."""

    def __init__(self, chains: Sequence[_Chain], world: _World) -> None:
        self.chains = chains
        self.world = world
        self.circles = _circles(chains, world)
        self.copied = _copied(chains, world)
        self.fed = _feeds(chains, world)
        self.passed_on = {b for c in chains for b in c.voices[1:]} | {c.voices[0] for c in chains if c.headless}
        self.circular = _circular_starts(chains, self.circles)
        self.behind = _behind(chains, world)
        self.arcs: dict[Vertex, dict[Vertex, None]] = defaultdict(dict)
        self.origins: set[str] = set()
        waiting = [c for c in chains if c.voices and not self._lay(c)]
        self._anchor(waiting)

    def _lay(self, chain: _Chain) -> bool:
        """Put one chain in; False if its start hangs on another chain of the claim."""
        member: Vertex = ("member", chain.member)
        self._arc(member, _SINK)
        source = self.copied.get(chain.member)
        if source is not None:
            self._arc(("member", source), member)
            return False
        way: list[Vertex] = [*(("voice", v) for v in chain.voices), member]
        for a, b in pairwise(way):
            self._arc(a, b)
        for feeder in self.fed.get(chain.member, ()):
            self._arc(("member", feeder), way[0])
        if chain.member in self.fed or (len(chain.voices) > 1 and chain.voices[0] in self.circular):
            return False
        if not chain.headless and chain.voices[0] in self.world.outlets & self.passed_on:
            self.origins.add(chain.voices[0])
            return False
        self._start(chain)
        return True

    def _start(self, chain: _Chain) -> None:
        if not chain.voices:
            return
        first: Vertex = ("voice", chain.voices[0])
        several: Vertex | None = self.behind.get(chain.member)
        if several is not None:
            self._arc(_SOURCE, several)
            self._arc(several, first)
        else:
            self._arc(_SOURCE, first)
        if not chain.headless:
            self.origins.add(chain.voices[0])

    def _anchor(self, waiting: Sequence[_Chain]) -> None:
        """Give a start of their own to chains that hang on nothing but one another, the earliest first."""
        reached: set[Vertex] = set()
        _reach(self.arcs, reached, _SOURCE)
        for chain in waiting:
            if ("member", chain.member) in reached:
                continue
            if chain.member in self.copied:  # copied in a circle
                del self.copied[chain.member]
                self._lay(chain)
            self._start(chain)
            for vertex in (_SOURCE, *(("voice", v) for v in chain.voices)):
                _reach(self.arcs, reached, vertex)

    def _arc(self, a: Vertex, b: Vertex) -> None:
        self.arcs[a][b] = None

    def without(self, doubted: frozenset[str]) -> dict[Vertex, list[Vertex]]:
        """The arcs that are left once the doubted voices are gone."""
        gone = {("voice", d) for d in doubted}
        return {a: [b for b in bs if b not in gone] for a, bs in self.arcs.items() if a not in gone}

    def copies(self, standing: Collection[str]) -> Iterator[Copy]:
        """Which report took its words, with their chain, from which; and whether it names the other's outlet."""
        by_member = {c.member: c for c in self.chains}
        for taker, giver in self.copied.items():
            a, b = by_member[taker], by_member[giver]
            if taker in standing:
                outlet = self.world.outlet_of[b.document]
                credited = outlet in a.voices or bool({(a.document, b.document), (a.document, outlet)} & self.world.credits)
                directed = any(d.directed for d in self.world.copies[a.document] if d.to == b.document)
                yield Copy(a.document, b.document, credited, directed)


def _reach(arcs: Mapping[Vertex, Iterable[Vertex]], seen: set[Vertex], start: Vertex) -> None:
    """Add what is reached from `start` without passing through what was seen before."""
    seen.add(start)
    queue = deque([start])
    while queue:
        for v in arcs.get(queue.popleft(), ()):
            if v not in seen:
                seen.add(v)
                queue.append(v)


def _cut(arcs: Mapping[Vertex, Sequence[Vertex]]) -> list[tuple[str, ...]]:
    """The minimum cut nearest the reader: its voices, the unnamed ones of an outlet together."""
    narrow = [v for bs in arcs.values() for v in bs if v[0] in ("voice", "unnamed")]
    found = minimum_cut(arcs, narrow, _SOURCE, _SINK)
    return sorted(tuple(sorted(b[1] for b in arcs[v])) if v[0] == "unnamed" else (v[1],) for v in found)


# -- what is known beside the chains ----------------------------------------------------------------


def _copied(chains: Sequence[_Chain], world: _World) -> dict[str, str]:
    """For each member whose words were copied with their chain: the member they were copied from."""
    by_document: dict[str, list[_Chain]] = defaultdict(list)
    for chain in chains:
        by_document[chain.document].append(chain)
    found = ((chain, _given(chain, by_document, world)) for chain in chains)
    return {chain.member: given for chain, given in found if given is not None}


def _given(chain: _Chain, by_document: Mapping[str, Sequence[_Chain]], world: _World) -> str | None:
    for derivation in world.copies.get(chain.document, ()):
        for other in by_document.get(derivation.to, ()):
            if other.voices and _inside(chain.voices, other.voices) and _carried_over(chain.spans, other.spans, derivation):
                return other.member
    return None


def _inside(small: Sequence[str], large: Iterable[str]) -> bool:
    """Whether `small` is a subsequence of `large`: the copy names nobody whom the original does not."""
    rest = iter(large)
    return all(voice in rest for voice in small)


def _carried_over(taken: Sequence[Span], given: Sequence[Span], derivation: Derivation) -> bool:
    if not derivation.spans:
        return derivation.kind in ("copies", "republishes")
    ours = _overlap(taken, [(a, b) for a, b, _, _ in derivation.spans])
    theirs = _overlap(given, [(c, d) for _, _, c, d in derivation.spans])
    return ours >= _COVERED and theirs >= _COVERED


def _overlap(spans: Sequence[Span], others: Sequence[tuple[int, int]]) -> float:
    whole = sum(s.end - s.start for s in spans)
    shared = sum(max(0, min(s.end, b) - max(s.start, a)) for s in spans for a, b in others)
    return shared / whole if whole else 0.0


def _feeds(chains: Sequence[_Chain], world: _World) -> dict[str, tuple[str, ...]]:
    """For each member whose chain an outlet opens: the members in that outlet's own reports, whence it has the claim."""
    by_outlet: dict[str, list[_Chain]] = defaultdict(list)
    for chain in chains:
        outlet = world.outlet_of[chain.document]
        if outlet and chain.voices and outlet not in chain.voices:
            by_outlet[outlet].append(chain)
    out = {}
    for chain in chains:
        own = by_outlet.get(chain.voices[0], ()) if chain.voices else ()
        fit = tuple(c.member for c in own if c.document != chain.document and not _later(c.document, chain.document, world))
        if fit:
            out[chain.member] = fit
    return out


def _later(a: str, b: str, world: _World) -> bool:
    """Whether document `a` is known to be later than `b`."""
    first, second = world.published.get(b), world.published.get(a)
    return bool(first and second and before(first, second))


def _behind(chains: Sequence[_Chain], world: _World) -> dict[str, Vertex]:
    """For each member that an unnamed source opens: the vertex all such sources of its outlet share, if there are several.

    The outlet is the first one behind the source in the chain; where there is none the report's own, else the report.
    """
    outlet_of: dict[str, str] = {}
    sources: dict[str, set[str]] = defaultdict(set)
    for c in chains:
        if c.voices and not c.headless and c.voices[0] in world.unnamed:
            carrier = next((v for v in c.voices[1:] if v in world.outlets), None)
            outlet_of[c.member] = carrier or world.outlet_of[c.document] or c.document
            sources[outlet_of[c.member]].add(c.voices[0])
    return {member: ("unnamed", outlet) for member, outlet in outlet_of.items() if len(sources[outlet]) > 1}


def _circles(chains: Sequence[_Chain], world: _World) -> list[Circle]:
    """The circles of those who have the claim from one another: who has it from whom, by which report, the earliest first."""
    heard: dict[tuple[str, str], str] = {}
    for chain in chains:  # the earliest first
        outlet = world.outlet_of[chain.document]
        way = [*chain.voices, *([outlet] if outlet else [])]
        for teller, hearer in pairwise(way):
            if hearer != teller:
                heard.setdefault((hearer, teller), chain.document)
    arcs: dict[str, set[str]] = defaultdict(set)
    for hearer, teller in heard:
        arcs[hearer].add(teller)
    return [
        [(hearer, teller, document) for (hearer, teller), document in heard.items() if {hearer, teller} <= circle]
        for circle in circles(arcs)
    ]


def _circular_starts(chains: Sequence[_Chain], found: Sequence[Circle]) -> set[str]:
    """The voices of a circle who in some chain have the claim from another of the same circle."""
    home = {hearer: n for n, circle in enumerate(found) for hearer, _, _ in circle}
    pairs = {pair for c in chains for pair in pairwise(c.voices)}
    return {b for a, b in pairs if a in home and home[a] == home.get(b)}
