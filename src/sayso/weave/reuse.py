"""Who took words from whom: shared passages, credits and citations, with a direction and its reason.

Speech is told apart from narration: two reporters who quote one address have not copied each other, so words
inside quotation marks are no evidence; the narration around them is. One exception: what somebody said to one
outlet alone ("told Radio X") and another outlet prints without having asked was taken from the first; two such
utterances are evidence, one may have been said twice. And speech that one of two reports prints without its marks counts
as evidence together with narration around it that is the same: whoever was there himself would have told it otherwise.

Directions come from dates, from credit ("The original source of this article is X"), from who was told. Where
nothing tells, the row is not `directed`: the report with less of its own stands in it as the one that took.

A pile may grow: what `Reuse` keeps of each report and each pair need not be found again, and nothing that is kept
depends on what came first. `reuse` is the same for a pile that comes all at once.

Not done: translation, thorough rewriting, images, and speech copied without its marks and without the words around it. A
report that is only a little like another is left alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from sayso.names import known_outlet, outlet_key
from sayso.text import content_stems
from sayso.types import Derivation, DerivationKind, Entity, Marked
from sayso.weave.candidates import Candidates, Pair, Postings, prints
from sayso.weave.exclusives import exclusive, spoken_shingles, tells
from sayso.weave.passages import Passage, passages, words
from sayso.weave.reports import (
    Found,
    Text,
    World,
    body,
    caseless,
    credit_phrases,
    credits,
    day_number,
    later,
    named_outlets,
    speech,
)

# Calibrated with bench/reuse_gate.py on synthetic piles made of half of the bulk articles; it reports on the other half.
_TOLD = 16  # words of narration in one passage that are evidence of copying; a lead with a name and a date has a dozen
_TOLD_IN_ALL = 24  # … or so many in several passages
_TOLD_LEAST = 6  # … of at least so many each
_COPY = 0.8  # share of the taker's body from which it is a copy of the whole
_OWN = 0.25  # share of a report that must come from an earlier one of its own outlet: less is boilerplate or background
_NEW = 0.2  # share of what was taken that must not already have come from an earlier source
_NEAREST = 40  # reports of a cited outlet, the nearest in time, that a citation may mean
_MEANT = 0.5  # share of the cited words that the report it means must have
_READ = 100_000  # code points of it that are looked through


def reuse(pile: tuple[Marked, ...], entities: tuple[Entity, ...]) -> tuple[Derivation, ...]:
    """Who took from whom, sorted by the taking document; empty when nothing was.

    copies: nearly all of the body, without credit; republishes: with credit; reuses: passages; cites: names the
    outlet as its source for something. `to` is a document of the pile where one fits, else the outlet's entity.
    `share` is the part of the taker's body that is the other's words (0 for cites). Spans point into both texts;
    where `to` is an outlet the second half is (0, 0).
    """
    grown = Reuse()
    grown.add(pile)
    return grown.derivations(pile, entities)


class Reuse:
    """A pile that grows: what was found in its reports and pairs of reports, so that adding one finds only what is new.

    Adding reports in any order and any portions gives the derivations of all at once, as long as the outlet of a report
    that was added stays the same entity. `work` counts what was done: fingerprints, partners, words aligned …
    """

    def __init__(self) -> None:
        self.work: Counter[str] = Counter()
        self._texts: dict[str, Text] = {}
        self._candidates = Candidates()
        self._passages: dict[Pair, tuple[Passage, ...]] = {}  # of every candidate pair, the earlier report first
        self._spoken = Postings()  # every few words in a row of speech
        self._meant: dict[tuple[str, str, str], tuple[tuple[str, ...], str]] = {}  # a citation: candidates, and whom it means

    def add(self, reports: Iterable[Marked]) -> None:
        """Take reports in; one that is there already stays as it is."""
        new = {m.document.id: m for m in reports if m.document.id not in self._texts}
        for name in sorted(new):
            self._texts[name] = _read(new[name])
            self.work["words"] += len(self._texts[name].words.ids)
        fresh = {name: prints(self._texts[name].words, day_number(m), m.outlet) for name, m in new.items()}
        gained, lost = self._candidates.add(fresh)
        self.work.update(self._candidates.work)
        self._candidates.work.clear()
        for pair in lost:
            del self._passages[pair]
        for pair in gained:
            a, b = (self._texts[name].words for name in pair)
            self._passages[pair] = passages(a, b)
            self.work["aligned"] += len(a.ids) + len(b.ids)
        self._spoken.enter({name: spoken_shingles(self._texts[name].words) for name in sorted(new)})

    @property
    def pairs(self) -> list[Pair]:
        """The pairs of reports that were compared, the earlier first."""
        return sorted(self._passages)

    def derivations(self, pile: Iterable[Marked], entities: Iterable[Entity]) -> tuple[Derivation, ...]:
        """Who took from whom; the pile is all the reports that were added, as the weaving has them by now."""
        world = World.of(pile, entities, self._texts)
        found = [
            *_copied(world, self._passages),
            *exclusive(world, self._spoken),
            *_credited(world),
            *_canonical(world),
            *_set_off(world),
            *_cited(world, self._meant, self.work),
        ]
        return _settled(found)


def _read(marked: Marked) -> Text:
    text, spans = marked.document.text, body(marked)
    plain = caseless(text)
    return Text(spans, words(text, spans, speech(marked)), credit_phrases(plain), tells(plain))


# -- shared passages --------------------------------------------------------------------------------


class _Shared(NamedTuple):
    taker: int
    giver: int
    directed: bool
    direction: str
    passages: tuple[tuple[int, int, int, int], ...]  # the taker's side first
    told: int
    unmarked: int
    share: float


def _copied(world: World, aligned: Mapping[Pair, tuple[Passage, ...]]) -> Iterator[Found]:
    """Copied narration: for each report its earliest sources, as long as they account for something new."""
    by_taker: dict[int, list[_Shared]] = defaultdict(list)
    for (first, second), found in aligned.items():
        a, b = world.number[first], world.number[second]
        if _evident(found):
            shared = _directed(a, b, found, world)
            if shared.share >= _OWN or not _same_house(a, b, world):
                by_taker[shared.taker].append(shared)
    for taker in sorted(by_taker):
        covered: list[tuple[int, int]] = []
        for s in sorted(by_taker[taker], key=lambda s: (s.giver, s.taker)):
            own = [(a, b) for a, b, _, _ in s.passages]
            size = sum(b - a for a, b in own)
            if size - _common(own, covered) >= _NEW * size:
                covered.extend(own)
                yield _as_found(s, world)


def _same_house(a: int, b: int, world: World) -> bool:
    return world.pile[a].outlet is not None and world.pile[a].outlet == world.pile[b].outlet


def _evident(found: Sequence[Passage]) -> bool:
    """Whether enough narration is the same; and with it, what one of the two prints as its own and the other as speech."""
    telling = [p.told + p.unmarked for p in found if p.told >= _TOLD_LEAST]
    return max(telling, default=0) >= _TOLD or sum(telling) >= _TOLD_IN_ALL


def _directed(a: int, b: int, found: tuple[Passage, ...], world: World) -> _Shared:
    size_a, size_b = (len(world.texts[n].words.ids) or 1 for n in (a, b))
    same = sum(p.words for p in found)
    taker, reason = later(a, b, world)
    directed = taker is not None
    if taker is None:
        taker = a if same / size_a > same / size_b else b
        reason = "which came first is not known"
    flipped = taker == b
    spans = [(p.a_start, p.a_end, p.b_start, p.b_end) for p in found]
    ordered = sorted((c, d, a0, a1) if flipped else (a0, a1, c, d) for a0, a1, c, d in spans)
    share = min(1.0, same / (size_b if flipped else size_a))
    told, unmarked = sum(p.told for p in found), sum(p.unmarked for p in found)
    return _Shared(taker, a if flipped else b, directed, reason, tuple(ordered), told, unmarked, share)


def _common(own: Sequence[tuple[int, int]], covered: Sequence[tuple[int, int]]) -> int:
    """Code points of `own` that lie in `covered`, each counted once."""
    merged: list[tuple[int, int]] = []
    for c, d in sorted(covered):
        if merged and c <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(d, merged[-1][1]))
        else:
            merged.append((c, d))
    return sum(max(0, min(b, d) - max(a, c)) for a, b in own for c, d in merged)


def _as_found(s: _Shared, world: World) -> Found:
    taker, giver = world.pile[s.taker], world.pile[s.giver]
    credited = giver.outlet is not None and giver.outlet in named_outlets(taker, world)
    same_house = giver.outlet is not None and giver.outlet == taker.outlet
    kind: DerivationKind = "reuses" if s.share < _COPY else "republishes" if credited else "copies"
    credit = "an earlier report of its own" if same_house else "with credit" if credited else "without credit"
    marked = f"{_count(s.unmarked, 'word')} that only one has in quotation marks, " if s.unmarked >= _TOLD_LEAST else ""
    why = (
        f"{_count(len(s.passages), 'passage')} in common with {world.name(s.giver)}, {s.told} words of narration, {marked}"
        f"{s.share:.0%} of its body, {credit}; {s.direction}"
    )
    return Found(taker.document.id, giver.document.id, kind, round(s.share, 3), s.passages, why, s.directed)


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


# -- credits, set-off passages, citations -----------------------------------------------------------


def _credited(world: World) -> Iterator[Found]:
    """Reports that say whose text they are: to that outlet's report where the pile has one that fits, else to the outlet."""
    for n, marked in enumerate(world.pile):
        for entity, whole, start, end in credits(marked, world):
            to = _meant_report(n, entity, _near_reports(n, entity, world), (), world)
            said = " ".join(marked.document.text[start:end].split())
            name = world.names[entity]
            kind: DerivationKind = "republishes" if whole else "cites"
            spans = tuple((s.start, s.end, 0, 0) for s in world.texts[n].body) if whole and to == entity else ()
            yield Found(
                marked.document.id,
                to,
                kind,
                1.0 if whole else 0.0,
                spans,
                _credit_why(said, name, world.outlets.get(outlet_key(said)) == entity),
            )


def _credit_why(said: str, name: str, signed: bool) -> str:
    return f"it is signed “{said}”" if signed else f"it says so itself: “{said}” before {name}"


def _canonical(world: World) -> Iterator[Found]:
    """Pages whose canonical link (RFC 6596) leads to another outlet: to the report fetched from there, else to the outlet."""
    fetched: dict[str, int] = {}
    for n, marked in enumerate(world.pile):
        for source in marked.document.sources:
            fetched.setdefault("/".join(_address(source)), n)
    outlets = {domain: entity for entity in sorted(world.names) if (domain := _domain(entity, world))}
    for n, marked in enumerate(world.pile):
        url = marked.document.canonical or marked.document.url or ""
        host, path = _address(url)
        if not host or marked.outlet is None:
            continue
        labels = host.split(".")
        entity = next((outlets[d] for i in range(len(labels)) if (d := ".".join(labels[i:])) in outlets), None)
        giver = world.pile[fetched.get(f"{host}/{path}", n)]
        if giver.outlet and giver.outlet != marked.outlet:
            to, name = giver.document.id, world.name(world.number[giver.document.id])
        elif entity and not _one_name(entity, marked.outlet, world):
            to, name = entity, world.names[entity]
        else:
            continue
        spans = tuple((s.start, s.end, 0, 0) for s in world.texts[n].body) if to == entity else ()
        yield Found(marked.document.id, to, "republishes", 1.0, spans, f"its canonical link is {url}, of {name}")


def _address(url: str) -> tuple[str, str]:
    """The host of a web address, without "www.", and its path; empty where it is none. Query and fragment are left out."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    return (host.removeprefix("www."), parts.path.strip("/")) if parts.scheme in ("http", "https") else ("", "")


def _one_name(outlet: str, own: str, world: World) -> bool:
    """Whether an outlet's name stands in a report's own outlet's, or the other way: "CNN", "CNN (Web News)"."""
    a, b = (set(outlet_key(world.names.get(e, e)).replace("(", " ").replace(")", " ").split()) for e in (outlet, own))
    return outlet == own or a <= b or b <= a


def _domain(entity: str, world: World) -> str:
    known = known_outlet(world.names[entity]) if entity in world.outlet_entities else None
    return known.domain if known else ""


def _set_off(world: World) -> Iterator[Found]:
    """Passages that a report sets off as another outlet's text."""
    for n, marked in enumerate(world.pile):
        size = sum(s.end - s.start for s in world.texts[n].body) or 1
        by_outlet: dict[str, list[tuple[int, int, int, int]]] = defaultdict(list)
        for r in marked.regions:
            entity = world.outlets.get(outlet_key(r.outlet)) if r.kind == "quoted" and r.outlet else None
            if entity and entity != marked.outlet:
                by_outlet[entity].append((r.start, r.end, 0, 0))
        for entity, spans in sorted(by_outlet.items()):
            share = min(1.0, sum(e - s for s, e, _, _ in spans) / size)
            why = f"{_count(len(spans), 'passage')} set off as text of {world.names[entity]}, {share:.0%} of its body"
            yield Found(marked.document.id, entity, "reuses", round(share, 3), tuple(sorted(spans)), why)


def _cited(world: World, known: dict[tuple[str, str, str], tuple[tuple[str, ...], str]], work: Counter[str]) -> Iterator[Found]:
    """Outlets that a report names as its source for something: the hops of its chains that are outlets."""
    for n, marked in enumerate(world.pile):
        targets: dict[str, set[str]] = defaultdict(set)  # outlet -> what the citations of it mean
        for a in marked.attributions:
            for hop in a.chain:
                if hop.entity in world.outlet_entities and hop.entity and hop.entity != marked.outlet:
                    near = _near_reports(n, hop.entity, world)
                    key, among = (marked.document.id, a.id, hop.entity), tuple(world.pile[m].document.id for m in near)
                    if known.get(key, ((), ""))[0] != among or not among:
                        said = " ".join(marked.document.text[s.start : s.end] for s in a.content)
                        known[key] = among, _meant_report(n, hop.entity, near, content_stems(said), world)
                        work["citations"] += len(among)
                    targets[hop.entity].add(known[key][1])
        for outlet, meant in sorted(targets.items()):
            for to in sorted(meant - {outlet} or meant):
                yield Found(marked.document.id, to, "cites", 0.0, (), f"it names {world.names[outlet]} as its source")


def _near_reports(n: int, outlet: str, world: World) -> list[int]:
    """The outlet's reports in the pile nearest to report n in the order of days, the nearest first."""
    own = world.of_outlet.get(outlet, ())
    at = bisect_left(own, n)
    return sorted(own[max(0, at - _NEAREST // 2) : at + _NEAREST // 2], key=lambda m: (abs(bisect_left(own, m) - at), m))


def _meant_report(n: int, outlet: str, near: Iterable[int], stems: Iterable[str], world: World) -> str:
    """The report among `near` that a citation means: not later, and with most of its words; else the outlet."""
    wanted = set(stems)
    best: tuple[float, int] | None = None
    for m in near:
        if m != n and later(m, n, world)[0] != m:
            has = _stems_of(world.pile[m].document.text) if wanted else frozenset()
            fit = len(wanted & has) / len(wanted) if wanted else 1.0
            if fit >= _MEANT and (best is None or fit > best[0]):
                best = (fit, m)
    return world.pile[best[1]].document.id if best else outlet


@lru_cache(maxsize=1024)
def _stems_of(text: str) -> frozenset[str]:
    return frozenset(content_stems(text[:_READ]))


# -- settling ---------------------------------------------------------------------------------------

_STRENGTH: tuple[DerivationKind, ...] = ("republishes", "copies", "reuses", "cites")


def _settled(found: Iterable[Found]) -> tuple[Derivation, ...]:
    """One row for each taker, giver and kind; a whole credited beside passages found is a republication."""
    rows: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for f in found:
        rows[f.taker, f.to].append(f)
    out = []
    for (taker, to), row in sorted(rows.items()):
        taking = [f for f in row if f.kind != "cites"]
        for group in (taking, [f for f in row if f.kind == "cites"]):
            if group:
                kind = min((f.kind for f in group), key=_STRENGTH.index)
                spans = tuple(sorted({s for f in group for s in f.spans}))
                why = "; ".join(dict.fromkeys(f.why for f in group))
                share, directed = max(f.share for f in group), any(f.directed for f in group)
                out.append(Derivation(taker, to, kind, share, spans, why, directed))
    return tuple(out)
