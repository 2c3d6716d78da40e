"""Who took words from whom: shared passages, credits and citations, with a direction and its reason.

Speech is told apart from narration: two reporters who quote one address have not copied each other, so words
inside quotation marks are no evidence; the narration around them is. One exception: what somebody said to one
outlet alone ("told Radio X") and another outlet prints without having asked was taken from the first; two such
utterances are evidence, one may have been said twice.

Directions come from dates, from credit ("The original source of this article is X"), from who was told. Where
nothing tells, the row is not `directed`: the report with less of its own stands in it as the one that took.

A pile may grow: what `Reuse` keeps of each report and each pair need not be found again, and nothing that is kept
depends on what came first. `reuse` is the same for a pile that comes all at once.

Not done: translation, thorough rewriting, images, and a copy that leaves out the quotation marks. A report that is only
a little like another is left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from sayso.edtf import before, interval, valid
from sayso.names import known_outlet, outlet_key
from sayso.tables import table
from sayso.text import content_stems, fold, pieces
from sayso.types import Attribution, Derivation, DerivationKind, Entity, Marked, Span
from sayso.weave.candidates import Candidates, Pair, Postings, prints, shingles
from sayso.weave.passages import Passage, Words, passages, words

# Calibrated with bench/reuse_gate.py on synthetic piles made of half of the bulk articles; it reports on the other half.
_TOLD = 16  # words of narration in one passage that are evidence of copying; a lead with a name and a date has a dozen
_TOLD_IN_ALL = 24  # … or so many in several passages
_TOLD_LEAST = 6  # … of at least so many each
_COPY = 0.8  # share of the taker's body from which it is a copy of the whole
_OWN = 0.25  # share of a report that must come from an earlier one of its own outlet: less is boilerplate or background
_NEW = 0.2  # share of what was taken that must not already have come from an earlier source
_EXCLUSIVES = 2  # utterances given to one outlet alone that are evidence of taking from it
_UTTERANCE = 4  # words in a row by which an utterance is recognised
_UTTERED = 0.6  # share of an utterance's words that must come back, or
_UTTERED_WORDS = 8  # … so many of its words
_REACH = 48  # code points behind a credit or a cue in which the name must begin
_ALIKE = 16  # utterances to one outlet with the same words in a row that are followed up
_MOST_CREDITS = 100  # in one report
_NEAREST = 40  # reports of a cited outlet, the nearest in time, that a citation may mean
_MEANT = 0.5  # share of the cited words that the report it means must have
_READ = 100_000  # code points of it that are looked through
_NEAR_DAYS = 90  # days within which a day without a year is taken for one of the other report's year
_PARAGRAPH = 600  # code points around a content that are searched for who was told
_DATELINE = 140  # code points that open the body, in which a dateline's agency stands
_LONGEST_NAME = 8  # words of an outlet's name


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


class _Text(NamedTuple):
    """What is kept of one report: found in it alone, whatever else is in the pile."""

    body: tuple[Span, ...]
    words: Words
    credits: tuple[tuple[str, int, int], ...]  # phrases of reuse_credits, folded, and where they stand
    tells: bool  # whether it says of anybody that an outlet was told


class Reuse:
    """A pile that grows: what was found in its reports and pairs of reports, so that adding one finds only what is new.

    Adding reports in any order and any portions gives the derivations of all at once, as long as the outlet of a report
    that was added stays the same entity. `work` counts what was done: fingerprints, partners, words aligned …
    """

    def __init__(self) -> None:
        self.work: Counter[str] = Counter()
        self._texts: dict[str, _Text] = {}
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
        fresh = {name: prints(self._texts[name].words, _day(m), m.outlet) for name, m in new.items()}
        gained, lost = self._candidates.add(fresh)
        self.work.update(self._candidates.work)
        self._candidates.work.clear()
        for pair in lost:
            del self._passages[pair]
        for pair in gained:
            a, b = (self._texts[name].words for name in pair)
            self._passages[pair] = passages(a, b)
            self.work["aligned"] += len(a.ids) + len(b.ids)
        self._spoken.enter({name: _spoken(self._texts[name].words) for name in sorted(new)})

    @property
    def pairs(self) -> list[Pair]:
        """The pairs of reports that were compared, the earlier first."""
        return sorted(self._passages)

    def derivations(self, pile: Iterable[Marked], entities: Iterable[Entity]) -> tuple[Derivation, ...]:
        """Who took from whom among reports that were all added."""
        world = _World.of(pile, entities, self._texts)
        found = [
            *_copied(world, self._passages),
            *_exclusive(world, self._spoken),
            *_credited(world),
            *_canonical(world),
            *_set_off(world),
            *_cited(world, self._meant, self.work),
        ]
        return _settled(found)


def _read(marked: Marked) -> _Text:
    text, body = marked.document.text, _body(marked)
    pattern, _ = _credit_pattern()
    credits = tuple((fold(m.group()), m.start(), m.end()) for m in islice(pattern.finditer(text), _MOST_CREDITS))
    return _Text(body, words(text, body, _speech(marked)), credits, _TOLD_CUE.search(text) is not None)


def _spoken(said: Words) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Every few words in a row that begin in speech: their hash and where they stand."""
    hashes = shingles(said.ids, _UTTERANCE)
    at = np.flatnonzero(np.frombuffer(said.spoken, np.uint8)[: len(hashes)])
    return hashes[at], at.astype(np.int32)


def _day(marked: Marked) -> int | None:
    """The first day a report may be from, as a proleptic ordinal."""
    first, last = interval(marked.document.published.value) if marked.document.published else (None, None)
    day = first or last
    return day.toordinal() if day else None


class _World(NamedTuple):
    """The pile in the order of its dates, and what is looked up again and again."""

    pile: tuple[Marked, ...]
    texts: tuple[_Text, ...]
    number: Mapping[str, int]  # of a report, by its id
    outlets: Mapping[str, str]  # outlet_key of a spelling -> entity
    outlet_entities: frozenset[str]
    names: Mapping[str, str]  # entity -> name
    of_outlet: Mapping[str, tuple[int, ...]]  # entity -> its own reports, numbers into the pile

    @classmethod
    def of(cls, pile: Iterable[Marked], entities: Iterable[Entity], texts: Mapping[str, _Text]) -> _World:
        pile = tuple(sorted(pile, key=_order))
        entities = tuple(entities)
        outlets: dict[str, str] = {}
        for e in sorted(entities, key=lambda e: e.id):
            if e.type == "outlet":
                for spelling in (e.name, *e.aliases):
                    outlets.setdefault(outlet_key(spelling), e.id)
        outlets.pop("", None)
        own: dict[str, list[int]] = defaultdict(list)
        for n, m in enumerate(pile):
            if m.outlet:
                own[m.outlet].append(n)
        return cls(
            pile=pile,
            texts=tuple(texts[m.document.id] for m in pile),
            number={m.document.id: n for n, m in enumerate(pile)},
            outlets=outlets,
            outlet_entities=frozenset(outlets.values()),
            names={e.id: e.name for e in entities},
            of_outlet={e: tuple(ns) for e, ns in own.items()},
        )

    def name(self, n: int) -> str:
        """How a report is named in a `why`."""
        m = self.pile[n]
        outlet = self.names.get(m.outlet, m.outlet) if m.outlet else None
        title = " ".join(m.document.title.value.split()) if m.document.title else None
        return ": ".join(x for x in (outlet, title) if x) or m.document.id


def _order(marked: Marked) -> tuple[bool, int, str]:
    """A key that sorts documents by the first day they may be from, undated ones last."""
    day = _day(marked)
    return day is None, day or 0, marked.document.id


def _body(marked: Marked) -> tuple[Span, ...]:
    """The document's body, in order; the whole text where no region says what is body."""
    body = sorted(Span(r.start, r.end) for r in marked.regions if r.kind == "body")
    return tuple(body) if body or marked.regions else (Span(0, len(marked.document.text)),)


def _speech(marked: Marked) -> Iterator[Span]:
    for a in marked.attributions:
        if a.kind == "direct":
            yield from a.content
    for b in marked.document.blocks:
        if b.kind == "quote":
            yield Span(b.start, b.end)


class _Found(NamedTuple):
    """One piece of evidence that report number `taker` took from `to`, before pieces are settled."""

    taker: str
    to: str
    kind: DerivationKind
    share: float
    spans: tuple[tuple[int, int, int, int], ...]
    why: str
    directed: bool = True


# -- shared passages --------------------------------------------------------------------------------


class _Shared(NamedTuple):
    taker: int
    giver: int
    directed: bool
    direction: str
    passages: tuple[tuple[int, int, int, int], ...]  # the taker's side first
    told: int
    share: float


def _copied(world: _World, aligned: Mapping[Pair, tuple[Passage, ...]]) -> Iterator[_Found]:
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


def _same_house(a: int, b: int, world: _World) -> bool:
    return world.pile[a].outlet is not None and world.pile[a].outlet == world.pile[b].outlet


def _evident(found: Sequence[Passage]) -> bool:
    telling = [p.told for p in found if p.told >= _TOLD_LEAST]
    return max(telling, default=0) >= _TOLD or sum(telling) >= _TOLD_IN_ALL


def _directed(a: int, b: int, found: tuple[Passage, ...], world: _World) -> _Shared:
    size_a, size_b = (len(world.texts[n].words.ids) or 1 for n in (a, b))
    same = sum(p.words for p in found)
    taker, reason = _later(a, b, world)
    directed = taker is not None
    if taker is None:
        taker = a if same / size_a > same / size_b else b
        reason = "which came first is not known"
    flipped = taker == b
    spans = [(p.a_start, p.a_end, p.b_start, p.b_end) for p in found]
    ordered = sorted((c, d, a0, a1) if flipped else (a0, a1, c, d) for a0, a1, c, d in spans)
    share = min(1.0, same / (size_b if flipped else size_a))
    return _Shared(taker, a if flipped else b, directed, reason, tuple(ordered), sum(p.told for p in found), share)


def _later(a: int, b: int, world: _World) -> tuple[int | None, str]:
    """Which of two reports is the one that took, and how it is known."""
    first, second = _dates(world.pile[a], world.pile[b])
    earlier = before(first, second) if first and second else None
    if earlier is not None:
        early, late = (first, second) if earlier else (second, first)
        return (b if earlier else a), f"{early} came before {late}"
    for taker, giver in ((a, b), (b, a)):
        outlet = world.pile[giver].outlet
        if outlet and outlet != world.pile[taker].outlet and outlet in _named_outlets(world.pile[taker], world):
            return taker, f"it names {world.names.get(outlet, outlet)}"
    return None, ""


def _dates(a: Marked, b: Marked) -> tuple[str, str]:
    """When two reports were published; a day without a year ("XXXX-10-10") gets the other's, if that brings them near."""
    first, second = (m.document.published.value if m.document.published else "" for m in (a, b))
    if first.startswith("XXXX") == second.startswith("XXXX") or not (first and second):
        return first, second
    whole, part = (second, first) if first.startswith("XXXX") else (first, second)
    filled = whole[:4] + part[4:]
    days = [d for d in (interval(whole)[0], interval(filled)[0]) if d] if valid(filled) else []
    if len(days) < 2 or abs((days[0] - days[1]).days) > _NEAR_DAYS:
        return "", ""
    return (filled, second) if first.startswith("XXXX") else (first, filled)


def _named_outlets(marked: Marked, world: _World) -> set[str]:
    hops = {h.entity for a in marked.attributions for h in a.chain if h.entity in world.names}
    credit = {e for e, _, _, _ in _credits(marked, world)}
    set_off = {e for r in marked.regions if r.kind == "quoted" and r.outlet and (e := world.outlets.get(outlet_key(r.outlet)))}
    return {h for h in hops if h and h in world.of_outlet} | credit | set_off


def _common(own: Sequence[tuple[int, int]], covered: Sequence[tuple[int, int]]) -> int:
    """Code points of `own` that lie in `covered`, each counted once."""
    merged: list[tuple[int, int]] = []
    for c, d in sorted(covered):
        if merged and c <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(d, merged[-1][1]))
        else:
            merged.append((c, d))
    return sum(max(0, min(b, d) - max(a, c)) for a, b in own for c, d in merged)


def _as_found(s: _Shared, world: _World) -> _Found:
    taker, giver = world.pile[s.taker], world.pile[s.giver]
    credited = giver.outlet is not None and giver.outlet in _named_outlets(taker, world)
    same_house = giver.outlet is not None and giver.outlet == taker.outlet
    kind: DerivationKind = "reuses" if s.share < _COPY else "republishes" if credited else "copies"
    credit = "an earlier report of its own" if same_house else "with credit" if credited else "without credit"
    why = (
        f"{_count(len(s.passages), 'passage')} in common with {world.name(s.giver)}, {s.told} words of narration, "
        f"{s.share:.0%} of its body, {credit}; {s.direction}"
    )
    return _Found(taker.document.id, giver.document.id, kind, round(s.share, 3), s.passages, why, s.directed)


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"


# -- what was said to one outlet alone --------------------------------------------------------------


class _Utterance(NamedTuple):
    """Words that somebody spoke to one outlet: the report, its words by number, and where they stand."""

    report: int
    attribution: str
    ids: tuple[int, ...]
    start: int
    end: int


def _exclusive(world: _World, spoken: Postings) -> Iterator[_Found]:
    """Reports with two or more utterances that another outlet had to itself, and that they print as well."""
    by_shingle: dict[tuple[int, ...], list[_Utterance]] = defaultdict(list)
    for n in range(len(world.pile)):
        for u in _exclusives(n, world):
            for i in range(len(u.ids) - _UTTERANCE + 1):
                same = by_shingle[u.ids[i : i + _UTTERANCE]]
                if len(same) < _ALIKE:
                    same.append(u)
    if not by_shingle:
        return
    for n in _speaking(by_shingle, world, spoken):
        marked = world.pile[n]
        met: dict[int, dict[str, tuple[int, int, int, int]]] = defaultdict(dict)
        for u, span in _again(world.texts[n].words, by_shingle):
            giver = world.pile[u.report]
            if giver.outlet != marked.outlet and _later(u.report, n, world)[0] != u.report:
                met[u.report][u.attribution] = (*span, u.start, u.end)
        for report in sorted(met):
            if len(met[report]) >= _EXCLUSIVES:
                yield _took_speech(n, report, tuple(sorted(met[report].values())), world)


def _speaking(by_shingle: Iterable[tuple[int, ...]], world: _World, spoken: Postings) -> list[int]:
    """The reports in whose speech any of these few words in a row stand, in order."""
    hashes = np.unique(np.concatenate([shingles(row, _UTTERANCE) for row in by_shingle]))
    found = {spoken.ids[n] for low, high in spoken.of(hashes) for n in spoken.owners[low:high].tolist()}
    return sorted(world.number[name] for name in found)


def _exclusives(n: int, world: _World) -> Iterator[_Utterance]:
    """What a report's outlet was told itself: direct speech of those of whom it says that they told it."""
    marked = world.pile[n]
    own = _own_names(marked, world) if world.texts[n].tells else ()
    if not own:
        return
    direct = [a for a in marked.attributions if a.kind == "direct" and a.chain and a.chain[0].entity]
    alone = {a.chain[0].entity for a in direct if _told_to(a, marked, own)}
    for a in direct:
        if a.chain[0].entity in alone and len(a.chain) == 1 and (_told_to(a, marked, own) or not _told_anyone(a, marked)):
            for span in a.content:
                said = words(marked.document.text, [span], ())
                if len(said.ids) >= _UTTERANCE:
                    yield _Utterance(n, a.id, tuple(said.ids), span.start, span.end)


@lru_cache(maxsize=1)
def _ourselves() -> tuple[str, ...]:
    return tuple(sorted((row["words"] for row in table("ourselves")), key=lambda w: (-len(w), w)))


def _own_names(marked: Marked, world: _World) -> tuple[str, ...]:
    if marked.outlet is None:
        return ()
    names = {m.name for m in marked.mentions if m.entity == marked.outlet} | {world.names.get(marked.outlet, "")}
    return tuple(sorted({fold(n).removeprefix("the ") for n in names if n} | set(_ourselves())))


_AGENCY = re.compile(r"[^()\n]{0,80}\((?P<name>[^()\n]{2,40})\)\s?[-–—]")
_TOLD_CUE = re.compile(r"\b(?:told|tells|telling|spoke to|speaking to|spoke with|interview with|wrote to)\s+", re.I)


def _told_to(a: Attribution, marked: Marked, names: Sequence[str]) -> bool:
    """Whether the paragraph of an attribution says that one of `names` was told."""
    return any(re.match(re.escape(n) + r"\b", told) for told in _addressees(a, marked) for n in names)


def _told_anyone(a: Attribution, marked: Marked) -> bool:
    return next(_addressees(a, marked), None) is not None


def _addressees(a: Attribution, marked: Marked) -> Iterator[str]:
    """What follows "told" in the paragraph of an attribution, outside its content; folded, without an article."""
    text, content = marked.document.text, a.content[0]
    start = text.rfind("\n", max(0, content.start - _PARAGRAPH), content.start) + 1 or max(0, content.start - _PARAGRAPH)
    end = text.find("\n", content.end, content.end + _PARAGRAPH)
    for m in _TOLD_CUE.finditer(text, start, content.end + _PARAGRAPH if end < 0 else end):
        if not any(s.start <= m.start() < s.end for s in a.content):
            yield fold(text[m.end() : m.end() + _REACH]).removeprefix("the ")


def _again(said: Words, by_shingle: Mapping[tuple[int, ...], list[_Utterance]]) -> Iterator[tuple[_Utterance, tuple[int, int]]]:
    """Utterances that come back among a report's spoken words, with where."""
    hits: dict[_Utterance, list[int]] = defaultdict(list)
    for i in range(len(said.ids) - _UTTERANCE + 1):
        if said.spoken[i]:
            for u in by_shingle.get(tuple(said.ids[i : i + _UTTERANCE]), ()):
                hits[u].append(i)
    for u, at in hits.items():
        near = max((at[k : bisect_right(at, i + 2 * len(u.ids))] for k, i in enumerate(at)), key=len)
        same = len({i + k for i in near for k in range(_UTTERANCE)})
        if same >= _UTTERED * len(u.ids) or same >= _UTTERED_WORDS:
            yield u, (said.starts[near[0]], said.ends[near[-1] + _UTTERANCE - 1])


def _took_speech(taker: int, giver: int, spans: tuple[tuple[int, int, int, int], ...], world: _World) -> _Found:
    a, b = world.pile[taker], world.pile[giver]
    size = sum(s.end - s.start for s in world.texts[taker].body) or 1
    credited = b.outlet in _named_outlets(a, world)
    why = (
        f"{len(spans)} utterances that were made to {world.names.get(b.outlet or '', b.outlet)} stand in it, "
        f"{'with' if credited else 'without'} credit; {_later(taker, giver, world)[1] or 'which came first is not known'}"
    )
    share = round(min(1.0, sum(e - s for s, e, _, _ in spans) / size), 3)
    return _Found(a.document.id, b.document.id, "reuses", share, spans, why)


# -- credits, set-off passages, citations -----------------------------------------------------------


@lru_cache(maxsize=1)
def _credit_pattern() -> tuple[re.Pattern[str], Mapping[str, bool]]:
    rows = {row["words"]: bool(row["whole"]) for row in table("reuse_credits")}
    either = "|".join(re.escape(w).replace(r"\ ", r"\s{1,3}") for w in sorted(rows, key=lambda w: (-len(w), w)))
    return re.compile(rf"(?<!\w)(?:{either})", re.I), rows


def _credits(marked: Marked, world: _World) -> Iterator[tuple[str, bool, int, int]]:
    """Outlets whose text the report says it is, or is partly: entity, whole, and where it says so."""
    _, rows = _credit_pattern()
    for phrase, start, end in world.texts[world.number[marked.document.id]].credits if world.outlets else ():
        entity = _outlet_at(marked.document.text, end, world)
        if entity and entity != marked.outlet:
            yield entity, rows[phrase], start, end
    yield from _signed(marked, world)


def _signed(marked: Marked, world: _World) -> Iterator[tuple[str, bool, int, int]]:
    """Outlets that stand where a report's writer does: in the byline, or in a dateline's brackets: "STOKE FEN (Norwire) -".

    A report without an outlet of its own is then simply that outlet's, and takes from nobody.
    """
    body = next((r.start for r in marked.regions if r.kind == "body"), 0)
    agency = _AGENCY.match(marked.document.text, body, body + _DATELINE)
    signed = [(a.value, a.start, a.end) for a in marked.document.authors if a.start is not None and a.end is not None]
    if agency:
        signed.append((agency["name"], agency.start("name"), agency.end("name")))
    for name, start, end in signed if marked.outlet else ():
        entity = world.outlets.get(outlet_key(name))
        if entity and entity != marked.outlet:
            yield entity, True, start, end


def _outlet_at(text: str, at: int, world: _World) -> str | None:
    """The outlet whose name begins just behind `at`: its longest known spelling."""
    found = [t for t in pieces(text, at, min(len(text), at + 3 * _REACH)) if t.start <= at + 3 * _REACH]
    skip = {"the", "our", "partner", "partners", "at", "u", "b", "i", "a", "strong", "em"}  # articles and the names of tags
    first = 0
    while first < len(found) and found[first].text.lower() in skip:
        first += 1
    if first >= len(found) or found[first].start > at + _REACH:
        return None
    for last in range(min(len(found), first + _LONGEST_NAME) - 1, first - 1, -1):
        entity = world.outlets.get(outlet_key(text[found[first].start : found[last].end]))
        if entity:
            return entity
    return None


def _credited(world: _World) -> Iterator[_Found]:
    """Reports that say whose text they are: to that outlet's report where the pile has one that fits, else to the outlet."""
    for n, marked in enumerate(world.pile):
        for entity, whole, start, end in _credits(marked, world):
            to = _meant_report(n, entity, _near_reports(n, entity, world), (), world)
            said = " ".join(marked.document.text[start:end].split())
            name = world.names[entity]
            kind: DerivationKind = "republishes" if whole else "cites"
            spans = tuple((s.start, s.end, 0, 0) for s in world.texts[n].body) if whole and to == entity else ()
            yield _Found(
                marked.document.id,
                to,
                kind,
                1.0 if whole else 0.0,
                spans,
                _credit_why(said, name, world.outlets.get(outlet_key(said)) == entity),
            )


def _credit_why(said: str, name: str, signed: bool) -> str:
    return f"it is signed “{said}”" if signed else f"it says so itself: “{said}” before {name}"


def _canonical(world: _World) -> Iterator[_Found]:
    """Pages whose canonical link (RFC 6596) leads to another outlet: to the report fetched from there, else to the outlet."""
    fetched: dict[str, int] = {}
    for n, marked in enumerate(world.pile):
        for source in marked.document.sources:
            fetched.setdefault(_address(source), n)
    outlets = {domain: entity for entity in sorted(world.names) if (domain := _domain(entity, world))}
    for n, marked in enumerate(world.pile):
        url = marked.document.url or ""
        host = urlsplit(url).hostname or ""
        entity = next((e for domain, e in outlets.items() if host == domain or host.endswith("." + domain)), None)
        giver = fetched.get(_address(url), n) if host else n
        if giver != n and world.pile[giver].outlet and world.pile[giver].outlet != marked.outlet:
            to, name = world.pile[giver].document.id, world.name(giver)
        elif entity and marked.outlet and entity != marked.outlet:
            to, name = entity, world.names[entity]
        else:
            continue
        spans = tuple((s.start, s.end, 0, 0) for s in world.texts[n].body) if to == entity else ()
        yield _Found(marked.document.id, to, "republishes", 1.0, spans, f"its canonical link is {url}, of {name}")


def _address(url: str) -> str:
    """A URL without what does not tell one page from another: scheme, "www.", query, fragment, the slash at its end."""
    parts = urlsplit(url)
    return (parts.hostname or "").removeprefix("www.") + parts.path.rstrip("/") if parts.scheme in ("http", "https") else ""


def _domain(entity: str, world: _World) -> str:
    known = known_outlet(world.names[entity]) if entity in world.outlet_entities else None
    return known.domain if known else ""


def _set_off(world: _World) -> Iterator[_Found]:
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
            yield _Found(marked.document.id, entity, "reuses", round(share, 3), tuple(sorted(spans)), why)


def _cited(
    world: _World, known: dict[tuple[str, str, str], tuple[tuple[str, ...], str]], work: Counter[str]
) -> Iterator[_Found]:
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
                yield _Found(marked.document.id, to, "cites", 0.0, (), f"it names {world.names[outlet]} as its source")


def _near_reports(n: int, outlet: str, world: _World) -> list[int]:
    """The outlet's reports in the pile nearest to report n in the order of days, the nearest first."""
    own = world.of_outlet.get(outlet, ())
    at = bisect_left(own, n)
    return sorted(own[max(0, at - _NEAREST // 2) : at + _NEAREST // 2], key=lambda m: (abs(bisect_left(own, m) - at), m))


def _meant_report(n: int, outlet: str, near: Iterable[int], stems: Iterable[str], world: _World) -> str:
    """The report among `near` that a citation means: not later, and with most of its words; else the outlet."""
    wanted = set(stems)
    best: tuple[float, int] | None = None
    for m in near:
        if m != n and _later(m, n, world)[0] != m:
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


def _settled(found: Iterable[_Found]) -> tuple[Derivation, ...]:
    """One row for each taker, giver and kind; a whole credited beside passages found is a republication."""
    rows: dict[tuple[str, str], list[_Found]] = defaultdict(list)
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
