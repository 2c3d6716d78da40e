"""On how many voices a claim rests: the smallest set one would have to doubt for nothing of it to be left.

The chains of a claim's members are laid over one another as a graph that runs from the origins, through
everyone who passed the words on, to the reader. A voice (a person, a role, an outlet that stands in a chain as
a hop) can be doubted; a report cannot, it lies in front of the reader. `independent` is the size of a minimum
vertex cut of that graph, which by Menger's theorem is also the largest number of chains that share no voice;
`rests_on` is the minimum cut nearest the reader (Ford and Fulkerson: the one the residual graph shows from the
sink's side).

Three things that are known beside the chains are put into the graph:

- a report that copied another's passage adds no chain of its own, unless it names somebody the other does not;
- an outlet that stands first in a chain, and whose own report in the pile carries the same claim and is not
  later, has the claim from whom that report has it;
- in a circle (A has it from B, and B from A) the earliest chain is taken for the start, and the circle is named.

Decided here: members that name no source add nothing beside a named voice, which may well be theirs, and count
as one voice, not as many, where no voice is named at all. So the number is a floor, never an estimate.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import structs

from sayso.edtf import before, interval
from sayso.types import Attribution, Claim, Derivation, Entity, Marked, Span, Variant

Rejected = frozenset[str | tuple[str, str]]

_COVERED = 0.5  # share of a variant that must lie in a copied passage; a structural constant, not calibrated
_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_SOURCE, _SINK = ("source", ""), ("sink", "")
_ENDLESS = 1 << 40

Vertex = tuple[str, str]


def independence(
    pile: tuple[Marked, ...],
    claims: tuple[Claim, ...],
    derivations: tuple[Derivation, ...],
    entities: tuple[Entity, ...],
    rejected: Rejected = frozenset(),
) -> tuple[Claim, ...]:
    """The claims with `origins`, `independent` and `rests_on` filled in, and a `why` a reader can check.

    `rejected` is what a reader has switched off: an entity's id (doubted: every chain through it breaks);
    (attribution id, entity id), a hop misread (it is taken out and the chain closes over the gap); or
    (document id, document id), a copy not believed. `independent` is 0 and `rests_on` empty where every chain
    is broken; `independent` is 1 and `rests_on` empty where nobody is named.
    """
    world = _World.of(pile, derivations, entities, rejected)
    return tuple(_judged(claim, world) for claim in claims)


class _World(NamedTuple):
    """What every claim's graph is built from, indexed once."""

    attributions: Mapping[str, Attribution]
    outlet_of: Mapping[str, str | None]  # by document
    order: Mapping[str, tuple[bool, str, str]]  # by document: dated ones first, by date
    published: Mapping[str, str]  # by document, where it is known
    copies: Mapping[str, Sequence[Derivation]]  # by the document that took
    names: Mapping[str, str]
    rejected: Rejected

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
        return cls(
            attributions={a.id: a for m in pile for a in m.attributions},
            outlet_of={m.document.id: m.outlet for m in pile},
            order={m.document.id: _order(m) for m in pile},
            published={m.document.id: m.document.published.value for m in pile if m.document.published},
            copies=copies,
            names={e.id: e.name for e in entities},
            rejected=rejected,
        )


def _order(marked: Marked) -> tuple[bool, str, str]:
    """A key that sorts documents by the first day they may be from, undated ones last."""
    first, last = interval(marked.document.published.value) if marked.document.published else (None, None)
    day = first or last
    return day is None, day.isoformat() if day else "", marked.document.id


class _Chain(NamedTuple):
    """One member's way from the first voice to the reader."""

    member: str
    document: str
    voices: tuple[str, ...]  # first voice first
    headless: bool  # somebody stands before the first of `voices`, and is not named
    spans: tuple[Span, ...]


def _chain(attribution: Attribution, variant: Variant | None, rejected: Rejected) -> _Chain:
    voices: list[str] = []
    headless = False
    for hop in attribution.chain:
        if hop.role == "addressee":
            continue
        if hop.entity is None:
            headless = headless or not voices
        elif (attribution.id, hop.entity) not in rejected and hop.entity not in voices:
            voices.append(hop.entity)
    spans = variant.spans if variant else attribution.content
    return _Chain(attribution.id, attribution.document, tuple(voices), headless and bool(voices), spans)


def _judged(claim: Claim, world: _World) -> Claim:
    variants = {v.attribution: v for v in claim.variants}
    members = [world.attributions[m] for m in claim.members if m in world.attributions]
    members.sort(key=lambda a: (world.order[a.document], a.id))
    chains = [_chain(a, variants.get(a.id), world.rejected) for a in members]
    graph = _Graph(chains, world)
    doubted = {r for r in world.rejected if isinstance(r, str)}
    cut = graph.cut(doubted)
    unnamed = sum(not c.voices for c in chains)
    independent = len(cut) or int(unnamed > len(graph.copied_from_unnamed))
    return structs.replace(
        claim,
        origins=tuple(sorted(graph.origins - doubted)),
        independent=independent,
        rests_on=cut,
        why=_sentence(graph, cut, unnamed, doubted, world),
    )


# -- the graph of one claim -------------------------------------------------------------------------


class _Graph:
    """Origins -> voices -> members -> reader; only voices have a capacity."""

    def __init__(self, chains: Sequence[_Chain], world: _World) -> None:
        self.chains = chains
        self.circles = _circles(chains, world)
        self.copied = _copied(chains, world)
        self.copied_from_unnamed = [c for c in chains if not c.voices and c.member in self.copied]
        self.fed = _feeds(chains, world)
        self.circular = _circular_starts(chains, self.circles)
        self.edges: dict[Vertex, dict[Vertex, int]] = defaultdict(dict)
        self.origins: set[str] = set()
        self.headless = sorted({c.voices[0] for c in chains if c.headless})
        waiting = [c for c in chains if c.voices and not self._lay(c)]
        self._anchor(waiting)

    def _lay(self, chain: _Chain) -> bool:
        """Put one chain in; False if its start hangs on another chain of the claim."""
        member: Vertex = ("member", chain.member)
        self._edge(member, _SINK)
        source = self.copied.get(chain.member)
        if source is not None:
            self._edge(("member", source), member)
            return False
        for first, second in zip(chain.voices, chain.voices[1:], strict=False):
            self._edge(("from", first), ("to", second))
        for voice in chain.voices:
            self._edge(("to", voice), ("from", voice), 1)
        self._edge(("from", chain.voices[-1]), member)
        for feeder in self.fed.get(chain.member, ()):
            self._edge(("member", feeder), ("to", chain.voices[0]))
        if chain.member in self.fed or (len(chain.voices) > 1 and chain.voices[0] in self.circular):
            return False
        self._start(chain)
        return True

    def _start(self, chain: _Chain) -> None:
        if not chain.voices:
            return
        self._edge(_SOURCE, ("to", chain.voices[0]))
        if not chain.headless:
            self.origins.add(chain.voices[0])

    def _anchor(self, waiting: Sequence[_Chain]) -> None:
        """Give a start of their own to chains that hang on nothing but one another, the earliest first."""
        reached = self._reach({_SOURCE})
        for chain in waiting:
            if ("member", chain.member) in reached:
                continue
            if chain.member in self.copied:  # copied in a circle
                del self.copied[chain.member]
                self._lay(chain)
            self._start(chain)
            reached |= self._reach({_SOURCE})

    def _edge(self, a: Vertex, b: Vertex, capacity: int = _ENDLESS) -> None:
        self.edges[a][b] = capacity

    def _reach(self, seen: set[Vertex]) -> set[Vertex]:
        seen = set(seen)
        queue = deque(sorted(seen))
        while queue:
            for v in self.edges.get(queue.popleft(), ()):
                if v not in seen:
                    seen.add(v)
                    queue.append(v)
        return seen

    def cut(self, doubted: Iterable[str]) -> tuple[str, ...]:
        """The minimum vertex cut nearest the reader, once the doubted voices are gone; sorted."""
        flow = _Flow(self.edges, {("to", d) for d in doubted})
        while flow.augment():
            pass
        near = flow.reaches_sink()
        return tuple(sorted(e for (side, e) in near if side == "from" and ("to", e) not in near and flow.carried(e)))


class _Flow:
    """Maximum flow by shortest augmenting paths (Edmonds and Karp); every path carries one."""

    def __init__(self, edges: Mapping[Vertex, Mapping[Vertex, int]], gone: set[Vertex]) -> None:
        self.left: dict[Vertex, dict[Vertex, int]] = defaultdict(dict)
        for a in sorted(edges):
            for b in sorted(edges[a]):
                if a not in gone and b not in gone:
                    self.left[a][b] = edges[a][b]
                    self.left[b].setdefault(a, 0)

    def augment(self) -> bool:
        came: dict[Vertex, Vertex] = {_SOURCE: _SOURCE}
        queue = deque([_SOURCE])
        while queue and _SINK not in came:
            a = queue.popleft()
            for b, left in self.left[a].items():
                if left > 0 and b not in came:
                    came[b] = a
                    queue.append(b)
        if _SINK not in came:
            return False
        at = _SINK
        while at != _SOURCE:
            self.left[came[at]][at] -= 1
            self.left[at][came[at]] += 1
            at = came[at]
        return True

    def carried(self, entity: str) -> bool:
        return self.left[("from", entity)].get(("to", entity), 0) > 0

    def reaches_sink(self) -> set[Vertex]:
        seen: set[Vertex] = {_SINK}
        queue = deque([_SINK])
        while queue:
            b = queue.popleft()
            for a in self.left[b]:
                if a not in seen and self.left[a].get(b, 0) > 0:
                    seen.add(a)
                    queue.append(a)
        return seen


# -- what is known beside the chains ----------------------------------------------------------------


def _copied(chains: Sequence[_Chain], world: _World) -> dict[str, str]:
    """For each member whose words were copied with their chain: the member they were copied from."""
    by_document: dict[str, list[_Chain]] = defaultdict(list)
    for chain in chains:
        by_document[chain.document].append(chain)
    out: dict[str, str] = {}
    for chain in chains:
        for derivation in world.copies.get(chain.document, ()):
            for other in by_document.get(derivation.to, ()):
                if chain.member in out or not other.voices or not _inside(chain.voices, other.voices):
                    continue
                if _carried_over(chain.spans, other.spans, derivation):
                    out[chain.member] = other.member
    return out


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


def _circles(chains: Sequence[_Chain], world: _World) -> tuple[frozenset[str], ...]:
    """Sets of voices each of whom has the claim from another of the set (strongly connected, two or more)."""
    heard_from: dict[str, set[str]] = defaultdict(set)
    for chain in chains:
        for first, second in zip(chain.voices, chain.voices[1:], strict=False):
            heard_from[second].add(first)
        outlet = world.outlet_of[chain.document]
        if outlet and chain.voices and outlet != chain.voices[-1]:
            heard_from[outlet].add(chain.voices[-1])
    return tuple(_strong(heard_from))


def _strong(graph: Mapping[str, set[str]]) -> Iterator[frozenset[str]]:
    """Strongly connected components of two or more vertices, by Kosaraju's two passes."""
    finished: list[str] = []
    seen: set[str] = set()
    for root in sorted(graph):
        stack = [(root, iter(sorted(graph[root])))] if root not in seen else []
        seen.add(root)
        while stack:
            vertex, rest = stack[-1]
            child = next((c for c in rest if c not in seen), None)
            if child is None:
                finished.append(vertex)
                stack.pop()
            else:
                seen.add(child)
                stack.append((child, iter(sorted(graph.get(child, ())))))
    back: dict[str, set[str]] = defaultdict(set)
    for a, bs in graph.items():
        for b in bs:
            back[b].add(a)
    placed: set[str] = set()
    for root in reversed(finished):
        if root in placed:
            continue
        component, queue = {root}, [root]
        while queue:
            new = {a for a in back[queue.pop()] if a not in placed and a not in component}
            component |= new
            queue.extend(sorted(new))
        placed |= component
        if len(component) > 1:
            yield frozenset(component)


def _circular_starts(chains: Sequence[_Chain], circles: Sequence[frozenset[str]]) -> set[str]:
    """The voices of a circle who in some chain have the claim from another of the same circle."""
    home = {voice: n for n, circle in enumerate(circles) for voice in circle}
    pairs = {pair for c in chains for pair in zip(c.voices, c.voices[1:], strict=False)}
    return {b for a, b in pairs if a in home and home[a] == home.get(b)}


# -- in words ---------------------------------------------------------------------------------------


def _sentence(graph: _Graph, cut: tuple[str, ...], unnamed: int, doubted: set[str], world: _World) -> str:
    reports = len({c.document for c in graph.chains})
    name = _Names(world.names)
    parts = [f"{_count(reports, 'report').capitalize()}"]
    if not graph.chains:
        return "No attribution carries it."
    if not cut:
        parts.append(_nothing_named(unnamed, doubted))
    elif len(cut) == 1:
        parts.append(_one_voice(graph, cut[0], reports, name))
    else:
        parts.append(
            f"{_number(len(cut))} chains have no voice in common: doubt {name.all(cut)}, and nothing is left; fewer will not do"
        )
    if unnamed and cut:
        parts.append(f"{_count(unnamed, 'attribution')} without a named source, not counted beside a named one")
    if graph.headless:
        parts.append(f"who told {name.all(graph.headless)} is not named")
    if graph.copied:
        copies = len({c.document for c in graph.chains if c.member in graph.copied})
        parts.append(f"{_count(copies, 'report')} copied from another, which adds no chain")
    for circle in graph.circles:
        parts.append(f"a circular citation: {name.all(sorted(circle))} have it from one another")
    if doubted & {v for c in graph.chains for v in c.voices}:
        parts.append(f"doubted: {name.all(sorted(doubted & {v for c in graph.chains for v in c.voices}))}")
    return "; ".join(parts) + "."


def _nothing_named(unnamed: int, doubted: set[str]) -> str:
    if unnamed:
        return "nobody is named as its source: counted as one unnamed voice"
    return "every chain passes through a voice that is doubted: nothing is left" if doubted else "no chain is left"


def _one_voice(graph: _Graph, voice: str, reports: int, name: _Names) -> str:
    others = sorted(graph.origins - {voice})
    if reports == 1 and len(graph.chains) == 1:
        said = f"it has it from {name[voice]}"
    else:
        said = f"every chain passes through {name[voice]}: doubt {name[voice]}, and nothing is left"
    if not others:
        return said
    return f"{said}; {name.all(others)} {'is' if len(others) == 1 else 'are'} heard only through {name[voice]}"


class _Names:
    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def __getitem__(self, entity: str) -> str:
        return self._names.get(entity, entity)

    def all(self, entities: Sequence[str]) -> str:
        """The names as a list in words: "A", "A and B", "A, B and C"."""
        names = [self[e] for e in entities]
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _number(n: int) -> str:
    return _NUMBERS[n] if n < len(_NUMBERS) else str(n)


def _count(n: int, noun: str) -> str:
    return f"{_number(n)} {noun}{'' if n == 1 else 's'}"
